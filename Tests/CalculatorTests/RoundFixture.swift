import Agent
import Awards
import Decimals
import Documents
import Log
import Messages
import Testing

@testable import Calculator

/// A Round of Baotou with its policy, guide and a round of 2023 that is open until 1 March 2024.
struct RoundFixture {
    static let round = "baotou-2022/2023/all"
    static let closer = "o-1502-02"
    static let arbiter = "o-1502-01"
    static let confirmer = "o-1502-03"
    let decider: RoundDecider
    var state = RoundState(StateStore())
    private var orders = 0
    /// All that was written, in order.
    private(set) var written: [RoundDecider.Output] = []
    private(set) var closing: RoundClosing?
    /// All that the stage before said of versions.
    private(set) var assessments: [ClaimAssessed] = []
    /// How many pieces plans had.
    private(set) var pieces = 0
    private let piece: Int
    /// Whether the process dies before each piece of a plan, and before its end: another one knows only the state.
    private let dies: Bool

    /// - Parameter policy: changes the policy's text before it is adopted.
    init(policy change: (String) -> String = { $0 }, piece: Int = 5_000, dies: Bool = false) throws {
        self.piece = piece
        self.dies = dies
        decider = try Self.decider(piece)
        var adopt = AdoptPolicyOrder()
        let policy = String(decoding: try Document.read("deploy/policies/baotou-2022.yaml"), as: UTF8.self)
        adopt.bytes = Base64Data(Array(change(policy).utf8))
        _ = try order(.policyAdopt, adopt)
        var guide = SetGuideOrder()
        guide.programme = "baotou-2022"
        guide.year = 2023
        guide.facts = ["rate": .number(Decimal128(10)), "fx_usd_cny": .number(try Decimal128("7.05"))]
        _ = try order(.guideSet, guide)
        var open = OpenRoundOrder()
        open.programme = "baotou-2022"
        open.period = "2023"
        open.opens = try #require(Moment("2024-01-02T00:00:00+08:00"))
        open.deadline = try #require(Moment("2024-03-01T00:00:00+08:00"))
        _ = try order(.roundOpen, open)
    }

    private static func decider(_ piece: Int) throws -> RoundDecider {
        try RoundDecider(
            try #require(TaskName("150200.round.0")), try Offices.load(path: "deploy/offices.yaml"), piece: piece)
    }

    private func deciderOfPiece() throws -> RoundDecider { dies ? try Self.decider(piece) : decider }

    /// Takes a record in as the loop does; a plan that follows is written to its end.
    @discardableResult mutating func take(_ record: Record, asTable isTable: Bool = false) throws
        -> [RoundDecider.Output]
    {
        let input = try #require(try decider.input(from: record))
        if isTable { decider.evolve(&state, .row(input)) }
        let decision = decider.decide(state, input)
        var outputs = decision.outputs
        for output in outputs { decider.evolve(&state, .output(output)) }
        if var plan = decision.plan {
            while true {
                let piece = try deciderOfPiece().proceed(state, with: plan)
                pieces += 1
                outputs += piece.outputs
                guard let cursor = piece.cursor else { break }
                plan = Plan(id: plan.id, subject: plan.subject, targets: plan.targets, cursor: cursor)
            }
            try deciderOfPiece().evolve(&state, .finished(plan))
        }
        for case .closing(let closing) in outputs { self.closing = closing }
        written += outputs
        return outputs
    }

    /// Gives an order and answers what it was told.
    @discardableResult mutating func order(
        _ kind: OrderKind, _ body: some Message, by officer: String = closer, at: String = "2024-03-02T09:00:00+08:00"
    ) throws -> OrderAnswered {
        orders += 1
        let record = DeciderRecords.order(kind, body: body, id: "order-\(orders)-0123456789abcdef", by: officer, at: at)
        for case .answer(let answer) in try take(record) { return answer }
        throw Unanswered()
    }

    struct Unanswered: Error {}

    // MARK: What counties and stages say

    func version(
        _ claim: String, _ clause: String, of applicant: String, at office: String = "150207", number: Int64 = 1,
        received: String = "2024-02-01T09:00:00+08:00", lodged: String? = nil
    ) throws -> ClaimVersion {
        var version = ClaimVersion()
        version.claim = claim
        version.version = number
        version.office = office
        version.programme = "baotou-2022"
        version.clause = clause
        version.period = "2023"
        version.applicant = applicant
        version.received = try #require(Moment(received))
        version.lodged = try #require(Moment(lodged ?? received))
        return version
    }

    mutating func assess(
        _ of: ClaimVersion, _ facts: Facts, _ outcome: ClaimAssessed.Outcome = .award, number: Int64 = 1,
        earlier: [PriorAward]? = nil
    ) throws {
        var assessed = ClaimAssessed()
        assessed.of = of
        assessed.number = number
        assessed.outcome = outcome
        assessed.facts = facts
        assessed.earlier = earlier
        assessed.policy = state.policies["baotou-2022"]
        assessments.append(assessed)
        try take(DeciderRecords.record(assessed, on: "150200.assessments"), asTable: true)
    }

    mutating func close() throws -> OrderAnswered {
        var body = CloseRoundOrder()
        body.round = Self.round
        body.asOf = "2024-02-29"
        return try order(.roundClose, body)
    }

    /// The markers of all, with how many versions each partition of a county had.
    mutating func markAll(
        besides: Set<String> = [], _ versions: [ClaimVersion], held: [HeldVersion] = []
    ) throws {
        let closing = try #require(closing)
        for partition in Int64(0)..<4 {
            for office in closing.offices where !besides.contains(office) {
                try mark(office: office, partition, versions, held)
            }
            for register in closing.registers where !besides.contains(register.kind) {
                var complete = AssessComplete()
                complete.round = Self.round
                complete.register = register
                complete.verifier = "150200"
                complete.partition = partition
                try take(DeciderRecords.record(complete, on: "150200.assessments"), asTable: true)
            }
        }
    }

    mutating func mark(
        office: String, _ partition: Int64, _ versions: [ClaimVersion], _ held: [HeldVersion] = []
    ) throws {
        func isHere(_ of: ClaimVersion) -> Bool {
            of.office == office && Int64(Partitioner.partition(of: Array(of.applicant.utf8), among: 4)) == partition
        }
        var complete = AssessComplete()
        complete.round = Self.round
        complete.office = office
        complete.partition = partition
        complete.versions = Int64(versions.count(where: isHere))
        complete.held = held.filter { $0.of.map(isHere) ?? (partition == 0) }
        try take(DeciderRecords.record(complete, on: "150200.assessments"), asTable: true)
    }

    /// Notice and confirmation of what was adjudicated.
    mutating func confirmAll() throws {
        var publish = PublishOrder()
        publish.round = Self.round
        publish.workingDays = 3
        _ = try order(.roundPublish, publish)
        try workingDays(3)
        var confirm = ConfirmOrder()
        confirm.round = Self.round
        confirm.digest = state.rounds[Self.round]?.closed?.digest ?? ""
        _ = try order(.roundConfirm, confirm, by: Self.confirmer)
    }

    // MARK: What came of it

    var corrections: [AwardCorrected] {
        written.compactMap { output in
            guard case .corrected(let corrected) = output else { return nil }
            return corrected
        }
    }

    var blockers: [RoundBlocker] { state.rounds[Self.round]?.blocked?.blockers ?? [] }
    var phase: RoundLife.Phase? { state.rounds[Self.round]?.phase }

    func proposal(_ claim: String) -> StandingProposal? { state.proposals[ProposalName(Self.round, claim)] }

    mutating func workingDays(_ count: Int) throws {
        for day in 0..<count {
            var began = DayBegan()
            began.date = "2024-03-\(10 + day)"
            try take(DeciderRecords.record(began, on: "150200.days"), asTable: true)
        }
    }
}
