import Agent
import Awards
import Log

/// A promise that an agent's log breaks, as programs in the field do. A checker that does not notice is worth nothing.
enum Mutation: String {
    /// Progress and offsets are committed outside the transaction and behind it, as auto-commit does.
    case offsetsOutside = "offsets-outside"
    /// Each process writes under an id of its own, so that none fences the other.
    case randomID = "random-id"
    /// Outputs are sent without a transaction.
    case noTransaction = "no-transaction"
}

/// A stage whose tasks get a log that breaks one promise.
struct MutantStage: StageProgram {
    private let real: any StageProgram
    private let mutation: Mutation

    init(_ real: any StageProgram, _ mutation: Mutation) {
        self.real = real
        self.mutation = mutation
    }

    var stage: Stage { real.stage }

    func specification(of task: TaskName, _ offices: Offices) throws -> TaskSpecification {
        try real.specification(of: task, offices)
    }

    func start(
        _ task: TaskName, _ offices: Offices, _ environment: TaskEnvironment,
        ended: @escaping @Sendable (TaskEnding) -> Void
    ) throws -> TaskRun {
        let mutant = TaskEnvironment(
            log: MutantLog(real: environment.log, mutation: mutation), settings: environment.settings,
            build: environment.build, stateFolder: environment.stateFolder, stop: environment.stop,
            status: environment.status, ownership: environment.ownership)
        return try real.start(task, offices, mutant, ended: ended)
    }

    func replay(_ task: TaskName, _ offices: Offices, _ replay: ReplayRequest) throws -> ReplayResult {
        try real.replay(task, offices, replay)
    }
}

/// Forwards to a real log, but for the promise that it breaks.
private struct MutantLog: EventLog {
    let real: any EventLog
    let mutation: Mutation

    var name: String { real.name }
    func create(_ topics: [TopicDefinition]) throws(LogError) -> [TopicOutcome] { try real.create(topics) }
    func topics() throws(LogError) -> [String: Int32] { try real.topics() }
    func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds] {
        try real.ends(of: partitions)
    }
    func offsets(of partitions: [TopicPartition], atMs timeMs: Int64) throws(LogError) -> [TopicPartition: Int64] {
        try real.offsets(of: partitions, atMs: timeMs)
    }
    /// The cross-check of offsets and progress is switched off: the checker alone shall notice.
    func committed(by group: String, of partitions: [TopicPartition]) -> [TopicPartition: Int64] { [:] }
    func reader(for purpose: ReaderPurpose) throws(LogError) -> any LogReader { try real.reader(for: purpose) }
    func append(_ records: [OutgoingRecord]) throws(LogError) { try real.append(records) }

    func writer(id: String) throws(LogError) -> any LogWriter {
        let id = mutation == .randomID ? "\(id).\(UInt64.random(in: 0 ... .max))" : id
        return MutantWriter(real: try real.writer(id: id), log: real, mutation: mutation)
    }
}

private final class MutantWriter: LogWriter {
    private let real: any LogWriter
    private let log: any EventLog
    private let mutation: Mutation
    /// What is written by itself, not with the transaction.
    private var outside: [OutgoingRecord] = []

    init(real: any LogWriter, log: any EventLog, mutation: Mutation) {
        self.real = real
        self.log = log
        self.mutation = mutation
    }

    var id: String { real.id }
    func take() throws(LogError) { try real.take() }
    func warm(_ topics: [String]) throws(LogError) { try real.warm(topics) }

    func begin() throws(LogError) {
        try writeOutside()
        try real.begin()
    }

    func send(
        topic: String, partition: Int32?, key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?,
        headers: [Header], limit: Int
    ) throws(LogError) {
        let isProgress = topic.hasSuffix("-progress")
        let isOutside =
            switch mutation {
            case .offsetsOutside: isProgress
            case .randomID: false
            case .noTransaction: !isProgress
            }
        guard isOutside else {
            return try real.send(
                topic: topic, partition: partition, key: key, payload: payload, headers: headers, limit: limit)
        }
        outside.append(
            OutgoingRecord(
                topic: topic, partition: partition, key: key.map { Array($0) }, payload: payload.map { Array($0) },
                headers: headers))
    }

    func send(offsets: [TopicPartition: Int64]) throws(LogError) {
        switch mutation {
        case .offsetsOutside: break
        case .randomID: try real.send(offsets: offsets)
        case .noTransaction:
            try writeOutside()
            try real.send(offsets: offsets)
        }
    }

    func commit() throws(LogError) { try real.commit() }
    func abort() throws(LogError) { try real.abort() }

    func idle() {
        try? writeOutside()
        real.idle()
    }

    func close() { real.close() }

    private func writeOutside() throws(LogError) {
        guard !outside.isEmpty else { return }
        try log.append(outside)
        outside = []
    }
}
