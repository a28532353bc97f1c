import Agent
import Awards
import Decimals
import Documents
import Foundation
import Log
import Messages
import Policy
import TestSupport
import Testing

@testable import Calculator

/// What officers do by commands, with a calculator that runs.
struct OfficerCommandTests {
    private let folder: TemporaryFolder
    private let log: SQLiteLog
    private let port: Int

    init() throws {
        folder = try TemporaryFolder()
        port = try FreePorts.block()
        let offices = """
            partitions: 4
            offices:
              - division: "150000"
                name: {zh: 内蒙古, en: Inner Mongolia}
                tier: region
                officers:
                  - {id: o-1, name: {zh: 示例甲, en: Sample A}, roles: [reviewer, policy, closer]}
                workers:
                  - name: calculator
                    agent: calculator
                    health: "127.0.0.1:\(port)"
                    runs: {assess: [0, 1, 2, 3], round: [0]}
              - division: "150200"
                name: {zh: 包头市, en: Baotou}
                tier: city
                superior: "150000"
                workers:
                  - {name: verifier, agent: verifier, health: "127.0.0.1:1", runs: {verify: [0, 1, 2, 3]}}
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
    }

    private var place: [String] {
        ["--office", "150000", "--offices", folder.file("offices.yaml"), "--log", folder.file("log")]
    }

    private func calculator(_ words: [String], exits code: Int32 = 0) throws -> String {
        let child = try ChildProcess(ChildProcess.product("calculator"), words + place)
        defer { child.kill() }
        #expect(try child.wait(seconds: 120) == .exited(code), "\(words): \(child.errors)")
        return child.output + child.errors
    }

    private func order(_ words: [String], exits code: Int32 = 0) throws -> String {
        try calculator(words + ["--officer", "o-1", "--reason", "试验", "--wait", "60"], exits: code)
    }

    private func verified(_ claim: String, lodged: String) throws -> ClaimVerified {
        var verified = ClaimVerified()
        verified.of.claim = claim
        verified.of.office = "150207"
        verified.of.programme = "nm39-2022"
        verified.of.clause = "10-1"
        verified.of.period = "2023"
        verified.of.applicant = "91150202MA0Q0A0A0X"
        verified.of.received = try #require(Moment(lodged))
        verified.of.lodged = verified.of.received
        verified.facts = ["recognised": .boolean(true), "supported_years": .list([])]
        return verified
    }

    @Test("an officer adopts a policy knowing what changes, sets a guide, and decides the amounts that wait")
    func officers() throws {
        let running = try ChildProcess(
            ChildProcess.product("calculator"),
            ["run", "--worker", "calculator", "--state", folder.file("state")] + place)
        defer { running.kill() }
        let path = Repository.file("deploy/policies/nm39-2022.yaml")
        #expect(try order(["policy", "adopt", path]).contains("is adopted for the first time"))
        #expect(try order(["policy", "adopt", path, "--yes"]).contains("no clause, parameter, condition"))
        #expect(try calculator(["guide", "show"]).contains("No guide is set"))
        let window = ["--opens", "2024-01-02T00:00:00+08:00", "--deadline", "2024-04-01T00:00:00+08:00"]
        #expect(try order(["round", "open", "nm39-2022", "2023"] + window).contains("is open until"))
        #expect(try calculator(["reviews"]).contains("No amount waits"))

        let applicant = Array("91150202MA0Q0A0A0X".utf8)
        for claim in [
            try verified("c-young", lodged: "2024-03-02T09:00:00+08:00"),
            try verified("c-old", lodged: "2024-02-02T09:00:00+08:00"),
        ] {
            try log.append([
                OutgoingRecord(
                    topic: "150200.verifications", partition: nil, key: applicant, payload: claim.bytes,
                    headers: [Header("ce_type", ClaimVerified.type), Header("ce_id", claim.of.claim)])
            ])
        }
        let start = ContinuousClock.now
        var listed = ""
        while !(listed.contains("c-old") && listed.contains("c-young")), ContinuousClock.now - start < .seconds(60) {
            listed = try calculator(["reviews"])
        }
        let lines = listed.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].contains("c-old") && lines[1].contains("c-young"), "\(listed)")
        #expect(lines[0].contains("at most 1000000.00 yuan"), "\(listed)")

        #expect(try order(["review", "c-old", "1000000.01"], exits: 65).contains("above the ceiling of 1000000.00"))
        #expect(try order(["review", "c-none", "1"], exits: 65).contains("No amount of the claim c-none waits"))
        #expect(try order(["review", "c-old", "600000"]).contains("The amount is recorded"))
        let rest = try calculator(["reviews"])
        #expect(rest.contains("c-young") && !rest.contains("c-old"))
        running.terminate()
        #expect(try running.wait(seconds: 30) == .exited(0))
    }
}

/// What another file of a programme changes.
struct PolicyChangesTests {
    private func programme(_ change: (String) -> String) throws -> Programme {
        let bytes = try Document.read(Repository.file("deploy/policies/baotou-2022.yaml"))
        return try Programme.load(Array(change(String(decoding: bytes, as: UTF8.self)).utf8), file: "baotou-2022")
    }

    @Test(
        "what changes is named with its clause",
        arguments: [
            (
                "threshold:   {value: 20000000,", "threshold:   {value: 30000000,",
                "7-1: threshold 20000000 yuan → 30000000 yuan"
            ),
            ("when: rooms >= room_count", "when: rooms > room_count", "7-1: + when rooms > room_count"),
            ("when: rooms >= room_count", "when: rooms > room_count", "7-1: - when rooms >= room_count"),
        ])
    func changes(old: String, new: String, line: String) throws {
        let changes = PolicyChanges(
            from: try programme { $0 }, to: try programme { $0.replacingOccurrences(of: old, with: new) })
        #expect(changes.lines.contains { $0.hasSuffix(line) }, "\(changes.lines)")
    }

    @Test("a clause more or less is one, and the same file changes nothing")
    func clauses() throws {
        let all = try programme { $0 }
        #expect(PolicyChanges(from: all, to: all).lines == [])
        let fewer = try programme { text in
            let start = text.range(of: "- clause: 7-1\n")!.lowerBound
            let end = text.range(of: "- clause: \"8\"\n")!.lowerBound
            return String(text[..<start] + text[end...])
        }
        let less = PolicyChanges(from: all, to: fewer).lines
        #expect(less.count == 1 && less[0].contains("7-1 is taken away"))
        let more = PolicyChanges(from: fewer, to: all).lines
        #expect(more.count == 1 && more[0].contains("7-1 is added"))
    }

    @Test("a guide is shown with all that it sets")
    func guide() throws {
        var guide = GuideSet()
        guide.programme = "baotou-2022"
        guide.year = 2023
        guide.digest = "sha256:x"
        guide.facts = ["fx_usd_cny": .number(try Decimal128("7.05"))]
        guide.coefficient = try Decimal128("0.8")
        guide.closedClauses = ["7-1", "8"]
        let text = GuideCommand.text(of: guide)
        for part in ["baotou-2022 2023", "fx_usd_cny = 7.05", "coefficient = 0.8", "7-1, 8"] {
            #expect(text.contains(part), "\(text)")
        }
    }
}
