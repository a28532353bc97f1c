public import Log
internal import Synchronization

/// A log whose writer fails for good at one call, before the call or behind it: what a process sees of its own death.
public final class MortalLog: EventLog {
    private let log: any EventLog
    private let deadline: Int
    private let isBehind: Bool
    private let calls = Mutex(0)

    public init(_ log: any EventLog, dies step: Int, behind: Bool) {
        self.log = log
        deadline = step
        isBehind = behind
    }

    public var hasDied: Bool { calls.withLock { $0 } >= deadline }

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

    fileprivate func step(_ call: () throws(LogError) -> Void) throws(LogError) {
        let number = calls.withLock { calls in
            calls += 1
            return calls
        }
        let death = LogError(.fatal, .other, "dead at step \(number)")
        if number == deadline, !isBehind { throw death }
        try call()
        if number == deadline { throw death }
    }

    private final class Writer: LogWriter {
        private let writer: any LogWriter
        private let log: MortalLog

        init(_ writer: any LogWriter, _ log: MortalLog) {
            self.writer = writer
            self.log = log
        }

        var id: String { writer.id }
        func take() throws(LogError) { try log.step { () throws(LogError) in try writer.take() } }
        func warm(_ topics: [String]) throws(LogError) { try writer.warm(topics) }
        func begin() throws(LogError) { try log.step { () throws(LogError) in try writer.begin() } }
        func send(
            topic: String, partition: Int32?, key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?,
            headers: [Header], limit: Int
        ) throws(LogError) {
            try log.step { () throws(LogError) in
                try writer.send(
                    topic: topic, partition: partition, key: key, payload: payload, headers: headers, limit: limit)
            }
        }
        func send(offsets: [TopicPartition: Int64]) throws(LogError) {
            try log.step { () throws(LogError) in try writer.send(offsets: offsets) }
        }
        func commit() throws(LogError) { try log.step { () throws(LogError) in try writer.commit() } }
        func abort() throws(LogError) { try writer.abort() }
        func idle() { writer.idle() }
        func close() { writer.close() }
    }
}
