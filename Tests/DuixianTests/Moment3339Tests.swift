import Testing

@testable import Duixian

struct Moment3339Tests {
    @Test(
        "moments are read as RFC 3339 writes them",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T08:00:00+08:00", 0), ("1969-12-31T22:30:00-01:30", 0),
            ("2023-11-14T22:13:20.123Z", 1_700_000_000_123), ("2023-11-14T22:13:20.1Z", 1_700_000_000_100),
            ("2023-11-14t22:13:20.1239999z", 1_700_000_000_123),
        ])
    func good(text: String, milliseconds: Int64) { #expect(Moment3339.milliseconds(text) == milliseconds) }

    @Test(
        "anything else is no moment",
        arguments: [
            "", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01T00:00:00.Z", "1970-01-01T24:00:00Z",
            "1970-02-30T00:00:00Z", "1970-01-01T00:00:00+8:00", "1970-01-01T00:00:00+08:00x", "1970-01-01 00:00:00Z",
            "1970-01-01T00:00:00+08", "1970-01-01T0a:00:00Z", "一九七〇-01-01T00:00:00Z", "1970-01-01T00:60:00Z",
        ])
    func bad(text: String) { #expect(Moment3339.milliseconds(text) == nil) }
}
