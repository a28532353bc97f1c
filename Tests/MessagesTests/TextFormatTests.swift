import Testing

@testable import Messages

@Suite struct TextFormatTests {
    @Test(arguments: [
        (
            TextFormat.day, ["2024-02-29", "2000-02-29", "2023-12-31", "0001-01-01"],
            [
                "2023-02-29", "1900-02-29", "2024-04-31", "2024-13-01", "2024-00-01", "2024-01-00", "2024-1-1",
                "20240101", "",
                "2024-01-01T", "二〇二四-01-01",
            ]
        ),
        (
            .moment, ["2024-02-29T09:00:00+08:00", "2024-02-29T23:59:59Z", "2024-02-29T09:00:00.123456789-11:30"],
            [
                "2024-02-29", "2024-02-29T09:00:00", "2024-02-29 09:00:00Z", "2024-02-29T24:00:00Z",
                "2024-02-29T09:60:00Z",
                "2024-02-29T09:00:60Z", "2024-02-29T09:00:00.Z", "2024-02-29T09:00:00+0800",
                "2024-02-29T09:00:00+24:00",
                "2024-02-29T09:00:00Zx", "2024-02-30T09:00:00Z", "2024-02-29T09:00:00+08:0", "2024-02-29T09:00:00.5",
            ]
        ),
        (
            .digest, ["sha256:" + String(repeating: "0a", count: 32)],
            [
                "sha256:" + String(repeating: "0A", count: 32), "sha256:" + String(repeating: "0g", count: 32),
                "sha512:" + String(repeating: "0a", count: 32), String(repeating: "0a", count: 32), "",
            ]
        ),
        (.division, ["150223"], ["15022", "1502230", "15022x", ""]),
        (
            .uscc, ["91150207Y4CL12TH3X"],
            [
                "91150207Y4CL12TH3", "91150207I4CL12TH3X", "91150207O4CL12TH3X", "91150207S4CL12TH3X",
                "91150207V4CL12TH3X",
                "91150207Z4CL12TH3X", "91150207y4CL12TH3X", "91150207:4CL12TH3X", "91150207\u{7F}4CL12TH3X",
                "91150207p4CL12TH3X", "91150207/4CL12TH3X", "包91150207Y4CL12TH",
            ]
        ),
        (.filled, ["x"], [""]),
        (.any, ["", "x"], []),
    ])
    func accepts(format: TextFormat, good: [String], bad: [String]) {
        for text in good { #expect(isAccepted(text, format), "\(text)") }
        for text in bad { #expect(!isAccepted(text, format), "\(text)") }
    }

    private func isAccepted(_ text: String, _ format: TextFormat) -> Bool {
        Array(text.utf8).withUnsafeBytes { format.accepts($0) }
    }
}
