import Messages
import Testing

@Suite struct MomentTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Int64(0), Int32(0)), ("2024-02-29T09:00:00+08:00", 1_709_168_400, 0),
        ("2024-02-29T23:59:59.5Z", 1_709_251_199, 500_000_000), ("1969-12-31T23:59:59.000000001Z", -1, 1),
        ("0000-01-01T00:00:00+23:59", -62_167_305_540, 0), ("9999-12-31T23:59:59-23:59", 253_402_387_139, 0),
        ("2000-02-29T00:00:00.120-00:00", 951_782_400, 120_000_000), ("1900-03-01T00:00:00+00:00", -2_203_891_200, 0),
    ])
    func readsAndPrints(text: String, seconds: Int64, nanoseconds: Int32) throws {
        let moment = try #require(Moment(text))
        #expect(moment.seconds == seconds)
        #expect(moment.nanoseconds == nanoseconds)
        #expect(moment.description == text)
    }

    @Test func everyDayOfFourHundredYearsIsPrintedAsRead() throws {
        var days: Int64 = 0
        for year in 1970..<2370 {
            for month in 1...12 {
                for day in 1...31 {
                    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
                    let text = "\(year)-\(two(month))-\(two(day))T00:00:00Z"
                    guard let moment = Moment(text) else { continue }
                    // No day is left out, none counts twice.
                    #expect(moment.seconds == days * 86_400)
                    #expect(moment.description == text)
                    days += 1
                }
            }
        }
        #expect(days == 146_097)
    }

    @Test func writtenDifferentlyIsNotEqual() {
        #expect(Moment("2024-02-29T09:00:00+08:00") != Moment("2024-02-29T01:00:00Z"))
        #expect(Moment("2024-02-29T09:00:00Z") != Moment("2024-02-29T09:00:00.0Z"))
    }

    @Test func moreThanNanosecondsAreRefused() {
        #expect(Moment("2024-02-29T09:00:00.1234567890Z") == nil)
    }
}
