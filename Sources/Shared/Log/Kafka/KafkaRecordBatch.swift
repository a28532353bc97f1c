internal import CRdkafka
internal import Glibc

/// A batch in librdkafka's own memory, given back when the last record of it is gone.
final class KafkaRecordBatch: RecordBatch {
    private let messages: [UnsafeMutablePointer<rd_kafka_message_t>]

    init(
        messages: [UnsafeMutablePointer<rd_kafka_message_t>], partitions: [TopicPartition], entries: [Entry]
    ) {
        self.messages = messages
        super.init(partitions: partitions, entries: entries)
    }

    deinit {
        for message in messages { rd_kafka_message_destroy(message) }
    }

    override func headers(at index: Int, except left: String?) -> [Header] {
        var headers: [Header] = []
        forEachHeader(at: index) { name, value in
            if let left, name.isText(left) { return }
            headers.append(Header(String(decoding: name, as: UTF8.self), Array(value)))
        }
        return headers
    }

    /// Looked for here: rd_kafka_header_get_last wants a C string, which would be made anew each time.
    override func withHeader<Value, Failure>(
        _ name: String, at index: Int, _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        var found: UnsafeRawBufferPointer?
        forEachHeader(at: index) { known, value in
            if known.isText(name) { found = value }
        }
        return try body(found)
    }

    @inline(__always)
    override func forEachHeader(at index: Int, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void) {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(messages[index], &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return }
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        var place = 0
        while rd_kafka_header_get_all(list, place, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR, let known = name
        {
            body(
                UnsafeRawBufferPointer(start: known, count: strlen(known)),
                UnsafeRawBufferPointer(start: value, count: size))
            place += 1
        }
    }
}
