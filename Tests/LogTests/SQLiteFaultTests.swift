import Foundation
import Glibc
import Log
import TestSupport
import Testing

/// What an office meets when something is wrong with its embedded log: one sentence with what to do, nothing lost.
struct SQLiteFaultTests {
    private let partition = TopicPartition("t", 0)

    private func expect(
        _ reason: LogError.Reason, _ kind: LogError.Kind, _ words: [String], _ call: String = "",
        _ body: () throws -> Void
    ) {
        let error = #expect(throws: LogError.self, "\(call)") { try body() }
        guard let error else { return }
        #expect(error.reason == reason && error.kind == kind, "\(call): \(error)")
        for word in words { #expect(error.description.contains(word), "\(call): \(error)") }
        #expect(!error.description.contains("\n"), "\(call): \(error)")
    }

    /// A file with the topic and so many records, closed again.
    private func make(_ file: String, records count: Int) throws {
        let log = try SQLiteLog(file: file)
        _ = try log.create([TopicDefinition("t", partitions: 1)])
        if count > 0 { try log.append((0..<count).map { record("t", "\($0) \(String(repeating: "x", count: 500))") }) }
    }

    @Test("a file that another process has locked is named, and the same commit succeeds once it is free")
    func locked() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("log.sqlite")
        try make(file, records: 1)
        let log = try SQLiteLog(file: file, lockTimeoutMs: 50)
        let writer = try log.takenWriter("w")
        try writer.begin()
        try writer.send(record("t", "kept"))
        let other = try ChildProcess(
            "python3",
            [
                "-c",
                """
                import sqlite3, sys
                database = sqlite3.connect(sys.argv[1], isolation_level=None)
                database.execute("BEGIN IMMEDIATE")
                print("locked", flush=True)
                import time; time.sleep(600)
                """, file,
            ])
        defer { other.kill() }
        while other.output.isEmpty, other.isRunning { usleep(1_000) }
        let words = ["\(file) is locked by another process", "end the program that holds it"]
        expect(.locked, .retriable, words, "commit") { try writer.commit() }
        expect(.locked, .retriable, words, "append") { try log.append([record("t", "no")]) }
        expect(.locked, .retriable, words, "take") { try log.writer(id: "v").take() }
        #expect(try log.all(partition).count == 1)
        other.kill()
        try writer.commit()
        #expect(try log.all(partition).last == "kept")
    }

    @Test("a file or folder that may not be written is named")
    func readOnly() throws {
        guard let disk = try SmallDisk(kilobytes: 4_096) else { return }
        try make(disk.file("log.sqlite"), records: 1)
        try make(disk.file("single.sqlite"), records: 1)
        try disk.makeReadOnly("single.sqlite")
        let single = disk.file("single.sqlite")
        expect(.readOnly, .fatal, [single, "give this user the right to write"], "file") {
            let log = try SQLiteLog(file: single)
            #expect(try log.all(partition).count == 1)
            try log.append([record("t", "no")])
        }
        expect(.readOnly, .fatal, [single, "give this user the right to write"], "file, transaction") {
            try SQLiteLog(file: single).writer(id: "w").take()
        }
        try disk.makeReadOnly()
        for name in ["log.sqlite", "new.sqlite"] {
            let words = [disk.file(name), "Read-only file system", "give this user the right to write"]
            expect(.readOnly, .fatal, words, name) { _ = try SQLiteLog(file: disk.file(name)) }
        }
    }

    @Test("a folder that is missing, or in the file's place, is named", arguments: ["missing/log.sqlite", "."])
    func noFile(_ name: String) throws {
        let folder = try TemporaryFolder()
        let words = [folder.path, "check that its folder exists"]
        expect(.unreachable, .fatal, words, name) { _ = try SQLiteLog(file: folder.file(name)) }
    }

    @Test("on a full disk nothing that was committed is lost, and it goes on when there is room")
    func full() throws {
        guard let disk = try SmallDisk(kilobytes: 1_024) else { return }
        let ballast = disk.file("ballast")
        try Data(count: 400_000).write(to: URL(fileURLWithPath: ballast))
        let log = try SQLiteLog(file: disk.file("log.sqlite"))
        _ = try log.create([TopicDefinition("t", partitions: 1)])
        let writer = try log.takenWriter("w")
        let payload = String(repeating: "x", count: 5_000)
        var committed: [String] = []
        expect(.full, .abortable, [disk.file("log.sqlite"), "cannot grow", "free space on its disk"]) {
            for number in 0..<1_000 {
                let texts = (0..<5).map { "\(number) \($0) \(payload)" }
                try writer.transaction(texts.map { record("t", $0) })
                committed += texts
            }
        }
        #expect(!committed.isEmpty)
        try writer.abort()
        #expect(try log.all(partition) == committed)
        try FileManager.default.removeItem(atPath: ballast)
        try writer.transaction([record("t", "after")])
        #expect(try SQLiteLog(file: disk.file("log.sqlite")).all(partition) == committed + ["after"])
    }

    @Test("a disk without room for anything is an error, no crash", arguments: [0, 1, 2, 3, 4, 5, 8, 12, 16, 20, 24])
    func noRoom(_ pages: Int) throws {
        guard let disk = try SmallDisk(kilobytes: 256) else { return }
        // All but so many pages of 4 KiB are taken.
        let file = try #require(fopen(disk.file("ballast"), "w"))
        let page = [UInt8](repeating: 1, count: 4_096)
        while fwrite(page, 1, page.count, file) == page.count, fflush(file) == 0 {}
        fclose(file)
        var status = stat()
        stat(disk.file("ballast"), &status)
        truncate(disk.file("ballast"), status.st_size / 4_096 * 4_096 - off_t(pages * 4_096))
        let error = #expect(throws: LogError.self) {
            let log = try SQLiteLog(file: disk.file("log.sqlite"))
            _ = try log.create([TopicDefinition("t", partitions: 1)])
            let writer = try log.takenWriter("w")
            while true { try writer.transaction([record("t", String(repeating: "x", count: 5_000))]) }
        }
        #expect(error?.reason == .full, "\(String(describing: error))")
        #expect(error?.description.contains("free space on its disk") == true, "\(String(describing: error))")
    }

    enum Damage: String, CaseIterable {
        case garbage, garbageInside, halved, shortHeader, text
    }

    @Test("a damaged file is named, never read as something else", arguments: Damage.allCases)
    func damaged(_ damage: Damage) throws {
        let folder = try TemporaryFolder()
        let file = folder.file("log.sqlite")
        try make(file, records: 2_000)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        var random = SeededGenerator(seed: 7)
        let garbage = (0..<bytes.count).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
        switch damage {
        case .garbage: bytes = Data(garbage)
        case .garbageInside: bytes.replaceSubrange(20_000..<bytes.count, with: garbage[20_000...])
        case .halved: bytes.removeLast(bytes.count / 2)
        case .shortHeader: bytes.removeLast(bytes.count - 50)
        case .text: bytes = Data("包头市商务局\n".utf8) + bytes
        }
        try bytes.write(to: URL(fileURLWithPath: file))
        expect(.corrupt, .fatal, [file, "is not an intact SQLite database", "restore it from a copy"], "\(damage)") {
            _ = try SQLiteLog(file: file).all(partition)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == bytes, "what is left is not touched")
    }

    @Test("another program's database is refused, and left as it is")
    func foreign() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("other.sqlite")
        let make = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('CREATE TABLE a(b)')"
        try ChildProcess.run("python3", ["-c", make, file])
        expect(.corrupt, .fatal, [file, "a SQLite database of another program; name another file"]) {
            _ = try SQLiteLog(file: file)
        }
    }

    @Test("a record of garbage is a dead letter, and the task goes on")
    func garbageRecord() throws {
        let folder = try TemporaryFolder()
        let task = try TaskFixture(try SQLiteLog(file: folder.file("log.sqlite")))
        var random = SeededGenerator(seed: 11)
        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0x80 ... .max, using: &random) } }
        try task.log.append(
            (0..<50).map { number in
                OutgoingRecord(
                    topic: "150200.claims", partition: 0, key: number % 3 == 0 ? nil : bytes(number),
                    payload: bytes(1 + number * 20),
                    headers: [Header("ce_type", bytes(number % 7)), Header("ce_id", bytes(9))])
            })
        try task.tell([("a", "add")])
        try task.running { _ in _ = try task.tallies(atLeast: 1) }
        #expect(try task.read("dead-letters") { $0.offset } == (0..<50).map { $0 })
        #expect(try task.tallies() == ["a 1"])
    }
}
