/// A date or duration written out: `2024-03-01`, `P1Y6M`, `P30D`. nil for what has a time of day, or is no such text.
enum TypedTemporal: Hashable {
    /// Days since 1970-01-01.
    case day(Int32)
    case days(Int32)
    case months(Int32)

    init?(_ text: String) {
        var text = Substring(text)
        let isNegative = text.hasPrefix("-P")
        if isNegative { text.removeFirst() }
        if text.hasPrefix("P") {
            self.init(duration: text.dropFirst(), sign: isNegative ? -1 : 1)
        } else {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.map(\.utf8.count) == [4, 2, 2], let year = Self.digits(parts[0]),
                let month = Self.digits(parts[1]), let day = Self.digits(parts[2]),
                let days = TypedDay.days(year: year, month: month, day: day)
            else { return nil }
            self = .day(days)
        }
    }

    /// `1Y6M` or `30D`; what has hours counts no whole days.
    private init?(duration text: Substring, sign: Int32) {
        var counts: [Character: Int32] = [:]
        var rest = text
        while let end = rest.firstIndex(where: { !$0.isASCII || !$0.isNumber }) {
            guard let count = Self.digits(rest[..<end]), counts.updateValue(count, forKey: rest[end]) == nil else {
                return nil
            }
            rest = rest[rest.index(after: end)...]
        }
        guard rest.isEmpty else { return nil }
        let order = text.filter { !$0.isNumber }
        switch order {
        case "D": self = .days(sign * counts["D", default: 0])
        case "Y", "M", "YM":
            self = .months(sign * (counts["Y", default: 0] * 12 + counts["M", default: 0]))
        default: return nil
        }
    }

    /// Up to seven digits, so that no sum of them leaves 32 bits.
    private static func digits(_ text: Substring) -> Int32? {
        guard (1...7).contains(text.utf8.count), text.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") <= 9 }) else {
            return nil
        }
        return Int32(text)
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
