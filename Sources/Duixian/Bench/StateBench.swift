import Agent
import Awards
import Commands
import Foundation
import Log
import Synchronization

/// `duixian bench state`: a task that comes to know many keys, with its memory, its pauses and its restart.
enum StateBench {
    private static let keys = Option(
        "keys", "N", "how many keys of 200 bytes", .integer(10_000...100_000_000), default: 1_000_000)

    static let command = Command(
        "state", "a task's memory, its pauses while snapshots are written, and its restart from one", [keys]
    ) { values in
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("duixian-bench-state").path
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try measure(values[keys], in: folder)
    }

    private static func measure(_ keys: Int, in folder: String) throws {
        let log = try SQLiteLog(file: "\(folder)/log.sqlite")
        let task = try specification(log, "150200")
        let bare = try specification(log, "150300")
        let inputs = keys / FillDecider.keysAnInput
        for division in ["150200", "150300"] {
            try log.append(
                (0..<inputs).map {
                    OutgoingRecord(topic: "\(division).claims", partition: 0, key: nil, payload: Array("\($0)".utf8))
                })
        }
        let (filled, pauses) = try fill(task, log, folder, inputs)
        print("\(filled.keys) keys, \(filled.stateBytes >> 20) MiB of keys and values")
        print(
            "resident memory \(ResidentMemory.mebibytes("VmRSS")) MiB, at most \(ResidentMemory.mebibytes("VmHWM")) MiB"
        )
        print("batches of \(FillDecider.keysAnInput) keys while snapshots were written: \(pauses.text)")
        let began = ContinuousClock.now
        let isOwner: @Sendable (TaskStatus.Values) -> Bool = { $0.role == .owner }
        let restarted = try run(task, log, folder, until: isOwner) { _ in }
        print(
            "restart: \(milliseconds(began.duration(to: .now))) ms until it owns the task, with \(restarted.restores) fold"
        )
        let (_, control) = try fill(bare, log, nil, inputs)
        print("the same batches without snapshots: \(control.text)")
    }

    private static func fill(
        _ task: TaskSpecification, _ log: any EventLog, _ folder: String?, _ inputs: Int
    ) throws -> (TaskStatus.Values, Pauses) {
        let meter = Mutex(Pauses())
        let isFilled: @Sendable (TaskStatus.Values) -> Bool = { $0.recordsIn >= inputs }
        let filled = try run(task, log, folder, until: isFilled) { event in
            if case .committed = event { meter.withLock { $0.tick() } }
        }
        return (filled, meter.withLock { $0 })
    }

    private static func specification(_ log: any EventLog, _ division: String) throws -> TaskSpecification {
        let topics = ["claims", "echoes", "dead-letters", "echo-progress"].map { "\(division).\($0)" }
        _ = try log.create(topics.map { TopicDefinition($0, partitions: 1) })
        guard let name = TaskName("\(division).echo.0") else { throw CommandFailure(.software, "No task.") }
        return TaskSpecification(
            name, sources: [.init(TopicPartition("\(division).claims", 0))],
            outputs: ["\(division).echoes"])
    }

    private static func run(
        _ task: TaskSpecification, _ log: any EventLog, _ folder: String?,
        until done: @escaping @Sendable (TaskStatus.Values) -> Bool,
        _ hear: @escaping @Sendable (TaskStatus.Event) -> Void
    ) throws -> TaskStatus.Values {
        let stop = StopSignal()
        let status = TaskStatus(task: task.id, hear: hear)
        var settings = LoopSettings()
        settings.batchRecords = 1
        settings.snapshotRecords = 100_000 / FillDecider.keysAnInput
        let environment = TaskEnvironment(
            log: log, settings: settings, build: "bench", stateFolder: folder, stop: stop, status: status)
        let run = try TaskRun(task, FillDecider(topic: task.outputs[0]), environment)
        while !done(status.now) { _ = StopSignal().wait(milliseconds: 10) }
        let now = status.now
        stop.set()
        guard run.wait() == .stopped else { throw CommandFailure(.software, "The task ended otherwise.") }
        return now
    }

    private struct Pauses {
        private var last: ContinuousClock.Instant?
        private var all: [Double] = []

        mutating func tick() {
            let now = ContinuousClock.now
            if let last { all.append(StateBench.milliseconds(last.duration(to: now))) }
            last = now
        }

        var text: String {
            let sorted = all.sorted()
            guard let most = sorted.last else { return "none" }
            return "p50 \(sorted[sorted.count / 2]) ms, p99 \(sorted[sorted.count * 99 / 100]) ms, max \(most) ms"
        }
    }

    private static func milliseconds(_ duration: Duration) -> Double {
        let tenths = duration.components.seconds * 10_000 + duration.components.attoseconds / 100_000_000_000_000
        return Double(tenths) / 10
    }
}

/// Comes to know so many keys of 200 bytes with each input.
struct FillDecider: Decider, Sendable {
    static let keysAnInput = 1_000
    let topic: String

    struct State: DeciderState {
        var rows: Table<String, String>
        init(_ store: StateStore) { rows = Table(store, 1) }
    }

    func input(from record: Record) -> Int? { Self.number(record) }

    func decide(_ state: State, _ input: Int) -> Decision<Int> { [input] }

    func evolve(_ state: inout State, _ change: Change<Int, Int>) {
        guard case .output(let number) = change else { return }
        for place in 0..<Self.keysAnInput {
            let key = "91150203MA0N\(number * Self.keysAnInput + place)"
            state.rows[key] = key + String(repeating: "x", count: 200 - 2 * key.utf8.count)
        }
    }

    func write(_ output: Int, to buffer: OutputBuffer) throws {
        let record = OutgoingRecord(topic: topic, partition: 0, key: nil, payload: Array("\(output)".utf8))
        let position = Position(TopicPartition(topic, 0), 0)
        try buffer.append(copyOf: Record(record, at: position), to: topic)
    }

    func output(from record: Record) -> Int { Self.number(record) ?? 0 }

    private static func number(_ record: Record) -> Int? {
        record.payload.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    }
}
