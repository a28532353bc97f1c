import Feel
import Testing

@Test func placesCountFromOne() {
    let expression = Expression(.null, at: Expression.Place(line: 1, column: 1))
    #expect(expression.place == Expression.Place(line: 1, column: 1))
}
