import Agent
import Awards
import Dispatch
import Foundation
import Log
import Messages
import Synchronization
import TestSupport
import Testing
import Web

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
        // Before it is on the log, and before the index has read it there.
        #expect(
            try desk.retry(["a"], officer: "o-150223-02", reason: "me too").refused.first?.en.contains("o-150223-01")
                ?? false)
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
        letter.originTopic = "150200.verifications"
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

    private func desk(_ log: any EventLog, _ index: InstallationIndex, of division: String = Installation.banner) throws
        -> RetryDesk
    {
        let office = try #require(Division(division).flatMap { installation.offices[$0] })
        return RetryDesk(
            log, index, office, partitions: 2, logger: Logger(format: .text, sink: LogSink { _ in }))
    }

    @Test("of operators who retry the same letter at the same moment one is first, and the others are told who")
    func atOnce() throws {
        let log = try SQLiteLog()
        try installation.provision(log)
        try write([Installation.letter("a")], to: log)
        let index = try installation.index()
        let taker = PictureTaker(log, installation.offices, index, alarms: AlarmBook())
        defer { taker.close() }
        _ = taker.take()
        let desk = try desk(log, index)
        let outcomes = Mutex<[RetryDesk.Outcome]>([])
        DispatchQueue.concurrentPerform(iterations: 8) { number in
            let outcome = try? desk.retry(["a"], officer: "o-150223-0\(number)", reason: "mine")
            outcomes.withLock { list in if let outcome { list.append(outcome) } }
        }
        let said = outcomes.withLock { $0 }
        #expect(said.count == 8 && said.count { $0.queued == ["a"] } == 1)
        let first = try #require(try index.letter("a").first?.queuedBy)
        #expect(said.filter { $0.queued.isEmpty }.allSatisfy { $0.refused.first?.en.hasPrefix(first) ?? false })
    }

    @Test(
        "a record of one's own office is corrected on its page: what is masked stays, and attempt 2 has the new bytes")
    func corrected() throws {
        let log = try SQLiteLog()
        try installation.provision(log)
        try write([Installation.letter("a", record: Installation.claim("c-1").bytes)], to: log)
        let serving = try installation.serving(log)
        defer { serving.close() }
        let client = PageClient(port: Int(serving.server.port))
        _ = try client.get("/language?to=en&back=/")
        try until("the letter is known") { try client.get("/letters/a").status == 200 }
        let page = try client.get("/letters/a")
        #expect(page.body.contains("<textarea") && page.body.contains("****3445"))
        #expect(!page.body.contains("6222020200112233445") && !page.body.contains("王小明"))
        let letter = try #require(try serving.site.index.content(ofLetter: "a"))
        let text = try #require(RecordEdit(letter)).text
        func submit(_ record: String, attempt: Int = 1) throws -> PageClient.Answer {
            try client.post(
                "/letters/a/edit",
                [
                    "csrf": page.token, "attempt": "\(attempt)", "record": record, "officer": "o-150223-01",
                    "reason": "a typing error",
                ])
        }
        for (record, attempt, status) in [
            (text, 1, 422), ("{", 1, 422), (text.replacing("\"7-1\"", with: "7"), 1, 422),
            (text.replacing("\"21000000\"", with: "\"****3445\""), 1, 422),
            (text.replacing("21000000", with: "22000000"), 2, 409),
        ] {
            let answer = try submit(record, attempt: attempt)
            #expect(answer.status == status, "\(record)")
        }
        // As a browser sends lines.
        let right = text.replacing("21000000", with: "22000000").replacing("\n", with: "\r\n")
        #expect(try submit(right).status == 200)
        #expect(try submit(right).status == 409)
        try until("it is sent") { try retries(log).count == 1 }
        let retry = try #require(try retries(log).first)
        var claim = Installation.claim("c-1")
        claim.facts = ["local_sales": .text("22000000")]
        #expect(try ClaimSubmitted(reading: retry.record.bytes) == claim)
        #expect(retry.attempt == 2 && retry.officer == "o-150223-01" && retry.task == "150223.echo.0")
        try until("the page says so") { try client.get("/letters/a").body.contains("record corrected") }
    }

    @Test(
        "of another office's letter its writer corrects the record, and who failed on it sends that; a stranger cannot")
    func correctedElsewhere() throws {
        let log = try SQLiteLog()
        try installation.provision(log)
        var letter = Installation.letter("a", record: Array("old".utf8))
        (letter.office, letter.stage, letter.task) = ("150200", "assess", "150200.assess.1")
        let strange = Installation.letter("b", record: Array("old".utf8))
        try log.append([
            Installation.record(letter, on: "dead-letters", key: "k", office: "150200"),
            Installation.record(strange, on: "dead-letters", key: "k"),
        ])
        let county = try installation.index("county.sqlite")
        let city = try InstallationIndex(
            path: installation.folder.file("city.sqlite"), own: #require(Division("150200")), log: "test")
        let takers = [county, city].map {
            PictureTaker(log, installation.offices, $0, alarms: AlarmBook())
        }
        defer { for taker in takers { taker.close() } }
        func look() { for taker in takers { _ = taker.take() } }
        look()
        let countyDesk = try desk(log, county)
        let cityDesk = try desk(log, city, of: "150200")
        for desk in [countyDesk, cityDesk] { desk.start() }
        defer { for desk in [countyDesk, cityDesk] { desk.close() } }
        #expect(try county.content(ofLetter: "a") != nil && city.content(ofLetter: "b") == nil)
        #expect(try cityDesk.submit("new", of: "a", officer: "o-1502-01", reason: "r").queued == [])
        #expect(try cityDesk.submit("new", of: "b", officer: "o-1502-01", reason: "r").queued == [])
        #expect(try countyDesk.retry(["a"], officer: "o-150223-01", reason: "r").queued == [])
        // Somebody writes a correction of what another has written.
        var forged = RetryRequested()
        (forged.letter, forged.stage, forged.task, forged.attempt) = ("b", "echo", "150223.echo.0", 2)
        forged.topic = "150223.claims"
        forged.record = Base64Data(Array("forged".utf8))
        try log.append([Installation.record(forged, on: "retries", key: "k", partition: 0, office: "150200")])
        #expect(try countyDesk.submit("new", of: "a", officer: "o-150223-01", reason: "a typing error").queued == ["a"])
        try until("the correction is seen") {
            look()
            return try city.letter("a").first?.correctedBy == "o-150223-01"
        }
        #expect(try county.letter("b").first?.correctedBy == nil)
        #expect(try city.letter("a").first?.standing == .open)
        #expect(
            try countyDesk.submit("newer", of: "a", officer: "o-150223-02", reason: "r").refused.first?.en.hasPrefix(
                "o-150223-01") ?? false)
        #expect(try cityDesk.retry(["a"], officer: "o-1502-01", reason: "corrected").queued == ["a"])
        #expect(try countyDesk.retry(["b"], officer: "o-150223-01", reason: "r").queued == ["b"])
        func sent(_ office: String, _ letter: String) throws -> RetryRequested? {
            var found: RetryRequested?
            try LogScan.run(log, (0..<2).map { TopicPartition("\(office).retries", $0) }) { record in
                let retry = try RetryRequested(
                    reading: record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0))
                if retry.letter == letter, retry.task.hasPrefix(office) { found = retry }
                return true
            }
            return found
        }
        try until("both are sent") {
            look()
            return try sent("150200", "a") != nil && sent("150223", "b") != nil
        }
        #expect(try sent("150200", "a")?.record.bytes == Array("new".utf8))
        #expect(try sent("150223", "b")?.record.bytes == Array("old".utf8))
        look()
        #expect(try county.letter("a").first?.retriedBy == "o-1502-01")
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
