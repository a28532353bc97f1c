import Agent
import Awards
import Decimals
import Documents
import Log
import Messages
import Policy
import Seals

@testable import Calculator
@testable import Intake

/// A line whose round enters at the Round decider: its claims as they were assessed, and what was reserved.
struct RoundEntry {
    private static let office = "150223"
    private let input: RoundInput
    private let decider: RoundDecider
    private var state = RoundState(StateStore())
    private var round: String { "\(input.programme.id)/\(input.period)/all" }

    init(_ input: RoundInput, _ offices: Offices) throws {
        self.input = input
        guard let task = TaskName("150200.round.0") else { throw RoundInput.Unknown(name: "task") }
        decider = try RoundDecider(task, offices, piece: 7)
    }

    mutating func proposals() throws -> [AwardProposed] {
        open(input.policy)
        for (clause, sum) in input.round.reserved.clauses { reserve(clause, sum) }
        if input.round.reserved.total != .zero {
            // Under a clause without a budget of its own.
            let clause = input.programme.clauses.first { $0.budget == nil }?.id ?? ""
            reserve(clause, input.round.reserved.total)
        }
        for (index, claim) in input.round.claims.enumerated() { assess(claim, isFirst: index == 0) }
        var complete = AssessComplete()
        complete.round = round
        complete.office = Self.office
        complete.versions = Int64(input.round.claims.count)
        var decision: Decision<RoundDecider.Output> = []
        for partition in 0..<decider.offices.partitions {
            complete.partition = Int64(partition)
            complete.versions = Int64(count(in: partition))
            decider.evolve(&state, .row(.complete(complete)))
            decision = decider.decide(state, .complete(complete))
        }
        guard var plan = decision.plan else { throw RoundInput.Unknown(name: "\(decision.outputs)") }
        var proposals: [AwardProposed] = []
        while true {
            let piece = decider.proceed(state, with: plan)
            for output in piece.outputs {
                if case .proposed(let proposed) = output { proposals.append(proposed) }
                if case .blocked(let blocked) = output { throw RoundInput.Unknown(name: "\(blocked.blockers)") }
            }
            guard let cursor = piece.cursor else { return proposals }
            plan = Plan(id: plan.id, subject: plan.subject, targets: plan.targets, cursor: cursor)
        }
    }

    private mutating func open(_ bytes: [UInt8]) {
        var adopted = PolicyAdopted()
        adopted.programme = input.programme.id
        adopted.digest = "\(SHA256.digest(of: bytes))"
        adopted.bytes = Base64Data(bytes)
        decider.evolve(&state, .output(.adopted(adopted)))
        var closing = RoundClosing()
        if let order = input.guide {
            var guide = GuideSet()
            guide.programme = order.programme
            guide.year = order.year
            // Those of single claims stay with them.
            guide.facts = input.round.guide.facts
            guide.closedClauses = order.closedClauses
            guide.coefficient = order.coefficient
            guide.digest = "\(SHA256.digest(of: order.bytes))"
            guide.order = "guide"
            decider.evolve(&state, .output(.guide(guide)))
            closing.guide = guide.digest
        }
        var opened = RoundOpened()
        opened.round = round
        opened.programme = input.programme.id
        opened.period = input.period
        opened.policy = adopted.digest
        opened.guide = closing.guide
        opened.order = "open"
        opened.deadline = Moment("2099-01-01T00:00:00+08:00") ?? Moment()
        decider.evolve(&state, .output(.opened(opened)))
        closing.round = round
        closing.programme = opened.programme
        closing.period = opened.period
        closing.deadline = opened.deadline
        closing.policy = opened.policy
        closing.offices = [Self.office]
        closing.order = "close"
        decider.evolve(&state, .output(.closing(closing)))
    }

    /// Another round of the year has proposed so much.
    private mutating func reserve(_ clause: String, _ sum: Money) {
        var proposed = AwardProposed()
        proposed.round = "another"
        proposed.of.claim = "reserved \(clause)"
        proposed.of.office = Self.office
        proposed.of.programme = input.programme.id
        proposed.of.clause = clause
        proposed.of.period = input.period
        proposed.of.applicant = "91150223MA0Q99990X"
        proposed.outcome = .award
        proposed.awardFen = sum.fen
        state.proposals[ProposalName(proposed)] = StandingProposal(proposed, digest: SHA256.digest(of: proposed.bytes))
    }

    private mutating func assess(_ claim: RoundClaim, isFirst: Bool) {
        var assessed = AssessedVersion()
        assessed.of.claim = claim.id
        assessed.of.office = Self.office
        assessed.of.programme = input.programme.id
        assessed.of.clause = claim.clause
        assessed.of.period = input.period
        assessed.of.applicant = input.code(claim.applicant)
        assessed.of.object = input.object(claim.object)
        assessed.of.received = Moment(atMs: input.receivedMs[claim.id] ?? 0)
        assessed.of.lodged = assessed.of.received
        assessed.of.sameAs = claim.sameAs.isEmpty ? nil : claim.sameAs
        assessed.outcome = .award
        assessed.facts = claim.facts
        assessed.decided = claim.assessed?.yuan
        if isFirst { assessed.earlier = input.round.earlier.map(award) }
        decider.evolve(&state, .row(.assessed(assessed)))
    }

    private func award(_ earlier: EarlierAward) -> PriorAward {
        var award = PriorAward()
        award.applicant = input.code(earlier.applicant)
        award.object = input.object(earlier.object)
        award.programme = earlier.policy
        award.clause = earlier.clause
        award.year = Int64(earlier.year)
        award.amountFen = earlier.amount.fen
        award.tier = earlier.tier.rawValue
        return award
    }

    private func count(in partition: Int) -> Int {
        input.round.claims.count { claim in
            Partitioner.partition(of: Array(input.code(claim.applicant).utf8), among: Int32(decider.offices.partitions))
                == Int32(partition)
        }
    }
}
