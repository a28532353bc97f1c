import Agent
import Awards
import Decimals
import Documents
import Log
import Messages
import Policy
import Storage
import TestSupport

@testable import Calculator
@testable import Intake
@testable import Verifier

/// A whole round through all agents, step by step: the policy and guide as orders, registers as imports, claims through
/// an intake's outbox, answers of officers, and the close.
final class RoundPipeline {
    /// The offices on the way of a claim at a county of Baotou, and their tasks, which all lines share.
    struct Region: Sendable {
        let offices: Offices
        let tasks: [SimulatedTask]

        static let shared = Result { try Region() }

        private static let file = """
            partitions: 1
            offices:
              - division: "150000"
                name: {zh: 内蒙古自治区, en: Inner Mongolia}
                tier: region
                workers:
                  - {name: calculator, agent: calculator, health: "127.0.0.1:1", runs: {assess: [0], round: [0]}}
              - division: "150200"
                name: {zh: 包头市, en: Baotou}
                tier: city
                superior: "150000"
                workers:
                  - {name: verifier, agent: verifier, health: "127.0.0.1:2", runs: {verify: [0], waybills: [0]}}
                  - {name: calculator, agent: calculator, health: "127.0.0.1:3", runs: {assess: [0], round: [0]}}
              - division: "150223"
                name: {zh: 达茂旗, en: Damao}
                tier: county
                superior: "150200"
                workers:
                  - {name: intake, agent: intake, health: "127.0.0.1:4", runs: {relay: [0]}}
            """

        private init() throws {
            let offices = try Offices.load(Array(Self.file.utf8), file: "offices.yaml")
            self.offices = offices
            func name(_ text: String) throws -> TaskName {
                guard let name = TaskName(text) else { throw SimulatedCity.NoName(text: text) }
                return name
            }
            let relay = RelayDecider(try name("150223.relay.0"))
            let verify = try VerifyDecider(try name("150200.verify.0"), offices)
            var tasks = [
                SimulatedTask(relay.specification, relay, county: 0), SimulatedTask(verify.specification, verify),
            ]
            for division in ["150200", "150000"] {
                let assess = AssessDecider(try name("\(division).assess.0"), offices)
                let round = try RoundDecider(try name("\(division).round.0"), offices, piece: 7)
                tasks += [SimulatedTask(assess.specification, assess), SimulatedTask(round.specification, round)]
            }
            self.tasks = tasks
        }
    }

    struct Stuck: Error, CustomStringConvertible {
        let description: String
    }

    private let input: RoundInput
    private let region: Region
    private let log: SQLiteLog
    private let outbox: Outbox
    private let edge: Simulation.Edge
    private var positions: [[TopicPartition: Int64]]
    private var orders = 0
    /// Of the line's claims.
    private var ids: [String: String] = [:]
    private var city: String { input.programme.tiers.decides == .region ? "150000" : "150200" }

    init(_ input: RoundInput) throws {
        self.input = input
        region = try Region.shared.get()
        let log = try SQLiteLog()
        self.log = log
        let partitions = region.offices.partitions
        _ = try log.create(
            region.offices.all.flatMap { office in
                office.streams.map {
                    TopicDefinition(
                        $0.topic(of: office.division), partitions: Int32($0.partitionCount(keyed: partitions)))
                }
            })
        guard let county = Division("150223") else { throw SimulatedCity.NoName(text: "150223") }
        outbox = try Outbox(county, SQLiteLog(), OutboxIndex(.memory))
        edge = try Simulation.Edge(outbox, region.offices)
        positions = region.tasks.map { task in
            Dictionary(uniqueKeysWithValues: task.specification.sources.map { ($0.partition, 0) })
        }
    }

    /// What the round proposes, with the ids of the line; and the claims whose amount, as the line says it was decided,
    /// no officer could decide.
    func proposals() throws -> (proposed: [AwardProposed], undecided: [String]) {
        let lastMs = input.receivedMs.values.max() ?? 0
        let deadlineMs = lastMs + 1_000
        try adopt(deadlineMs)
        try importRegisters(lastMs)
        for claim in input.round.claims.sorted(by: { receivedMs($0) < receivedMs($1) }) { try lodge(claim) }
        try drain()
        let undecided = try answerReviews()
        var close = CloseRoundOrder()
        close.round = "\(input.programme.id)/\(input.period)/all"
        close.asOf = day(lastMs)
        close.registers = [RegisterDay("awards", day(lastMs))]
        try order(.roundClose, close, at: "2098-01-01T00:00:00+08:00")
        try edge.desk.terms.refresh(from: log)
        edge.turn(to: deadlineMs + 1)
        guard try edge.desk.completeRounds(partitions: region.offices.partitions).count == 1 else {
            throw Stuck(description: "the intake says nothing of the round")
        }
        try drain()
        return (try proposed(), undecided)
    }

    private func receivedMs(_ claim: RoundClaim) -> Int64 { input.receivedMs[claim.id] ?? 0 }

    private func day(_ milliseconds: Int64) -> String {
        CivilDate(inShanghaiAtMilliseconds: milliseconds)?.description ?? "2024-01-01"
    }

    // MARK: What people bring

    private func adopt(_ deadlineMs: Int64) throws {
        var adopt = AdoptPolicyOrder()
        adopt.bytes = Base64Data(try Document.read(input.programme.file))
        try order(.policyAdopt, adopt)
        if let guide = input.guide { try order(.guideSet, guide) }
        var open = OpenRoundOrder()
        open.programme = input.programme.id
        open.period = input.period
        open.opens = Moment("2000-01-01T00:00:00+08:00") ?? Moment()
        open.deadline = Moment(atMs: deadlineMs)
        try order(.roundOpen, open)
    }

    private func importRegisters(_ lastMs: Int64) throws {
        var records: [OutgoingRecord] = []
        let rows = input.rows.sorted {
            ($0.key.kind.rawValue, $0.key.applicant, $0.key.key) < ($1.key.kind.rawValue, $1.key.applicant, $1.key.key)
        }
        for (place, facts) in rows {
            var row = RegisterRow()
            row.kind = place.kind.rawValue
            row.applicant = place.applicant
            row.key = place.key
            row.facts = facts
            row.asOf = day(lastMs)
            row.source = "示例局"
            records.append(World.record(row, "150200.registers", key: row.applicant))
        }
        for kind in RegisterKind.allCases {
            var end = RegisterImported()
            end.kind = kind.rawValue
            end.asOf = day(lastMs)
            end.digest = "sha256:" + String(repeating: "0", count: 64)
            end.isComplete = true
            records.append(World.record(end, "150200.registers", key: end.kind, partition: 0))
        }
        try log.append(records)
    }

    private func lodge(_ claim: RoundClaim) throws {
        let draft = draft(of: claim)
        ids[draft.claimID] = claim.id
        let atMs = receivedMs(claim)
        for result in try outbox.lodge([.claim(draft)], nowMs: { atMs }) { _ = try result.get() }
    }

    private func draft(of claim: RoundClaim) -> ClaimDraft {
        var draft = ClaimDraft()
        draft.programme = input.programme.id
        draft.clause = claim.clause
        draft.period = input.period
        draft.applicant = input.code(claim.applicant)
        draft.applicantName = claim.applicant
        draft.object = input.object(claim.object)
        draft.facts = input.declared(claim)
        let others = input.round.claims.filter { claim.sameAs.contains($0.id) }
        if !others.isEmpty {
            draft.sameAs = others.map { other in
                var plain = other
                plain.sameAs = []
                return self.draft(of: plain).claimID
            }
        }
        return draft
    }

    // MARK: Officers

    /// - Returns: claims whose amount an officer was never asked for, or which is above what he may decide.
    private func answerReviews() throws -> [String] {
        var decided = Set(input.round.claims.filter { $0.facts["decided"].map { $0 != .null } ?? false }.map(\.id))
        var answered: Set<String> = []
        while true {
            var isNew = false
            for topic in ["150200.verifications", "\(city).assessments"] {
                for record in try Records.all(log, topic) where record.type == ReviewRequested.type {
                    let review = try ReviewRequested(reading: record.payload)
                    guard let claim = input.round.claims.first(where: { $0.id == ids[review.of.claim] }),
                        answered.insert(review.id).inserted
                    else { continue }
                    isNew = true
                    switch review.subject {
                    case .facts:
                        var body = ReviewAnswer()
                        body.review = review.id
                        let attested = input.attested(claim)
                        for name in review.facts { body.facts[name] = attested[name] }
                        try order(.reviewAnswer, body, of: "150200", applicant: review.of.applicant)
                    case .amount:
                        guard let amount = claim.facts["decided"], amount != .null else { continue }
                        var body = DecideAmountOrder()
                        body.review = review.id
                        body.amount = amount
                        if try order(.decisionAnswer, body, applicant: review.of.applicant, mayBeRefused: true) {
                            decided.remove(claim.id)
                        }
                    }
                }
            }
            guard isNew else { return decided.sorted() }
        }
    }

    /// - Returns: whether it was accepted.
    @discardableResult private func order(
        _ kind: OrderKind, _ body: some Message, of division: String? = nil, applicant: String? = nil,
        at: String = "2024-01-01T00:00:00+08:00", mayBeRefused: Bool = false
    ) throws -> Bool {
        orders += 1
        let division = division ?? city
        var order = OrderGiven()
        order.id = "order \(orders)"
        order.stage = kind.stage.rawValue
        order.officer = "o-1502-01"
        order.reason = "示例"
        order.at = at
        order.kind = kind.name
        order.applicant = applicant
        order.body = RawJSON(body)
        try log.append([World.record(order, "\(division).orders", key: order.id)])
        try drain()
        for record in try Records.all(log, "\(division).answers") {
            let answer = try OrderAnswered(reading: record.payload)
            guard answer.order == order.id else { continue }
            if answer.accepted || mayBeRefused { return answer.accepted }
            throw Stuck(description: "\(kind.name): \(record.text)")
        }
        throw Stuck(description: "\(kind.name) is not answered")
    }

    // MARK: Agents

    /// All tasks until nothing is left to read.
    private func drain() throws {
        var isMoving = true
        while isMoving {
            isMoving = false
            for (number, task) in region.tasks.enumerated() {
                let seen: any EventLog = task.county == nil ? log : RelayLog(outbox, log)
                let ends = try seen.ends(of: Array(positions[number].keys)).mapValues(\.lastStable)
                guard positions[number].contains(where: { $0.value < ends[$0.key] ?? 0 }) else { continue }
                isMoving = true
                let turn = Turn(
                    SeededGenerator(seed: 0), polls: nil, stepsToDeath: nil, abortsOneIn: nil, mutation: nil, ends: ends
                )
                let environment = TaskEnvironment(
                    log: TroubledLog(log: seen, turn: turn), build: "test", stateFolder: nil, stop: turn.stop,
                    status: TaskStatus(task: task.specification.id) { _ in })
                let ending = try task.run(environment)
                guard ending == .stopped else { throw Stuck(description: "\(task.specification.id): \(ending)") }
                positions[number] = ends
            }
        }
    }

    // MARK: What came of it

    private func proposed() throws -> [AwardProposed] {
        var proposed: [AwardProposed] = []
        for record in try Records.all(log, "\(city).awards") where record.type == AwardProposed.type {
            var award = try AwardProposed(reading: record.payload)
            award.of.claim = ids[award.of.claim] ?? award.of.claim
            award.kept = award.kept.map { ids[$0] ?? $0 }
            proposed.append(award)
        }
        let letters = try ["150200", "150000"].flatMap { try Records.all(log, "\($0).dead-letters") }.map(\.text)
        let rounds = try Records.all(log, "\(city).rounds")
        guard letters.isEmpty,
            rounds.last?.type == RoundClosed.type || rounds.contains(where: { $0.type == RoundClosed.type })
        else { throw Stuck(description: (letters + [rounds.last?.text ?? "no round"]).joined(separator: "\n")) }
        return proposed
    }
}
