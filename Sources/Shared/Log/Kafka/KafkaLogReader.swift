internal import CRdkafka

/// Reads committed records of assigned partitions. Not a member of any group: its positions are its owner's.
final class KafkaLogReader: LogReader {
    private struct Source {
        let partition: TopicPartition
        /// The offset that the next record has at least.
        var next: Int64
    }

    /// A partition as messages name it.
    private struct Handle: Hashable {
        let topic: OpaquePointer
        let partition: Int32
    }

    private let client: KafkaClient
    private let queue: OpaquePointer
    private var known: [String: Int32] = [:]
    private var sources: [Source] = []
    private var partitions: [TopicPartition] = []
    private var indices: [TopicPartition: Int] = [:]
    private var handles: [Handle: Int] = [:]
    /// The partition of the last message, which most often is that of the next.
    private var last: (handle: Handle, index: Int)?
    private var buffer: [UnsafeMutablePointer<rd_kafka_message_t>?] = []
    /// Messages that were fetched beyond a batch's size in bytes.
    private var rest: ArraySlice<UnsafeMutablePointer<rd_kafka_message_t>> = []

    init(_ client: KafkaClient) throws(LogError) {
        self.client = client
        rd_kafka_poll_set_consumer(client.pointer)
        guard let queue = rd_kafka_queue_get_consumer(client.pointer) else {
            throw LogError(.fatal, .other, "a Kafka consumer without a queue")
        }
        self.queue = queue
    }

    var reached: [TopicPartition: Int64] {
        Dictionary(uniqueKeysWithValues: sources.map { ($0.partition, $0.next) })
    }

    func assign(_ offsets: [TopicPartition: Int64]) throws(LogError) {
        forgetRest()
        let sorted = offsets.sorted { $0.key < $1.key }
        if sorted.contains(where: { known[$0.key.topic] == nil }) { known = try client.topics() }
        for (partition, _) in sorted {
            guard let count = known[partition.topic] else { throw client.missing(partition.topic) }
            guard partition.partition < count else {
                throw .unknown(partition.partition, of: partition.topic, with: count)
            }
        }
        guard let list = rd_kafka_topic_partition_list_new(Int32(sorted.count)) else {
            throw LogError(.fatal, .other, "no memory for a list of partitions")
        }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for (partition, offset) in sorted {
            rd_kafka_topic_partition_list_add(list, partition.topic, partition.partition).pointee.offset = offset
        }
        let code = rd_kafka_assign(client.pointer, list)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw LogError(code, "assign partitions", of: client) }
        sources = sorted.map { Source(partition: $0.key, next: $0.value) }
        partitions = sorted.map(\.key)
        indices = Dictionary(uniqueKeysWithValues: partitions.enumerated().map { ($1, $0) })
        handles = [:]
        last = nil
    }

    func poll(_ limits: PollLimits) throws(LogError) -> RecordBatch {
        var messages: [UnsafeMutablePointer<rd_kafka_message_t>] = []
        var entries: [RecordBatch.Entry] = []
        var size = 0
        do {
            if rest.isEmpty { fetch(limits.records, limits.firstWaitMs) }
            try take(limits, &messages, &entries, &size)
            // The call for more waits for its whole time unless it is full: it is made once, and short.
            if !entries.isEmpty, entries.count < limits.records, size < limits.bytes, rest.isEmpty,
                limits.moreWaitMs > 0
            {
                fetch(limits.records - entries.count, limits.moreWaitMs)
                try take(limits, &messages, &entries, &size)
            }
        } catch {
            for message in messages { rd_kafka_message_destroy(message) }
            throw error
        }
        return KafkaRecordBatch(messages: messages, partitions: partitions, entries: entries)
    }

    /// Lets librdkafka fill `rest`: returns when it is full or the time is over, or at the first one when one is asked.
    private func fetch(_ records: Int, _ waitMs: Int) {
        if buffer.count < records { buffer = Array(repeating: nil, count: records) }
        // 1 at first, so that the call ends with the first record, then all that are there already.
        let first = rd_kafka_consume_batch_queue(queue, Int32(waitMs), &buffer, 1)
        guard first == 1, let message = buffer[0] else { return }
        var fetched = [message]
        if records > 1 {
            let more = rd_kafka_consume_batch_queue(queue, 0, &buffer, records - 1)
            if more > 0 { fetched.append(contentsOf: buffer[..<more].compactMap { $0 }) }
        }
        rest = fetched[...]
    }

    /// Moves fetched messages into the batch, as far as the limits allow.
    private func take(
        _ limits: PollLimits, _ messages: inout [UnsafeMutablePointer<rd_kafka_message_t>],
        _ entries: inout [RecordBatch.Entry], _ size: inout Int
    ) throws(LogError) {
        while let message = rest.first, entries.count < limits.records, size < limits.bytes {
            rest.removeFirst()
            guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
                defer { rd_kafka_message_destroy(message) }
                try hear(message)
                continue
            }
            guard let source = source(of: message), message.pointee.offset >= sources[source].next else {
                // Left over from an earlier assignment.
                rd_kafka_message_destroy(message)
                continue
            }
            sources[source].next = message.pointee.offset + 1
            let entry = Self.entry(message, source)
            size += (entry.payload?.count ?? 0) + (entry.key?.count ?? 0)
            messages.append(message)
            entries.append(entry)
        }
    }

    private static func entry(_ message: UnsafeMutablePointer<rd_kafka_message_t>, _ source: Int) -> RecordBatch.Entry {
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let time = rd_kafka_message_timestamp(message, &kind)
        return RecordBatch.Entry(
            source: source, offset: message.pointee.offset, timestampMs: time,
            key: message.pointee.key.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.key_len) },
            payload: message.pointee.payload.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.len) })
    }

    private func source(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> Int? {
        guard let topic = message.pointee.rkt else { return nil }
        let handle = Handle(topic: topic, partition: message.pointee.partition)
        if let last, last.handle == handle { return last.index }
        if let index = handles[handle] {
            last = (handle, index)
            return index
        }
        guard let name = rd_kafka_topic_name(topic) else { return nil }
        let index = indices[TopicPartition(String(cString: name), handle.partition)]
        handles[handle] = index
        return index
    }

    /// Errors come as messages; left alone they would be a silent halt.
    private func hear(_ message: UnsafeMutablePointer<rd_kafka_message_t>) throws(LogError) {
        let code = message.pointee.err
        let source = source(of: message)
        if code == RD_KAFKA_RESP_ERR__PARTITION_EOF {
            if let source { sources[source].next = max(sources[source].next, message.pointee.offset) }
            return
        }
        // It looks for its group's coordinator although nobody is a member and no offset is asked for; the office's rule
        // need not cover that name.
        if LogError.isPassing(code) || code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED { return }
        let position = source.map { Position(sources[$0].partition, sources[$0].next) }
        throw LogError(code, "read", of: client, at: position)
    }

    private func forgetRest() {
        for message in rest { rd_kafka_message_destroy(message) }
        rest = []
    }

    func close() {
        forgetRest()
        rd_kafka_queue_destroy(queue)
        client.close()
    }
}
