import Awards
import Documents
import Foundation
import Log
import Messages
import TestSupport
import Testing

@testable import Settler

/// What officers of a banner do by commands, with a settler that runs, and that is killed on the way.
struct PayCommandTests {
    private let folder: TemporaryFolder
    private let log: SQLiteLog
    private let city: CityRecords
    private static let payer = "o-payer"
    private static let second = "o-second"

    init() throws {
        folder = try TemporaryFolder()
        let port = try FreePorts.block()
        let offices = """
            partitions: 4
            offices:
              - division: "150200"
                name: {zh: 包头市, en: Baotou}
                tier: city
                workers:
                  - name: calculator
                    agent: calculator
                    health: "127.0.0.1:\(port)"
                    runs: {assess: [0, 1, 2, 3], round: [0]}
              - division: "150223"
                name: {zh: 达尔罕茂明安联合旗, en: Darhan Muminggan}
                tier: county
                superior: "150200"
                officers:
                  - {id: \(Self.payer), name: {zh: 示例甲, en: Sample A}, roles: [payer]}
                  - {id: \(Self.second), name: {zh: 示例乙, en: Sample B}, roles: [payer2]}
                workers:
                  - {name: intake, agent: intake, health: "127.0.0.1:\(port + 1)", runs: {relay: [0]}}
                  - {name: settler, agent: settler, health: "127.0.0.1:\(port + 2)", runs: {settle: [0]}}
            """
        try Data(offices.utf8).write(to: URL(fileURLWithPath: folder.file("offices.yaml")))
        log = try SQLiteLog(file: folder.file("log"))
        let known = try Offices.load(path: folder.file("offices.yaml"))
        _ = try log.create(
            known.all.flatMap { office in
                office.streams.map { stream in
                    TopicDefinition(
                        stream.topic(of: office.division),
                        partitions: Int32(stream.partitionCount(keyed: known.partitions)))
                }
            })
        city = try CityRecords([
            .init(claim: "a", fen: 30_000_000), .init(claim: "b", fen: 1_000_001), .init(claim: "c", fen: 7),
        ])
        try log.append(city.all.map(\.copy))
        try log.append([try claim("a", 1, account: "1502000000000001"), try claim("b", 1, account: "1502000000000002")])
    }

    private func claim(_ id: String, _ version: Int64, account number: String) throws -> OutgoingRecord {
        var claim = ClaimSubmitted()
        claim.id = id
        claim.version = version
        claim.office = "150223"
        claim.programme = "baotou-2022"
        claim.clause = "7-1"
        claim.period = "2023"
        claim.applicant = "91150223MA0EXAMP1X"
        claim.applicantName = "示例商贸有限公司"
        var account = Account()
        account.holder = "示例商贸有限公司"
        account.bank = "示例银行达茂旗支行"
        account.number = number
        claim.account = account
        return CityRecords.outgoing(claim, "\(id).\(version)", on: "150223.claims")
    }

    private var place: [String] { ["--offices", folder.file("offices.yaml"), "--log", folder.file("log")] }

    private func settler(_ words: [String], exits code: Int32 = 0) throws -> String {
        let child = try ChildProcess(ChildProcess.product("settler"), words + place)
        defer { child.kill() }
        #expect(try child.wait(seconds: 120) == .exited(code), "\(words): \(child.errors)")
        return child.output + child.errors
    }

    private func pay(_ words: [String], exits code: Int32 = 0) throws -> String {
        try settler(["pay"] + words + ["--office", "150223"], exits: code)
    }

    private func order(_ words: [String], by officer: String = payer, exits code: Int32 = 0) throws -> String {
        try pay(words + ["--officer", officer, "--reason", "按批次拨付", "--wait", "60"], exits: code)
    }

    private func start() throws -> ChildProcess {
        try ChildProcess(
            ChildProcess.product("settler"),
            ["run", "--office", "150223", "--worker", "settler", "--state", folder.file("state")] + place)
    }

    /// Waits until the settler has posted the round.
    private func posted() throws {
        let start = ContinuousClock.now
        while try !pay(["status"]).contains("310000.08"), ContinuousClock.now - start < .seconds(60) {}
    }

    private func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder.file(name))) }

    private func prepare() throws -> (payment: String, digest: String, said: String) {
        let said = try order(["prepare"])
        let payment = try #require(said.firstMatch(of: /150223-[0-9a-f]{12}/)).0
        let digest = try #require(said.firstMatch(of: /sha256:[0-9a-f]{64}/)).0
        return (String(payment), String(digest), said)
    }

    @Test("a payment goes out once, comes back, goes out again, and all of it is proved")
    func payment() throws {
        var running = try start()
        defer { running.kill() }
        try posted()
        let first = try prepare()
        #expect(first.said.contains("left out: c: its claim names no account"), "\(first.said)")
        #expect(
            try pay(["file", first.payment, "--into", folder.file("early.csv")], exits: 77).contains("not approved"))
        running.kill()
        running = try start()
        #expect(try order(["prepare"], exits: 65).contains("can be paid now"))
        #expect(try order(["approve", first.payment, "--digest", first.digest], exits: 77).contains("payer2"))
        #expect(
            try order(["approve", first.payment, "--digest", first.digest], by: Self.second).contains("may go out"))
        running.kill()
        for name in ["one.csv", "two.csv", "one.xlsx", "two.xlsx"] {
            _ = try pay(["file", first.payment, "--into", folder.file(name)])
        }
        #expect(try bytes("one.csv") == bytes("two.csv"))
        #expect(try bytes("one.xlsx") == bytes("two.xlsx"))
        var lines: [[String]] = []
        try TableFile.read(folder.file("one.xlsx")) { row in lines.append(row.cells.map(\.value)) }
        #expect(lines.map { $0[5] } == ["1502000000000001", "1502000000000002"])
        #expect(lines.map { $0[6] } == ["300000", "10000.01"] || lines.map { $0[6] } == ["300000.00", "10000.01"])

        running = try start()
        let answers = """
            笔号,金额（元）,结果,原因,日期
            \(lines[0][0]),300000.00,退回,账号不符,2024-04-02
            \(lines[1][0]),10000.01,已付,,2024-04-02
            \(lines[1][0]),10000.01,已付,,2024-04-02
            nobody,-1,已付,,

            """
        try Data(answers.utf8).write(to: URL(fileURLWithPath: folder.file("bank.csv")))
        let said = try order(["answers", folder.file("bank.csv")])
        #expect(said.contains("1 paid, 1 returned, 2 rows refused"), "\(said)")
        #expect(said.contains("Row 4") && said.contains("Row 5"), "\(said)")
        #expect(try order(["reissue", lines[0][0]], exits: 65).contains("no other account since"))
        try log.append([try claim("a", 2, account: "1502000000000009")])
        #expect(try order(["reissue", lines[0][0]]).contains("may be paid again"))
        let again = try prepare()
        #expect(try order(["approve", again.payment, "--digest", again.digest], by: Self.second).contains("300000.00"))
        _ = try pay(["file", again.payment, "--into", folder.file("again.csv")])
        #expect(String(decoding: try bytes("again.csv"), as: UTF8.self).contains("1502000000000009"))

        try log.append([try city.corrected("b", from: 1_000_001, to: 1).copy])
        let start = ContinuousClock.now
        while try !pay(["status"]).contains("应追回 due"), ContinuousClock.now - start < .seconds(60) {}
        #expect(try order(["set-off", "b", "--against", "c"]).contains("0.07 yuan are set off"))
        #expect(try order(["recover", "b"]).contains("9999.93 yuan"))
        running.terminate()
        #expect(try running.wait(seconds: 60) == .exited(0))
        #expect(try settler(["reconcile"]).contains("no differences"))
        let replay = ["run", "--replay", "--from", folder.file("log"), "--office", "150223", "--worker", "settler"]
        #expect(try settler(replay + ["--state", folder.file("state")]).contains("come out the same"))
    }
}

extension Record {
    /// As a log takes it.
    var copy: OutgoingRecord {
        OutgoingRecord(
            topic: topic, partition: 0, key: key.map(Array.init), payload: payload.map(Array.init),
            headers: ["ce_type", "ce_id"].compactMap { name in header(text: name).map { Header(name, $0) } })
    }
}
