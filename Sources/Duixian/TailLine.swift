import Agent
import Log
import Messages
import Seals

/// A record as `duixian tail` shows it.
struct TailLine: MessagePart {
    /// What is said of a payload that is not shown.
    struct Hidden: MessagePart {
        var why = ""
        var bytes = 0
        var digest = ""

        init() {}

        static let fields: FieldList<Hidden> = [
            Field("why", \.why, zh: "原因", en: "why it is not shown"),
            Field("bytes", \.bytes, zh: "大小", en: "its size", unit: "bytes"),
            Field("digest", \.digest, zh: "摘要", en: "its digest", format: .digest),
        ]
    }

    var topic = ""
    var partition = 0
    var offset: Int64 = 0
    var time = ""
    var key: String?
    var keyBytes: Base64Data?
    var headers: OrderedMap<String> = [:]
    var payload: RawJSON?
    var payloadBytes: Base64Data?
    var hidden: Hidden?

    init() {}

    static let fields: FieldList<TailLine> = [
        Field("topic", \.topic, zh: "主题", en: "topic"),
        Field("partition", \.partition, zh: "分区", en: "partition"),
        Field("offset", \.offset, zh: "位移", en: "offset"),
        Field("time", \.time, zh: "写入时间", en: "when it was written"),
        Field("key", \.key, zh: "键", en: "key, where it is text"),
        Field("key_base64", \.keyBytes, zh: "键（非文本）", en: "key, where it is not text"),
        Field("headers", \.headers, zh: "头", en: "headers"),
        Field("payload", \.payload, zh: "内容", en: "payload; null for a tombstone"),
        Field("payload_base64", \.payloadBytes, zh: "内容（非JSON）", en: "payload that is not JSON"),
        Field("payload_hidden", \.hidden, zh: "未显示的内容", en: "what is said of a payload that is not shown"),
    ]

    /// - Parameter isUnmasked: shows everything, also what is personal or may be.
    init(_ record: Record, isUnmasked: Bool) {
        topic = record.topic
        partition = Int(record.partition)
        offset = record.offset
        time = WallClock.text(record.timestampMs)
        if let bytes = record.key {
            key = String(validating: bytes, as: UTF8.self)
            if key == nil { keyBytes = Base64Data(Array(bytes)) }
        }
        for header in record.headers { headers[header.name] = String(decoding: header.value, as: UTF8.self) }
        guard let bytes = record.payload.map({ Array($0) }) else {
            payload = .null
            return
        }
        if isUnmasked { show(bytes) } else { showMasked(bytes, type: record.header(text: "ce_type")) }
    }

    private mutating func show(_ bytes: [UInt8]) {
        // Between the parts of a JSON text a line feed is a space; within a text there is none.
        let line = bytes.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
        payload = try? RawJSON(line)
        if payload == nil { payloadBytes = Base64Data(bytes) }
    }

    /// What the type does not know is left out: it might be personal.
    private mutating func showMasked(_ bytes: [UInt8], type name: String?) {
        guard let name else { return hide(bytes, "the record has no ce_type, so what is personal in it is not known") }
        guard let type = MessageCatalogue.type(named: name) else {
            return hide(bytes, "this build does not know the type \(name), so what is personal in it is not known")
        }
        func masked<Content: Message>(_ type: Content.Type) throws -> RawJSON {
            try RawJSON(try Content(reading: bytes).masked())
        }
        do { payload = try masked(type) } catch { hide(bytes, "\(error)") }
    }

    private mutating func hide(_ bytes: [UInt8], _ why: String) {
        var hidden = Hidden()
        hidden.why = why
        hidden.bytes = bytes.count
        hidden.digest = SHA256.digest(of: bytes).description
        self.hidden = hidden
    }
}
