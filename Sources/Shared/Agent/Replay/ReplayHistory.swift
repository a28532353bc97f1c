internal import Log
internal import Messages

/// A transaction as the log has recorded it.
struct RecordedTransaction {
    let progress: ProgressRecorded
    /// The progress record's payload.
    let bytes: [UInt8]

    /// The record that the loop itself put aside in it.
    var culprit: CrashJournal.Culprit? {
        guard let step = progress.steps.first(where: { $0.kind == .setAside }), let partition = step.source,
            let to = step.to
        else { return nil }
        let position = Position(partition, to - 1)
        let why = CrashJournal.Culprit.Why.allCases.first { $0.sentence == step.reason } ?? .crashesTheAgent
        return CrashJournal.Culprit(position: position, why: why)
    }
}

/// A task's transactions as the log has recorded them, one after another, with their inputs and outputs.
final class ReplayHistory {
    private let specification: TaskSpecification
    private let log: any EventLog
    private let progress: PartitionCursor
    private var inputs: [TopicPartition: PartitionCursor] = [:]
    private var outputs: [TopicPartition: PartitionCursor] = [:]
    private(set) var current: RecordedTransaction?
    private(set) var isFinished = false
    /// Whether the inputs of the current transaction have been given out.
    private(set) var isRead = false
    /// Hears of each transaction before it is decided again; nil at the end.
    var onNext: (RecordedTransaction?) -> Void = { _ in }

    init(_ specification: TaskSpecification, _ log: any EventLog) throws {
        self.specification = specification
        self.log = log
        progress = try PartitionCursor(specification.progress, log)
    }

    /// Goes to the next transaction.
    func advance() throws {
        isRead = false
        current = nil
        if let record = try progress.next(), let payload = record.payload {
            let progress = try PlacedProgress(record, of: specification.id).progress
            current = RecordedTransaction(progress: progress, bytes: Array(payload))
        } else {
            isFinished = true
        }
        onNext(current)
    }

    /// The inputs of the current transaction, in the recorded order; none when they were given out already.
    func takeInputs() throws -> [Record] {
        guard let current, !isRead else { return [] }
        isRead = true
        var records: [Record] = []
        for step in current.progress.steps {
            guard let partition = step.source, let from = step.from, let to = step.to else { continue }
            records += try cursor(partition, in: &inputs).records(from: from, to: to)
        }
        return records
    }

    /// How far the current transaction reads each partition.
    var reached: [TopicPartition: Int64] {
        var reached: [TopicPartition: Int64] = [:]
        for step in current?.progress.steps ?? [] {
            if let partition = step.source, let to = step.to { reached[partition] = to }
        }
        return reached
    }

    /// The outputs that the current transaction has recorded, in order.
    func recordedOutputs() throws -> [Record] {
        guard let current else { return [] }
        var records: [Record] = []
        for step in current.progress.steps {
            for run in current.progress.runs(of: step) {
                records += try cursor(run.partition, in: &outputs).own(run.count, of: specification.id)
            }
        }
        return records
    }

    private func cursor(
        _ partition: TopicPartition, in cursors: inout [TopicPartition: PartitionCursor]
    ) throws -> PartitionCursor {
        if let known = cursors[partition] { return known }
        let made = try PartitionCursor(partition, log)
        cursors[partition] = made
        return made
    }

    func close() {
        current = nil
        progress.close()
        for cursor in inputs.values { cursor.close() }
        for cursor in outputs.values { cursor.close() }
    }
}

/// Reads one partition from its start to its end, in pieces.
final class PartitionCursor {
    private let partition: TopicPartition
    private let reader: any LogReader
    private let end: Int64
    private var waiting: [Record] = []
    private var place = 0
    private var position: Int64 = 0

    init(_ partition: TopicPartition, _ log: any EventLog) throws {
        self.partition = partition
        end = try log.ends(of: [partition])[partition]?.highWatermark ?? 0
        reader = try log.reader(for: .folding)
        try reader.assign([partition: 0])
    }

    /// The next committed record; nil at the end.
    func next() throws -> Record? {
        while place >= waiting.count {
            guard reader.reached[partition] ?? 0 < end else { return nil }
            waiting = Array(
                try reader.poll(PollLimits(records: 5_000, bytes: 8 << 20, firstWaitMs: 200, moreWaitMs: 0)))
            place = 0
        }
        place += 1
        position = waiting[place - 1].offset + 1
        return waiting[place - 1]
    }

    /// The committed records of a range.
    func records(from: Int64, to: Int64) throws -> [Record] {
        if from < position {
            waiting = []
            place = 0
            position = from
            try reader.assign([partition: from])
        }
        var found: [Record] = []
        while position < to, let record = try next() {
            if record.offset >= to {
                place -= 1
                position = to
                break
            }
            if record.offset >= from { found.append(record) }
        }
        return found
    }

    /// The next so many records that a task wrote.
    func own(_ count: Int, of task: String) throws -> [Record] {
        var found: [Record] = []
        while found.count < count, let record = try next() {
            if record.header(text: CloudEventName.source) == task { found.append(record) }
        }
        return found
    }

    func close() {
        waiting = []
        reader.close()
    }
}
