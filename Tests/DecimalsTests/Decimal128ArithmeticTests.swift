import Decimals
import TestSupport
import Testing

@Suite struct Decimal128ArithmeticTests {
    private func number(_ text: String) throws -> Decimal128 { try Decimal128(text) }

    @Test(arguments: [
        ("0.1", "0.2", "0.3"), ("1.50", "1.5", "3.00"), ("-1", "1", "0"),
        // The 35th digit is rounded half to even.
        ("1000000000000000000000000000000000", "0.5", "1000000000000000000000000000000000"),
        ("1000000000000000000000000000000001", "0.5", "1000000000000000000000000000000002"),
    ])
    func sums(left: String, right: String, sum: String) throws {
        #expect(try (number(left) + number(right)).description == sum)
        #expect(try (number(sum) - number(sum)).isZero)
    }

    @Test(arguments: [
        ("20000000.00", "0.01", "200000.0000"), ("-3", "0.5", "-1.5"), ("-3", "0", "0"),
        ("33333333333333333", "300000000000000001", "9999999999999999933333333333333333"),
    ])
    func products(left: String, right: String, product: String) throws {
        #expect(try (number(left) * number(right)).description == product)
    }

    @Test(arguments: [
        ("1", "3", "0.3333333333333333333333333333333333"), ("2", "3", "0.6666666666666666666666666666666667"),
        ("10", "4", "2.5"), ("-7", "2", "-3.5"), ("0", "5", "0"),
    ])
    func quotients(left: String, right: String, quotient: String) throws {
        #expect(try (number(left) / number(right)).description == quotient)
    }

    @Test func whatHasNoFiniteResultThrows() throws {
        let huge = try number("9E6144")
        #expect(throws: DecimalError.divisionByZero) { try number("1") / number("0.00") }
        #expect(throws: DecimalError.divisionByZero) { try number("0") / number("0") }
        #expect(throws: DecimalError.outOfRange) { try huge * huge }
        #expect(throws: DecimalError.outOfRange) { try huge + huge }
        #expect(throws: DecimalError.outOfRange) { try -huge - huge }
    }

    @Test(arguments: [
        ("1.239", 2, "1.23"), ("-1.239", 2, "-1.23"), ("1.2", 2, "1.2"), ("1299", -2, "1200"), ("0.009", 2, "0.00"),
        ("-0.009", 2, "0.00"), ("99", -2, "0"), ("1.9999999999999999999999999999999", 0, "1"), ("5", Int.max, "5"),
        ("5", Int.min, "0"), ("9.9E6144", -6144, "9.000000000000000000000000000000000E+6144"),
    ])
    func truncation(text: String, places: Int, truncated: String) throws {
        #expect(try number(text).truncated(toPlaces: places).description == truncated)
    }

    @Test func equalNumbersAreEqualAndHashAlike() throws {
        let same = try ["1.5", "1.50", "15E-1", "0.15E1"].map(number)
        #expect(Set(same).count == 1)
        let zeros = try ["0", "-0", "0.00", "0E-60"].map(number)
        #expect(Set(zeros).count == 1)
        #expect(try number("-2") < number("-1.99"))
        #expect(try number("-0.01") < number("0"))
        #expect(try number("1E40") > number("9999999999999999999999999999999999"))
        #expect(try number("1.5") != number("-1.5"))
    }

    @Test(arguments: [
        ("7", Int64(7)), ("-7.00", -7), ("1E18", 1_000_000_000_000_000_000), ("9223372036854775807", Int64.max),
        ("-9223372036854775808", Int64.min), ("9223372036854775808", nil), ("-9223372036854775809", nil), ("0.5", nil),
        ("1E6144", nil), ("1E-6176", nil), ("0E-6176", 0),
    ])
    func integers(text: String, value: Int64?) throws { #expect(try number(text).int64 == value) }

    /// Sums, differences and products of numbers with few digits are those of integers.
    @Test func randomArithmeticAgreesWithIntegers() throws {
        var random = SeededGenerator(name: "Decimal128ArithmeticTests")
        for _ in 0..<10_000 {
            let left = Int64.random(in: -1_000_000_000...1_000_000_000, using: &random)
            let right = Int64.random(in: -1_000_000_000...1_000_000_000, using: &random)
            let (first, second) = (Decimal128(left), Decimal128(right))
            #expect(try (first + second).int64 == left + right)
            #expect(try (first - second).int64 == left - right)
            #expect(try (first * second).int64 == left * right)
            #expect((first < second) == (left < right))
            if right != 0 {
                #expect(try (first / second).truncated(toPlaces: 0).int64 == left / right)
            }
        }
    }
}
