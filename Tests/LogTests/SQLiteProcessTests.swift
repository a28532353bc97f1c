import Foundation
import Glibc
import Log
import Synchronization
import TestSupport
import Testing

/// Several processes, or several threads, over one file.
struct SQLiteProcessTests {
    /// The same test is both processes: the second finds the file's name in its environment, and appends to it.
    private static let fileVariable = "DUIXIAN_TEST_APPEND_TO"

    @Test("a reader that waits is woken by another process's append")
    func wakesAcrossProcesses() throws {
        if let file = ProcessInfo.processInfo.environment[Self.fileVariable] {
            return try SQLiteLog(file: file).append([record("t", "\(monotonicMs())")])
        }
        let folder = try TemporaryFolder()
        let file = folder.file("log.sqlite")
        let log = try SQLiteLog(file: file)
        _ = try log.create([TopicDefinition("t", partitions: 1)])
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        try reader.assign([TopicPartition("t", 0): 0])
        let start = monotonicMs()
        let child = try ChildProcess(
            try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            ["--testing-library", "swift-testing", "--filter", "SQLiteProcessTests/wakesAcrossProcesses"],
            environment: [Self.fileVariable: file])
        defer { child.kill() }
        var batch = try reader.poll(PollLimits(firstWaitMs: 10_000, moreWaitMs: 0))
        // A machine that is busy may need more than ten seconds to start the other process.
        while batch.isEmpty, child.isRunning { batch = try reader.poll(PollLimits(firstWaitMs: 10_000, moreWaitMs: 0)) }
        let woken = monotonicMs()
        let said = batch.map { String(decoding: $0.payload ?? .init(start: nil, count: 0), as: UTF8.self) }
        let appended = try #require(said.first.flatMap { Int64($0) }, "\(child.output) \(child.errors)")
        #expect(appended >= start, "it was there before the wait began")
        // The append itself waits for the disk, and begins at `appended`.
        #expect(woken - appended < 1_000)
    }

    @Test("four writers and a reader at once: everything once, each writer's in its order")
    func manyWriters() throws {
        let folder = try TemporaryFolder()
        let log = try SQLiteLog(file: folder.file("log.sqlite"))
        _ = try log.create([TopicDefinition("t", partitions: 2)])
        let (writers, transactions, size) = (4, 60, 10)
        let failures = Mutex<[String]>([])
        let running = DispatchGroup()
        for number in 0..<writers {
            running.enter()
            Thread.detachNewThread {
                defer { running.leave() }
                do {
                    let writer = try log.takenWriter("w\(number)")
                    defer { writer.close() }
                    for transaction in 0..<transactions {
                        try writer.transaction(
                            (0..<size).map { record("t", "\(number) \(transaction * size + $0)", in: Int32($0 % 2)) },
                            offsets: [TopicPartition("t", 0): Int64(transaction)])
                    }
                } catch {
                    failures.withLock { $0.append("\(error)") }
                }
            }
        }
        var seen: [[Int]] = Array(repeating: [], count: writers)
        var lastOffsets: [Int32: Int64] = [:]
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        try reader.assign([TopicPartition("t", 0): 0, TopicPartition("t", 1): 0])
        while seen.map(\.count).reduce(0, +) < writers * transactions * size, failures.withLock({ $0.isEmpty }) {
            for record in try reader.poll(PollLimits()) {
                let text = String(decoding: try #require(record.payload), as: UTF8.self)
                let words = text.split(separator: " ").compactMap { Int($0) }
                seen[words[0]].append(words[1])
                #expect(record.offset == (lastOffsets[record.partition] ?? -1) + 1)
                lastOffsets[record.partition] = record.offset
            }
        }
        running.wait()
        #expect(failures.withLock { $0 } == [])
        for numbers in seen {
            for half in 0..<2 {
                let expected = (0..<transactions * size).filter { $0 % 2 == half }
                #expect(numbers.filter { $0 % 2 == half } == expected)
            }
        }
        for number in 0..<writers {
            #expect(
                try log.committed(by: "w\(number)", of: [TopicPartition("t", 0)])
                    == [TopicPartition("t", 0): Int64(transactions - 1)])
        }
    }

    private func monotonicMs() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
