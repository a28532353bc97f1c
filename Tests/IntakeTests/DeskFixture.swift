import Agent
import Awards
import Documents
import Foundation
import Log
import Messages
import Seals
import Storage
import TestSupport

@testable import Intake

/// A desk of a county over logs in memory, below a city that has adopted a policy and opened a round.
struct DeskFixture {
    let folder: TemporaryFolder
    let shared: SQLiteLog
    let desk: IntakeDesk

    static let opens = Moment("2023-01-01T00:00:00+08:00")!
    static let deadline = Moment("2024-06-30T18:00:00+08:00")!

    /// - Parameter round: whether the round of baotou-2022 for 2023 was opened.
    init(round: Bool = true, needsRound: Bool = true, nowMs: Int64 = Samples.nowMs) throws {
        folder = try TemporaryFolder()
        shared = try SQLiteLog()
        let offices = try Offices.load(path: Repository.file("deploy/offices.yaml"))
        for office in ["150000", "150200"] {
            for stream in ["programmes", "rounds"] {
                _ = try shared.create([TopicDefinition("\(office).\(stream)", partitions: 1)])
            }
        }
        try Self.say(try Self.policy(), on: "150200.programmes", shared)
        if round { try Self.say(try Self.round(), on: "150200.rounds", shared) }
        let outbox = try Samples.outbox()
        let terms = try TermsCopy(outbox.log, of: Samples.office, offices)
        try terms.refresh(from: shared)
        desk = IntakeDesk(
            outbox: outbox, terms: terms, evidence: EvidenceStore(folder: folder.file("evidence")),
            needsRound: needsRound
        ) { nowMs }
    }

    static func say(_ message: some Message, on topic: String, _ log: SQLiteLog) throws {
        try log.append([
            OutgoingRecord(
                topic: topic, partition: 0, key: nil, payload: message.bytes,
                headers: [Header("ce_type", type(of: message).type)])
        ])
    }

    static func policy() throws -> PolicyAdopted {
        let bytes = try Document.read(Repository.file("deploy/policies/baotou-2022.yaml"))
        var policy = PolicyAdopted()
        policy.programme = "baotou-2022"
        policy.digest = SHA256.digest(of: bytes).description
        policy.bytes = Base64Data(bytes)
        policy.order = "o-1"
        return policy
    }

    static func round() throws -> RoundOpened {
        var round = RoundOpened()
        round.round = "baotou-2022/2023/all"
        round.programme = "baotou-2022"
        round.period = "2023"
        round.opens = opens
        round.deadline = deadline
        round.policy = try policy().digest
        round.order = "o-2"
        return round
    }

    /// The outbox's records.
    func records() throws -> [String] { try Samples.records(desk.outbox.log, desk.outbox.partition) }
}
