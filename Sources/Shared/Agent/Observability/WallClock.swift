internal import Log

/// The machine's clock, for log lines and metrics only: what is decided knows no clock. Those who need the time take
/// it as a closure, so that a test can give another.
public enum WallClock {
    /// Milliseconds since 1970.
    public static let now: @Sendable () -> Int64 = { MachineClock.nowMs }

    /// RFC 3339 in UTC with milliseconds: `2026-11-21T13:58:33.904Z`, for the years 0 to 9999.
    public static func text(_ milliseconds: Int64) -> String {
        let (day, time) = divided(milliseconds, by: 86_400_000)
        let (year, month, dayOfMonth) = date(ofDay: day)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
            + "T\(padded(time / 3_600_000, 2)):\(padded(time / 60_000 % 60, 2)):\(padded(time / 1000 % 60, 2))"
            + ".\(padded(time % 1000, 3))Z"
    }

    /// The date in the Gregorian calendar of a day since 1970. Counts from 1 March of year 0, so that a leap day is the
    /// last of its year; 400 years have 146,097 days, and five months from March on have 153.
    private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = divided(day + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    /// Quotient rounded down, and the remainder from 0 on.
    private static func divided(_ number: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let remainder = (number % divisor + divisor) % divisor
        return ((number - remainder) / divisor, remainder)
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
