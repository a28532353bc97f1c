public import Log
internal import Synchronization

/// A log that refuses some records: every transaction that holds one is aborted when it is to be committed, as brokers
/// do it whose rules or limits are others than ours.
public final class StubbornLog: EventLog {
    private let log: any EventLog
    private let refuses: @Sendable (_ topic: String, _ payload: String) -> Bool
    private let refusals = Mutex(0)

    public init(_ log: any EventLog, refuses: @escaping @Sendable (_ topic: String, _ payload: String) -> Bool) {
        self.log = log
        self.refuses = refuses
    }

    /// How many commits it has refused.
    public var count: Int { refusals.withLock { $0 } }

    public var name: String { log.name }
    public func create(_ topics: [TopicDefinition]) throws(LogError) -> [TopicOutcome] { try log.create(topics) }
    public func topics() throws(LogError) -> [String: Int32] { try log.topics() }
    public func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds] {
        try log.ends(of: partitions)
    }
    public func offsets(of partitions: [TopicPartition], atMs timeMs: Int64) throws(LogError) -> [TopicPartition: Int64]
    {
        try log.offsets(of: partitions, atMs: timeMs)
    }
    public func committed(by group: String, of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: Int64]
    {
        try log.committed(by: group, of: partitions)
    }
    public func reader(for purpose: ReaderPurpose) throws(LogError) -> any LogReader { try log.reader(for: purpose) }
    public func append(_ records: [OutgoingRecord]) throws(LogError) { try log.append(records) }
    public func writer(id: String) throws(LogError) -> any LogWriter { Writer(try log.writer(id: id), self) }

    private final class Writer: LogWriter {
        private let writer: any LogWriter
        private let log: StubbornLog
        private var isRefused = false

        init(_ writer: any LogWriter, _ log: StubbornLog) {
            self.writer = writer
            self.log = log
        }

        var id: String { writer.id }
        func take() throws(LogError) { try writer.take() }
        func warm(_ topics: [String]) throws(LogError) { try writer.warm(topics) }
        func begin() throws(LogError) {
            isRefused = false
            try writer.begin()
        }
        func send(
            topic: String, partition: Int32?, key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?,
            headers: [Header], limit: Int
        ) throws(LogError) {
            let text = payload.map { String(decoding: $0, as: UTF8.self) } ?? ""
            if log.refuses(topic, text) { isRefused = true }
            try writer.send(
                topic: topic, partition: partition, key: key, payload: payload, headers: headers, limit: limit)
        }
        func send(offsets: [TopicPartition: Int64]) throws(LogError) { try writer.send(offsets: offsets) }
        func commit() throws(LogError) {
            guard !isRefused else {
                log.refusals.withLock { $0 += 1 }
                throw LogError(.abortable, .other, "the log does not like a record")
            }
            try writer.commit()
        }
        func abort() throws(LogError) { try writer.abort() }
        func idle() { writer.idle() }
        func close() { writer.close() }
    }
}
