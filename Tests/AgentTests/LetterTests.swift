import Log
import Messages
import Synchronization
import TestSupport
import Testing

@testable import Agent

/// A stage knows of its own dead letters, and of those that were decided after all: live, after a restart and in a
/// replay alike.
struct LetterTests {
    /// A task whose tally keeps its letters.
    private func task(_ log: any EventLog) throws -> TaskFixture {
        var task = try TaskFixture(log)
        task.keepsLetters = true
        return task
    }

    private func buried(by task: TaskFixture, atLeast count: Int = 0) throws -> [DeadLetter] {
        try task.read("dead-letters", atLeast: count) { try DeadLetter(reading: try #require($0.payload)) }
    }

    /// Sends a letter's record again, as these bytes.
    private func retry(_ letter: DeadLetter, as text: String, of topic: String? = nil, in task: TaskFixture) throws {
        var retry = RetryRequested()
        retry.letter = letter.id
        retry.stage = letter.stage
        retry.task = letter.task
        retry.attempt = letter.attempt + 1
        retry.topic = topic ?? letter.originTopic
        retry.key = letter.key ?? "a"
        retry.record = Base64Data(Array(text.utf8))
        try task.log.append([
            OutgoingRecord(
                topic: "150200.retries", partition: 0, key: Array("a".utf8), payload: retry.bytes,
                headers: [Header("ce_type", RetryRequested.type)])
        ])
    }

    /// A letter that fails again, is asked for in between, and is decided at last. Each step waits for the one before.
    private var steps: [(TaskFixture) throws -> Void] {
        [
            { task in
                try task.tell([("a", "throw"), ("a", "letters")])
                _ = try task.tallies(atLeast: 1)
            },
            { task in
                try retry(buried(by: task)[0], as: "throw", in: task)
                _ = try buried(by: task, atLeast: 2)
                try task.tell([("a", "letters")])
                _ = try task.tallies(atLeast: 2)
            },
            { task in
                try retry(buried(by: task)[1], as: "add", in: task)
                _ = try task.tallies(atLeast: 4)
                try task.tell([("a", "letters")])
                _ = try task.tallies(atLeast: 5)
            },
        ]
    }

    private func expected(_ task: TaskFixture) throws -> [String] {
        let id = try #require(try buried(by: task).first?.id)
        return [
            "letters 1 \(id.prefix(8)):1", "letters 1 \(id.prefix(8)):2", "a 1", "resolved 1 \(id)", "letters 0",
        ]
    }

    private func expectSameInReplay(_ task: TaskFixture) throws {
        let copy = try TaskFixture(SQLiteLog())
        let result = try TaskReplay(
            task.specification, task.decider, ReplayRequest(from: task.log, into: copy.log)
        ).run()
        #expect(result.difference == nil)
        for stream in ["tallies", "dead-letters", "echo-progress"] {
            #expect(try copy.records(stream) == task.records(stream), "\(stream)")
        }
    }

    @Test(
        "a letter is known until its record was decided, and keeps its id when it fails again",
        arguments: [false, true])
    func life(restarts: Bool) throws {
        let task = try task(SQLiteLog())
        if restarts {
            for step in steps { try task.running { _ in try step(task) } }
        } else {
            try task.running { _ in for step in steps { try step(task) } }
        }
        #expect(try task.tallies() == expected(task))
        let letters = try buried(by: task)
        #expect(Set(letters.map(\.id)).count == 1 && letters.map(\.attempt) == [1, 2])
        #expect(Set(try task.read("dead-letters") { $0.header(text: "ce_id") }).count == 2)
        try expectSameInReplay(task)
    }

    /// At each call that the task makes of its log's writer: as if the process died before it, and behind it.
    @Test("a crash between any two steps changes nothing of what is known", arguments: [false, true])
    func crashes(behind: Bool) throws {
        var number = 0
        var isThrough = false
        while !isThrough {
            number += 1
            let mortal = MortalLog(try SQLiteLog(), dies: number, behind: behind)
            let task = try task(mortal)
            try task.running { _ in for step in steps { try step(task) } }
            #expect(try task.tallies() == expected(task), "step \(number)")
            try expectSameInReplay(task)
            isThrough = !mortal.hasDied
        }
        #expect(number > 20)
    }

    @Test("a snapshot holds the letters too")
    func snapshot() throws {
        let folder = try TemporaryFolder()
        var task = try task(SQLiteLog(file: folder.file("log.sqlite")))
        task.stateFolder = folder.path
        task.settings.snapshotRecords = 1
        let notes = Mutex<[String]>([])
        for step in steps {
            try task.running { event in
                if case .note(let sentence) = event { notes.withLock { $0.append(sentence) } }
            } _: { _ in
                try step(task)
            }
        }
        #expect(try task.tallies() == expected(task))
        let used = notes.withLock { $0.filter { $0.hasPrefix("goes on from its snapshot") } }
        #expect(used.count == steps.count - 1)
    }

    @Test("a row and a record that is nothing for the stage are decided too, when they are sent again")
    func others() throws {
        let task = try task(SQLiteLog())
        try task.tell([("a", "throw"), ("b", "nonsense")])
        try task.running { _ in _ = try buried(by: task, atLeast: 2) }
        let letters = try buried(by: task)
        try retry(letters[0], as: "skip", in: task)
        try retry(letters[1], as: "late", of: "150200.registers", in: task)
        try task.running { _ in _ = try task.tallies(atLeast: 2) }
        try task.tell([("b", "look"), ("b", "letters")])
        try task.running { _ in _ = try task.tallies(atLeast: 4) }
        #expect(
            try task.tallies() == [
                "resolved 0 \(letters[0].id)", "resolved 1 \(letters[1].id)", "b 0 late", "letters 0",
            ])
        // Decided once, it is no letter any more: what is sent again once more is a record like any other.
        try retry(letters[0], as: "add", in: task)
        try task.running { _ in _ = try task.tallies(atLeast: 5) }
        #expect(try task.tallies().last == "a 1")
        try expectSameInReplay(task)
    }

    @Test("what throws behind the decision takes the decision back, and is the letter's next attempt")
    func throwsBehind() throws {
        let task = try task(SQLiteLog())
        try task.tell([("a", "throw")])
        try task.running { _ in _ = try buried(by: task, atLeast: 1) }
        try retry(buried(by: task)[0], as: "letters", in: task)
        try task.running { _ in _ = try buried(by: task, atLeast: 2) }
        let letters = try buried(by: task)
        #expect(letters[1].id == letters[0].id && letters[1].attempt == 2)
        #expect(letters[1].error == "told to throw behind what followed")
        #expect(try task.tallies() == [])
        try expectSameInReplay(task)
    }

    @Test("a retry that is set aside is its letter's next attempt, and can be sent again")
    func setAside() throws {
        let log = StubbornLog(try SQLiteLog()) { topic, payload in
            topic == "150200.tallies" && payload.contains(#""key":"a""#)
        }
        let task = try task(log)
        try task.tell([("a", "throw")])
        try task.running { _ in
            try retry(buried(by: task, atLeast: 1)[0], as: "add", in: task)
            _ = try buried(by: task, atLeast: 2)
            try task.tell([("b", "letters")])
            _ = try task.tallies(atLeast: 1)
        }
        let letters = try buried(by: task)
        #expect(letters.map(\.kind) == [.refusedByDecider, .refusedByLog])
        #expect(letters[1].id == letters[0].id && letters[1].attempt == 2)
        #expect(letters[1].originTopic == "150200.claims" && letters[1].record?.bytes == Array("add".utf8))
        try retry(letters[1], as: "many 1", in: task)
        try task.tell([("b", "add")])
        try task.running { _ in _ = try task.tallies(atLeast: 4) }
        #expect(
            try Set(task.tallies()) == [
                "letters 1 \(letters[0].id.prefix(8)):2", "many 0", "resolved 1 \(letters[0].id)", "b 1",
            ])
        try expectSameInReplay(task)
    }

    @Test("a retry that names its letter by a text of any length stops nothing")
    func longName() throws {
        let task = try task(SQLiteLog())
        try task.tell([("a", "throw")])
        try task.running { _ in _ = try buried(by: task, atLeast: 1) }
        var letter = try buried(by: task)[0]
        letter.id = String(repeating: "\u{1}", count: 100_000)
        try retry(letter, as: "throw", in: task)
        try task.tell([("a", "add")])
        try task.running { _ in
            _ = try buried(by: task, atLeast: 2)
            _ = try task.tallies(atLeast: 1)
        }
        #expect(try buried(by: task)[1].id.utf8.count == 64)
    }
}
