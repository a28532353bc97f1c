/// An exact decimal number: IEEE 754-2008 decimal128, up to 34 digits and a power of ten from -6176 to 6111.
///
/// It keeps the zeros it was written with (`1.50` stays `1.50`), yet `1.50 == 1.5`. A value is always a number: what
/// has no finite result throws, so there are no infinities, no NaN and no negative zero.
public struct Decimal128: Sendable {
    /// Coefficient and exponent in the standard's binary encoding (BID): sign, 14 bits of exponent, 113 of coefficient.
    @usableFromInline let high: UInt64
    @usableFromInline let low: UInt64

    @inlinable init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The encoding's two words, for who keeps numbers beside other things; they come back as they were given.
    @inlinable package var words: (high: UInt64, low: UInt64) { (high, low) }

    @inlinable package init(words: (high: UInt64, low: UInt64)) { self.init(high: words.high, low: words.low) }

    /// Digits that a number can have.
    public static let digits = 34
    /// 10^34: every coefficient is below.
    static let coefficientLimit: UInt128 = 10_000_000_000_000_000_000_000_000_000_000_000
    static let exponents = -6176...6111

    public static let zero = Decimal128(0)

    /// Exact for every integer.
    public init(_ value: Int64) {
        self.init(isNegative: value < 0, coefficient: UInt128(value.magnitude), exponent: 0)
    }

    /// Takes a coefficient below 10^34 and an exponent in ``exponents``. Zero loses its sign.
    init(isNegative: Bool, coefficient: UInt128, exponent: Int) {
        assert(coefficient < Self.coefficientLimit && Self.exponents.contains(exponent))
        let sign: UInt64 = isNegative && coefficient != 0 ? 1 << 63 : 0
        let biased = UInt64(exponent - Self.exponents.lowerBound)
        self.init(high: sign | biased << 49 | UInt64(coefficient >> 64), low: UInt64(truncatingIfNeeded: coefficient))
    }

    @inlinable public var isNegative: Bool { high >> 63 == 1 }
    public var isZero: Bool { coefficient == 0 }

    var coefficient: UInt128 { UInt128(high & (1 << 49 - 1)) << 64 | UInt128(low) }

    /// The power of ten that the coefficient is multiplied with: -2 for `1.50`.
    public var exponent: Int { Int(high >> 49 & (1 << 14 - 1)) + Self.exponents.lowerBound }

    /// This number as an integer; nil when it has a fraction other than zero, or lies outside Int64.
    public var int64: Int64? {
        var coefficient = coefficient
        var exponent = coefficient == 0 ? 0 : exponent
        while exponent < 0 {
            let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: 10)
            guard remainder == 0 else { return nil }
            coefficient = quotient
            exponent += 1
        }
        while exponent > 0 {
            guard coefficient < Self.coefficientLimit else { return nil }
            coefficient *= 10
            exponent -= 1
        }
        guard let magnitude = UInt64(exactly: coefficient) else { return nil }
        if isNegative { return magnitude == Int64.min.magnitude ? .min : Int64(exactly: magnitude).map { -$0 } }
        return Int64(exactly: magnitude)
    }
}
