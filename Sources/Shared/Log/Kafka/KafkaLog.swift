internal import CRdkafka
internal import Synchronization

/// The real log: Apache Kafka 3 or 4, through librdkafka.
public final class KafkaLog: EventLog {
    public let configuration: KafkaConfiguration
    private let report: @Sendable (_ level: Int32, _ text: String) -> Void
    /// Clients for questions and for records outside transactions, made when first needed.
    private let clients: Mutex<[Standing: KafkaClient]> = Mutex([:])

    private enum Standing: Hashable {
        /// Sees the last stable offset as a partition's end.
        case committed
        /// Sees the high watermark as a partition's end.
        case uncommitted
        case appender
    }

    /// - Parameter report: hears what librdkafka says of itself, with the level of syslog (3 is an error, 6 a remark).
    public init(
        _ configuration: KafkaConfiguration,
        report: @escaping @Sendable (_ level: Int32, _ text: String) -> Void = { _, _ in }
    ) {
        self.configuration = configuration
        self.report = report
    }

    deinit {
        for client in clients.withLock({ $0 }).values { client.close() }
    }

    public var name: String { "Kafka at \(configuration.brokers)" }

    private func client(_ role: KafkaRole, _ more: [String: String] = [:]) throws(LogError) -> KafkaClient {
        try KafkaClient(configuration, role, more, voice: KafkaVoice(report: report))
    }

    private func standing(_ kind: Standing) throws(LogError) -> KafkaClient {
        if let known = clients.withLock({ $0[kind] }) { return known }
        let made =
            switch kind {
            case .committed: try client(.asking, ["group.id": "duixian"])
            case .uncommitted: try client(.asking, ["group.id": "duixian", "isolation.level": "read_uncommitted"])
            case .appender: try client(.appender)
            }
        let kept = clients.withLock { clients in
            if clients[kind] == nil { clients[kind] = made }
            return clients[kind] ?? made
        }
        if kept !== made { made.close() }
        return kept
    }

    public func topics() throws(LogError) -> [String: Int32] { try standing(.committed).topics() }

    public func create(_ topics: [TopicDefinition]) throws(LogError) -> [TopicOutcome] {
        guard !topics.isEmpty else { return [] }
        let client = try standing(.appender)
        let known = try client.topics()
        let missing = topics.filter { known[$0.name] == nil }
        let created = try KafkaAdmin.create(missing, by: client)
        try wait(for: created, client)
        return try topics.map { topic throws(LogError) in
            if let partitions = known[topic.name] {
                return partitions == topic.partitions ? .existed : .differs(partitions: partitions)
            }
            return created.contains(topic.name) ? .created : .existed
        }
    }

    /// A broker hears of new topics a little later than the controller that made them: whoever uses one next shall find
    /// it, as far as 10 s allow.
    private func wait(for created: Set<String>, _ client: KafkaClient) throws(LogError) {
        for _ in 0..<500 {
            let known = try client.topics()
            if created.allSatisfy({ known[$0] != nil }) { return }
            rd_kafka_poll(client.pointer, 20)
        }
    }

    public func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds] {
        guard !partitions.isEmpty else { return [:] }
        // The stable offset first: asked later it could be behind the high watermark of before.
        let stable = try Self.mark(Self.end, of: partitions, by: standing(.committed))
        let high = try Self.mark(Self.end, of: partitions, by: standing(.uncommitted))
        let start = try Self.mark(Self.beginning, of: partitions, by: standing(.uncommitted))
        return Dictionary(
            uniqueKeysWithValues: Set(partitions).map { partition in
                let ends = PartitionEnds(
                    start: start[partition] ?? 0, lastStable: stable[partition] ?? 0,
                    highWatermark: high[partition] ?? 0)
                return (partition, ends)
            })
    }

    /// The times that ListOffsets takes for a partition's end and beginning.
    private static let end: Int64 = -1
    private static let beginning: Int64 = -2

    /// Asks by time, for `rd_kafka_query_watermark_offsets` waits for ever while the brokers are away (2.0.2, #4460),
    /// and asks one partition at a time.
    private static func mark(
        _ time: Int64, of partitions: [TopicPartition], by client: KafkaClient
    ) throws(LogError) -> [TopicPartition: Int64] {
        let asked = Dictionary(partitions.map { ($0, time) }) { first, _ in first }
        let deadline = ContinuousClock.now + .seconds(10)
        while true {
            do {
                return try KafkaAdmin.withList(asked) { list in
                    rd_kafka_offsets_for_times(client.pointer, list, 10_000)
                } failure: { code, partition in
                    let first = partitions.prefix(3).map(\.description).joined(separator: ", ")
                    let names = partition.map(\.description) ?? (first + (partitions.count > 3 ? " …" : ""))
                    return client.failure(code, "ask for the end of \(names)", about: partition)
                }
            } catch {
                // A topic that was made just now, or a broker that has just started, has its leaders a moment later.
                guard error.isRetriable, ContinuousClock.now < deadline else { throw error }
                rd_kafka_poll(client.pointer, 100)
            }
        }
    }

    public func offsets(of partitions: [TopicPartition], atMs timeMs: Int64) throws(LogError) -> [TopicPartition: Int64]
    {
        let client = try standing(.committed)
        let asked = Dictionary(uniqueKeysWithValues: partitions.map { ($0, timeMs) })
        let found = try KafkaAdmin.withList(asked) { list in
            rd_kafka_offsets_for_times(client.pointer, list, 10_000)
        } failure: {
            client.failure($0, "ask for offsets by time", about: $1)
        }
        let later = partitions.filter { (found[$0] ?? -1) < 0 }
        let ends = try ends(of: later)
        return found.filter { $0.value >= 0 }.merging(ends.mapValues(\.lastStable)) { $1 }
    }

    public func committed(by group: String, of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: Int64]
    {
        guard !partitions.isEmpty else { return [:] }
        let client = try client(.asking, ["group.id": group])
        defer { client.close() }
        let asked = Dictionary(uniqueKeysWithValues: partitions.map { ($0, Int64(RD_KAFKA_OFFSET_INVALID)) })
        let found = try KafkaAdmin.withList(asked) { list in
            var code = RD_KAFKA_RESP_ERR__TIMED_OUT
            // Asked in pieces: that the group is not ours to ask for is no answer to the call, it is said beside it.
            for _ in 0..<15 where code == RD_KAFKA_RESP_ERR__TIMED_OUT {
                code = rd_kafka_committed(client.pointer, list, 1_000)
                if code != RD_KAFKA_RESP_ERR_NO_ERROR, let cause = client.takeComplaint() { code = cause }
            }
            return code
        } failure: {
            client.failure($0, "ask for the offsets of \(group)", about: $1)
        }
        return found.filter { $0.value >= 0 }
    }

    public func reader(for purpose: ReaderPurpose) throws(LogError) -> any LogReader {
        // A group's name is required, and never used: partitions are assigned and positions are our own.
        switch purpose {
        case .following: try KafkaLogReader(client(.following, ["group.id": "duixian"]))
        case .folding: try KafkaLogReader(client(.folding, ["group.id": "duixian"]))
        }
    }

    public func writer(id: String) throws(LogError) -> any LogWriter {
        KafkaLogWriter(id: id, try client(.writer, ["transactional.id": id]))
    }

    public func append(_ records: [OutgoingRecord]) throws(LogError) {
        let client = try standing(.appender)
        let known = try client.topics()
        for record in records {
            guard let partitions = known[record.topic] else { throw client.missing(record.topic) }
            let topic = try client.topic(record.topic)
            let result = withBytes(record.key) { key in
                withBytes(record.payload) { payload in
                    Result { () throws(LogError) in
                        let chosen = try record.partition.checked(for: key, among: partitions, topic: record.topic)
                        let size = (key?.count ?? 0) + (payload?.count ?? 0)
                        guard size <= RecordLimit.record else {
                            throw .tooLarge(size, limit: RecordLimit.record, TopicPartition(record.topic, chosen))
                        }
                        try client.produce(to: topic, chosen, key: key, payload: payload, headers: record.headers)
                    }
                }
            }
            try result.get()
        }
        let flushed = rd_kafka_flush(client.pointer, 15_000)
        if let code = client.voice.takeFailedDelivery() { throw LogError(code, "write", of: client) }
        guard flushed == RD_KAFKA_RESP_ERR_NO_ERROR else { throw LogError(flushed, "write", of: client) }
    }
}
