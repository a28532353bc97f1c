internal import CRdkafka

/// Writes transactions of one transactional id, which is its group's name too.
final class KafkaLogWriter: LogWriter {
    private struct Topic {
        let pointer: OpaquePointer
        let partitions: Int32
    }

    let id: String
    private let client: KafkaClient
    private var topics: [String: Topic] = [:]
    /// The topic of the last record, which most often is that of the next.
    private var last: (name: String, topic: Topic)?

    init(id: String, _ client: KafkaClient) {
        self.id = id
        self.client = client
    }

    func take() throws(LogError) {
        try check(rd_kafka_init_transactions(client.pointer, 10_000), "begin to write as \(id)")
    }

    func warm(_ topics: [String]) throws(LogError) {
        let missing = topics.filter { self.topics[$0] == nil }
        guard !missing.isEmpty else { return }
        let known = try client.topics()
        for topic in missing {
            guard let partitions = known[topic] else { throw client.missing(topic) }
            guard let pointer = rd_kafka_topic_new(client.pointer, topic, nil) else {
                throw LogError(rd_kafka_last_error(), "write to \(topic)", of: client)
            }
            self.topics[topic] = Topic(pointer: pointer, partitions: partitions)
            // The producer's own look-up of a topic may be a second late (2.0.2): this one makes it know now.
            var answer: UnsafePointer<rd_kafka_metadata>?
            let code = rd_kafka_metadata(client.pointer, 0, pointer, &answer, 10_000)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw LogError(code, "look up \(topic)", of: client) }
            rd_kafka_metadata_destroy(answer)
        }
    }

    func begin() throws(LogError) {
        try check(rd_kafka_begin_transaction(client.pointer), "begin a transaction of \(id)")
    }

    func send(
        topic: String, partition: Int32?, key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?,
        headers: [Header], limit: Int
    ) throws(LogError) {
        let target = try target(topic)
        let chosen = try partition.checked(for: key, among: target.partitions, topic: topic)
        let size =
            (key?.count ?? 0) + (payload?.count ?? 0) + headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.count }
        guard size <= limit else { throw .tooLarge(size, limit: limit, TopicPartition(topic, chosen)) }
        try client.produce(to: target.pointer, chosen, key: key, payload: payload, headers: headers)
    }

    private func target(_ name: String) throws(LogError) -> Topic {
        if let last, last.name == name { return last.topic }
        if topics[name] == nil { try warm([name]) }
        guard let topic = topics[name] else { throw client.missing(name) }
        last = (name, topic)
        return topic
    }

    func send(offsets: [TopicPartition: Int64]) throws(LogError) {
        guard let list = rd_kafka_topic_partition_list_new(Int32(offsets.count)) else {
            throw LogError(.fatal, .other, "no memory for a list of offsets")
        }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for (partition, offset) in offsets {
            rd_kafka_topic_partition_list_add(list, partition.topic, partition.partition).pointee.offset = offset
        }
        // Made anew, never read from a consumer: nobody is a member of the group (exactly one process has the id).
        guard let group = rd_kafka_consumer_group_metadata_new(id) else {
            throw LogError(.fatal, .other, "no memory for the group \(id)")
        }
        defer { rd_kafka_consumer_group_metadata_destroy(group) }
        try check(
            rd_kafka_send_offsets_to_transaction(client.pointer, list, group, 15_000), "add the positions of \(id)")
    }

    /// -1: the rest of the transaction's time, the only limit after which librdkafka and the brokers agree.
    func commit() throws(LogError) {
        // Which topic is refused librdkafka does not say: those that were written to are named.
        try check(
            rd_kafka_commit_transaction(client.pointer, -1),
            "commit as \(id) to \(topics.keys.sorted().joined(separator: ", "))")
    }

    func abort() throws(LogError) { try check(rd_kafka_abort_transaction(client.pointer, -1), "abort as \(id)") }

    func idle() { rd_kafka_poll(client.pointer, 0) }

    func close() {
        for topic in topics.values { rd_kafka_topic_destroy(topic.pointer) }
        topics = [:]
        last = nil
        client.close()
    }

    private func check(_ error: OpaquePointer?, _ doing: String) throws(LogError) {
        if let error { throw LogError(taking: error, doing, of: client) }
    }
}

extension KafkaClient {
    /// Hands a copy of the record to librdkafka, waiting while its queue is full.
    func produce(
        to topic: OpaquePointer, _ partition: Int32, key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?,
        headers: [Header]
    ) throws(LogError) {
        while true {
            let code = attempt(topic, partition, key, payload, headers)
            switch code {
            case RD_KAFKA_RESP_ERR_NO_ERROR: return
            case RD_KAFKA_RESP_ERR__QUEUE_FULL: rd_kafka_poll(pointer, 10)
            default:
                let isFatal = rd_kafka_fatal_error(pointer, nil, 0) != RD_KAFKA_RESP_ERR_NO_ERROR
                let error = LogError(code, "write to \(String(cString: rd_kafka_topic_name(topic)))", of: self)
                throw LogError(isFatal ? .fatal : .abortable, error.reason, error.message)
            }
        }
    }

    private func attempt(
        _ topic: OpaquePointer, _ partition: Int32, _ key: UnsafeRawBufferPointer?, _ payload: UnsafeRawBufferPointer?,
        _ headers: [Header]
    ) -> rd_kafka_resp_err_t {
        if headers.isEmpty {
            let payloadStart = payload.map { Self.start($0, or: topic) }
            let done = rd_kafka_produce(
                topic, partition, RD_KAFKA_MSG_F_COPY, payloadStart, payload?.count ?? 0,
                key.map { Self.start($0, or: topic) },
                key?.count ?? 0, nil)
            return done == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error()
        }
        let list = rd_kafka_headers_new(headers.count)
        for header in headers {
            var name = header.name
            name.withUTF8 { name in
                // A name's length is given, so that no C string is made of it.
                name.withMemoryRebound(to: CChar.self) { name in
                    _ = rd_kafka_header_add(list, name.baseAddress, name.count, header.value, header.value.count)
                }
            }
        }
        let error = duixian_produce(
            pointer, topic, partition, payload.map { Self.start($0, or: topic) }, payload?.count ?? 0,
            key.map { Self.start($0, or: topic) },
            key?.count ?? 0, list)
        guard let error else { return RD_KAFKA_RESP_ERR_NO_ERROR }
        defer { rd_kafka_error_destroy(error) }
        rd_kafka_headers_destroy(list)
        return rd_kafka_error_code(error)
    }

    /// An address that is never null, for librdkafka takes a null one for a tombstone. Of no bytes none is read.
    private static func start(_ bytes: UnsafeRawBufferPointer, or other: OpaquePointer) -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(other))
    }
}
