import Agent
import Decimals
import Log
import Messages

/// A record as people are shown it: what is personal in it masked, and a payload that cannot be masked left out.
struct ShownRecord: Sendable {
    let topic: String
    let partition: Int32
    let offset: Int64
    let time: String
    let key: String?
    let type: String
    /// The payload as JSON; nil where it is not shown.
    let json: String?
    let content: Fact?
    /// Why the payload is not shown.
    let hidden: String?

    /// - Parameter isUnmasked: shows every JSON payload as it is.
    init(_ record: Record, isUnmasked: Bool = false) {
        topic = record.topic
        partition = record.partition
        offset = record.offset
        time = WallClock.text(record.timestampMs)
        key = record.key.flatMap { String(validating: $0, as: UTF8.self) }
        type = record.header(text: "ce_type") ?? ""
        guard let payload = record.payload else {
            (json, content, hidden) = ("null", .null, nil)
            return
        }
        let bytes: [UInt8]?
        if isUnmasked {
            bytes = Array(payload)
        } else {
            bytes = MessageCatalogue.type(named: type).flatMap { Self.masked($0, payload) }
        }
        guard let bytes, let content = try? Fact(json: bytes) else {
            let size = "\(payload.count) bytes"
            (json, content) = (nil, nil)
            hidden = isUnmasked ? "no JSON, \(size)" : "not shown, \(size): what is personal in it is not known"
            return
        }
        self.content = content
        json = String(decoding: bytes.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }, as: UTF8.self)
        hidden = nil
    }

    private static func masked<Content: Message>(_ type: Content.Type, _ payload: UnsafeRawBufferPointer) -> [UInt8]? {
        (try? Content(reading: payload))?.masked()
    }

    /// One line of JSON.
    var line: String {
        var fields: Facts = [
            "topic": .text(topic), "partition": .number(Decimal128(Int64(partition))),
            "offset": .number(Decimal128(offset)),
            "time": .text(time),
        ]
        fields["key"] = key.map { .text($0) } ?? .null
        fields["type"] = .text(type)
        let head = Fact.record(fields).json.dropLast()
        let note = hidden.map { ",\"hidden\":\(Fact.text($0).json)" } ?? ""
        return "\(head),\"payload\":\(json ?? "null")\(note)}"
    }
}
