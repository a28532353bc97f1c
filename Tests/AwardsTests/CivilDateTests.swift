import Awards
import Testing

@Suite struct CivilDateTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("1969-12-31", -1), ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
        ("2000-02-29", 11_016),
        ("1900-03-01", -25_508), ("2026-11-21", 20_778),
    ])
    func countsDays(text: String, days: Int) throws {
        let date = try #require(CivilDate(text))
        #expect(date.daysSince1970 == days)
        #expect(date.description == text)
    }

    @Test(arguments: [
        "", "2026-1-01", "2026-01-1", "2026/01/01", "20260101", "2026-13-01", "2026-00-01", "2026-02-29", "2026-04-31",
        "1900-02-29", "0000-01-01", "2026-01-00", "-026-01-01", "+026-01-01", "2026-01-01T", "２026-01-01", "2026-01-0x",
    ])
    func refuses(text: String) {
        #expect(CivilDate(text) == nil)
    }

    /// Every day of the calendar, counted with the plain rule.
    @Test func agreesWithTheCalendarOnEveryDay() {
        var days = -719_162
        var weekday = 0  // 0001-01-01 was a Monday
        for year in 1...9999 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for day in 1...length {
                    guard let date = CivilDate(daysSince1970: days), date.components == (year, month + 1, day),
                        date.weekday.rawValue == weekday + 1, CivilDate(year: year, month: month + 1, day: day) == date
                    else {
                        Issue.record("\(year)-\(month + 1)-\(day)")
                        return
                    }
                    days += 1
                    weekday = (weekday + 1) % 7
                }
                #expect(CivilDate(year: year, month: month + 1, day: length + 1) == nil)
            }
        }
        #expect(CivilDate(daysSince1970: days) == nil)
        #expect(CivilDate(daysSince1970: -719_163) == nil)
    }

    @Test func addsDays() throws {
        let date = try #require(CivilDate("2024-02-28"))
        #expect(date.adding(days: 1)?.description == "2024-02-29")
        #expect(date.adding(days: 366)?.description == "2025-02-28")
        #expect(date.adding(days: -59)?.description == "2023-12-31")
        #expect(date.adding(days: .max) == nil)
        #expect(date.adding(days: .min) == nil)
        #expect(try date.days(until: #require(CivilDate("2024-03-01"))) == 2)
    }

    @Test(
        arguments: [
            (0, "1970-01-01"), (57_599_999, "1970-01-01"), (57_600_000, "1970-01-02"), (-28_800_000, "1970-01-01"),
            (-28_800_001, "1969-12-31"), (1_795_190_400_000, "2026-11-21"), (1_795_276_799_999, "2026-11-21"),
            (1_795_276_800_000, "2026-11-22"),
            (.max, nil), (.min, nil), (253_402_271_999_999, "9999-12-31"), (253_402_272_000_000, nil),
        ] as [(Int64, String?)])
    func knowsTheDayAtShanghai(milliseconds: Int64, day: String?) {
        let date = CivilDate(inShanghaiAtMilliseconds: milliseconds)
        #expect(date?.description == day)
        if let date {
            #expect(CivilDate(inShanghaiAtMilliseconds: date.startInShanghaiMilliseconds) == date)
            #expect(CivilDate(inShanghaiAtMilliseconds: date.startInShanghaiMilliseconds - 1)?.adding(days: 1) == date)
        }
    }
}
