import Decimals
import Testing

@testable import Messages

/// A type with a field of every kind.
private struct Everything: Message {
    enum Colour: String, CaseIterable, FieldValue { case red, green }

    var money = Money.zero
    var rate = Decimal128.zero
    var colour = Colour.red
    var small = 0
    var raw = RawJSON.null
    var data = Base64Data([])
    var names: OrderedMap<[Text]> = [:]
    var maybe: Colour?

    static let type = "everything.v1"
    static let summary = Text(zh: "全", en: "All.")
    static let fields: FieldList<Everything> = [
        Field("amount_fen", \.money, zh: "金额", en: "amount", unit: "fen"),
        Field("rate", \.rate, zh: "比例", en: "rate", unit: "ratio"),
        Field("colour", \.colour, zh: "颜色", en: "colour"),
        Field("small", \.small, zh: "数", en: "number"),
        Field("raw", \.raw, zh: "任意", en: "anything"),
        Field("data", \.data, zh: "数据", en: "bytes"),
        Field("names", \.names, zh: "名称", en: "names"),
        Field("a_name_of_over_sixteen_bytes", \.maybe, zh: "长名", en: "a long name"),
    ]
}

@Suite struct FieldValueTests {
    @Test("a text is quoted, and what JSON cannot hold is escaped, wherever it stands", arguments: 0...40)
    func quoting(length: Int) throws {
        let plain = String((0..<length).map { Character(UnicodeScalar(UInt8(0x41 + $0 % 26))) })
        var buffer = ByteBuffer(capacity: 1)
        buffer.append(quoted: plain)
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == "\"\(plain)\"")
        let escapes = ["\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\u{1}": "\\u0001", "\u{1f}": "\\u001f", "é": "é"]
        for (special, escaped) in escapes {
            for place in 0...length {
                let (head, tail) = (plain.prefix(place), plain.dropFirst(place))
                buffer.removeAll()
                buffer.append(quoted: head + special + tail)
                #expect(String(decoding: buffer.bytes, as: UTF8.self) == "\"\(head)\(escaped)\(tail)\"")
            }
        }
    }

    @Test func readsAndWritesEveryKind() throws {
        let text =
            #"{"amount_fen":-9223372036854775808,"rate":0.010,"colour":"green","small":7,"raw":{"a": [1]},"#
            + #""data":"AAH/","names":{"二":[{"zh":"甲","en":"a"}],"一":[]},"a_name_of_over_sixteen_bytes":"red"}"#
        let value = try Everything(reading: Array(text.utf8))
        #expect(value.money == Money(fen: .min))
        #expect(value.rate.description == "0.010")
        #expect(value.colour == .green)
        #expect(value.raw.bytes == Array(#"{"a": [1]}"#.utf8))
        #expect(value.data.bytes == [0, 1, 255])
        #expect(value.names.names == ["二", "一"])
        #expect(value.maybe == .red)
        #expect(String(decoding: value.bytes, as: UTF8.self) == text)
    }

    @Test(arguments: [("1", 1), ("-0", 0), ("1.0", 1), ("1e3", 1000), ("-9223372036854775808", Int64.min)])
    func wholeNumbers(text: String, value: Int64) throws {
        let json = #"{"plan":"p","task":"t","count":\#(text),"digest":"sha256:\#(String(repeating: "0", count: 64))"}"#
        #expect(try PlanFinished(reading: Array(json.utf8)).count == value)
    }

    @Test(arguments: [
        ([UInt8](), ""), ([0], "AA=="), ([0xFF], "/w=="), ([0, 1], "AAE="), ([0, 1, 2], "AAEC"),
        (Array("兑现".utf8), "5YWR546w"), ([0xFB, 0xEF, 0xBE], "++++"),
    ])
    func base64(bytes: [UInt8], text: String) {
        var buffer = ByteBuffer()
        Base64Data(bytes).write(into: &buffer)
        #expect(buffer.bytes == Array("\"\(text)\"".utf8))
        #expect(Array(text.utf8).withUnsafeBytes { Base64Data(base64: $0) }?.bytes == bytes)
    }

    /// What would not be written back as it is: no padding, bits behind the end, other letters.
    @Test(arguments: ["A", "AA", "AAA", "AB==", "AAF=", "A===", "====", "=", "AA=A", "AA-_", "A A=", "AAAA="])
    func refusesBase64(text: String) {
        #expect(Array(text.utf8).withUnsafeBytes { Base64Data(base64: $0) } == nil)
    }

    @Test func rawTextKeepsItsMeaning() throws {
        let json =
            #"{"id":"1","stage":"s","officer":"o","reason":"","at":"2024-02-29T00:00:00Z","kind":"k","body":"\u0041\n"}"#
        #expect(try OrderGiven(reading: Array(json.utf8)).body.bytes == Array(#""A\n""#.utf8))
    }

    @Test func mapsKeepTheirOrder() {
        var facts: Facts = ["b": .null, "a": .boolean(true)]
        facts["c"] = .text("x")
        facts["b"] = nil
        facts["a"] = .boolean(false)
        #expect(facts.names == ["a", "c"])
        #expect(facts["a"] == .boolean(false))
        #expect(facts["b"] == nil)
        let unsorted: Facts = ["二": .null, "a": .null, "B": .null]
        #expect(unsorted.sorted().names == ["B", "a", "二"])
        #expect(unsorted != unsorted.sorted())
    }

    /// Names of one text in two Unicode forms are two names.
    @Test func bytesDecideWhatIsTheSameName() throws {
        let text = "{\"names\":{\"\u{E9}\":[],\"e\u{301}\":[]}}"
        let error = #expect(throws: MessageError.self) { try Everything(reading: Array(text.utf8)) }
        #expect(error?.description.contains("twice") == false)
    }

    @Test func manyNamesAreCheckedForRepeats() {
        let names = (0..<200).map { #""n\#($0)":[]"# } + [#""n7":[]"#]
        let text = "{\"names\":{" + names.joined(separator: ",") + "}}"
        let error = #expect(throws: MessageError.self) { try Everything(reading: Array(text.utf8)) }
        #expect(error?.description.contains("names.n7: expected the field once, found it twice") == true)
    }

    @Test func buffersGrowAndAreUsedAgain() throws {
        var buffer = ByteBuffer(capacity: 1)
        var text = Text(zh: String(repeating: "长\"", count: 100_000), en: "")
        text.write(into: &buffer)
        #expect(buffer.count == 5 * 100_000 + 17)
        buffer.removeAll()
        text = Text(zh: "", en: "\u{1F}")
        text.write(into: &buffer)
        #expect(buffer.bytes == Array(#"{"zh":"","en":"\u001f"}"#.utf8))
    }
}
