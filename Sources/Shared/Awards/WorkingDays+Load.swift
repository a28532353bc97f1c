public import Documents

extension WorkingDays {
    /// Reads `calendar.yaml`. Every error of the file is reported at once, also a holiday that runs backwards, is
    /// longer than 15 days or lies in another year, a make-up day that is no weekend day or lies in a holiday, and a year or
    /// day that stands twice.
    public static func load(_ bytes: [UInt8], file: String) throws(DocumentErrors) -> WorkingDays {
        try Document.decode(bytes, file: file) { root in
            var days = Days()
            let list = root.required("years")
            let years = list?.elements { Self.year(of: $0, in: &days) }
            guard let years else { return nil }
            if years.isEmpty, case .sequence(let nodes)? = list?.node.content, nodes.isEmpty {
                list?.report("at least one year must be listed")
            }
            return WorkingDays(years: years)
        }
    }

    /// The same from a path.
    public static func load(path: String) throws(DocumentErrors) -> WorkingDays {
        try load(Document.read(path), file: path)
    }

    /// The line on which each year and day was first said something about.
    private struct Days {
        var years: [Int: Int] = [:]
        var dates: [CivilDate: Int] = [:]

        mutating func note(_ date: CivilDate, at place: Reader) {
            if let line = dates[date] {
                place.report("\(date) stands twice; the first is on line \(line)")
            } else {
                dates[date] = place.node.mark.line
            }
        }
    }

    private static func year(of place: Reader, in days: inout Days) -> Year? {
        let yearPlace = place.required("year")
        let year = yearPlace?.integer(in: 1949...9999)
        let notice = place.required("notice").flatMap { Self.notice(of: $0) }
        let holidayList = place.required("holidays")
        let makeUpList = place.required("make_up")
        if let year, let yearPlace {
            if let line = days.years[year] {
                yearPlace.report("the year \(year) stands twice; the first is on line \(line)")
            } else {
                days.years[year] = yearPlace.node.mark.line
            }
        }
        let holidays = holidayList?.elements { Self.holiday(of: $0, year: year, in: &days) }
        let makeUpDays = makeUpList?.elements { Self.makeUpDay(of: $0, year: year, in: &days) }
        guard let year, let notice, let holidays, let makeUpDays else { return nil }
        return Year(year: year, notice: notice, holidays: holidays, makeUpDays: makeUpDays)
    }

    private static func notice(of place: Reader) -> Notice? {
        let title = place.required("title")?.text()
        let number = place.required("number")?.text()
        let date = place.required("date")?.date()
        guard let title, let number, let date else { return nil }
        return Notice(title: title, number: number, date: date)
    }

    private static func holiday(of place: Reader, year: Int?, in days: inout Days) -> Holiday? {
        let name = BilingualText(place)
        let first = place.required("from")?.date()
        let lastPlace = place.required("to")
        let last = lastPlace?.date()
        guard let name, let first, let last, let lastPlace else { return nil }
        guard 0..<15 ~= first.days(until: last) else {
            lastPlace.report("a holiday lasts 1 to 15 days; this one is from \(first) to \(last)")
            return nil
        }
        // New Year's holiday may begin in the last days of the year before.
        if let year, last.year != year || (first.year != year && (first.year, first.month) != (year - 1, 12)) {
            place.report("the holiday from \(first) to \(last) is not of \(year)")
        }
        for day in first.daysSince1970...last.daysSince1970 {
            CivilDate(daysSince1970: day).map { days.note($0, at: place) }
        }
        return Holiday(name: name, first: first, last: last)
    }

    private static func makeUpDay(of place: Reader, year: Int?, in days: inout Days) -> CivilDate? {
        guard let date = place.date() else { return nil }
        if !date.weekday.isWeekend {
            place.report("\(date) is no Saturday or Sunday, so it is worked anyway")
        }
        if let year, date.year != year, (date.year, date.month) != (year - 1, 12) {
            place.report("\(date) is not of \(year)")
        }
        days.note(date, at: place)
        return date
    }
}

extension Reader {
    fileprivate func date() -> CivilDate? {
        text("a day such as 2026-01-31", CivilDate.init)
    }
}
