import Foundation
import Log
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Agent

/// Snapshots shorten a restart, and are believed only as far as the log bears them out.
struct SnapshotTests {
    private struct Run {
        let task: TaskFixture
        let folder: TemporaryFolder
        var file: String { folder.file("150200.echo.0.snapshot") }
    }

    /// A task with a snapshot of 300 inputs, and 10 inputs more.
    private func prepared(_ reason: String = "said") throws -> Run {
        let folder = try TemporaryFolder()
        var task = try TaskFixture(SQLiteLog(file: folder.file("log.sqlite")))
        task.stateFolder = folder.path
        task.settings.batchRecords = 50
        task.settings.snapshotRecords = 100
        try task.tell([("r", reason)], stream: "registers")
        try task.tell((0..<300).map { ("key \($0 % 40)", "add") })
        // The keeper finishes what it writes before the run ends.
        try task.running { _ in _ = try task.tallies(atLeast: 300) }
        task.settings.snapshotRecords = 1_000_000
        try task.tell((0..<10).map { ("key \($0)", "add") })
        try task.running { _ in _ = try task.tallies(atLeast: 310) }
        #expect(FileManager.default.fileExists(atPath: folder.file("150200.echo.0.snapshot")))
        return Run(task: task, folder: folder)
    }

    /// Runs the task again, and answers what it said of its snapshot. Its state must be what it was.
    private func goOn(_ run: Run, from log: (any EventLog)? = nil) throws -> [String] {
        let notes = Mutex<[String]>([])
        let task = run.task
        let before = try task.tallies().count
        try task.tell([("key 0", "add"), ("key 39", "add"), ("r", "look")])
        let hear: @Sendable (TaskStatus.Event) -> Void = { event in
            if case .note(let sentence) = event { notes.withLock { $0.append(sentence) } }
        }
        try task.running(hear: hear) { _ in _ = try task.tallies(atLeast: before + 3) }
        let tail = Array(try task.tallies().suffix(3))
        #expect(tail == ["key 0 10", "key 39 8", "r 0 said"])
        return notes.withLock { $0 }
    }

    @Test("a restart goes on from its snapshot, with what came behind it")
    func used() throws {
        let notes = try goOn(prepared())
        #expect(notes.count == 1 && notes[0].hasPrefix("goes on from its snapshot of transaction "))
    }

    @Test("a task that starts often writes a snapshot too: what it folded counts")
    func restarts() throws {
        let folder = try TemporaryFolder()
        var task = try TaskFixture(SQLiteLog(file: folder.file("log.sqlite")))
        task.stateFolder = folder.path
        task.settings.snapshotRecords = 100
        var snapshots: [Int] = []
        for round in 1...5 {
            try task.tell((0..<30).map { ("key \($0)", "add") })
            let status = Mutex<TaskStatus?>(nil)
            try task.running { now in
                status.withLock { $0 = now }
                _ = try task.tallies(atLeast: 30 * round)
            }
            snapshots.append(try #require(status.withLock { $0 }).now.snapshots)
        }
        #expect(snapshots == [0, 0, 0, 1, 0])
    }

    @Test(
        "a snapshot with one changed byte, cut short or of another make is thrown away",
        arguments: ["row", "mark", "cut", "noise"])
    func damaged(_ how: String) throws {
        let run = try prepared()
        switch how {
        case "row", "mark":
            let database = try Database(.file(run.file))
            try database.execute(
                how == "row"
                    ? "UPDATE rows SET entry = substr(entry, 1, length(entry) - 1) || x'7f' WHERE row = 3"
                    : "UPDATE mark SET bytes = substr(bytes, 1, length(bytes) - 1) || x'7f'")
            database.close()
        case "cut": try Data().write(to: URL(fileURLWithPath: run.file))
        default:
            try Data((0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }).write(to: URL(fileURLWithPath: run.file))
        }
        let notes = try goOn(run)
        // An empty file is an empty database: there is no snapshot in it, and nothing to say.
        #expect(notes.contains { $0.contains("folding the log instead") } == (how != "cut"))
        #expect(!notes.contains { $0.hasPrefix("goes on from its snapshot") })
    }

    @Test("a snapshot of another log is thrown away, though the task has the same name there")
    func foreign() throws {
        let run = try prepared()
        let other = try prepared("said otherwise")
        try FileManager.default.removeItem(atPath: run.file)
        try FileManager.default.copyItem(atPath: other.file, toPath: run.file)
        let notes = try goOn(run)
        #expect(notes.contains { $0.contains("the log has another progress record") })
    }

    @Test("a snapshot that is newer than the log is thrown away")
    func newer() throws {
        let run = try prepared()
        let early = try TemporaryFolder()
        var task = try TaskFixture(SQLiteLog(file: early.file("log.sqlite")))
        try task.tell([("key 0", "add")])
        try task.running { _ in _ = try task.tallies(atLeast: 1) }
        task.stateFolder = early.path
        try FileManager.default.copyItem(atPath: run.file, toPath: early.file("150200.echo.0.snapshot"))
        let notes = Mutex<[String]>([])
        try task.tell([("key 0", "add")])
        let hear: @Sendable (TaskStatus.Event) -> Void = { event in
            if case .note(let sentence) = event { notes.withLock { $0.append(sentence) } }
        }
        try task.running(hear: hear) { _ in _ = try task.tallies(atLeast: 2) }
        #expect(try task.tallies() == ["key 0 1", "key 0 2"])
        #expect(notes.withLock { $0 }.contains { $0.contains("the log has another progress record") })
    }
}
