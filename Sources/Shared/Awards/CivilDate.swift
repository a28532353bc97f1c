/// A day of the proleptic Gregorian calendar, from 0001-01-01 to 9999-12-31. It has no time of day and no time zone.
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 1970-01-01 is day 0.
    public let daysSince1970: Int

    private static let range = -719_162...2_932_896

    /// Nil outside the calendar's range.
    public init?(daysSince1970 days: Int) {
        guard CivilDate.range.contains(days) else { return nil }
        daysSince1970 = days
    }

    /// Nil unless there is such a day.
    public init?(year: Int, month: Int, day: Int) {
        guard 1...9999 ~= year, 1...12 ~= month, day >= 1, day <= CivilDate.days(ofMonth: month, year: year) else {
            return nil
        }
        // Years that begin in March put the leap day last; eras of 400 years have 146,097 days.
        let shifted = month > 2 ? year : year - 1
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSince1970 = era * 146_097 + dayOfEra - 719_468
    }

    /// Reads the extended format of ISO 8601, `2026-02-28`; nil for anything else and for a day that there is not.
    public init?(_ text: String) {
        var parts: [3 of Int] = [0, 0, 0]
        var place = 0
        for byte in text.utf8 {
            if place == 4 || place == 7 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard place < 10, 0x30...0x39 ~= byte else { return nil }
                let part = place < 4 ? 0 : place < 7 ? 1 : 2
                parts[part] = parts[part] * 10 + Int(byte - 0x30)
            }
            place += 1
        }
        guard place == 10 else { return nil }
        self.init(year: parts[0], month: parts[1], day: parts[2])
    }

    /// The day at Asia/Shanghai in which an instant falls, in milliseconds since 1970-01-01T00:00:00Z. Nil outside the
    /// calendar's range. The offset is UTC+8 throughout, which holds from 1992 on: China's last daylight saving time
    /// ended in September 1991 (IANA time zone database, `asia`).
    public init?(inShanghaiAtMilliseconds milliseconds: Int64) {
        let (shifted, overflow) = milliseconds.addingReportingOverflow(CivilDate.shanghaiOffset)
        guard !overflow else { return nil }
        let day = shifted / CivilDate.dayLength - (shifted % CivilDate.dayLength < 0 ? 1 : 0)
        self.init(daysSince1970: Int(day))
    }

    /// The instant at which the day begins at Asia/Shanghai, in milliseconds since 1970-01-01T00:00:00Z.
    public var startInShanghaiMilliseconds: Int64 {
        Int64(daysSince1970) * CivilDate.dayLength - CivilDate.shanghaiOffset
    }

    private static let dayLength: Int64 = 86_400_000
    private static let shanghaiOffset: Int64 = 8 * 3_600_000

    public var year: Int { components.year }
    /// 1 to 12.
    public var month: Int { components.month }
    /// 1 to 31.
    public var day: Int { components.day }

    public var components: (year: Int, month: Int, day: Int) {
        let shifted = daysSince1970 + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    public var weekday: Weekday {
        let index = (daysSince1970 % 7 + 7 + 3) % 7  // 1970-01-01 was a Thursday
        return Weekday.allCases[index]
    }

    /// The day so many days later, or earlier. Nil outside the calendar's range.
    public func adding(days: Int) -> CivilDate? {
        let (sum, overflow) = daysSince1970.addingReportingOverflow(days)
        return overflow ? nil : CivilDate(daysSince1970: sum)
    }

    /// How many days from this one to the other; negative when the other is earlier.
    public func days(until other: CivilDate) -> Int {
        other.daysSince1970 - daysSince1970
    }

    public static func < (left: CivilDate, right: CivilDate) -> Bool { left.daysSince1970 < right.daysSince1970 }

    /// ISO 8601, extended format.
    public var description: String {
        let (year, month, day) = components
        return String(unsafeUninitializedCapacity: 10) { text in
            func put(_ value: Int, _ place: Int) {
                text[place] = UInt8(ascii: "0") + UInt8(value / 10)
                text[place + 1] = UInt8(ascii: "0") + UInt8(value % 10)
            }
            put(year / 100, 0)
            put(year % 100, 2)
            put(month, 5)
            put(day, 8)
            text[4] = UInt8(ascii: "-")
            text[7] = UInt8(ascii: "-")
            return 10
        }
    }

    private static func days(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// In the order of ISO 8601: Monday first.
public enum Weekday: Int, CaseIterable, Sendable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday

    public var isWeekend: Bool { self == .saturday || self == .sunday }
}
