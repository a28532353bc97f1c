import Decimals
import Testing

struct Decimal128FunctionsTests {
    private static let minusTwoAndAHalf: [(Decimal128.Rounding, String)] = [
        (.halfEven, "-2"), (.halfUp, "-3"), (.halfDown, "-2"), (.up, "-3"), (.down, "-2"), (.floor, "-3"),
        (.ceiling, "-2"),
    ]

    @Test(arguments: minusTwoAndAHalf)
    func roundsTheMiddle(_ rounding: Decimal128.Rounding, _ expected: String) throws {
        #expect(try Decimal128("-2.5").rounded(toPlaces: 0, rounding).description == expected)
    }

    @Test(arguments: [
        ("0.515", 2, Decimal128.Rounding.halfEven, "0.52"), ("0.525", 2, .halfEven, "0.52"),
        ("9.99", 1, .halfUp, "10.0"),
        ("0.04", 1, .halfUp, "0"), ("0.04", 1, .up, "0.1"), ("1299", -2, .halfUp, "1300"),
        ("1250", -2, .halfEven, "1200"),
        ("51", -2, .halfUp, "100"), ("1", -6111, .down, "0"), ("5.5", 6176, .up, "5.5"), ("1e6144", 0, .up, "1E6144"),
        ("9999999999999999999999999999999999", -1, .up, "10000000000000000000000000000000000"),
        ("1e-6176", 40, .up, "1e-40"),
    ])
    func rounds(_ text: String, _ places: Int, _ rounding: Decimal128.Rounding, _ expected: String) throws {
        #expect(try Decimal128(text).rounded(toPlaces: places, rounding) == Decimal128(rounding: expected))
    }

    @Test func raises() throws {
        #expect(try Decimal128(3).raised(to: Decimal128(70)) == Decimal128("2503155504993241601315571986085849"))
        #expect(try Decimal128("1.01").raised(to: Decimal128(2)).description == "1.0201")
        #expect(try Decimal128(2).raised(to: Decimal128(-1)) == Decimal128("0.5"))
        #expect(throws: DecimalError.outOfRange) { try Decimal128(10).raised(to: Decimal128(6145)) }
        #expect(throws: DecimalError.outOfRange) { try Decimal128(-8).raised(to: Decimal128("0.5")) }
        #expect(throws: DecimalError.outOfRange) { try Decimal128.zero.raised(to: Decimal128(-1)) }
    }

    @Test func hasOnlyFiniteResults() throws {
        #expect(throws: DecimalError.outOfRange) { try Decimal128(-1).squareRoot() }
        #expect(throws: DecimalError.outOfRange) { try Decimal128.zero.logarithm() }
        #expect(throws: DecimalError.outOfRange) { try Decimal128(100_000).exponential() }
        #expect(throws: DecimalError.divisionByZero) { try Decimal128(1).modulo(.zero) }
        #expect(try Decimal128(2).squareRoot().description == "1.414213562373095048801688724209698")
        #expect(try Decimal128(1).exponential().description == "2.718281828459045235360287471352662")
        #expect(try Decimal128(10).logarithm().description == "2.302585092994045684017991454684364")
    }

    @Test(arguments: [("7", "3", "1"), ("-7", "3", "2"), ("7", "-3", "-2"), ("-7", "-3", "-1"), ("6", "-3", "0")])
    func modulo(_ left: String, _ right: String, _ expected: String) throws {
        #expect(try Decimal128(left).modulo(Decimal128(right)) == Decimal128(expected))
    }

    @Test func roundsTextOfManyDigits() throws {
        #expect(
            try Decimal128(rounding: "0.12345678901234567890123456789012345")
                == Decimal128("0.1234567890123456789012345678901234"))
        #expect(
            try Decimal128(rounding: "12345678901234567890123456789012345678")
                == Decimal128("1234567890123456789012345678901235e4"))
        #expect(throws: DecimalError.notANumber) { try Decimal128(rounding: "NaN") }
        #expect(throws: DecimalError.outOfRange) { try Decimal128(rounding: "1e7000") }
    }
}
