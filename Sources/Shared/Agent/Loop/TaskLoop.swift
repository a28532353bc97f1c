internal import Log
internal import Messages
internal import Seals

/// Runs a task that this process owns: reads batches, decides, and commits each as one transaction.
///
/// One thread makes it and runs it. What it knows is ``TaskState``; all else can be made anew at any time.
final class TaskLoop<Stage: Decider> {
    let specification: TaskSpecification
    let decider: Stage
    let log: any EventLog
    let settings: LoopSettings
    /// The version of the program, which progress names; a replay names the one that it replays.
    var build: String
    let state: TaskState<Stage>
    let journal: CrashJournal
    let snapshots: SnapshotKeeper?
    let stop: StopSignal
    let status: TaskStatus
    let buffer: OutputBuffer
    let hasher = SHA256()
    let writer: any LogWriter
    let reader: any LogReader
    /// A record that is not to be decided: it killed the process, or took too long.
    var culprit: CrashJournal.Culprit?
    /// Records that were read and not yet decided, and where they go on.
    var pending: RecordBatch?
    @exclusivity(unchecked) var pendingIndex = 0
    var isReadingPlan = false
    /// Dead letters of the open draft.
    var letters = 0
    // Of the loop's thread alone, as is all here: these change with each record.
    @exclusivity(unchecked) var draft = Draft()
    var inputsHasher = SHA256()
    /// The aborts in a row whose first input was the same, which point to a record that cannot be written.
    var aborts: (first: Position?, count: Int) = (nil, 0)
    var lastSnapshotMs: Int64
    var lastCommitMs: Int64

    /// Takes what ``TaskRunner`` has prepared: the id is taken over and the state is folded.
    init(
        _ specification: TaskSpecification, _ decider: Stage, _ log: any EventLog, _ state: TaskState<Stage>,
        writer: any LogWriter, reader: any LogReader, partitions: [String: Int32], environment: TaskEnvironment,
        journal: CrashJournal, culprit: CrashJournal.Culprit?, snapshots: SnapshotKeeper?
    ) {
        self.specification = specification
        self.decider = decider
        self.log = log
        self.state = state
        self.writer = writer
        self.reader = reader
        self.journal = journal
        self.culprit = culprit
        self.snapshots = snapshots
        settings = environment.settings
        build = environment.build
        stop = environment.stop
        status = environment.status
        buffer = OutputBuffer(specification, partitions: partitions)
        lastSnapshotMs = MachineClock.monotonicMs
        lastCommitMs = MachineClock.monotonicMs
    }

    /// Runs until it is told to stop; the batch that is open then is finished.
    func run() throws {
        try reader.assign(positions)
        while !stop.isSet {
            if let reading = state.plans.reading {
                try readPlan(reading)
            } else if let own = state.plans.own {
                try continuePlan(own)
            } else {
                try decideBatch()
            }
            try takeSnapshotIfDue()
        }
    }

    /// Where the task goes on reading. Progress may also name partitions that it reads no more.
    var positions: [TopicPartition: Int64] { state.next.filter { specification.source($0.key) != nil } }

    private func decideBatch() throws {
        if pending == nil {
            let batch = try reader.poll(limitsNow)
            pending = batch.isEmpty ? nil : batch
            pendingIndex = 0
        }
        guard let batch = pending else { return try idle() }
        beginDraft()
        var source: SourceInUse?
        var positions = positions
        while pendingIndex < batch.count, hasRoom {
            let record = batch[pendingIndex]
            if source?.number != record.source {
                if let source { positions[source.source.partition] = source.next }
                source = use(record, positions)
            }
            guard let now = source else { break }
            pendingIndex += 1
            let goesOn = try take(record, of: now.source, from: now.next)
            if !goesOn { break }
            source?.next = record.offset + 1
        }
        if pendingIndex >= batch.count { pending = nil }
        try commit()
    }

    /// A partition whose records come one after another.
    private struct SourceInUse {
        let number: Int
        let source: TaskSpecification.Source
        /// The offset behind the last record.
        var next: Int64
    }

    private func use(_ record: Record, _ positions: [TopicPartition: Int64]) -> SourceInUse {
        guard let source = specification.source(record.topicPartition) else {
            preconditionFailure("\(specification.id) was given \(record.position), which it does not read")
        }
        journal.enter(source.partition)
        return SourceInUse(number: record.source, source: source, next: positions[source.partition] ?? 0)
    }

    var hasRoom: Bool {
        draft.inputs < limitsNow.records && buffer.count < settings.batchOutputs && buffer.bytes < settings.batchBytes
    }

    /// After repeated aborts records are decided one by one, which finds the one that cannot be written.
    private var limitsNow: PollLimits {
        var limits = settings.poll
        if aborts.count > 3 { limits.records = 1 }
        return limits
    }

    func beginDraft() {
        draft = Draft()
        letters = 0
        buffer.removeAll()
    }

    private func idle() throws {
        writer.idle()
        status.idle(reached: reader.reached)
        guard MachineClock.monotonicMs - lastCommitMs > settings.keepOffsetsMs, state.number > 0 else { return }
        // An empty transaction of offsets only: brokers forget offsets that are not committed again.
        try attempt { () throws(LogError) in try writer.begin() }
        try attempt { () throws(LogError) in try writer.send(offsets: positions) }
        try attempt { () throws(LogError) in try writer.commit() }
        lastCommitMs = MachineClock.monotonicMs
    }

    /// Calls again, up to three times, what may succeed when called again; then the outcome is open.
    func attempt(_ call: () throws(LogError) -> Void) throws(LogError) {
        for remaining in (0..<4).reversed() {
            do {
                return try call()
            } catch {
                guard error.isRetriable, remaining > 0 else { throw error }
                stop.wait(milliseconds: 100)
            }
        }
    }
}
