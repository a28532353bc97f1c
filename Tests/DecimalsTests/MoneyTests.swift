import Decimals
import Testing

@Suite struct MoneyTests {
    @Test(arguments: [
        ("350000.00", Int64(35_000_000)), ("0.01", 1), ("0.019", 1), ("-0.019", -1), ("1E3", 100_000), ("0.009", 0),
        ("92233720368547758.07", Int64.max), ("-92233720368547758.08", Int64.min),
        ("92233720368547758.0799999999999999", Int64.max),
    ])
    func truncatedFromYuan(yuan: String, fen: Int64) throws {
        #expect(try Money(truncatingYuan: Decimal128(yuan)) == Money(fen: fen))
    }

    @Test func exactFromYuan() throws {
        #expect(try Money(exactYuan: Decimal128("12.340")) == Money(fen: 1234))
        #expect(throws: DecimalError.notWholeFen) { try Money(exactYuan: Decimal128("12.345")) }
        #expect(throws: DecimalError.outOfRange) { try Money(exactYuan: Decimal128("92233720368547758.08")) }
        #expect(throws: DecimalError.outOfRange) { try Money(truncatingYuan: Decimal128("1E40")) }
    }

    @Test(arguments: [
        (Int64(0), "0.00"), (5, "0.05"), (-5, "-0.05"), (35_000_000, "350000.00"), (Int64.max, "92233720368547758.07"),
        (Int64.min, "-92233720368547758.08"),
    ])
    func printedInYuan(fen: Int64, text: String) throws {
        #expect(Money(fen: fen).description == text)
        #expect(try Money(exactYuan: Decimal128(text)).fen == fen)
    }

    @Test func additionIsChecked() throws {
        #expect(try Money(fen: 3) + Money(fen: -5) == Money(fen: -2))
        #expect(try Money(fen: 3) - Money(fen: -5) == Money(fen: 8))
        #expect(throws: DecimalError.outOfRange) { try Money(fen: .max) + Money(fen: 1) }
        #expect(throws: DecimalError.outOfRange) { try Money(fen: .min) - Money(fen: 1) }
        #expect(Money(fen: 1) < Money(fen: 2))
    }
}
