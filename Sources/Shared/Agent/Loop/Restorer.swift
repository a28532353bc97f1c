internal import Log
internal import Messages
internal import Seals

/// Brings a task's state to where its progress is, by performing the recorded steps again without writing.
///
/// Used before a task runs, and over and over by a standby that folds along.
struct Restorer<Stage: Decider> {
    let specification: TaskSpecification
    let decider: Stage
    let log: any EventLog
    let reader: any LogReader
    let stop: StopSignal
    let report: (RestoreEvent) -> Void
    /// Makes what was folded last.
    let commit: (StateStore) -> Void
    /// How many rows and outputs are read at a time.
    private let window = 50_000

    init(
        _ specification: TaskSpecification, _ decider: Stage, _ log: any EventLog, _ reader: any LogReader,
        _ stop: StopSignal,
        report: @escaping (RestoreEvent) -> Void, commit: @escaping (StateStore) -> Void
    ) {
        self.commit = commit
        self.specification = specification
        self.decider = decider
        self.log = log
        self.reader = reader
        self.stop = stop
        self.report = report
    }

    /// Folds all progress up to an offset of the progress partition.
    func advance(_ state: TaskState<Stage>, to end: Int64) throws {
        while state.progressFrom < end {
            let (progress, reached) = try nextProgress(from: state.progressFrom, to: end)
            let supply = FoldSupply(specification, progress, state.outputs, reader, stop, report) {
                partition in
                try log.ends(of: [partition])[partition]?.highWatermark ?? 0
            }
            for record in progress { try fold(record, supply, into: state) }
            state.outputs = supply.places
            state.progressFrom = reached
            commit(state.store)
        }
    }

    /// Progress records from an offset on, as many as make a window, and the offset to go on from.
    private func nextProgress(from: Int64, to end: Int64) throws -> ([PlacedProgress], Int64) {
        var progress: [PlacedProgress] = []
        var weight = 0
        var reached = from
        try reader.read(specification.progress, from: from, to: end, stop, report) { record in
            let placed = try PlacedProgress(record, of: specification.id)
            progress.append(placed)
            weight += placed.progress.steps.reduce(1) { $0 + weigh($1) }
            reached = record.offset + 1
            return weight < window
        }
        // Behind the last record lie only markers and what was aborted.
        return (progress, weight < window ? end : reached)
    }

    private func weigh(_ step: ProgressStep) -> Int {
        let outputs = stride(from: 1, to: step.outputs.count, by: 2).reduce(0) { $0 + Int(step.outputs[$1]) }
        // Whatever it says, more than a window is a window.
        return outputs + Int(min((step.to ?? 0) - (step.from ?? 0), Int64(window)))
    }

    private func fold(_ placed: PlacedProgress, _ supply: FoldSupply, into state: TaskState<Stage>) throws {
        let progress = placed.progress
        guard progress.number == state.number + 1, progress.previous == state.previous.description else {
            throw LoopError(
                .inconsistent,
                "progress record \(progress.number) of \(specification.id) at \(placed.position) does not follow number "
                    + "\(state.number); run duixian audit to see what was changed")
        }
        supply.position = placed.position
        do {
            for step in progress.steps { try fold(step, progress.runs(of: step), supply, into: state) }
        } catch let error as LogError where error.reason.isOfPlace {
            throw LoopError(
                .inconsistent,
                "the progress of \(specification.id) at \(placed.position) names what is not there: \(error)")
        }
        state.number = progress.number
        state.previous = placed.digest
    }

    private func fold(
        _ step: ProgressStep, _ runs: [OutputRun], _ supply: FoldSupply, into state: TaskState<Stage>
    ) throws {
        if let partition = step.source, let from = step.from, let to = step.to {
            state.read(to - from)
            switch step.kind {
            case .inputs:
                if specification.source(partition)?.isTable ?? false {
                    try foldRows(of: partition, from, to, plan: nil, supply, into: state)
                }
                state.next[partition] = to
            case .setAside:
                if step.isOfPlanRead { state.plans.read(to: to) } else { state.next[partition] = to }
            case .noted:
                state.next[partition] = to
                state.plans[step.plan ?? "", partition] = to
            case .reading:
                state.next[partition] = to
                state.plans.noteFinished(step.plan ?? "", in: partition, end: from)
            case .read:
                if specification.source(partition)?.isTable ?? false {
                    try foldRows(of: partition, from, to, plan: step.plan, supply, into: state)
                }
                state.plans.read(to: to)
            case .begun, .continued: break
            }
        }
        try foldOutputs(of: step, runs, supply, into: state)
    }

    /// Lets rows of a table evolve the state: those of a plan, or those of none.
    private func foldRows(
        of partition: TopicPartition, _ from: Int64, _ to: Int64, plan: String?, _ supply: FoldSupply,
        into state: TaskState<Stage>
    ) throws {
        for record in try supply.rows(of: partition, from, to) {
            guard record.header(text: CloudEventName.plan) == plan, !RecordMarks(record).isPlanMark else { continue }
            if partition.topic == specification.retries {
                try foldRetry(record, into: state)
                continue
            }
            // A row that could not be read became a dead letter then, and still can't be.
            if let input = try? decider.input(from: record) { decider.evolve(&state.tables, .row(input)) }
        }
    }

    private func foldRetry(_ record: Record, into state: TaskState<Stage>) throws {
        // One that could not be read became a dead letter then, and still can't be.
        guard let retry = try? Retry(record, for: specification), retry.isTable,
            let input = try? decider.input(from: retry.record)
        else { return }
        decider.evolve(&state.tables, .row(input))
    }

    private func change(by record: Record) throws -> Change<Stage.Input, Stage.Output> {
        guard record.topic == specification.deadLetters else { return .output(try decider.output(from: record)) }
        return .buried(try DeadLetter(reading: record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)))
    }

    private func foldOutputs(
        of step: ProgressStep, _ runs: [OutputRun], _ supply: FoldSupply, into state: TaskState<Stage>
    ) throws {
        var own = state.plans.own
        if step.kind == .begun {
            let targets = runs.map(\.partition)
            own = PlanBook.Own(
                plan: Plan(
                    id: step.plan ?? "", subject: step.reason ?? "", targets: targets, cursor: step.cursor ?? ""),
                written: targets.map { _ in PlanTally() })
        }
        let hasher = SHA256()
        for run in runs {
            for record in try supply.outputs(in: run.partition, run.count) {
                if record.header(text: CloudEventName.plan) != nil {
                    hasher.update(record)
                    own?.count(hasher.finish(), to: run.partition, hasher)
                } else if !RecordMarks(record).isPlanMark {
                    do {
                        decider.evolve(&state.tables, try change(by: record))
                    } catch {
                        throw LoopError(
                            .inconsistent, "\(record.position) is an output of its own that cannot be read: \(error)")
                    }
                }
            }
        }
        switch step.kind {
        case .begun: state.plans.own = own
        case .continued:
            guard let finished = own else { return }
            if let cursor = step.cursor {
                state.plans.own = finished.moved(to: cursor)
            } else {
                state.plans.own = nil
                decider.evolve(&state.tables, .finished(finished.plan))
            }
        case .inputs, .setAside, .noted, .reading, .read: break
        }
    }
}

extension LogError.Reason {
    /// Whether a place in the log does not exist.
    fileprivate var isOfPlace: Bool {
        switch self {
        case .unknownTopic, .unknownPartition, .outOfRange: true
        case .fenced, .notAllowed, .unreachable, .certificate, .timedOut, .tooLarge, .corrupt, .locked, .readOnly,
            .full, .configuration, .other:
            false
        }
    }
}

/// What a restore is at, for the log.
enum RestoreEvent {
    /// Nothing can be read although more must come: somebody's transaction is open.
    case blocked(TopicPartition, at: Int64, seconds: Int)
}

/// What the loop looks for among a record's headers, in one pass over them.
struct RecordMarks {
    /// Whether the record belongs to a plan.
    private(set) var isOfPlan = false
    /// Whether it says that a plan starts or is finished.
    private(set) var isPlanMark = false

    init(_ record: Record) {
        record.forEachHeader { name, value in
            // Both names are seven bytes long, and few others are.
            guard name.count == 7 else { return }
            if name.isText(CloudEventName.plan) {
                isOfPlan = true
            } else if name.isText(CloudEventName.type) {
                isPlanMark = value.isText(PlanStarted.type) || value.isText(PlanFinished.type)
            }
        }
    }
}

extension ProgressStep {
    /// nil where none is read, or none that can be.
    var source: TopicPartition? {
        guard let topic, let partition, partition >= 0 else { return nil }
        return Int32(exactly: partition).map { TopicPartition(topic, $0) }
    }
}

extension PlanBook {
    /// A plan that somebody began and finished in a partition is to be read now, up to its end mark.
    mutating func noteFinished(_ plan: String, in partition: TopicPartition, end: Int64) {
        let start = self[plan, partition] ?? end
        self[plan, partition] = nil
        reading = start < end ? Reading(partition: partition, plan: plan, next: start, end: end) : nil
    }

    mutating func read(to offset: Int64) {
        guard let now = reading else { return }
        let isRead = offset >= now.end
        reading = isRead ? nil : Reading(partition: now.partition, plan: now.plan, next: offset, end: now.end)
    }
}

extension PlanBook.Own {
    mutating func count(_ record: SHA256Digest, to partition: TopicPartition, _ hasher: SHA256) {
        if let index = plan.targets.firstIndex(of: partition) { written[index].add(record, hasher) }
    }

    func moved(to cursor: String) -> Self {
        Self(
            plan: Plan(id: plan.id, subject: plan.subject, targets: plan.targets, cursor: cursor), written: written)
    }
}
