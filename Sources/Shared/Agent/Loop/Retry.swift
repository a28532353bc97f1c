internal import Log
internal import Messages

/// A dead letter that an operator sends again, as the record that it was.
struct Retry {
    let request: RetryRequested
    /// The failed record, in the topic that it came from.
    let record: Record
    /// Whether that topic is a table of the stage.
    let isTable: Bool

    /// nil when the record is not a retry for this task.
    init?(_ record: Record, for specification: TaskSpecification) {
        guard let payload = record.payload, let request = try? RetryRequested(reading: payload),
            request.task == specification.id, let bytes = request.record.flatMap(Base64.decode)
        else { return nil }
        self.request = request
        let origin = specification.sources.first { $0.partition.topic == request.topic }
        isTable = origin?.isTable ?? false
        var headers: [Header] = []
        if let type = request.type { headers.append(Header(CloudEventName.type, type)) }
        if let id = request.recordID { headers.append(Header(CloudEventName.id, id)) }
        if let source = request.source { headers.append(Header(CloudEventName.source, source)) }
        let outgoing = OutgoingRecord(
            topic: request.topic, key: request.key.flatMap(Base64.decode), payload: bytes, headers: headers)
        self.record = Record(
            outgoing, at: Position(TopicPartition(request.topic, record.partition), record.offset),
            timestampMs: record.timestampMs)
    }
}

/// Base 64 (RFC 4648, section 4), in which JSON carries bytes.
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xff, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { text in
            var place = 0
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let count = min(3, bytes.count - start)
                var word: UInt32 = 0
                for index in 0..<3 { word = word << 8 | (index < count ? UInt32(bytes[start + index]) : 0) }
                for index in 0..<4 {
                    text[place] =
                        index <= count ? digits[Int(word >> UInt32(18 - 6 * index) & 63)] : UInt8(ascii: "=")
                    place += 1
                }
            }
            return place
        }
    }

    static func decode(_ text: String) -> [UInt8]? {
        let trimmed = text.utf8.reversed().drop { $0 == UInt8(ascii: "=") }.reversed()
        guard text.utf8.count.isMultiple(of: 4), text.utf8.count - trimmed.count <= 2 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(trimmed.count * 3 / 4)
        var word: UInt32 = 0
        var bits = 0
        for digit in trimmed {
            guard values[Int(digit)] < 64 else { return nil }
            word = word << 6 | UInt32(values[Int(digit)])
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
            }
        }
        return bytes
    }
}
