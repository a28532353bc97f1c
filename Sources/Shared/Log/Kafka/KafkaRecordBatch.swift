internal import CRdkafka

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

    override func headers(at index: Int) -> [Header] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(messages[index], &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else {
            return []
        }
        var headers: [Header] = []
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while rd_kafka_header_get_all(list, headers.count, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR {
            guard let name else { break }
            headers.append(Header(String(cString: name), Array(UnsafeRawBufferPointer(start: value, count: size))))
        }
        return headers
    }

    override func withHeader<Value, Failure>(
        _ name: String, at index: Int, _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        var list: OpaquePointer?
        var value: UnsafeRawPointer?
        var size = 0
        guard rd_kafka_message_headers(messages[index], &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list,
            rd_kafka_header_get_last(list, name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR
        else { return try body(nil) }
        return try body(UnsafeRawBufferPointer(start: value, count: size))
    }
}
