import Awards
import Log
import Messages
import TestSupport
import Testing

@testable import Agent

/// A stage that reads what the tally plans: it hears of nothing in a plan before the plan is finished.
struct PlanReaderTests {
    /// Repeats each tally it hears, and counts them in its state.
    private struct Listener: Decider, Sendable {
        struct State: DeciderState {
            var heard: Table<String, Int>
            init(_ store: StateStore) { heard = Table(store, 1) }
        }

        func input(from record: Record) throws -> TallyRecorded? {
            try TallyRecorded(reading: record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0))
        }

        func decide(_ state: State, _ input: TallyRecorded) -> Decision<TallyRecorded> {
            [TallyRecorded(input.key, input.number, "heard \(state.heard["all"] ?? 0)")]
        }

        func evolve(_ state: inout State, _ change: Change<TallyRecorded, TallyRecorded>) {
            if case .output = change { state.heard["all"] = (state.heard["all"] ?? 0) + 1 }
        }

        func write(_ output: TallyRecorded, to buffer: OutputBuffer) throws {
            try buffer.append(output, id: output.text, key: output.key, to: "150200.heard", partition: 0)
        }

        func output(from record: Record) throws -> TallyRecorded {
            try TallyRecorded(reading: record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0))
        }
    }

    private func listener(_ log: any EventLog) throws -> TaskSpecification {
        _ = try log.create(
            ["heard", "assess-progress"].map { TopicDefinition("150200.\($0)", partitions: 1) })
        return TaskSpecification(
            try #require(TaskName("150200.assess.0")), sources: [.init(TopicPartition("150200.tallies", 0))],
            outputs: ["150200.heard"])
    }

    private func listen(
        _ task: TaskFixture, records: Int, stateFolder: String? = nil, until done: () throws -> Bool
    ) throws {
        let stop = StopSignal()
        var settings = LoopSettings()
        settings.batchRecords = records
        let environment = TaskEnvironment(
            log: task.log, settings: settings, build: "test", stateFolder: stateFolder, stop: stop,
            status: TaskStatus(task: "150200.assess.0"))
        let run = try TaskRun(try listener(task.log), Listener(), environment)
        let result = Result { while try !done() { continue } }
        stop.set()
        #expect(run.wait() == .stopped)
        try result.get()
    }

    private func heard(_ task: TaskFixture) throws -> [String] {
        try task.read("heard") { record in
            let tally = try TallyRecorded(reading: record.payload ?? .init(start: nil, count: 0))
            return "\(tally.key) \(tally.number) \(tally.text)"
        }
    }

    @Test("a plan is read as a whole, behind all that stood between its records, also across restarts")
    func wholePlan() throws {
        var task = try TaskFixture(SQLiteLog())
        task.settings.batchOutputs = 50
        try task.tell([("a", "add"), ("p", "plan 400 20")])
        // The plan is under way, and somebody else's record stands in its midst.
        try task.running(commits: 6) { _ in _ = try task.tallies(atLeast: 100) }
        let written = try task.tallies()
        try #require(!written.contains("finished"))
        try task.log.append([
            OutgoingRecord(
                topic: "150200.tallies", partition: 0, key: nil, payload: TallyRecorded("between", 1).bytes)
        ])
        try listen(task, records: 30) { try heard(task).count >= 3 }
        #expect(try heard(task) == ["a 1 heard 0", "planned 400 heard 1", "between 1 heard 2"])
        try task.tell([("a", "add")])
        try task.running { _ in while try task.tallies().last != "a 2" { continue } }
        // Read in pieces, by a reader that is stopped in between.
        try listen(task, records: 30) { try heard(task).count >= 100 }
        try listen(task, records: 30) { try heard(task).count >= 404 }
        let expected =
            ["a 1", "planned 400", "between 1"] + (0..<400).map { "plan-400-0 \($0)" } + ["a 2"]
        #expect(try heard(task) == expected.enumerated().map { "\($1) heard \($0)" })
        let replay = try TaskReplay(
            listener(task.log), Listener(), ReplayRequest(from: task.log, into: nil)
        ).run()
        #expect(replay.difference == nil && replay.outputs == 404)
    }

    enum Poison: CaseIterable {
        case crashes, cannotBeWritten
    }

    @Test("a record of a plan that cannot be decided on is set aside, and the plan goes on", arguments: Poison.allCases)
    func poison(_ poison: Poison) throws {
        let log = StubbornLog(try SQLiteLog()) { topic, payload in
            poison == .cannotBeWritten && topic == "150200.heard" && payload.contains(#""number":39,"#)
        }
        let task = try TaskFixture(log)
        try task.tell([("p", "plan 40 20"), ("a", "add")])
        try task.running { _ in while try task.tallies().last != "a 1" { continue } }
        let folder = try TemporaryFolder()
        if poison == .crashes {
            let tallies = try task.tallies()
            for _ in 1...3 {
                let journal = try CrashJournal(file: folder.file("150200.assess.0.journal"))
                _ = journal.begin()
                journal.enter(TopicPartition("150200.tallies", 0))
                journal.enter(offset: Int64(try #require(tallies.firstIndex(of: "plan-40-0 39"))))
            }
        }
        try listen(task, records: 8, stateFolder: folder.path) { try heard(task).count >= 41 }
        let letters = try task.read("dead-letters") { try DeadLetter(reading: try #require($0.payload)) }
        #expect(letters.map(\.kind) == [poison == .crashes ? .crashesTheAgent : .refusedByLog])
        let expected = ["planned 40"] + (0..<39).map { "plan-40-0 \($0)" } + ["a 1"]
        #expect(try heard(task) == expected.enumerated().map { "\($1) heard \($0)" })
        // A restart folds to the same state, and neither replay nor audit sees anything else.
        try task.tell([("a", "add")])
        try task.running { _ in while try task.tallies().last != "a 2" { continue } }
        try listen(task, records: 8) { try heard(task).count >= 42 }
        #expect(try heard(task).last == "a 2 heard 41")
        let replay = try TaskReplay(listener(log), Listener(), ReplayRequest(from: log, into: nil)).run()
        #expect(replay.difference == nil && replay.outputs == 43)
        let report = try Audit(log).run()
        #expect(report.isClean, "\(report)")
    }

    @Test("a plan that does not match its end is not read")
    func brokenPlan() throws {
        let task = try TaskFixture(SQLiteLog())
        var mark = PlanStarted()
        mark.plan = "p"
        mark.task = "150200.echo.0"
        var end = PlanFinished()
        end.plan = "p"
        end.task = "150200.echo.0"
        end.count = 2
        end.digest = "sha256:" + String(repeating: "0", count: 64)
        func record(_ type: String, _ payload: [UInt8], plan: Bool = false) -> OutgoingRecord {
            let headers = [Header("ce_type", type)] + (plan ? [Header("ce_plan", "p")] : [])
            return OutgoingRecord(topic: "150200.tallies", partition: 0, key: nil, payload: payload, headers: headers)
        }
        try task.log.append([
            record(PlanStarted.type, mark.bytes), record(TallyRecorded.type, TallyRecorded("x", 1).bytes, plan: true),
            record(PlanFinished.type, end.bytes),
        ])
        let stop = StopSignal()
        let environment = TaskEnvironment(
            log: task.log, build: "test", stateFolder: nil, stop: stop, status: TaskStatus(task: "150200.assess.0"))
        guard case .inconsistent(let why) = try TaskRun(try listener(task.log), Listener(), environment).wait() else {
            Issue.record("the reader went on")
            return
        }
        #expect(why.contains("the plan p of 150200.echo.0") && why.contains("1 records"))
        #expect(try heard(task).isEmpty)
    }
}
