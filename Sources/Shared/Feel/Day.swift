/// A day of the Gregorian calendar, also before it was in use (ISO 8601); years from -999,999,999 to 999,999,999.
public struct Day: Hashable, Comparable, Sendable {
    public let year: Int32
    public let month: Int8
    public let day: Int8

    static let years = -999_999_999...999_999_999

    /// Nil when there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard Self.years.contains(year), (1...12).contains(month), day >= 1, day <= Self.length(year, month) else {
            return nil
        }
        self.year = Int32(year)
        self.month = Int8(month)
        self.day = Int8(day)
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func length(_ year: Int, _ month: Int) -> Int {
        month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    public var number: Int {
        let shifted = month <= 2 ? Int(year) - 1 : Int(year)
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((Int(month) + 9) % 12) + 2) / 5 + Int(day) - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Nil when the year is out of bounds.
    public init?(number: Int) {
        guard number.magnitude < 400_000_000_000 else { return nil }
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// From 1 for Monday to 7.
    public var weekday: Int { ((number + 3) % 7 + 7) % 7 + 1 }

    var dayOfYear: Int {
        guard let first = Day(year: Int(year), month: 1, day: 1) else { return 0 }
        return number - first.number + 1
    }

    /// ISO 8601: week 1 holds the year's first Thursday.
    var weekOfYear: Int {
        guard let thursday = Day(number: number + 4 - weekday) else { return 1 }
        return (thursday.dayOfYear - 1) / 7 + 1
    }

    /// The same day so many months later, or the last of that month where it has no such day.
    public func adding(months: Int64) -> Day? {
        guard months.magnitude < 1 << 40 else { return nil }
        let sum = Int64(year) * 12 + Int64(month) - 1 + months
        let newYear = Int(sum >= 0 ? sum / 12 : (sum - 11) / 12)
        let newMonth = Int(sum) - newYear * 12 + 1
        guard Self.years.contains(newYear) else { return nil }
        return Day(year: newYear, month: newMonth, day: min(Int(day), Self.length(newYear, newMonth)))
    }

    /// Whole months from this day to another, negative when that one is earlier.
    func months(to other: Day) -> Int64 {
        if other < self { return -other.months(to: self) }
        let months = (Int64(other.year) - Int64(year)) * 12 + Int64(other.month) - Int64(month)
        return other.day < day ? months - 1 : months
    }

    public static func < (left: Day, right: Day) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}
