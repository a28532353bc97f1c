import Awards
import Documents
import Foundation
import Testing

@Suite struct WorkingDaysTests {
    private let days: WorkingDays

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        days = try WorkingDays.load(path: root.appending(path: "deploy/calendar.yaml").path)
    }

    private func date(_ text: String) throws -> CivilDate {
        try #require(CivilDate(text))
    }

    @Test(arguments: [
        ("2022-01-28", true), ("2022-01-29", true), ("2022-01-31", false), ("2022-02-07", true), ("2022-10-08", true),
        ("2022-12-31", false), ("2023-01-02", false), ("2023-06-25", true), ("2023-10-06", false), ("2024-02-09", true),
        ("2024-02-18", true), ("2024-02-17", false), ("2025-01-28", false), ("2025-01-27", true), ("2025-10-08", false),
        ("2026-01-04", true), ("2026-02-23", false), ("2026-02-24", true), ("2026-11-21", false), ("2026-11-20", true),
    ])
    func knows(day: String, isWorked: Bool) throws {
        #expect(try days.isWorkingDay(date(day)) == isWorked)
    }

    /// Counted apart from this code, from the notices.
    @Test(arguments: [(2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)])
    func countsTheYear(year: Int, expected: Int) throws {
        let first = try #require(CivilDate(year: year, month: 1, day: 1))
        var count = 0
        for offset in 0..<(year % 4 == 0 ? 366 : 365) {
            if try days.isWorkingDay(#require(first.adding(days: offset))) { count += 1 }
        }
        #expect(count == expected)
    }

    @Test(arguments: [
        ("2026-11-20", 1, "2026-11-23"), ("2026-11-21", 1, "2026-11-23"), ("2026-11-23", -1, "2026-11-20"),
        ("2026-11-21", 0, "2026-11-21"), ("2026-09-30", 1, "2026-10-08"), ("2026-10-08", 2, "2026-10-10"),
        ("2026-02-13", 2, "2026-02-24"), ("2025-12-31", 1, "2026-01-04"), ("2026-01-04", -1, "2025-12-31"),
        ("2023-08-11", 30, "2023-09-22"),
    ])
    func addsWorkingDays(day: String, count: Int, expected: String) throws {
        #expect(try days.date(count, workingDaysAfter: date(day)) == date(expected))
    }

    @Test func refusesToGuess() throws {
        let error = #expect(throws: UnknownYear.self) { try days.isWorkingDay(date("2027-01-04")) }
        #expect(
            error?.description
                == "which days of 2027 are worked is not known: the calendar holds 2022, 2023, 2024, 2025, "
                + "2026; add the State Council's holiday notice for 2027 to calendar.yaml")
        #expect(throws: UnknownYear.self) { try days.date(1, workingDaysAfter: date("2026-12-31")) }
        #expect(throws: UnknownYear.self) { try days.date(.min, workingDaysAfter: date("2022-01-01")) }
        #expect(throws: UnknownYear.self) { try days.date(1, workingDaysAfter: date("9999-12-31")) }
    }

    @Test func keepsTheSourceOfEachYear() {
        #expect(days.years.map(\.year) == [2022, 2023, 2024, 2025, 2026])
        for year in days.years {
            #expect(year.notice.title == "国务院办公厅关于\(year.year)年部分节假日安排的通知")
            #expect(year.notice.number.hasPrefix("国办发明电〔\(year.year - 1)〕"))
            #expect(year.notice.date.year == year.year - 1)
        }
    }

    @Test func reportsEveryErrorAtOnce() {
        let text = """
            years:
              - year: 2026
                notice: {title: t, number: n, date: 2025-13-01}
                holidays:
                  - {zh: 元旦, en: New Year, from: 2026-01-01, to: 2025-12-31}
                  - {zh: 春节, en: Spring, from: 2026-02-15, to: 2026-02-23}
                  - {zh: 国庆, en: National, from: 2025-10-01, to: 2025-10-03}
                make_up: [2026-02-16, 2026-02-28, 2026-02-15, 2024-02-24, 2026-02-28]
              - {year: 2026, notice: {title: t, number: n, date: 2025-11-04}, holidays: [], make_up: []}
            """
        do throws(DocumentErrors) {
            _ = try WorkingDays.load(Array(text.utf8), file: "f")
            Issue.record("it was accepted")
        } catch {
            #expect(
                error.errors.map(\.description) == [
                    "f:3:41: years[0].notice.date: expected a day such as 2026-01-31, found the text \"2025-13-01\"",
                    "f:5:54: years[0].holidays[0].to: a holiday lasts 1 to 15 days; this one is from 2026-01-01 to "
                        + "2025-12-31",
                    "f:7:9: years[0].holidays[2]: the holiday from 2025-10-01 to 2025-10-03 is not of 2026",
                    "f:8:15: years[0].make_up[0]: 2026-02-16 is no Saturday or Sunday, so it is worked anyway",
                    "f:8:15: years[0].make_up[0]: 2026-02-16 stands twice; the first is on line 6",
                    "f:8:39: years[0].make_up[2]: 2026-02-15 stands twice; the first is on line 6",
                    "f:8:51: years[0].make_up[3]: 2024-02-24 is not of 2026",
                    "f:8:63: years[0].make_up[4]: 2026-02-28 stands twice; the first is on line 8",
                    "f:9:12: years[1].year: the year 2026 stands twice; the first is on line 2",
                ])
        }
    }
}
