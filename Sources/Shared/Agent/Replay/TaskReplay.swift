public import Log
internal import Messages

/// What a replay reads and where it writes.
public struct ReplayRequest: Sendable {
    /// The log whose history is decided again.
    public let from: any EventLog
    /// A log with the same topics, to which the outputs and progress are written; nil only compares.
    public let into: (any EventLog)?

    public init(from: any EventLog, into: (any EventLog)?) {
        self.from = from
        self.into = into
    }
}

/// What a replay came to.
public struct ReplayResult: Equatable, Sendable {
    public let task: String
    public internal(set) var transactions: Int64 = 0
    public internal(set) var outputs = 0
    /// The first thing that came out otherwise, in a sentence.
    public internal(set) var difference: String?

    public init(task: String, transactions: Int64 = 0, outputs: Int = 0) {
        self.task = task
        self.transactions = transactions
        self.outputs = outputs
    }
}

/// Decides a task's recorded inputs again, in the recorded order, and compares each payload with the recorded one.
///
/// It is the loop itself that runs, with a reader that gives each transaction's inputs as progress names them, and a
/// writer that compares. What it writes into another log is the same history: the same records and the same progress,
/// whose positions are those of the log that was read.
struct TaskReplay<Stage: Decider> {
    private let specification: TaskSpecification
    private let decider: Stage
    private let request: ReplayRequest

    init(_ specification: TaskSpecification, _ decider: Stage, _ request: ReplayRequest) {
        self.specification = specification
        self.decider = decider
        self.request = request
    }

    func run() throws -> ReplayResult {
        let history = try ReplayHistory(specification, request.from)
        defer { history.close() }
        let into = try request.into.map { log in
            let writer = try log.writer(id: specification.id)
            try writer.take()
            try writer.warm(specification.allOutputs)
            return writer
        }
        defer { into?.close() }
        var settings = LoopSettings()
        // Where a transaction ends is what progress says, not what the limits say.
        settings.batchRecords = .max
        settings.batchOutputs = .max
        settings.batchBytes = .max
        let stop = StopSignal()
        let environment = TaskEnvironment(
            log: request.from, settings: settings, build: "", stateFolder: nil, stop: stop,
            status: TaskStatus(task: specification.id))
        let partitions = try request.from.topics().filter { specification.allOutputs.contains($0.key) }
        let writer = ReplayWriter(specification, history, into: into)
        let loop = TaskLoop(
            specification, decider, request.from, TaskState(specification), writer: writer,
            reader: ReplayReader(history), partitions: partitions, environment: environment,
            journal: try CrashJournal(file: nil), culprit: nil, snapshots: nil)
        defer { loop.pending = nil }
        history.onNext = { recorded in
            guard let recorded else { return stop.set() }
            loop.build = recorded.progress.build
            loop.culprit = recorded.culprit
        }
        try history.advance()
        do {
            try loop.run()
        } catch {
            guard writer.result.difference != nil || history.isFinished else { throw error }
        }
        return writer.result
    }
}
