import Log
import Messages
import Synchronization
import TestSupport
import Testing

@testable import Agent

/// The loop over an in-memory log: what goes in, what comes out, and nothing else.
struct TaskLoopTests {
    @Test("each input is decided once, in order, also across restarts")
    func restarts() throws {
        let task = try TaskFixture(SQLiteLog())
        try task.tell([("a", "add"), ("b", "add"), ("a", "add")])
        try task.running { _ in _ = try task.tallies(atLeast: 3) }
        try task.tell([("a", "add"), ("b", "add")])
        let ending = try task.running { _ in _ = try task.tallies(atLeast: 5) }
        #expect(ending == .stopped)
        #expect(try task.tallies() == ["a 1", "b 1", "a 2", "a 3", "b 2"])
        #expect(try task.records("dead-letters").isEmpty)
    }

    @Test("a table's row evolves the state, and does again after a restart")
    func tables() throws {
        let task = try TaskFixture(SQLiteLog())
        try task.tell([("a", "look")])
        try task.running { _ in _ = try task.tallies(atLeast: 1) }
        try task.tell([("a", "first"), ("b", "other")], stream: "registers")
        try task.running { _ in _ = try task.tallies(atLeast: 2) }
        try task.tell([("a", "look"), ("b", "look")])
        try task.running { _ in _ = try task.tallies(atLeast: 4) }
        #expect(try task.tallies() == ["a 0 nothing", "a 0 first", "a 0 first", "b 0 other"])
    }

    @Test("what cannot be used becomes a dead letter, and the task goes on")
    func deadLetters() throws {
        let task = try TaskFixture(SQLiteLog())
        try task.tell([
            ("a", "add"), ("a", "nonsense"), ("a", "throw"), ("a", "many 10001"), ("a", "large 1048577"), ("a", "add"),
        ])
        try task.log.append([
            OutgoingRecord(topic: "150200.claims", partition: 0, key: [0xff], payload: [0xff, 0x00])
        ])
        try task.running { _ in _ = try task.read("dead-letters", atLeast: 5) { _ in 0 } }
        #expect(try task.tallies() == ["a 1", "a 2"])
        let letters = try task.read("dead-letters") { record in
            (try DeadLetter(reading: try #require(record.payload)), record.header(text: "origin"))
        }
        #expect(
            letters.map(\.0.kind) == [.unreadable, .refusedByDecider, .tooExpensive, .tooLarge, .unreadable])
        #expect(letters.map(\.1) == (1...4).map { "150200.claims[0]@\($0)" } + ["150200.claims[0]@6"])
        #expect(letters[0].0.error.contains("nonsense") && letters[1].0.error == "told to throw")
        #expect(letters[4].0.record?.bytes == [0xff, 0x00] && letters[4].0.keyBytes?.bytes == [0xff])
        #expect(Set(letters.map(\.0.id)).count == 5)
    }

    @Test("a dead letter that would be too large goes by reference, and the task goes on")
    func largeDeadLetters() throws {
        let task = try TaskFixture(SQLiteLog())
        func add(key: [UInt8], _ payload: String, _ headers: [Header] = []) throws {
            try task.log.append([
                OutgoingRecord(
                    topic: "150200.claims", partition: 0, key: key, payload: Array(payload.utf8), headers: headers)
            ])
        }
        // JSON writes a control character as six bytes, and text that is none grows when it is mended.
        try add(key: Array(repeating: 1, count: 900_000), "throw")
        try add(key: Array(repeating: 0xff, count: 900_000), "throw")
        try add(key: [], "throw 1000000")
        for name in ["ce_id", "ce_type", "ce_source", "ce_time"] {
            try add(key: [], "throw", [Header(name, Array(repeating: 1, count: 900_000))])
        }
        try task.tell([("a", "add")])
        try task.running { _ in _ = try task.tallies(atLeast: 1) }
        let letters = try letters(of: task)
        #expect(letters.map(\.kind) == Array(repeating: .refusedByDecider, count: 7))
        #expect(letters.map { $0.record == nil } == [true, true, false, true, true, true, false])
        #expect(letters.map(\.recordSize) == [5, 5, 13, 5, 5, 5, 5])
        #expect(letters[0].key == nil && letters[1].keyBytes == nil)
        #expect(letters[2].error.utf8.count <= 4_096 && letters[2].error.hasSuffix("！…"))
        #expect(try task.read("dead-letters") { $0.header(text: "origin") } == (0..<7).map { "150200.claims[0]@\($0)" })
    }

    @Test("a dead letter that is sent again is decided as the record it was")
    func retries() throws {
        let task = try TaskFixture(SQLiteLog())
        try task.tell([("a", "throw")])
        try task.running { _ in _ = try task.read("dead-letters", atLeast: 1) { _ in 0 } }
        let letter = try #require(try letters(of: task).first)
        var retry = RetryRequested()
        retry.letter = letter.id
        retry.task = letter.task
        retry.topic = letter.originTopic
        retry.key = letter.key
        retry.attempt = 2
        retry.stage = "echo"
        retry.record = Base64Data(Array("add".utf8))
        func send(_ retry: RetryRequested) throws {
            try task.log.append([
                OutgoingRecord(
                    topic: "150200.retries", partition: 0, key: Array("a".utf8), payload: retry.bytes,
                    headers: [Header("ce_type", RetryRequested.type)])
            ])
        }
        try send(retry)
        try task.running { _ in _ = try task.tallies(atLeast: 1) }
        #expect(try task.tallies() == ["a 1"])
        retry.record = letter.record ?? Base64Data([])
        try send(retry)
        var other = retry
        other.task = "150200.echo.7"
        try send(other)
        try task.running { _ in _ = try task.read("dead-letters", atLeast: 2) { _ in 0 } }
        #expect(try letters(of: task).map(\.attempt) == [1, 2])
        // It was read from the retries, wherever it came from at first.
        #expect(
            try task.read("dead-letters") { $0.header(text: "origin") } == [
                "150200.claims[0]@0", "150200.retries[0]@1",
            ])
        #expect(try letters(of: task).map(\.originTopic) == ["150200.claims", "150200.claims"])
        // A row that is sent again evolves the state, now and after a restart.
        retry.topic = "150200.registers"
        retry.record = Base64Data(Array("late".utf8))
        try send(retry)
        try task.running { status in while status.now.recordsIn < 1 { continue } }
        try task.tell([("a", "look")])
        try task.running { _ in _ = try task.tallies(atLeast: 2) }
        try task.tell([("a", "look")])
        try task.running { _ in _ = try task.tallies(atLeast: 3) }
        #expect(try task.tallies().suffix(1) == ["a 1 late"])
    }

    @Test("a retry that cannot be read becomes a dead letter itself, and evolves nothing after a restart")
    func unreadableRetries() throws {
        let task = try TaskFixture(SQLiteLog())
        try task.tell([("a", "{"), ("a", #"{"letter":"1"}"#)], stream: "retries")
        try task.running { _ in _ = try task.read("dead-letters", atLeast: 2) { _ in 0 } }
        let letters = try letters(of: task)
        #expect(letters.map(\.kind) == [.unreadable, .unreadable])
        #expect(letters.map(\.originTopic) == ["150200.retries", "150200.retries"])
        #expect(letters.map { $0.record?.bytes } == [Array("{".utf8), Array(#"{"letter":"1"}"#.utf8)])
        #expect(
            try task.read("dead-letters") { $0.header(text: "origin") } == (0..<2).map { "150200.retries[0]@\($0)" })
        try task.tell([("a", "add")])
        try task.running { _ in _ = try task.tallies(atLeast: 1) }
        let replay = try TaskReplay(task.specification, task.decider, ReplayRequest(from: task.log, into: nil)).run()
        #expect(replay.difference == nil && replay.outputs == 3)
    }

    private func letters(of task: TaskFixture) throws -> [DeadLetter] {
        try task.read("dead-letters") { try DeadLetter(reading: try #require($0.payload)) }
    }

    @Test("a plan is carried out in pieces, and goes on where it was after a restart")
    func plans() throws {
        var task = try TaskFixture(SQLiteLog())
        task.settings.batchOutputs = 100
        try task.tell([("a", "add"), ("p", "plan 1000 10"), ("a", "add")])
        // Stopped again and again, it goes on from its own cursor.
        var runs = 0
        while try task.tallies().last != "a 2" {
            let before = try task.tallies().count
            try task.running(commits: 7) { _ in
                while try task.tallies().count < before + 60, try task.tallies().last != "a 2" { continue }
            }
            runs += 1
        }
        #expect(runs > 3)
        let expected =
            ["a 1", "planned 1000", "started"] + (0..<1000).map { "plan-1000-0 \($0)" } + ["finished", "a 2"]
        #expect(try task.tallies() == expected)
    }

    @Test("a record whose outputs the log refuses again and again is found and set aside, and the rest goes on")
    func refusedByLog() throws {
        let log = StubbornLog(try SQLiteLog()) { topic, payload in
            topic == "150200.tallies" && payload.contains(#""key":"c""#)
        }
        let task = try TaskFixture(log)
        try task.tell([("a", "add"), ("b", "add"), ("c", "add"), ("a", "add"), ("c", "add")])
        try task.running { _ in _ = try task.read("dead-letters", atLeast: 2) { _ in 0 } }
        #expect(try task.tallies() == ["a 1", "b 1", "a 2"])
        let letters = try letters(of: task)
        #expect(letters.map(\.kind) == [.refusedByLog, .refusedByLog])
        #expect(log.count < 30)
        let replay = try TaskReplay(task.specification, task.decider, ReplayRequest(from: log, into: nil)).run()
        #expect(replay.difference == nil)
    }

    @Test("a transaction that is aborted once is decided again, and nothing of it stands twice")
    func abortedOnce() throws {
        let refusals = Mutex(0)
        let log = StubbornLog(try SQLiteLog()) { topic, _ in
            topic == "150200.echo-progress"
                && refusals.withLock { count in
                    count += 1
                    return count.isMultiple(of: 2) && count < 10
                }
        }
        var task = try TaskFixture(log)
        task.settings.batchRecords = 3
        try task.tell((0..<20).map { _ in ("a", "add") })
        try task.running { _ in _ = try task.tallies(atLeast: 20) }
        #expect(try task.tallies() == (1...20).map { "a \($0)" })
        #expect(log.count == 4)
    }

    @Test("progress chains every transaction, and says what was read and written")
    func progress() throws {
        let task = try TaskFixture(SQLiteLog())
        try task.tell([("a", "add"), ("a", "throw"), ("x", "skip")])
        try task.tell([("a", "row")], stream: "registers")
        try task.running { _ in
            while try task.read("echo-progress", { try ProgressRecorded(reading: try #require($0.payload)) })
                .flatMap(\.steps).reduce(0, { $0 + ($1.to ?? 0) - ($1.from ?? 0) }) < 4
            { continue }
        }
        let records = try task.read("echo-progress") { try ProgressRecorded(reading: try #require($0.payload)) }
        #expect(records.map(\.number) == (1...Int64(records.count)).map { $0 })
        let steps = records.flatMap(\.steps)
        #expect(steps.allSatisfy { $0.kind == .inputs })
        let outputs = records.flatMap { record in record.steps.flatMap { record.runs(of: $0) } }
        #expect(outputs.reduce(0) { $0 + $1.count } == 2)
        #expect(Set(outputs.map(\.partition)) == [task.partition("tallies"), task.partition("dead-letters")])
    }
}
