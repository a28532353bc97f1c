import Agent
import Log
import TestSupport

/// What a run of a task may meet: after so many steps its process dies, its commits may be aborted, and it stops after
/// so many polls.
///
/// Unchecked: a turn is made, run and looked at by one thread; nothing of it is shared.
final class Turn: @unchecked Sendable {
    /// What is broken on purpose, to see that the simulation notices.
    enum Mutation: CaseIterable {
        /// Outputs are written outside their transaction.
        case tornTransaction
        /// Of each transaction the first output is written twice.
        case twice
        /// A commit says that all is well and writes nothing.
        case lostCommit
        /// Of the registers that are folded every other row is passed over.
        case forgottenRows
    }

    let stop = StopSignal()
    let mutation: Mutation?
    var random: SeededGenerator
    /// Where the partitions end, as they are during the turn.
    let ends: [TopicPartition: Int64]
    /// Nil for a turn in which all is read as it comes.
    private var pollsLeft: Int?
    private var stepsToDeath: Int?
    private let abortsOneIn: Int?
    private(set) var death: String?
    /// It ended although there was more to read.
    private(set) var isCutShort = false

    init(
        _ random: SeededGenerator, polls: Int?, stepsToDeath: Int?, abortsOneIn: Int?, mutation: Mutation?,
        ends: [TopicPartition: Int64]
    ) {
        self.random = random
        pollsLeft = polls
        self.stepsToDeath = stepsToDeath
        self.abortsOneIn = abortsOneIn
        self.mutation = mutation
        self.ends = ends
    }

    /// A place between two steps, at which the process may die; once dead, it does nothing more.
    func pass(_ step: String) throws(LogError) {
        if death == nil, let left = stepsToDeath {
            stepsToDeath = left - 1
            if left <= 1 { death = step }
        }
        guard let death else { return }
        stop.set()
        throw LogError(.fatal, .other, "simulated death at \(death)")
    }

    func passCommit() throws(LogError) {
        guard let abortsOneIn, Int.random(in: 0..<abortsOneIn, using: &random) == 0 else { return }
        throw LogError(.abortable, .other, "simulated abort")
    }

    /// Which partitions the next poll reads, and how many records; nil when the turn is over.
    func choose(_ positions: [TopicPartition: Int64]) -> (partitions: [TopicPartition], records: Int)? {
        let ready = positions.filter { $0.value < ends[$0.key] ?? 0 }.keys.sorted()
        guard !ready.isEmpty else { return nil }
        guard let left = pollsLeft else { return (ready, .max) }
        guard left > 0 else {
            isCutShort = true
            return nil
        }
        pollsLeft = left - 1
        let count = Int.random(in: 1...min(3, ready.count), using: &random)
        return (Array(ready.shuffled(using: &random).prefix(count)), Int.random(in: 1...16, using: &random))
    }
}

/// A log as a task sees it in its turn.
struct TroubledLog: EventLog {
    let log: any EventLog
    let turn: Turn

    var name: String { log.name }

    func create(_ topics: [TopicDefinition]) throws(LogError) -> [TopicOutcome] { try log.create(topics) }

    func topics() throws(LogError) -> [String: Int32] {
        try turn.pass("topics")
        return try log.topics()
    }

    func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds] {
        try turn.pass("ends")
        return try log.ends(of: partitions)
    }

    func offsets(of partitions: [TopicPartition], atMs timeMs: Int64) throws(LogError) -> [TopicPartition: Int64] {
        try log.offsets(of: partitions, atMs: timeMs)
    }

    func committed(by group: String, of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: Int64] {
        try turn.pass("offsets of the group")
        return try log.committed(by: group, of: partitions)
    }

    func reader(for purpose: ReaderPurpose) throws(LogError) -> any LogReader {
        let reader = try log.reader(for: purpose)
        switch purpose {
        case .folding: return FoldingReader(reader, turn)
        case .following: return FollowingReader(reader, turn)
        }
    }

    func writer(id: String) throws(LogError) -> any LogWriter {
        TroubledWriter(try log.writer(id: id), log, turn)
    }

    func append(_ records: [OutgoingRecord]) throws(LogError) { try log.append(records) }
}

/// Folds, and may die on the way.
private final class FoldingReader: LogReader {
    private let reader: any LogReader
    private let turn: Turn

    init(_ reader: any LogReader, _ turn: Turn) {
        self.reader = reader
        self.turn = turn
    }

    func assign(_ offsets: [TopicPartition: Int64]) throws(LogError) { try reader.assign(offsets) }

    func poll(_ limits: PollLimits) throws(LogError) -> RecordBatch {
        try turn.pass("fold")
        let batch = try reader.poll(limits)
        try turn.pass("folded")
        guard turn.mutation == .forgottenRows, batch.first?.topic.hasSuffix(".registers") == true else { return batch }
        return .joining(batch.filter { $0.offset.isMultiple(of: 2) })
    }

    var reached: [TopicPartition: Int64] { reader.reached }
    func close() { reader.close() }
}

/// Brings what the turn chooses: some records of some of the partitions that have any, so that topics overtake each
/// other. When the turn is over it brings nothing, and stops the task.
private final class FollowingReader: LogReader {
    private let reader: any LogReader
    private let turn: Turn
    private(set) var reached: [TopicPartition: Int64] = [:]

    init(_ reader: any LogReader, _ turn: Turn) {
        self.reader = reader
        self.turn = turn
    }

    func assign(_ offsets: [TopicPartition: Int64]) throws(LogError) {
        try turn.pass("assign")
        reached = offsets
    }

    func poll(_ limits: PollLimits) throws(LogError) -> RecordBatch {
        try turn.pass("read")
        guard let choice = turn.choose(reached) else {
            turn.stop.set()
            return .joining([])
        }
        try reader.assign(reached.filter { choice.partitions.contains($0.key) })
        let records = min(limits.records, choice.records)
        let batch = try reader.poll(PollLimits(records: records, firstWaitMs: 0, moreWaitMs: 0))
        reached.merge(reader.reached) { $1 }
        try turn.pass("has read")
        return batch
    }

    func close() { reader.close() }
}

private final class TroubledWriter: LogWriter {
    private let writer: any LogWriter
    private let log: any EventLog
    private let turn: Turn
    private var isFirst = true

    init(_ writer: any LogWriter, _ log: any EventLog, _ turn: Turn) {
        self.writer = writer
        self.log = log
        self.turn = turn
    }

    var id: String { writer.id }

    func take() throws(LogError) {
        try turn.pass("take")
        try writer.take()
        try turn.pass("taken")
    }

    func warm(_ topics: [String]) throws(LogError) { try writer.warm(topics) }

    func begin() throws(LogError) {
        try turn.pass("decided")
        isFirst = true
        try writer.begin()
        try turn.pass("begun")
    }

    func send(
        topic: String, partition: Int32?, key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?,
        headers: [Header], limit: Int
    ) throws(LogError) {
        let isOutput = !topic.hasSuffix("-progress")
        let isTwice = isFirst && isOutput && turn.mutation == .twice
        isFirst = false
        if isOutput, turn.mutation == .tornTransaction {
            try log.append([
                OutgoingRecord(
                    topic: topic, partition: partition, key: key.map { Array($0) }, payload: payload.map { Array($0) },
                    headers: headers)
            ])
        } else {
            for _ in 0..<(isTwice ? 2 : 1) {
                try writer.send(
                    topic: topic, partition: partition, key: key, payload: payload, headers: headers, limit: limit)
            }
        }
        try turn.pass("sent")
    }

    func send(offsets: [TopicPartition: Int64]) throws(LogError) {
        try writer.send(offsets: offsets)
        try turn.pass("offsets sent")
    }

    func commit() throws(LogError) {
        try turn.passCommit()
        if turn.mutation == .lostCommit { try writer.abort() } else { try writer.commit() }
        try turn.pass("committed")
    }

    func abort() throws(LogError) {
        try turn.pass("abort")
        try writer.abort()
        try turn.pass("aborted")
    }

    func idle() { writer.idle() }
    func close() { writer.close() }
}
