import Awards
import Log

/// Two logs as the relay's loop sees them: the office's own outbox, which it reads, and the shared log, which it writes.
///
/// Nothing that it writes goes to the outbox: progress, claims and offsets are transactions of the shared log alone, so
/// the loop's promises are those of that log. The shared log may be down while the outbox grows, and it may be the same
/// file: an outbox is a topic of its own.
struct RelayLog: EventLog {
    let outbox: any EventLog
    let shared: any EventLog
    let topic: String

    init(_ outbox: Outbox, _ shared: any EventLog) {
        self.outbox = outbox.log
        self.shared = shared
        topic = outbox.partition.topic
    }

    var name: String { shared.name }

    func create(_ topics: [TopicDefinition]) throws(LogError) -> [TopicOutcome] { try shared.create(topics) }

    func topics() throws(LogError) -> [String: Int32] { try shared.topics() }

    func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds] {
        let (own, others) = split(partitions)
        var ends = own.isEmpty ? [:] : try outbox.ends(of: own)
        if !others.isEmpty { ends.merge(try shared.ends(of: others)) { $1 } }
        return ends
    }

    func offsets(of partitions: [TopicPartition], atMs timeMs: Int64) throws(LogError) -> [TopicPartition: Int64] {
        let (own, others) = split(partitions)
        var offsets = own.isEmpty ? [:] : try outbox.offsets(of: own, atMs: timeMs)
        if !others.isEmpty { offsets.merge(try shared.offsets(of: others, atMs: timeMs)) { $1 } }
        return offsets
    }

    /// The shared log knows no position in an outbox: progress alone says it.
    func committed(by group: String, of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: Int64] {
        let (_, others) = split(partitions)
        return others.isEmpty ? [:] : try shared.committed(by: group, of: others)
    }

    func reader(for purpose: ReaderPurpose) throws(LogError) -> any LogReader {
        RelayReader(self, purpose)
    }

    func writer(id: String) throws(LogError) -> any LogWriter {
        RelayWriter(try shared.writer(id: id), outbox: topic)
    }

    func append(_ records: [OutgoingRecord]) throws(LogError) { try shared.append(records) }

    private func split(_ partitions: [TopicPartition]) -> (own: [TopicPartition], others: [TopicPartition]) {
        (partitions.filter { $0.topic == topic }, partitions.filter { $0.topic != topic })
    }
}

/// Reads the outbox, or the shared log: what the partitions say that it is given.
private final class RelayReader: LogReader {
    private let log: RelayLog
    private let purpose: ReaderPurpose
    private var current: (reader: any LogReader, isOutbox: Bool)?

    init(_ log: RelayLog, _ purpose: ReaderPurpose) {
        self.log = log
        self.purpose = purpose
    }

    func assign(_ offsets: [TopicPartition: Int64]) throws(LogError) {
        let isOutbox = offsets.keys.contains { $0.topic == log.topic }
        precondition(
            !isOutbox || offsets.count == 1, "the relay reads its outbox alone, not with \(offsets.keys.sorted())")
        if isOutbox { try checkEnd(offsets) }
        if let current, current.isOutbox == isOutbox { return try current.reader.assign(offsets) }
        current?.reader.close()
        current = nil
        let reader = try (isOutbox ? log.outbox : log.shared).reader(for: purpose)
        try reader.assign(offsets)
        current = (reader, isOutbox)
    }

    /// In an empty or an older outbox the positions of what was forwarded would be given to other claims, which then
    /// would never be.
    private func checkEnd(_ offsets: [TopicPartition: Int64]) throws(LogError) {
        let ends = try log.outbox.ends(of: Array(offsets.keys))
        for (partition, offset) in offsets {
            guard let end = ends[partition]?.highWatermark, offset > end else { continue }
            throw LogError(
                .fatal, .outOfRange,
                "\(offset) records of this outbox were forwarded, but \(log.outbox.name) holds only \(end): it is another "
                    + "file, or an older copy; put the right one in its place",
                at: Position(partition, offset))
        }
    }

    func poll(_ limits: PollLimits) throws(LogError) -> RecordBatch {
        guard let current else { preconditionFailure("the relay polls before it has said what it reads") }
        return try current.reader.poll(limits)
    }

    var reached: [TopicPartition: Int64] { current?.reader.reached ?? [:] }

    func close() {
        current?.reader.close()
        current = nil
    }
}

/// Writes to the shared log; a position in the outbox is not for it.
private final class RelayWriter: LogWriter {
    private let writer: any LogWriter
    private let outbox: String

    init(_ writer: any LogWriter, outbox: String) {
        self.writer = writer
        self.outbox = outbox
    }

    var id: String { writer.id }
    func take() throws(LogError) { try writer.take() }
    func warm(_ topics: [String]) throws(LogError) { try writer.warm(topics) }
    func begin() throws(LogError) { try writer.begin() }

    func send(
        topic: String, partition: Int32?, key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?,
        headers: [Header], limit: Int
    ) throws(LogError) {
        try writer.send(
            topic: topic, partition: partition, key: key, payload: payload, headers: headers, limit: limit)
    }

    func send(offsets: [TopicPartition: Int64]) throws(LogError) {
        let others = offsets.filter { $0.key.topic != outbox }
        if !others.isEmpty { try writer.send(offsets: others) }
    }

    func commit() throws(LogError) { try writer.commit() }
    func abort() throws(LogError) { try writer.abort() }
    func idle() { writer.idle() }
    func close() { writer.close() }
}
