import Decimals

extension Decimal128 {
    /// Up to 10^34, as far as 34 digits say it.
    init?(whole value: Int128) {
        let (high, low) = value.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
        guard let high = Int64(exactly: high), let low = Int64(exactly: low),
            let sum = try? Decimal128(high) * Decimal128(Int64(1_000_000_000_000_000_000)) + Decimal128(low)
        else { return nil }
        self = sum
    }

    /// The whole part, toward zero; nil beyond 10^33.
    var wholePart: Int128? {
        let whole = truncated(toPlaces: 0)
        let base = Decimal128(Int64(1_000_000_000_000_000_000))
        guard let high = try? (whole / base).truncated(toPlaces: 0), let highPart = high.int64,
            let low = try? (whole - high * base), let lowPart = low.int64, highPart.magnitude < 1_000_000_000_000_000
        else { return nil }
        return Int128(highPart) * 1_000_000_000_000_000_000 + Int128(lowPart)
    }
}
