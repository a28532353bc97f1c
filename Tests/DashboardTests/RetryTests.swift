import Agent
import Awards
import Foundation
import Log
import Messages
import TestSupport
import Testing

@testable import Dashboard

struct RetryTests {
    private let installation: Installation

    init() throws { installation = try Installation() }

    private func retries(_ log: any EventLog) throws -> [RetryRequested] {
        var found: [RetryRequested] = []
        try LogScan.run(log, (0..<2).map { TopicPartition("150223.retries", $0) }) { record in
            found.append(try RetryRequested(reading: record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)))
            return true
        }
        return found
    }

    private func write(_ letters: [DeadLetter], to log: any EventLog) throws {
        try log.append(
            letters.map {
                Installation.record(
                    $0, on: "dead-letters", key: $0.key ?? "", partition: Int32(TaskName($0.task)?.number ?? 0))
            })
    }

    @Test("a letter is sent again once; who comes second is told who came first; the next attempt counts on")
    func once() throws {
        let log = try SQLiteLog()
        try installation.provision(log)
        try write([Installation.letter("a"), Installation.letter("b", task: 1)], to: log)
        let index = try installation.index()
        let taker = PictureTaker(log, installation.offices, index, alarms: AlarmBook())
        defer { taker.close() }
        _ = taker.take()
        let desk = RetryDesk(
            log, index, try installation.office, partitions: 2, logger: Logger(format: .text, sink: LogSink { _ in }))
        desk.start()
        defer { desk.close() }
        let first = try desk.retry(["a", "b", "c"], officer: "o-150223-01", reason: "a new build")
        #expect(first.queued == ["a", "b"])
        #expect(first.refused.map(\.letter) == ["c"])
        try until("two retries") {
            _ = taker.take()
            return try retries(log).count == 2
        }
        _ = taker.take()
        let second = try desk.retry(["a"], officer: "o-150223-02", reason: "me too")
        #expect(second.queued == [])
        #expect(second.refused.first?.en.hasPrefix("o-150223-01 sent it again at ") ?? false)
        let sent = try retries(log)
        #expect(Set(sent.map(\.letter)) == ["a", "b"])
        #expect(sent.allSatisfy { $0.attempt == 2 && $0.officer == "o-150223-01" && $0.reason == "a new build" })
        #expect(sent.allSatisfy { $0.topic == "150223.claims" && $0.record.bytes == Array("{}".utf8) })

        // It failed again: the new attempt may be sent, as the third.
        try write([Installation.letter("a", attempt: 2)], to: log)
        _ = taker.take()
        #expect(try index.letter("a").map(\.attempt) == [2, 1])
        #expect(try desk.retry(["a"], officer: "o-150223-02", reason: "once more").queued == ["a"])
        try until("a third retry") {
            _ = taker.take()
            return try retries(log).count == 3
        }
        #expect(try retries(log).map(\.attempt).max() == 3)
        // Its task has read the second attempt of b without another letter.
        try log.append([Installation.progress(1, task: 1, topic: "retries", from: 0, to: 1)])
        _ = taker.take()
        #expect(try index.letter("b").first?.standing == .resolved)
        #expect(try index.letter("a").first?.standing != .resolved)
    }

    @Test("another office's letter is not ours to send, and its content is not kept")
    func foreign() throws {
        let log = try SQLiteLog()
        try installation.provision(log)
        var letter = Installation.letter("x", record: Array("secret".utf8))
        letter.office = "150200"
        letter.task = "150200.verify.0"
        try write([letter], to: log)
        let index = try installation.index()
        let taker = PictureTaker(log, installation.offices, index, alarms: AlarmBook())
        defer { taker.close() }
        _ = taker.take()
        let desk = RetryDesk(
            log, index, try installation.office, partitions: 2, logger: Logger(format: .text, sink: LogSink { _ in }))
        #expect(try desk.retry(["x"], officer: "o-150223-01", reason: "r").queued == [])
        #expect(try index.content(ofLetter: "x") == nil)
    }

    @Test("kill -9 in the middle of 10,000 retries: each once")
    func killed() throws {
        let count = 10_000
        let path = installation.folder.file("log.sqlite")
        let log = try SQLiteLog(file: path)
        try installation.provision(log)
        try write((0..<count).map { Installation.letter("letter-\($0)", task: $0 % 2) }, to: log)
        var ended = 0
        var process = try start(path)
        defer { process.kill() }
        let client = PageClient(port: installation.ports + 1)
        try client.waitUntilReady()
        // The index must know the letters.
        try until("all letters are known") {
            try client.get("/letters?standing=any&offset=\(count - 1)").body.contains("/letters/letter-")
        }
        let page = try client.get("/letters")
        let answer = try client.post(
            "/letters",
            [
                "csrf": page.token, "act": "retry", "every": "1", "officer": "o-150223-01", "reason": "all of them",
                "standing": "open",
            ])
        #expect(answer.status == 200, "\(answer.body.suffix(500))")
        try until("a part is sent") { try retries(log).count >= count / 4 }
        process.kill()
        ended = try retries(log).count
        #expect(ended < count)
        process = try start(path)
        try until("all are sent") { try retries(log).count >= count }
        let sent = try retries(log)
        #expect(Set(sent.map(\.letter)).count == count)
        #expect(sent.count == count)
    }

    private func start(_ log: String) throws -> ChildProcess {
        try ChildProcess(
            ChildProcess.product("dashboard"),
            [
                "serve", "--offices", installation.officesFile, "--log", log, "--office", Installation.banner,
                "--state", installation.folder.file("state"), "--listen", "127.0.0.1:\(installation.ports + 1)",
                "--retries-per-second", "5000",
            ])
    }
}
