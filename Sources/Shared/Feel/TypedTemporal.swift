/// A date or duration written out: `2024-03-01`, `P1Y6M`, `P30D`. nil for what has a time of day, or is no such text.
enum TypedTemporal: Hashable {
    /// Days since 1970-01-01.
    case day(Int32)
    case days(Int32)
    case months(Int32)

    init?(_ text: String) {
        switch TemporalReader.value(text) {
        case .date(let day):
            guard TypedDay.years.contains(day.year) else { return nil }
            self = .day(Int32(day.number))
        case .months(let duration):
            guard let months = Int32(exactly: duration.months), months > .min else { return nil }
            self = .months(months)
        case .days(let duration):
            guard duration.nanoseconds == 0, let days = duration.wholeDays, days > .min else { return nil }
            self = .days(days)
        default: return nil
        }
    }
}

/// The proleptic Gregorian calendar on days since 1970-01-01, with multiplications in the place of divisions
/// (Cassio Neri and Lorenz Schneider, "Euclidean affine functions and their application to calendar algorithms", 2022).
enum TypedDay {
    /// Years that a date may have here; others are left to the evaluation.
    static let years: ClosedRange<Int32> = 1...9999

    /// The day on which the algorithms count from 0: the first of March of the year 0.
    private static let epoch: Int32 = -719_468

    /// nil when the calendar has no such day.
    static func days(year: Int32, month: Int32, day: Int32) -> Int32? {
        guard years.contains(year), (1...12).contains(month), day >= 1, day <= length(of: month, in: year) else {
            return nil
        }
        return unchecked(year, month, day)
    }

    private static func unchecked(_ year: Int32, _ month: Int32, _ day: Int32) -> Int32 {
        // January and February belong to the year before.
        let isEarly = month <= 2
        let year = UInt32(truncatingIfNeeded: isEarly ? year &- 1 : year)
        let month = UInt32(truncatingIfNeeded: isEarly ? month &+ 12 : month)
        let century = year / 100
        let days = 1461 &* year / 4 &- century &+ century / 4 &+ (979 &* month &- 2919) / 32
        return Int32(truncatingIfNeeded: days) &+ day &- 1 &+ epoch
    }

    /// nil outside ``years``.
    static func civil(_ days: Int32) -> (year: Int32, month: Int32, day: Int32)? {
        guard days >= -719_162, days <= 2_932_896 else { return nil }
        let quarters = UInt32(truncatingIfNeeded: days &- epoch) &* 4 &+ 3
        let century = quarters / 146_097
        let inCentury = (quarters % 146_097) | 3
        let product = UInt64(inCentury) &* 2_939_745
        let dayOfYear = UInt32(truncatingIfNeeded: product) / 2_939_745 / 4
        let year = 100 &* century &+ UInt32(truncatingIfNeeded: product >> 32)
        let monthAndDay = 2141 &* dayOfYear &+ 197_913
        let isEarly = dayOfYear >= 306
        let month = Int32(truncatingIfNeeded: monthAndDay >> 16)
        return (
            Int32(truncatingIfNeeded: year) &+ (isEarly ? 1 : 0), isEarly ? month &- 12 : month,
            Int32(truncatingIfNeeded: (monthAndDay & 0xFFFF) / 2141) &+ 1
        )
    }

    /// The same day of another month, or that month's last (XML Schema 1.1, part 2, E.3.3); nil outside ``years``.
    static func adding(months: Int32, to days: Int32) -> Int32? {
        guard let (year, month, day) = civil(days) else { return nil }
        let (total, overflow) = (year &* 12 &+ month &- 1).addingReportingOverflow(months)
        guard !overflow, total >= 12, total < 10_000 * 12 else { return nil }
        let (newYear, newMonth) = (total / 12, total % 12 &+ 1)
        return unchecked(newYear, newMonth, min(day, length(of: newMonth, in: newYear)))
    }

    private static func length(of month: Int32, in year: Int32) -> Int32 {
        if month == 2 { return year & 3 == 0 && (year % 100 != 0 || year & 15 == 0) ? 29 : 28 }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
    }
}
