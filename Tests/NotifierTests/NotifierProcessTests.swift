import Agent
import Awards
import Foundation
import Log
import Messages
import TestSupport
import Testing

@testable import Notifier

/// The notifier as a process, killed while a mail is on its way.
@Suite struct NotifierProcessTests {
    private static let offices = """
        partitions: 4
        offices:
          - division: "150200"
            name: {zh: 包头市, en: Baotou}
            tier: city
            officers: []
            workers:
              - {name: calculator, agent: calculator, health: "127.0.0.1:PORT1", runs: {assess: [0, 1, 2, 3], round: [0]}}
          - division: "150203"
            name: {zh: 昆都仑区, en: Kundulun District}
            tier: county
            superior: "150200"
            officers:
              - {id: o-1, name: {zh: 示例, en: Sample}, roles: [operator]}
            workers:
              - {name: intake, agent: intake, health: "127.0.0.1:PORT2", runs: {relay: [0]}}
              - {name: notifier, agent: notifier, health: "127.0.0.1:PORT3", runs: {notify: [0]}}
        """

    @Test func aMailThatWasOnItsWayIsUnknownUntilAnOfficerSendsItAgain() throws {
        guard let silent = try MailServer(.silent), let accepting = try MailServer() else { return }
        defer { accepting.close() }
        let folder = try TemporaryFolder()
        let first = try FreePorts.block(of: 3)
        let text = (1...3).reduce(Self.offices) { text, number in
            text.replacing("PORT\(number)", with: "\(first + number - 1)")
        }
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("offices.yaml")))
        let offices = try Offices.load(path: folder.file("offices.yaml"))
        let log = try LogAddress(folder.file("log.sqlite")).open()
        for office in offices.all {
            _ = try log.create(
                office.streams.map {
                    TopicDefinition($0.topic(of: office.division), partitions: Int32($0.partitionCount(keyed: 4)))
                })
        }
        let fixture = try NotifyFixture()
        let claim = NotifyFixture.claim("5-2023-aaaa")
        let records = fixture.terms() + [NotifyFixture.lodged(claim)]
        try log.append(
            records.map {
                OutgoingRecord(
                    topic: $0.topic, key: Array(claim.applicant.utf8), payload: $0.payload.map { Array($0) },
                    headers: $0.headers)
            })

        var notifier = try start(folder, mailPort: silent.port)
        try until { silent.mails.count == 1 }
        notifier.kill()
        silent.close()
        notifier = try start(folder, mailPort: accepting.port)
        defer { notifier.kill() }
        let division = try #require(Division("150203"))
        func outcome() throws -> DeliveryEnded.Outcome? {
            try DeliveryBook.read(log, division).entries.values.first?.ended?.outcome
        }
        try until { try outcome() == .unknown }
        let letter = try #require(try DeliveryBook.read(log, division).order.first)
        #expect(accepting.mails.isEmpty)
        let answer = try run(
            folder, ["resend", letter, "--office", "150203", "--officer", "o-1", "--reason", "对方未收到", "--wait", "60"])
        #expect(answer.contains("accepted"))
        try until { try outcome() == .sent }
        #expect(accepting.mails.count == 1)
        #expect(accepting.mails.first?.headers["Message-ID"] == "<\(letter)@example.cn>")
        let list = try run(folder, ["deliveries", "--office", "150203", "--all"])
        #expect(list.contains("sent 1"))
        let preview = try run(
            folder, ["preview", "receipt", "--claim", claim.id, "--office", "150203", "--lang", "en"])
        #expect(preview.contains("We have received your claim."))
    }

    private func start(_ folder: TemporaryFolder, mailPort: Int) throws -> ChildProcess {
        try ChildProcess(
            ChildProcess.product("notifier"),
            [
                "run", "--office", "150203", "--worker", "notifier", "--state", folder.file("state"), "--smtp",
                "127.0.0.1:\(mailPort)", "--smtp-from", "jiangbu@example.cn", "--letters", Self.letters,
            ] + Self.place(folder))
    }

    private func run(_ folder: TemporaryFolder, _ arguments: [String]) throws -> String {
        let more = arguments[0] == "preview" ? ["--letters", Self.letters] : []
        return try ChildProcess.run(
            ChildProcess.product("notifier"), arguments + more + Self.place(folder), seconds: 120)
    }

    private static let letters = FileManager.default.currentDirectoryPath + "/deploy/letters"

    private static func place(_ folder: TemporaryFolder) -> [String] {
        ["--offices", folder.file("offices.yaml"), "--log", folder.file("log.sqlite")]
    }

    /// Looks again until something is so, for two minutes at most.
    private func until(_ isSo: () throws -> Bool) throws {
        let end = Date(timeIntervalSinceNow: 120)
        while try !isSo() {
            try #require(Date() < end, "it took too long")
            usleep(50_000)
        }
    }
}
