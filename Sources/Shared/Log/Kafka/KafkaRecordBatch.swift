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
        guard rd_kafka_message_headers(messages[index], &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
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

    override func header(_ name: String, at index: Int) -> [UInt8]? {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(messages[index], &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return nil }
        var value: UnsafeRawPointer?
        var size = 0
        guard rd_kafka_header_get_last(list, name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return Array(UnsafeRawBufferPointer(start: value, count: size))
    }
}
