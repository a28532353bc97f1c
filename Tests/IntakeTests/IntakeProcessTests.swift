import Agent
import Awards
import Foundation
import Glibc
import Log
import Messages
import Synchronization
import TestSupport
import Testing

@testable import Intake

/// The intake as people run it: real processes over a SQLite file and over Apache Kafka.
struct IntakeProcessTests {
    private let folder: TemporaryFolder
    private let ports: Int

    init() throws {
        folder = try TemporaryFolder()
        ports = try FreePorts.block(of: 2)
        try write(
            """
            partitions: 4
            trial: true
            offices:
              - division: "150200"
                name: {zh: 包头市, en: Baotou}
                tier: city
                workers:
                  - {name: calculator, agent: calculator, health: "127.0.0.1:1", runs: {assess: [0, 1, 2, 3], round: [0]}}
              - division: "150223"
                name: {zh: 达茂旗, en: Darhan}
                tier: county
                superior: "150200"
                workers:
                  - {name: intake, agent: intake, health: "127.0.0.1:\(ports)", runs: {relay: [0]}}
            """, to: "offices.yaml")
    }

    private func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
    }

    private func read(_ name: String) -> String? {
        FileManager.default.contents(atPath: folder.file(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Makes the topics; a policy is adopted, and a round is open.
    private func provision(_ log: any EventLog) throws {
        let offices = try Offices.load(path: folder.file("offices.yaml"))
        let topics = offices.all.flatMap { office in
            office.streams.map { stream in
                TopicDefinition(
                    stream.topic(of: office.division),
                    partitions: Int32(stream.partitionCount(keyed: offices.partitions)))
            }
        }
        _ = try log.create(topics)
        var round = try DeskFixture.round()
        round.deadline = Moment("2099-01-01T00:00:00+08:00") ?? round.deadline
        let policy = try DeskFixture.policy()
        for (topic, type, payload) in [
            ("150200.programmes", PolicyAdopted.type, policy.bytes), ("150200.rounds", RoundOpened.type, round.bytes),
        ] {
            let headers = [Header("ce_type", type)]
            try log.append([OutgoingRecord(topic: topic, partition: 0, key: nil, payload: payload, headers: headers)])
        }
    }

    private func place(_ log: String) -> [String] {
        [
            "--office", "150223", "--offices", folder.file("offices.yaml"), "--log", log, "--state",
            folder.file("state"),
        ]
    }

    private func start(_ log: String, environment: [String: String] = [:]) throws -> ChildProcess {
        try ChildProcess(
            ChildProcess.product("intake"),
            ["run", "--worker", "intake", "--listen", "127.0.0.1:\(ports + 1)", "--batch", "5"] + place(log),
            environment: environment)
    }

    /// Sends a claim until it is acknowledged, whatever becomes of the server meanwhile.
    private static func insist(_ number: Int, port: Int) throws {
        let body = Samples.draft(number).bytes
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(60) {
            if let answer = try? HTTPConnection(port: UInt16(port)).send("POST", "/claims", body) {
                if [200, 201].contains(answer.status) { return }
                // The copy of programmes is made when the process has started.
                guard [422, 503].contains(answer.status) else { throw HTTPConnection.Broken() }
            }
            usleep(5_000)
        }
        throw HTTPConnection.Broken()
    }

    private func claims(_ log: any EventLog) throws -> [String] {
        try (0..<4).flatMap { try Samples.records(log, TopicPartition("150223.claims", $0)) }
    }

    private func expectEverythingOnce(_ log: any EventLog, _ count: Int) throws {
        let outbox = try SQLiteLog(file: folder.file("state/150223.outbox"))
        let own = try Samples.records(outbox, TopicPartition("150223.outbox", 0))
        let start = ContinuousClock.now
        var found = try claims(log)
        while found.count < own.count, ContinuousClock.now - start < .seconds(60) {
            usleep(20_000)
            found = try claims(log)
        }
        #expect(own.count == count)
        #expect(found.sorted() == own.sorted())
        #expect(try Audit(log).run().findings == [])
    }

    @Test(
        "killed between two steps of a transaction, it forwards each claim once",
        arguments: ["begun", "produced", "offsets-sent", "committed"])
    func failPoints(point: String) throws {
        let log = try SQLiteLog(file: folder.file("log"))
        try provision(log)
        let port = ports + 1
        let mortal = try start(folder.file("log"), environment: ["DUIXIAN_FAILPOINT": "\(point):3"])
        let claims = Beside { for number in 0..<40 { try Self.insist(number, port: port) } }
        #expect(try mortal.wait(seconds: 60) == .exited(137))
        let heir = try start(folder.file("log"))
        defer { heir.kill() }
        try claims.wait()
        try expectEverythingOnce(log, 40)
        heir.terminate()
        #expect(try heir.wait(seconds: 30) == .exited(0))
    }

    @Test("killed with SIGKILL at any moment, on Apache Kafka, every acknowledged claim is there once")
    func kills() throws {
        guard let cluster = try KafkaCluster.start() else { return }
        defer { cluster.close() }
        let log = KafkaLog(KafkaConfiguration(brokers: cluster.bootstrap, properties: [:])) { _, _ in }
        try provision(log)
        let port = ports + 1
        let isOver = Mutex(false)
        let claims = Beside {
            defer { isOver.withLock { $0 = true } }
            for number in 0..<300 { try Self.insist(number, port: port) }
        }
        var random = SeededGenerator(seed: 7)
        var lives = 0
        while !isOver.withLock({ $0 }) {
            let process = try start("kafka:\(cluster.bootstrap)")
            usleep(UInt32.random(in: 200_000...1_500_000, using: &random))
            process.kill()
            lives += 1
        }
        try claims.wait()
        let last = try start("kafka:\(cluster.bootstrap)")
        defer { last.kill() }
        try expectEverythingOnce(log, 300)
        #expect(lives > 1)
    }

    @Test("an intake that was down at a round's deadline says when it starts that all is there, once")
    func completes() throws {
        let log = try SQLiteLog(file: folder.file("log"))
        try provision(log)
        try write(String(decoding: Samples.draft().bytes, as: UTF8.self), to: "claim.json")
        let at = ["--at", "2024-06-30T17:59:59+08:00"]
        _ = try intake(["submit", folder.file("claim.json")] + at + place(folder.file("log")))
        let closing = Samples.closing(deadlineMs: DeskFixture.deadline.milliseconds)
        try DeskFixture.say(closing, on: "150200.rounds", log)
        for count in [5, 6] {
            let process = try start(folder.file("log"))
            defer { process.kill() }
            if count == 6 { try Self.insist(7, port: ports + 1) }
            let reader = try log.reader(for: .folding)
            defer { reader.close() }
            try reader.assign(
                Dictionary(uniqueKeysWithValues: (0..<4).map { (TopicPartition("150223.claims", $0), Int64(0)) }))
            let start = ContinuousClock.now
            var seen = 0
            while seen < count, ContinuousClock.now - start < .seconds(60) {
                seen += try reader.poll(PollLimits()).count
            }
        }
        let markers = try (0..<4).map { partition in
            try Samples.records(log, TopicPartition("150223.claims", partition)).compactMap {
                try? IntakeComplete(reading: Array($0.utf8))
            }
        }
        #expect(markers.map { $0.map(\.partition) } == [[0], [1], [2], [3]])
        #expect(markers.joined().reduce(0) { $0 + $1.versions } == 1)
        try expectEverythingOnce(log, 6)
    }

    @Test("an intake that is to be asked says that all is there when it is asked, at the time that is given")
    func completesWhenAsked() throws {
        let log = try SQLiteLog(file: folder.file("log"))
        try provision(log)
        let place = place(folder.file("log"))
        let deadlineMs = DeskFixture.deadline.milliseconds
        func complete(_ round: String, _ atMs: Int64, exits code: Int32) throws -> String {
            let said = try intake(["complete", round, "--at", "\(Moment(atMs: atMs))"] + place, exits: code)
            return said.output + said.errors
        }
        try write(String(decoding: Samples.draft().bytes, as: UTF8.self), to: "claim.json")
        _ = try intake(["submit", folder.file("claim.json"), "--at", "\(Moment(atMs: deadlineMs - 1_000))"] + place)
        let round = "baotou-2022/2023/all"
        #expect(try complete(round, deadlineMs + 1, exits: 65).contains("No round \(round) closes"))
        try DeskFixture.say(Samples.closing(deadlineMs: deadlineMs), on: "150200.rounds", log)
        let worker = try start(folder.file("log"), environment: ["DUIXIAN_COMPLETE": "asked"])
        defer { worker.kill() }
        // The worker takes claims in once it has copied that the round closes, and its clock is past the deadline.
        try Self.insist(0, port: ports + 1)
        #expect(try complete(round, deadlineMs, exits: 65).contains("too early"))
        #expect(try complete(round, deadlineMs + 1, exits: 0).contains("All that was lodged for \(round)"))
        #expect(try complete(round, deadlineMs + 2, exits: 0).contains("said before"))
        try expectEverythingOnce(log, 5)
        let markers = try claims(log).compactMap { try? IntakeComplete(reading: Array($0.utf8)) }
        #expect(
            markers.filter { $0.round == round }.map(\.lodged)
                == Array(repeating: Moment(atMs: deadlineMs + 1), count: 4))
    }

    // MARK: Commands

    private func intake(_ words: [String], exits code: Int32 = 0) throws -> (output: String, errors: String) {
        let child = try ChildProcess(ChildProcess.product("intake"), words)
        defer { child.kill() }
        #expect(try child.wait(seconds: 60) == .exited(code), "\(words): \(child.errors)")
        return (child.output, child.errors)
    }

    @Test("the commands take claims, tables and evidence in, and say in both languages what is wrong")
    func commands() throws {
        let log = try SQLiteLog(file: folder.file("log"))
        try provision(log)
        let place = place(folder.file("log"))
        let template = try intake(["template", "baotou-2022/7-1"] + place).output
        #expect(template.contains("政策,条款,年度,统一社会信用代码") && template.contains("本土产品带货交易额（元）"))
        #expect(try intake(["template", "baotou-2022/1"] + place, exits: 65).errors.contains("it has"))

        try write("材料", to: "paper")
        let digest = try intake(["evidence", folder.file("paper")] + place).output.trimmingCharacters(in: .newlines)
        let other = "sha256:" + String(repeating: "0", count: 64)
        #expect(
            try intake(["evidence", folder.file("paper"), "--digest", other] + place, exits: 65).errors.contains("不符"))

        var draft = Samples.draft()
        draft.evidence = [digest]
        try write(String(decoding: draft.bytes, as: UTF8.self), to: "claim.json")
        let at = ["--at", "2024-03-01T09:00:00+08:00"]
        #expect(try intake(["submit", folder.file("claim.json")] + at + place).output.contains("is taken in 已受理"))
        #expect(try intake(["submit", folder.file("claim.json")] + at + place).output.contains("unchanged"))
        try write(#"{"programme":"baotou-2022"}"#, to: "bad.json")
        #expect(
            try intake(["submit", folder.file("bad.json")] + place, exits: 65).errors.contains(
                "applicant: This must be given."))
        let status = try intake(["status", draft.claimID] + place).output
        #expect(status.contains(#""lodged":"2024-03-01T01:00:00.000Z""#) && status.contains(digest))

        let header = template.trimmingCharacters(in: .newlines)
        let blank = String(repeating: ",", count: header.split(separator: ",").count - 5)
        let table = "\(header)\r\nbaotou-2022,7-1,2023,\(USCCSample.code(1)),示例一\(blank)\r\n"
        try write(
            table + "baotou-2022,7-1,2023,\(USCCSample.code(2).dropLast())*,示例二\(blank)\r\n", to: "claims.csv")
        #expect(try intake(["import", folder.file("claims.csv")] + place, exits: 65).output.contains("1 taken in"))
        let errors = try #require(read("claims.csv.errors.csv"))
        #expect(errors.contains("3,统一社会信用代码,") && errors.contains("only digits and capital letters"))
        try write(table, to: "claims.csv")
        #expect(try intake(["import", folder.file("claims.csv")] + place).output.contains("1 unchanged"))
        #expect(read("claims.csv.errors.csv") == nil)

        #expect(try intake(["withdraw", draft.claimID, "--reason", "误报"] + place).output.contains("is withdrawn 已撤回"))
        #expect(try intake(["status", draft.claimID] + place).output.contains(#""state":"withdrawn""#))
        #expect(try intake(["status", "none"] + place, exits: 65).errors.contains("no claim none"))
    }

    @Test("a setting of the configuration's own section counts, and a wrong key is an error with its line")
    func configuration() throws {
        let log = try SQLiteLog(file: folder.file("log"))
        try provision(log)
        func configure(_ own: String) throws -> [String] {
            try write(
                """
                office: "150223"
                offices: \(folder.file("offices.yaml"))
                log: {file: \(folder.file("log"))}
                state: \(folder.file("state"))
                calculator: {anything: 1}
                intake:
                  \(own)
                """, to: "intake.yaml")
            return ["--config", folder.file("intake.yaml")]
        }
        _ = try intake(["status", "none"] + configure("outbox: \(folder.file("own-outbox"))"), exits: 65)
        #expect(read("own-outbox-lock") != nil)
        let wrong = try intake(["status", "none"] + configure("outbx: x"), exits: 78).errors
        #expect(wrong.contains("intake.yaml:7") && wrong.contains("outbox"))
        #expect(
            try intake(["status", "none"] + configure("rounds: maybe"), exits: 78).errors.contains(
                "rounds is needed or ignored"))
        #expect(try intake(["serve"] + configure("rounds: ignored"), exits: 78).errors.contains("--listen"))
    }
}
