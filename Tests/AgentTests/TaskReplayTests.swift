import Log
import TestSupport
import Testing

@testable import Agent

/// A history decided again is the same history, or its first difference is named.
struct TaskReplayTests {
    /// A history with dead letters, a table, a retry's topic, a plan and several restarts.
    private func history() throws -> TaskFixture {
        var task = try TaskFixture(SQLiteLog())
        task.settings.batchRecords = 7
        task.settings.batchOutputs = 100
        for round in 0..<3 {
            try task.tell([("b", "row \(round)")], stream: "registers")
            try task.tell([
                ("a", "add"), ("b", "look"), ("c", "throw"), ("d", "nonsense"), ("p", "plan 250 60"), ("a", "add"),
            ])
            let tallies = (round + 1) * (3 + 250 + 3)
            try task.running { status in
                _ = try task.tallies(atLeast: tallies)
                while status.now.recordsIn == 0 { continue }
            }
        }
        return task
    }

    @Test("a replay writes the same records and the same chain")
    func same() throws {
        let task = try history()
        let copy = try TaskFixture(SQLiteLog())
        let result = try TaskReplay(
            task.specification, task.decider, ReplayRequest(from: task.log, into: copy.log)
        ).run()
        #expect(result.difference == nil)
        #expect(try result.transactions == Int64(task.records("echo-progress").count))
        for stream in ["tallies", "dead-letters", "echo-progress"] {
            #expect(try copy.records(stream) == task.records(stream), "\(stream)")
        }
        #expect(try !task.records("dead-letters").isEmpty)
    }

    @Test("the first output that comes out otherwise is named")
    func difference() throws {
        let task = try history()
        let other = TallyDecider(
            tallies: "150200.tallies", partition: 0, rows: "150200.registers", wrongFrom: 3)
        let result = try TaskReplay(task.specification, other, ReplayRequest(from: task.log, into: nil)).run()
        let difference = try #require(result.difference)
        #expect(difference.contains("150200.echo.0") && difference.contains("150200.tallies[0]@"))
        #expect(
            difference.contains(#"{"key":"a","number":3,"text":"wrong"} instead of {"key":"a","number":3,"text":""}"#))
    }
}
