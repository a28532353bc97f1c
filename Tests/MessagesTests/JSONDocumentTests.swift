import Testing

@testable import Messages

/// The grammar of RFC 8259.
@Suite struct JSONDocumentTests {
    @Test(arguments: [
        "0", "-0", "1", "-1.5", "1e5", "1E+5", "0.1e-5", "123456789012345678901234567890", "true", "false", "null",
        #""""#, #""a""#, #""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00""#, "\"\u{7F}包头😀\"", "[]", "{}", "[[],[[]]]",
        #"{"":{"":[]}}"#, " \t\r\n[ 1 , 2 ]\n", #"{"a":1,"a":2}"#, #"["\u0000"]"#,
    ])
    func takes(text: String) throws { #expect(try RawJSON(text).bytes == Array(text.utf8)) }

    @Test(arguments: [
        ("", 0), (" ", 0), ("01", 0), ("1.", 0), (".5", 0), ("+1", 0), ("-", 0), ("1e", 0), ("1e+", 0), ("0x1", 0),
        ("--1", 0), ("1a", 0), ("NaN", 0), ("Infinity", 0), ("tru", 0), ("truex", 0), ("nul", 0), ("True", 0),
        ("'a'", 0), ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("[", 1), ("]", 0), ("{", 1), ("}", 0), ("[}", 1),
        ("{]", 1),
        (#"{"a"}"#, 4), (#"{"a":}"#, 5), (#"{"a":1,}"#, 7), (#"{"a":1"#, 6), (#"{"a" 1}"#, 5), (#"{"a":1 "b":2}"#, 7),
        ("{1:2}", 1), (#"{"a"x:1}"#, 4), (#""a"#, 0), (#""a"b"#, 3), (#""a""b""#, 3), (#"abc"def""#, 0), ("1,2", 1),
        ("1 2", 2), ("[1] x", 4), ("[1]]", 3), (#""\x""#, 1), (#""\u12""#, 1), (#""\uD800""#, 1),
        (#""\uD800\u0041""#, 1),
        (#""\uDC00""#, 1), (#""ab\"#, 0), ("\"a\u{1}\"", 2), ("\"a\nb\"", 2), ("// a", 0), ("\u{FEFF}1", 0),
        ("\u{0}", 0),
    ])
    func refuses(text: String, offset: Int) {
        let error = #expect(throws: JSONSyntaxError.self) {
            try Array(text.utf8).withUnsafeBytes { _ = try JSONDocument($0) }
        }
        #expect(error?.offset == offset, "\(error?.sentence ?? "")")
        #expect(throws: MessageError.self) { try RawJSON(text) }
    }

    @Test(arguments: [
        ([0x22, 0xFF, 0x22], 1), ([0x22, 0xC0, 0x80, 0x22], 1), ([0x22, 0x61, 0xED, 0xA0, 0x80, 0x22], 2),
        ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1), ([0x22, 0xE5, 0x8C, 0x22], 1), ([0x80], 0),
    ])
    func refusesWhatIsNotUTF8(bytes: [UInt8], offset: Int) {
        let error = #expect(throws: MessageError.self) { try RawJSON(bytes) }
        #expect(error?.cause == .notJSON(sentence: "the text is not UTF-8", offset: offset))
    }

    @Test func limitsDepth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try RawJSON(nested(63))
        #expect(throws: MessageError.self) { try RawJSON(nested(64)) }
        #expect(throws: MessageError.self) { try RawJSON(nested(100_000)) }
        #expect(throws: MessageError.self) { try RawJSON(String(repeating: "[", count: 1_000_000)) }
        #expect(throws: MessageError.self) { try RawJSON(String(repeating: #"{"a":"#, count: 100_000)) }
    }

    @Test func takesLargeAndManyValues() throws {
        let long = "\"" + String(repeating: "长", count: 700_000) + "\""
        #expect(try RawJSON(long).bytes.count == 2_100_002)
        let many = "[" + Array(repeating: "{}", count: 300_000).joined(separator: ",") + "]"
        #expect(try RawJSON(many).bytes.count == many.utf8.count)
        // The parser is the thread's own and has been large: small documents are read as before.
        #expect(try RawJSON("[1]").bytes.count == 3)
    }

    @Test func tokensSayWhatTheyHold() throws {
        let text = Array(#"{"a\n":[1.50,"\u00e9",true],"b":{}}"#.utf8)
        let seen = try text.withUnsafeBytes { bytes in
            let document = try JSONDocument(bytes)
            let reader = MessageReader(tokens: document.tokens)
            return (0..<document.count).map { "\(reader.text($0)) \(reader.next($0))" }
        }
        #expect(
            seen == [
                #"{"a\n":[1.50,"\u00e9",true],"b":{}} 8"#, "a\n 2", #"[1.50,"\u00e9",true] 6"#, "1.50 4", "é 5",
                "true 6",
                "b 7", "{} 8",
            ])
    }

    @Test func textsOfEveryShortLengthAreMadeRight() throws {
        for text in ["", "a", "兑", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghijklmno", "abcdefghijklmnop", "兑现兑现兑"] {
            var day = DayBegan()
            day.date = "2024-02-29"
            day.note = text
            let read = try DayBegan(reading: day.bytes)
            #expect(read.note == text)
            #expect(Array(try #require(read.note).utf8) == Array(text.utf8))
            #expect(read.note?.hashValue == text.hashValue)
        }
    }
}
