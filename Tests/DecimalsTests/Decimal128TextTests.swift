import Decimals
import TestSupport
import Testing

@Suite struct Decimal128TextTests {
    @Test(arguments: [
        "0", "7", "-7", "1.50", "1.5", "0.00", "-0.05", "0.1", "100", "123456789012345678", "1234567890123456789",
        "18446744073709551615", "18446744073709551616", "9999999999999999999999999999999999",
        "-9999999999999999999999999999999.999", "0.0000000000000000000000000000000000000001", "1E+40", "1.5E+40",
        "-1.50E-60", "0E-50", "9.999999999999999999999999999999999E+6144", "1E-6176",
    ])
    func writtenAsRead(text: String) throws { #expect(try Decimal128(text).description == text) }

    @Test(arguments: [
        ("007", "7"), (".5", "0.5"), ("-.50", "-0.50"), ("-0", "0"), ("-0.00", "0.00"), ("1e3", "1000"),
        ("1.25E+1", "12.5"), ("12e-1", "1.2"), ("0e5", "0"), ("1e33", "1000000000000000000000000000000000"),
        ("1E34", "1E+34"), ("1E6144", "1.000000000000000000000000000000000E+6144"),
        ("0000000000000000000000000000000000000000001.0", "1.0"),
    ])
    func otherNotations(text: String, canonical: String) throws {
        let value = try Decimal128(text)
        #expect(value.description == canonical)
        #expect(try Decimal128(value.description) == value)
    }

    @Test(arguments: [
        "", "-", "+1", ".", "5.", "-.", "1.e3", "1e", "1e+", "1.2.3", "1,000", " 1", "1 ", "0x10", "NaN", "Infinity",
        "-Inf", "一", "1_000", "--1",
    ])
    func notNumbers(text: String) { #expect(throws: DecimalError.notANumber) { try Decimal128(text) } }

    @Test(arguments: [
        ("12345678901234567890123456789012345", DecimalError.tooManyDigits),
        ("1.0000000000000000000000000000000000", .tooManyDigits), ("1E6145", .outOfRange), ("1E-6177", .outOfRange),
        ("1E999999999999999999999", .outOfRange), ("1E-999999999999999999999", .outOfRange),
    ])
    func doesNotFit(text: String, error: DecimalError) { #expect(throws: error) { try Decimal128(text) } }

    @Test func randomTextsReadBack() throws {
        var random = SeededGenerator(name: "Decimal128TextTests")
        for _ in 0..<20_000 {
            let digits = (0..<Int.random(in: 1...34, using: &random)).map { _ in
                "0123456789".randomElement(using: &random)!
            }
            let point = Int.random(in: 0...digits.count, using: &random)
            var whole = String(digits[..<point].drop { $0 == "0" })
            if whole.isEmpty { whole = "0" }
            let fraction = String(digits[point...])
            var text = fraction.isEmpty ? whole : whole + "." + fraction
            if Bool.random(using: &random), text.contains(where: { "123456789".contains($0) }) { text = "-" + text }
            #expect(try Decimal128(text).description == text)
        }
    }

    @Test func theLongestTextFits() throws {
        let longest = try Decimal128("-1." + String(repeating: "2", count: 33) + "E-6143")
        #expect(longest.description.utf8.count <= Decimal128.maximumTextLength)
        let places = try Decimal128("-0.0000000000000000000000000000000000000001")
        #expect(places.description.utf8.count <= Decimal128.maximumTextLength)
    }
}
