import Decimals

/// A duration of days, hours, minutes and seconds, to the nanosecond.
public struct DaysDuration: Hashable, Comparable, Sendable {
    /// Rounded down, so that `nanoseconds` are never negative.
    public let seconds: Int64
    public let nanoseconds: Int32

    static let second: Int128 = 1_000_000_000
    static let day: Int128 = 86_400 * second

    /// Nil beyond 64 bits of seconds.
    init?(total: Int128) {
        var (seconds, rest) = total.quotientAndRemainder(dividingBy: Self.second)
        if rest < 0 {
            seconds -= 1
            rest += Self.second
        }
        guard let seconds = Int64(exactly: seconds) else { return nil }
        self.seconds = seconds
        nanoseconds = Int32(rest)
    }

    /// Nil beyond 64 bits of seconds.
    public init?(days: Int) { self.init(total: Int128(days) * Self.day) }

    /// Nanoseconds.
    var total: Int128 { Int128(seconds) * Self.second + Int128(nanoseconds) }

    public static func < (left: DaysDuration, right: DaysDuration) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

/// A duration of years and months, in months.
public struct MonthsDuration: Hashable, Comparable, Sendable {
    public let months: Int64

    public init(months: Int64) { self.months = months }

    public static func < (left: MonthsDuration, right: MonthsDuration) -> Bool { left.months < right.months }
}

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
