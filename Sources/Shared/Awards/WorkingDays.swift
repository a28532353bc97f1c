/// Which days are worked in China: Monday to Friday, without the public holidays, and with the weekend days that are
/// worked for them (调休). The holidays of each year follow from a yearly notice of the State Council's General Office;
/// a year without its notice is an error, never a guess.
public struct WorkingDays: Sendable {
    /// By ascending year.
    public let years: [Year]

    public struct Year: Sendable {
        public let year: Int
        public let notice: Notice
        /// In the order of the notice.
        public let holidays: [Holiday]
        /// Saturdays and Sundays that are worked.
        public let makeUpDays: [CivilDate]
    }

    /// 国务院办公厅关于…年部分节假日安排的通知.
    public struct Notice: Sendable {
        public let title: String
        /// 国办发明电〔…〕…号.
        public let number: String
        public let date: CivilDate
    }

    public struct Holiday: Sendable {
        public let name: BilingualText
        /// The first may lie in December of the year before.
        public let first: CivilDate
        public let last: CivilDate
    }

    private let known: Set<Int>
    private let free: Set<CivilDate>
    private let worked: Set<CivilDate>

    init(years: [Year]) {
        self.years = years.sorted { $0.year < $1.year }
        known = Set(years.map(\.year))
        free = Set(
            years.flatMap(\.holidays).flatMap { holiday in
                (holiday.first.daysSince1970...holiday.last.daysSince1970).compactMap(CivilDate.init(daysSince1970:))
            })
        worked = Set(years.flatMap(\.makeUpDays))
    }

    public func isWorkingDay(_ date: CivilDate) throws(UnknownYear) -> Bool {
        guard known.contains(date.year) else { throw UnknownYear(year: date.year, known: years.map(\.year)) }
        if worked.contains(date) { return true }
        return !free.contains(date) && !date.weekday.isWeekend
    }

    /// The working day so many working days after a day (before it, when negative); the day itself does not count. With
    /// 0 it is the day itself, worked or not.
    public func date(_ count: Int, workingDaysAfter date: CivilDate) throws(UnknownYear) -> CivilDate {
        var date = date
        var left = count
        while left != 0 {
            let step = left.signum()
            guard let next = date.adding(days: step) else {
                throw UnknownYear(year: date.year + step, known: years.map(\.year))
            }
            date = next
            if try isWorkingDay(date) { left -= step }
        }
        return date
    }
}

/// A day was asked for whose year's notice is not in the calendar's data.
public struct UnknownYear: Error, Hashable, Sendable, CustomStringConvertible {
    public let year: Int
    let known: [Int]

    public var description: String {
        let range = known.map(String.init).joined(separator: ", ")
        return
            "which days of \(year) are worked is not known: the calendar holds \(range.isEmpty ? "no year" : range); "
            + "add the State Council's holiday notice for \(year) to calendar.yaml"
    }
}
