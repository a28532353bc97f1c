import Agent
import Awards
import Log

/// The relay as its executable offers it.
struct RelayStage: StageProgram {
    private let program = StageOf<RelayDecider>(.relay) { task, _ in
        let decider = RelayDecider(task)
        return (decider.specification, decider)
    }

    var stage: Awards.Stage { program.stage }

    func specification(of task: TaskName, _ offices: Offices) throws -> TaskSpecification {
        try program.specification(of: task, offices)
    }

    func start(
        _ task: TaskName, _ offices: Offices, _ environment: TaskEnvironment,
        ended: @escaping @Sendable (TaskEnding) -> Void
    ) throws -> TaskRun {
        try program.start(task, offices, environment, ended: ended)
    }

    /// Claims come from outside: a replay copies them, and with them here the relay's progress.
    func replay(_ task: TaskName, _ offices: Offices, _ replay: ReplayRequest) throws -> ReplayResult {
        let progress = TopicPartition(Stream.progress(of: .relay).topic(of: task.division), 0)
        let end = try replay.from.ends(of: [progress])[progress]?.lastStable ?? 0
        let reader = try replay.from.reader(for: .folding)
        defer { reader.close() }
        try reader.assign([progress: 0])
        var transactions: Int64 = 0
        while (reader.reached[progress] ?? 0) < end {
            let batch = try reader.poll(PollLimits())
            let records = batch.map { record in
                OutgoingRecord(
                    topic: progress.topic, partition: 0, key: record.key.map { Array($0) },
                    payload: record.payload.map { Array($0) }, headers: record.headers)
            }
            if !records.isEmpty { try replay.into?.append(records) }
            transactions += Int64(records.count)
        }
        return ReplayResult(task: task.description, transactions: transactions)
    }
}
