import Feel
import TestSupport
import Testing

struct RandomTextTests {
    static let pieces = [
        "u", "null", "1e6144", "-1e-6176", "1", "[1..", "]", "(", ")", "..", "for i in ", " return ", "partial", "item",
        "?", " in ", "function(a) ", "some x in ", " satisfies ", "{a: ", "}", "@\"P1D\"", "@\"2024-01-01\"",
        "@\"-999999999-01-01\"", "@\"P999999999Y\"", " instance of ", "list<", "number", ">", "-", "**", "*", "/", "+",
        ".a", "[u]", ", ", "999999999999999999", "\"(a)|b\"", "sort(", "flatten(", "string(", "concatenate(", "if ",
        " then ", " else ", " and ", " or ", "not(", "sublist(", "substring(", "replace(", "matches(", "split(",
        "@\"23:59:59.999999999@Europe/Paris\"", "@\"2024-10-27T02:30:00@Europe/Paris\"", " between ", "= ", "< ",
        "range(",
    ]

    /// Whatever stands there: it ends, and what it gives depends on nothing else.
    @Test func anyTextHasAnEnd() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed of anyTextHasAnEnd: \(seed)")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<3000 {
            let count = Int.random(in: 1...12, using: &generator)
            let text = (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
            let first = feel(text, ["u": unknown(0)])
            #expect(first == feel(text, ["u": unknown(0)]), "\(text)")
        }
    }
}
