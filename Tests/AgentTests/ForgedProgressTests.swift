import Log
import Messages
import Seals
import TestSupport
import Testing

@testable import Agent

/// A progress record that somebody else wrote is an error with a place, whatever it says, and never the process's end.
struct ForgedProgressTests {
    /// The records of a small history, by stream: rows of a table, dead letters, and a plan that is carried out.
    private struct History {
        static let streams = ["claims", "registers", "tallies", "dead-letters", "echo-progress"]
        var records: [String: [OutgoingRecord]] = [:]
        var progress: [ProgressRecorded] = []

        init() throws {
            var task = try TaskFixture(SQLiteLog())
            task.settings.batchRecords = 3
            try task.tell([("a", "first"), ("b", "other")], stream: "registers")
            try task.running(commits: 1) { status in while status.now.recordsIn < 2 { continue } }
            try task.tell([("a", "add"), ("a", "look"), ("a", "throw"), ("p", "plan 4 2"), ("a", "add")])
            try task.running { _ in while try task.tallies().last != "a 2" { continue } }
            for stream in Self.streams {
                records[stream] = try task.read(stream) { record in
                    OutgoingRecord(
                        topic: record.topic, partition: record.partition, key: record.key.map { Array($0) },
                        payload: record.payload.map { Array($0) }, headers: record.headers)
                }
            }
            progress = try task.read("echo-progress") { try ProgressRecorded(reading: try #require($0.payload)) }
        }

        /// Folds the history up to a record, and this one in its place; what was thrown.
        func fold(_ forged: ProgressRecorded, at index: Int) throws -> (any Error)? {
            let task = try TaskFixture(SQLiteLog())
            for stream in Self.streams.dropLast() { try task.log.append(records[stream] ?? []) }
            let before = (records["echo-progress"] ?? []).prefix(index)
            try task.log.append(
                before + [OutgoingRecord(topic: "150200.echo-progress", key: nil, payload: forged.bytes)])
            let reader = try task.log.reader(for: .folding)
            defer { reader.close() }
            let restorer = Restorer(task.specification, task.decider, task.log, reader, StopSignal()) { _ in
            } commit: { store in
                store.commit()
            }
            do {
                try restorer.advance(TaskState(task.specification), to: Int64(index + 1))
                return nil
            } catch {
                return error
            }
        }
    }

    private static let history = Result { try History() }

    @Test("a history that nobody forged is folded")
    func genuine() throws {
        let history = try Self.history.get()
        for (index, record) in history.progress.enumerated() {
            #expect(try history.fold(record, at: index) == nil)
        }
    }

    struct Forgery: CustomTestStringConvertible {
        let testDescription: String
        let forge: @Sendable (inout ProgressRecorded) -> Void
    }

    @Test(
        "a record with steps that cannot be names its place",
        arguments: [
            Forgery(testDescription: "to before from") { $0.steps[0].to = -1 },
            Forgery(testDescription: "to far behind the end") { $0.steps[0].to = .max },
            Forgery(testDescription: "from before the start") { $0.steps[0].from = .min },
            Forgery(testDescription: "no range") { $0.steps[0].from = nil },
            Forgery(testDescription: "a partition that cannot be") { $0.steps[0].partition = 1 << 32 },
            Forgery(testDescription: "a negative count") { $0.steps[0].outputs = [0, -1] },
            Forgery(testDescription: "counts whose sum overflows") { $0.steps[0].outputs = [0, .max, 0, .max] },
            Forgery(testDescription: "more outputs than there are") { $0.steps[0].outputs = [0, 1_000] },
            Forgery(testDescription: "no such target") { $0.steps[0].outputs = [7, 1] },
            Forgery(testDescription: "a target that cannot be") {
                $0.targets.append(ProgressTarget(TopicPartition("150200.tallies", -1)))
            },
            Forgery(testDescription: "a topic that is not there") {
                $0.targets[0].topic = "150200.nowhere"
                $0.steps[0].outputs = [0, 1]
            },
        ])
    func forged(_ forgery: Forgery) throws {
        let history = try Self.history.get()
        let index = try #require(history.progress.firstIndex { $0.steps[0].topic == "150200.registers" })
        var record = history.progress[index]
        if record.targets.isEmpty { record.targets = [ProgressTarget(TopicPartition("150200.tallies", 0))] }
        forgery.forge(&record)
        let error = try #require(try history.fold(record, at: index) as? LoopError)
        #expect(error.kind == .inconsistent && error.message.contains("150200.echo-progress[0]@\(index)"))
    }

    @Test("whatever a record says, it is folded or named, and nothing else happens")
    func random() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("forged progress: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let history = try Self.history.get()
        var refused = 0
        for _ in 0..<2_000 {
            let index = Int.random(in: 0..<history.progress.count, using: &generator)
            var record = history.progress[index]
            for _ in 0..<Int.random(in: 1...3, using: &generator) { Self.change(&record, &generator) }
            guard let error = try history.fold(record, at: index) else { continue }
            refused += 1
            let failure = try #require(error as? LoopError, "\(error)")
            #expect(failure.kind == .inconsistent && failure.message.contains("[0]@"), "\(failure) of \(record)")
        }
        #expect(refused > 0)
    }

    private static let numbers: [Int64] = [
        .min, -1, 0, 1, 2, 3, 5, 50_001, 1 << 31, 1 << 32, .max - 1, .max,
    ]

    private static func change(_ record: inout ProgressRecorded, _ generator: inout SeededGenerator) {
        func number() -> Int64 { numbers.randomElement(using: &generator) ?? 0 }
        if record.steps.isEmpty || Int.random(in: 0..<8, using: &generator) == 0 { record.steps.append(ProgressStep()) }
        if record.targets.isEmpty || Int.random(in: 0..<8, using: &generator) == 0 {
            record.targets.append(ProgressTarget(TopicPartition("150200.tallies", 0)))
        }
        let step = record.steps.indices.randomElement(using: &generator) ?? 0
        let target = record.targets.indices.randomElement(using: &generator) ?? 0
        let topics = ["150200.claims", "150200.registers", "150200.tallies", "150200.retries", "150200.nowhere"]
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: record.steps[step].from = number()
        case 1: record.steps[step].to = number()
        case 2: record.steps[step].partition = Int(number())
        case 3: record.steps[step].topic = topics.randomElement(using: &generator)
        case 4: record.steps[step].kind = ProgressStep.Kind.allCases.randomElement(using: &generator) ?? .read
        case 5: record.steps[step].plan = Bool.random(using: &generator) ? nil : "plan-4-0"
        case 6: record.steps[step].outputs.append(number())
        case 7: record.steps[step].outputs = [number(), number(), number(), number()]
        default:
            record.targets[target].topic = topics.randomElement(using: &generator) ?? ""
            record.targets[target].partition = Int(number())
        }
    }
}
