import Agent
import Awards
import Channels
import Foundation
import Log
import Messages
import Policy
import TestSupport
import Testing

@testable import Notifier

/// Letters on a log, and what the sender makes of them: intent, effect, result.
@Suite struct LetterSenderTests {
    private struct Place {
        let folder: TemporaryFolder
        let log: any EventLog
        let office: Office
        let settings: ChannelSettings

        init(mailPort: Int? = nil) throws {
            folder = try TemporaryFolder()
            log = try LogAddress(folder.file("log.sqlite")).open()
            let offices = try Offices.load(path: "deploy/offices.yaml")
            office = try #require(offices.all.first { $0.division.code == "150203" })
            _ = try log.create(
                ["letters", "deliveries", "claims"].map { TopicDefinition("150203.\($0)", partitions: 4) })
            var server = SMTPChannel.Server(address: "127.0.0.1:\(mailPort ?? 1)")
            server.totalSeconds = 20
            settings = ChannelSettings(
                letters: "deploy/letters", languages: [.zh, .en], folder: folder.file("letters"),
                mail: mailPort.map { _ in (server, "jiangbu@example.cn") }, webhook: nil)
        }

        func append(_ records: [Record], key: String = "91150203MA0Q00100X") throws {
            try log.append(
                records.map {
                    OutgoingRecord(
                        topic: $0.topic, key: Array(key.utf8), payload: $0.payload.map { Array($0) },
                        headers: $0.headers)
                })
        }

        func sender(pauses: @escaping @Sendable (Int) -> Bool = { _ in false }, crash: @escaping () -> Void = {}) throws
            -> LetterSender
        {
            let dispatch = LetterDispatch(
                settings: settings, office: office, templates: try LetterTemplateSet(folder: settings.letters),
                now: { 1_720_000_000_000 }, pause: pauses)
            let logger = Logger(level: .error, descriptor: 2)
            return try LetterSender(log, office, dispatch, logger, betweenIntentAndEffect: crash)
        }

        var book: DeliveryBook { get throws { try DeliveryBook.read(log, office.division) } }

        /// The outcome of each letter, by id.
        func outcomes() throws -> [String: DeliveryEnded.Outcome] {
            try book.entries.compactMapValues { $0.ended?.outcome }
        }
    }

    private static func letter(_ id: String, claim: String = "5-2023-aaaa") throws -> LetterWritten {
        let notify = try NotifyFixture.open()
        var letter = try #require(try notify.take(NotifyFixture.lodged(NotifyFixture.claim(claim))).first)
        letter.id = id
        return letter
    }

    private static func record(_ letter: LetterWritten, plan: String? = nil) -> Record {
        NotifyFixture.record(letter, on: "150203.letters", plan: plan)
    }

    @Test func aLetterWithoutAnAddressIsPrinted() throws {
        let place = try Place()
        let letter = try Self.letter("L-1")
        try place.append([Self.record(letter)])
        let sender = try place.sender()
        try sender.begin()
        #expect(try sender.step() == 1)
        #expect(try sender.step() == 0)
        #expect(try place.outcomes() == ["L-1": .printed])
        let page = place.folder.file("letters/\(LetterDispatch.fileName(letter))/letter.html")
        let html = String(decoding: FileManager.default.contents(atPath: page) ?? Data(), as: UTF8.self)
        #expect(html.contains("申报收件回执") && html.contains("Receipt for a claim"))
        // A second sender finds nothing to do, and keeps the templates once.
        sender.close()
        let second = try place.sender()
        try second.begin()
        #expect(try second.step() == 0)
        second.close()
        #expect(try place.book.templates.count == 1)
    }

    @Test func anAddressOfTheClaimGetsMail() throws {
        guard let server = try MailServer() else { return }
        defer { server.close() }
        let place = try Place(mailPort: server.port)
        try place.append([NotifyFixture.lodged(NotifyFixture.claim("5-2023-aaaa"))])
        try place.append([Self.record(try Self.letter("L-1")), Self.record(try Self.letter("L-2", claim: "unknown"))])
        let sender = try place.sender()
        try sender.begin()
        while try sender.step() > 0 {}
        sender.close()
        #expect(try place.outcomes() == ["L-1": .sent, "L-2": .printed])
        #expect(server.mails.map(\.to) == [["wang@example.cn"]])
        #expect(server.mails.first?.headers["Message-ID"] == "<L-1@example.cn>")
    }

    @Test func lettersOfAPlanWaitUntilItIsFinished() throws {
        let place = try Place()
        try place.append([Self.record(try Self.letter("L-1"), plan: "p")])
        let sender = try place.sender()
        try sender.begin()
        #expect(try sender.step() == 0)
        var finished = PlanFinished()
        finished.plan = "p"
        finished.task = "150203.notify.0"
        finished.digest = "sha256:\(String(repeating: "ab", count: 32))"
        try place.append([NotifyFixture.record(finished, on: "150203.letters")])
        #expect(try sender.step() == 1)
        sender.close()
    }

    @Test func aCrashBetweenIntentAndResultIsUnknownAndNotRepeated() throws {
        let place = try Place()
        try place.append([Self.record(try Self.letter("L-1"))])
        // An intent without a result, as a killed process leaves it.
        var started = DeliveryStarted()
        started.letter = "L-1"
        started.attempt = 1
        started.channel = .smtp
        started.digest = "sha256:\(String(repeating: "ab", count: 32))"
        started.templates = started.digest
        try place.append([NotifyFixture.record(started, on: "150203.deliveries")])
        let sender = try place.sender()
        try sender.begin()
        #expect(try sender.step() == 0)
        #expect(try place.outcomes() == ["L-1": .unknown])
        #expect(DeliveryList(try place.book).text(all: false).contains("L-1  outcome unknown"))
        // An officer has it sent again.
        var resent = LetterResent()
        resent.letter = "L-1"
        resent.order = "o-1"
        resent.officer = "o-1"
        try place.append([NotifyFixture.record(resent, on: "150203.letters")], key: "L-1")
        #expect(try sender.step() == 1)
        #expect(try place.outcomes() == ["L-1": .printed])
        #expect(try sender.step() == 0)
        sender.close()
    }

    @Test func whatFailsIsSeenAndNotTriedForEver() throws {
        let port = try FreePorts.block()
        let place = try Place(mailPort: port)
        try place.append([NotifyFixture.lodged(NotifyFixture.claim("5-2023-aaaa"))])
        try place.append([Self.record(try Self.letter("L-1"))])
        let sender = try place.sender()
        try sender.begin()
        #expect(try sender.step() == 1)
        #expect(try sender.step() == 0)
        sender.close()
        #expect(try place.outcomes() == ["L-1": .failed])
        #expect(DeliveryList(try place.book).text(all: false).contains("L-1  failed  receipt  5-2023-aaaa"))
    }

    @Test func aWorkerThatStopsGoesOnWithItLater() throws {
        let port = try FreePorts.block()
        let place = try Place(mailPort: port)
        try place.append([NotifyFixture.lodged(NotifyFixture.claim("5-2023-aaaa"))])
        try place.append([Self.record(try Self.letter("L-1"))])
        let sender = try place.sender(pauses: { _ in true })
        try sender.begin()
        #expect(try sender.step() == 1)
        sender.close()
        #expect(try place.outcomes() == ["L-1": .postponed])
        let second = try place.sender()
        try second.begin()
        #expect(try second.step() == 1)
        second.close()
        #expect(try place.outcomes() == ["L-1": .failed])
    }

    @Test func twoSendersDoNotSendTheSameLetter() throws {
        let place = try Place()
        let first = try place.sender()
        try first.begin()
        let second = try place.sender()
        try second.begin()
        try place.append([Self.record(try Self.letter("L-1"))])
        // The first was fenced: it writes no intent, and so sends nothing.
        #expect(throws: LogError.self) { _ = try first.step() }
        #expect(try second.step() == 1)
        first.close()
        second.close()
        #expect(try place.outcomes() == ["L-1": .printed])
    }
}
