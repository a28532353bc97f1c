internal import Log
internal import Seals

/// Runs one task in this process for as long as the process lives: as its owner, or as a standby.
public final class TaskRunner<Stage: Decider> {
    private let specification: TaskSpecification
    private let decider: Stage
    private let environment: TaskEnvironment
    /// Which record is being decided, for the watch over the task too.
    let journal: CrashJournal
    private var culprit: CrashJournal.Culprit?
    private var state: TaskState<Stage>?
    private var snapshots: SnapshotKeeper?
    private var fencedAtMs: [Int64] = []
    private var backoffMs = 500

    public init(_ specification: TaskSpecification, _ decider: Stage, _ environment: TaskEnvironment) throws {
        self.specification = specification
        self.decider = decider
        self.environment = environment
        journal = try CrashJournal(file: environment.stateFolder.map { "\($0)/\(specification.id).journal" })
        culprit = journal.begin()
    }

    private var log: any EventLog { environment.log }
    private var stop: StopSignal { environment.stop }
    private var status: TaskStatus { environment.status }

    /// Runs until it is told to stop, or until only a person can help.
    public func run() -> TaskEnding {
        defer { snapshots?.close() }
        status.noteThread()
        var isOwner = environment.ownership.isOwnerAtStart
        while !stop.isSet {
            do {
                status.set(.starting, "asking who owns the task")
                if isOwner, environment.ownership.ask().contains(.role(.owner)) { isOwner = false }
                if !isOwner {
                    try standBy()
                    isOwner = true
                }
                try own()
            } catch let error as LoopError where error.kind == .stopped {
                break
            } catch {
                let failure = (error as? LoopError) ?? (error as? LogError).map(LoopError.init)
                if let ending = meet(failure ?? LoopError(.inconsistent, "\(error)")) { return ending }
                // Who failed as a standby still is one; who was fenced asks again who the owner is.
                if failure?.kind == .fenced { isOwner = environment.ownership.isOwnerAtStart }
            }
        }
        status.set(.starting, "stopped")
        return .stopped
    }

    /// Says what becomes of the task after a failure: an ending, or nil for another start.
    private func meet(_ failure: LoopError) -> TaskEnding? {
        status.trouble(failure.message)
        // Whatever happened, what this process knows may not be what the log says.
        state = nil
        switch failure.kind {
        case .fenced:
            status.fenced()
            let nowMs = MachineClock.monotonicMs
            fencedAtMs = fencedAtMs.filter { nowMs - $0 < 600_000 } + [nowMs]
            if fencedAtMs.count >= 3 {
                return .conflict(
                    "\(failure.message); it happened three times within ten minutes, so two processes use \(specification.id)"
                )
            }
        case .notAllowed: return .notAllowed(failure.message)
        case .configuration: return .configuration(failure.message)
        case .inconsistent: return .inconsistent(failure.message)
        case .again, .stopped: break
        }
        stop.wait(milliseconds: backoffMs)
        backoffMs = min(backoffMs * 2, 30_000)
        return nil
    }

    /// BOOT, INIT, POSITION, FOLD, OFFSETS, CHECK, RUN: see each call.
    private func own() throws {
        status.set(.starting, "taking the task over")
        // BOOT: a writer that knows the topics, so that the first transaction does not wait for them.
        let writer = try log.writer(id: specification.id)
        defer { writer.close() }
        try writer.warm(specification.allOutputs)
        let partitions = try log.topics()
        // INIT: when it returns, our predecessor's transaction has ended and nobody else can write under the id.
        try take(writer)
        // POSITION and FOLD: to the high watermark, for the last stable offset may lag behind a commit of our own.
        status.set(.starting, "reading its own progress")
        let state = try readyState()
        let folding = try log.reader(for: .folding)
        do {
            defer { folding.close() }
            try restorer(folding).advance(state, to: try progressEnds().highWatermark)
        }
        status.restored()
        // OFFSETS and CHECK.
        try compareOffsets(state)
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        status.set(.owner, "running")
        backoffMs = 500
        let loop = TaskLoop(
            specification, decider, log, state, writer: writer, reader: reader,
            partitions: partitions.filter { specification.allOutputs.contains($0.key) }, environment: environment,
            journal: journal, culprit: culprit, snapshots: snapshots)
        defer {
            culprit = loop.culprit
            // Records lie in the reader's memory: they go before it does.
            loop.pending = nil
        }
        // RUN
        try loop.run()
    }

    private func take(_ writer: any LogWriter) throws {
        let startedMs = MachineClock.monotonicMs
        while true {
            if stop.isSet { throw LoopError(.stopped, "told to stop") }
            do {
                return try writer.take()
            } catch {
                let isInTime = MachineClock.monotonicMs - startedMs < environment.settings.takeLimitMs
                guard error.isRetriable, isInTime else { throw error }
                status.trouble(error.message)
                stop.wait(milliseconds: 100)
            }
        }
    }

    /// Folds along with the owner until it is gone.
    private func standBy() throws {
        let folding = try log.reader(for: .folding)
        defer { folding.close() }
        let state = try readyState()
        var watch = OwnerWatch()
        status.set(.standby, "folding along, ready to take over")
        while !stop.isSet {
            let before = state.number
            // Only what is stable: an owner that died in the middle of a transaction would hold the watch up.
            try restorer(folding).advance(state, to: try progressEnds().lastStable)
            status.change { $0.trouble = nil }
            if state.number > before {
                status.change { values in
                    values.number = state.number
                    values.keys = state.store.count
                    values.stateBytes = state.store.bytes
                }
            }
            if let snapshots, snapshots.isReady, snapshots.waiting >= environment.settings.snapshotRecords {
                snapshots.keep(SnapshotMark(state, task: specification.id))
                state.tookSnapshot()
            }
            if watch.isGone(environment.ownership.ask(), nowMs: MachineClock.monotonicMs) {
                status.note("the owner is gone; taking the task over")
                return
            }
            stop.wait(milliseconds: watch.isSuspicious ? 25 : 200)
        }
        throw LoopError(.stopped, "told to stop")
    }

    private func progressEnds() throws -> PartitionEnds {
        try log.ends(of: [specification.progress])[specification.progress]
            ?? PartitionEnds(start: 0, lastStable: 0, highWatermark: 0)
    }

    private func restorer(_ reader: any LogReader) -> Restorer<Stage> {
        Restorer(specification, decider, log, reader, stop) { [status] event in
            switch event {
            case .blocked(let partition, let at, let seconds):
                status.trouble(
                    "\(partition)@\(at) cannot be read on since \(seconds) s: somebody's transaction is open there, "
                        + "or the brokers are away")
            }
        } commit: { [snapshots] store in
            if let snapshots { snapshots.collect(from: store) } else { store.commit() }
        }
    }

    /// Committed offsets are only compared: progress is the truth. Absent ones have expired.
    private func compareOffsets(_ state: TaskState<Stage>) throws {
        let committed = try committedOffsets()
        for (partition, offset) in committed.sorted(by: { $0.key < $1.key }) where state.next[partition] != offset {
            throw LoopError(
                .inconsistent,
                "state and offsets of \(specification.id) disagree: progress has read \(partition) up to "
                    + "\(state.next[partition] ?? 0), the committed offset is \(offset); run duixian audit")
        }
    }

    /// Coordinators that just moved, and offsets of a transaction that just ended, take a moment.
    private func committedOffsets() throws -> [TopicPartition: Int64] {
        let startedMs = MachineClock.monotonicMs
        while true {
            do {
                return try log.committed(by: specification.id, of: specification.sources.map(\.partition))
            } catch {
                guard error.isRetriable, MachineClock.monotonicMs - startedMs < 60_000 else { throw error }
                if stop.wait(milliseconds: 100) { throw LoopError(.stopped, "told to stop") }
            }
        }
    }

    /// The state to fold on: what a standby has folded, else that of a snapshot that the log bears out, else nothing.
    private func readyState() throws -> TaskState<Stage> {
        if let state { return state }
        snapshots?.close()
        snapshots = nil
        let made = try Snapshots(specification, log, environment).open(TaskState<Stage>(specification))
        snapshots = made.keeper
        state = made.state
        return made.state
    }
}

/// How a task's run ended.
public enum TaskEnding: Equatable, Sendable {
    case stopped
    /// Two processes use the task's id.
    case conflict(String)
    case notAllowed(String)
    case configuration(String)
    case inconsistent(String)
}
