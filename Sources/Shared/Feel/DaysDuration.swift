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

    /// Nil when there are hours in it too, or more days than 32 bits count.
    var wholeDays: Int32? { total % Self.day == 0 ? Int32(exactly: total / Self.day) : nil }

    /// Nanoseconds.
    var total: Int128 { Int128(seconds) * Self.second + Int128(nanoseconds) }

    public static func < (left: DaysDuration, right: DaysDuration) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}
