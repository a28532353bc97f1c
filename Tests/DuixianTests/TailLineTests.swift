import Log
import Messages
import TestSupport
import Testing

@testable import Duixian

struct TailLineTests {
    private func line(_ record: OutgoingRecord, unmask: Bool = false) -> String {
        let record = Record(record, at: Position(TopicPartition("150223.claims", 2), 7), timestampMs: 1_000)
        var buffer = ByteBuffer()
        TailLine(record, isUnmasked: unmask).write(into: &buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    private func record(_ payload: String?, type: String? = nil, key: [UInt8]? = Array("k".utf8)) -> OutgoingRecord {
        OutgoingRecord(
            topic: "150223.claims", key: key, payload: payload.map { Array($0.utf8) },
            headers: type.map { [Header("ce_type", $0)] } ?? [])
    }

    private let day = #"{"date":"2026-03-01","working":true}"#
    private let start = #"{"topic":"150223.claims","partition":2,"offset":7,"time":"1970-01-01T00:00:01.000Z","#

    @Test("a record is one line with all that it is")
    func whole() {
        #expect(
            line(record(day, type: "day.v1"))
                == start + #""key":"k","headers":{"ce_type":"day.v1"},"payload":{"date":"2026-03-01","working":true}}"#)
        #expect(line(record(nil)) == start + #""key":"k","headers":{},"payload":null}"#)
        #expect(line(record(nil, key: [0xff])) == start + #""key_base64":"/w==","headers":{},"payload":null}"#)
        #expect(line(record(nil, key: nil)) == start + #""headers":{},"payload":null}"#)
    }

    @Test("personal fields are masked, and fields that the type does not have are left out")
    func masked() {
        var order = OrderGiven()
        order.id = "o"
        order.stage = "echo"
        order.officer = "王小明"
        order.at = "2026-03-01T09:00:00+08:00"
        order.kind = "echo.say"
        let payload = String(decoding: order.bytes.dropLast(), as: UTF8.self) + #","phone":"13900001111"}"#
        let shown = line(record(payload, type: OrderGiven.type))
        #expect(shown.contains(#""officer":"王**""#) && !shown.contains("小明") && !shown.contains("139"))
        let unmasked = line(record(payload, type: OrderGiven.type), unmask: true)
        #expect(unmasked.contains("王小明") && unmasked.contains("13900001111"))
    }

    @Test(
        "what cannot be masked is not shown, but with --unmask it is",
        arguments: [
            (#"{"phone": "13900001111"}"#, nil, #""payload":{"phone": "13900001111"}"#),
            (#"{"phone": "13900001111"}"#, "new.v9", #""payload":{"phone": "13900001111"}"#),
            (#"{"phone": "13900001111"}"#, "day.v1", #""payload":{"phone": "13900001111"}"#),
            ("[1,\r\n2]", nil, #""payload":[1,  2]"#),
            ("13900001111\0", "day.v1", #""payload_base64":"MTM5MDAwMDExMTEA""#),
        ] as [(String, String?, String)])
    func hidden(payload: String, type: String?, unmasked: String) {
        let shown = line(record(payload, type: type))
        #expect(shown.contains(#""payload_hidden":{"why":""#) && shown.contains(#""digest":"sha256:"#))
        #expect(shown.contains("\"bytes\":\(payload.utf8.count)"))
        #expect(!shown.contains("139") && !shown.contains("MTM5"))
        #expect(line(record(payload, type: type), unmask: true).contains(unmasked))
    }
}
