import Testing

@testable import Feel

@Suite struct TypedTemporalTests {
    @Test(arguments: [
        ("1970-01-01", TypedTemporal.day(0)), ("2000-03-01", .day(11_017)), ("0001-01-01", .day(-719_162)),
        ("9999-12-31", .day(2_932_896)), ("P1Y", .months(12)), ("P1Y6M", .months(18)), ("-P18M", .months(-18)),
        ("P30D", .days(30)),
    ])
    func reads(text: String, value: TypedTemporal) { #expect(TypedTemporal(text) == value) }

    @Test(arguments: [
        "", "P", "PT5H", "P1DT2H", "P1M1Y", "P1Y1Y", "P-1Y", "P1.5Y", "P999999999Y", "2023-02-29", "2024-13-01",
        "2024-1-1", "2024-01-01T00:00:00", "0000-01-01", "+024-01-01", "١٩٧٠-٠١-٠١", "P١Y",
    ])
    func leavesOthers(text: String) { #expect(TypedTemporal(text) == nil) }

    /// Day by day through the whole calendar, beside one that only counts.
    @Test func everyDayOfTheCalendar() throws {
        var (year, month, day): (Int32, Int32, Int32) = (1, 1, 1)
        for days in Int32(-719_162)...2_932_896 {
            let civil = TypedDay.civil(days)
            guard let civil, civil == (year, month, day),
                TypedDay.days(year: year, month: month, day: day) == days
            else {
                Issue.record("\(days) is \(year)-\(month)-\(day), not \(String(describing: civil))")
                return
            }
            day += 1
            if TypedDay.days(year: year, month: month, day: day) == nil { (month, day) = (month + 1, 1) }
            if month == 13 { (year, month) = (year + 1, 1) }
        }
        #expect((year, month, day) == (10_000, 1, 1))
        #expect(TypedDay.civil(-719_163) == nil)
        #expect(TypedDay.civil(2_932_897) == nil)
    }

    @Test(arguments: [
        ("2024-01-31", Int32(1), "2024-02-29"), ("2024-02-29", 12, "2025-02-28"), ("2024-03-31", -1, "2024-02-29"),
        ("2024-12-15", 1, "2025-01-15"), ("2024-01-15", -1, "2023-12-15"), ("2023-05-31", 120, "2033-05-31"),
        ("9999-12-31", 1, nil), ("0001-01-01", -1, nil), ("2024-01-01", .max, nil), ("2024-01-01", .min, nil),
    ])
    func addsMonths(from: String, months: Int32, to: String?) throws {
        guard case .day(let day)? = TypedTemporal(from) else { throw NoDate() }
        let expected = to.flatMap { text -> Int32? in
            if case .day(let day)? = TypedTemporal(text) { day } else { nil }
        }
        #expect(TypedDay.adding(months: months, to: day) == expected)
    }

    private struct NoDate: Error {}
}
