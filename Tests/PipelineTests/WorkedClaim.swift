import Agent
import Awards
import Decimals
import Documents
import Feel
import Messages
import Policy
import Seals
import TestSupport

@testable import Calculator
@testable import Verifier

/// A worked case brought as people bring it: what its clause takes from the claim in the claim, from registers as rows,
/// from the guide in the guide, from officers as answers.
struct WorkedClaim {
    let item: WorkedCase
    let clause: Clause
    private let adopted: PolicyAdopted
    private let rulebook: Rulebook
    private let stages: Stages
    private var programme: Programme { rulebook.programme }

    /// Nil for a case under a clause that the policy has not.
    init?(_ item: WorkedCase, _ adopted: PolicyAdopted, _ stages: Stages) throws {
        rulebook = try stages.rulebooks.rulebook(digest: adopted.digest, name: adopted.programme) {
            adopted.bytes.bytes
        }
        guard let clause = rulebook.programme.clause(item.clause) else { return nil }
        self.item = item
        self.clause = clause
        self.adopted = adopted
        self.stages = stages
    }

    /// The stages on the way of a claim at a banner of Baotou: verified by the city, assessed where its programme says.
    struct Stages {
        let rulebooks = Rulebooks()
        let verify: VerifyDecider
        private let assess: [Tier: AssessDecider]

        init() throws {
            let offices = try Offices.load(path: Repository.file("deploy/offices.yaml"))
            func task(_ name: String) throws -> TaskName {
                guard let task = TaskName(name) else { throw SimulatedCity.NoName(text: name) }
                return task
            }
            verify = try VerifyDecider(try task("150200.verify.0"), offices, rulebooks: rulebooks)
            assess = [
                .city: AssessDecider(try task("150200.assess.0"), offices),
                .region: AssessDecider(try task("150000.assess.0"), offices),
            ]
        }

        func assess(_ programme: Programme) -> AssessDecider? { assess[programme.tiers.decides] }
    }

    private enum Giver {
        case claim, guide, decider, reviewer, round
        case register(RegisterKind)
    }

    private func giver(of fact: FactDeclaration) -> Giver {
        if fact.round != nil { return .round }
        switch FactSource(fact.source) {
        case .declared, .claimantKind: return .claim
        case .register(let kind): return .register(kind)
        case .person: return .reviewer
        case .others: return fact.source == "officer" ? .decider : .guide
        }
    }

    private func facts(_ isWanted: (Giver) -> Bool) -> Facts {
        var facts = Facts()
        for fact in clause.facts where isWanted(giver(of: fact)) {
            facts[fact.name] = item.facts[fact.name]
            // The cases are single claims, and leave out what only a comparison of claims looks at.
            if fact.isOnlyInRound, facts[fact.name] == nil { facts[fact.name] = .number(Decimal128(30_000_000)) }
        }
        return facts
    }

    /// Whether the case leaves out something that the clause cannot do without, and that is not the round's to know.
    var lacksFacts: Bool {
        clause.facts.contains { fact in
            if case .asked = fact.absent { fact.round == nil && item.facts[fact.name] == nil } else { false }
        }
    }

    private var appliedOn: String {
        guard let fact = clause.facts.first(where: { $0.round == .appliedOn }),
            case .text(let day)? = item.facts[fact.name]
        else { return "2024-02-01" }
        return day
    }

    private var period: String {
        guard let fact = clause.facts.first(where: { $0.round == .year }),
            case .number(let year)? = item.facts[fact.name]
        else { return "2023" }
        return "\(year)"
    }

    private var applicant: String {
        switch item.facts["claimant_kind"] {
        case .text("county")?: "11150223MA0QTEXT0X"
        case .text("city")?: "11150200MA0QTEXT0X"
        default: "91150223MA0QTEXT0X"
        }
    }

    /// What `calculator assess` says of the same facts: without what only a round knows, but with what the claim itself
    /// says of its day, year and applicant.
    func expected() throws -> Assessment? {
        var facts = item.facts
        for fact in clause.facts {
            switch fact.round {
            case nil: continue
            case .appliedOn: facts[fact.name] = .text(appliedOn)
            case .year: facts[fact.name] = Int64(period).map { .number(Decimal128($0)) }
            case .applicant: facts[fact.name] = .text(applicant)
            case .validTo, .rank, .pot, .committed, .paid, .paidThisYear, .paidInEarlierYears, .yearsPaid:
                facts[fact.name] = nil
            }
        }
        if clause.fact("claimant_kind") != nil, facts["claimant_kind"] == nil { facts["claimant_kind"] = .text("firm") }
        return try rulebook.assess(clause.id, facts, withTrace: false)
    }

    // MARK: Through the deciders

    /// The last word of the assess stage; nil when the claim waits for something before it.
    func assessed() throws -> ClaimAssessed? {
        guard let verified = try verified(), let decider = stages.assess(programme) else { return nil }
        return try assess(verified, decider)
    }

    private func verified() throws -> ClaimVerified? {
        let decider = stages.verify
        var state = VerifyState(StateStore())
        func tell(_ input: VerifyDecider.Input) throws -> [VerifyDecider.Output] {
            switch input {
            case .row, .imported, .counts, .counted, .policy, .round, .closing, .waived, .closed:
                decider.evolve(&state, .row(input))
            case .claim, .withdrawn, .order, .intake: break
            }
            let outputs = try decider.decide(state, input).outputs
            for output in outputs { decider.evolve(&state, .output(output)) }
            return outputs
        }
        _ = try tell(.policy(adopted))
        for input in registers() { _ = try tell(input) }
        for output in try tell(.claim(claim)) {
            switch output {
            case .verified(let verified): return verified
            case .review(let review):
                var body = ReviewAnswer()
                body.review = review.id
                for name in review.facts { body.facts[name] = item.facts[name] }
                var order = OrderGiven()
                order.id = "review"
                order.stage = "verify"
                order.kind = OrderKind.reviewAnswer.name
                order.applicant = applicant
                order.body = RawJSON(body)
                for case .verified(let verified) in try tell(.order(order)) { return verified }
            case .refused, .waiting, .attested, .withdrawn, .finding, .answer, .complete, .resolved: continue
            }
        }
        return nil
    }

    private var claim: ClaimSubmitted {
        var claim = ClaimSubmitted()
        claim.id = item.name
        claim.office = "150223"
        claim.programme = programme.id
        claim.clause = clause.id
        claim.period = period
        claim.applicant = applicant
        claim.facts = facts { if case .claim = $0 { true } else { false } }
        claim.received = Moment("\(appliedOn)T09:00:00+08:00") ?? Moment()
        claim.lodged = claim.received
        return claim
    }

    /// A row of each register, be it empty, and the ends of complete imports.
    private func registers() -> [VerifyDecider.Input] {
        var inputs: [VerifyDecider.Input] = []
        for kind in RegisterKind.allCases {
            var row = RegisterRow()
            row.kind = kind.rawValue
            row.applicant = applicant
            row.asOf = "2024-01-10"
            row.facts = facts { if case .register(kind) = $0 { true } else { false } }
            if kind == .registration { row.facts["status"] = .text("存续") }
            inputs.append(.row(kind, row))
            var imported = RegisterImported()
            imported.kind = kind.rawValue
            imported.asOf = "2024-01-10"
            imported.isComplete = true
            inputs.append(.imported(kind, imported))
        }
        return inputs
    }

    private func assess(_ verified: ClaimVerified, _ decider: AssessDecider) throws -> ClaimAssessed? {
        var state = AssessState(StateStore())
        var last: ClaimAssessed?
        var review: ReviewRequested?
        func take(_ outputs: [AssessDecider.Output]) {
            for output in outputs {
                decider.evolve(&state, .output(output))
                switch output {
                case .assessed(let assessed): last = assessed
                case .review(let asked): review = asked
                case .answer, .complete, .resolved: break
                }
            }
        }
        var guide = GuideSet()
        guide.programme = programme.id
        guide.year = Int64(period) ?? 0
        guide.facts = facts { if case .guide = $0 { true } else { false } }
        guide.order = "guide"
        guide.digest = "\(SHA256.digest(of: guide.bytes))"
        var round = RoundOpened()
        round.round = "\(programme.id)/\(period)/all"
        round.programme = programme.id
        round.period = period
        round.policy = adopted.digest
        round.guide = guide.digest
        round.order = "round"
        for input in [AssessDecider.Input.policy(adopted, isOwn: true), .guide(guide), .round(round)] {
            decider.evolve(&state, .row(input))
        }
        take(try decider.decide(state, .verified(verified)).outputs)
        if let review, let decided = item.facts["decided"] {
            var body = DecideAmountOrder()
            body.review = review.id
            body.amount = decided
            var order = OrderGiven()
            order.id = "decide"
            order.stage = "assess"
            order.kind = OrderKind.decisionAnswer.name
            order.body = RawJSON(body)
            take(try decider.decide(state, .order(order)).outputs)
        }
        return last
    }
}
