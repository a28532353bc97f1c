import Awards
import Decimals
import Feel
import Messages

extension Rulebook {
    /// What each claim of a round gets, in the order of the claims; the order in which they stand changes nothing else.
    ///
    /// In force and guide, then the clause with what the round knows (ranks, earlier awards, what this round has granted
    /// before), the year's coefficient, the highest only, the fen, pots and annual totals, and who bears it. Amounts are
    /// exact until they are cut to the fen. The cost grows as n log n.
    ///
    /// Throws what is wrong with the round: facts that do not fit, ids that are not there.
    public func adjudicate(_ round: Round, tracing: Tracing = .none) throws(RoundErrors) -> [RoundOutcome] {
        var adjudication = try Adjudication(self, round, tracing)
        try adjudication.assess()
        adjudication.referShared()
        adjudication.keepHighest()
        try adjudication.cutToFen()
        try adjudication.reserve()
        try adjudication.share()
        return adjudication.outcomes
    }
}

/// How much is kept of how a round's amounts came about.
public enum Tracing: Sendable {
    case none
    /// Each step of the amount with its words, and nothing else: what a proposal says.
    case steps
    /// Conditions, facts and figures too: what an explanation needs.
    case whole
}

/// One round on its way through the stages.
struct Adjudication {
    let rulebook: Rulebook
    let round: Round
    let tracing: Tracing
    let paid: PaidBefore
    /// Claims by time of receipt, then by the bytes of their ids.
    let order: [Int]
    let days: [CivilDate]
    let ranks: [Int: Int]
    /// Claims on one project have one number.
    let projects: [Int]
    /// Claims for one object under the highest-only rule have one number; nil for claims that it does not join.
    let objects: [Int?]
    let clauses: [String: RoundClause]
    var standings: [Standing]

    /// How a claim stands between two stages.
    struct Standing {
        var assessment = Assessment(.ask([]))
        /// Nil once it is out: refused, referred, asked.
        var due: RoundDue?
        /// Once it is cut to the fen.
        var award = Money.zero
        var kept: Int?
        /// Of the amount; none without a trace.
        var steps: [Trace.Step] = []
    }

    var programme: Programme { rulebook.programme }
    var claims: [RoundClaim] { round.claims }

    init(_ rulebook: Rulebook, _ round: Round, _ tracing: Tracing) throws(RoundErrors) {
        let sentences = rulebook.faults(of: round)
        guard sentences.isEmpty else { throw RoundErrors(sentences: sentences) }
        let programme = rulebook.programme
        self.rulebook = rulebook
        self.round = round
        self.tracing = tracing
        paid = PaidBefore(round.earlier, of: programme, year: round.year)
        var clauses: [String: RoundClause] = [:]
        for claim in round.claims where clauses[claim.clause] == nil {
            guard let rule = rulebook.rule(claim.clause) else { continue }
            clauses[claim.clause] = try RoundClause(rule, of: programme, in: round)
        }
        self.clauses = clauses
        order = Self.order(of: round)
        days = Self.days(of: round)
        ranks = Self.ranks(of: round.claims, clauses)
        let joinsProjects = programme.sameProject != nil || programme.nonDuplication?.joined == .project
        projects = joinsProjects ? ClaimGroups.named(in: round.claims) : Array(round.claims.indices)
        objects = Self.objects(of: round.claims, programme)
        standings = Array(repeating: Standing(), count: round.claims.count)
    }

    // MARK: Order, days, ranks, groups

    private static func order(of round: Round) -> [Int] {
        let start = round.asOf.startInShanghaiMilliseconds / 1_000
        let moments = round.claims.map { ($0.received?.seconds ?? start, $0.received?.nanoseconds ?? 0) }
        return round.claims.indices.sorted { left, right in
            if moments[left] != moments[right] { return moments[left] < moments[right] }
            return round.claims[left].id.utf8.lexicographicallyPrecedes(round.claims[right].id.utf8)
        }
    }

    private static func days(of round: Round) -> [CivilDate] {
        round.claims.map { claim in
            claim.received.flatMap { CivilDate(inShanghaiAtMilliseconds: $0.milliseconds) } ?? round.asOf
        }
    }

    /// Counted over all claims of the clause that state a figure, whatever becomes of them; equal ones share the better
    /// rank.
    private static func ranks(of claims: [RoundClaim], _ clauses: [String: RoundClause]) -> [Int: Int] {
        var figures: [String: [(claim: Int, figure: Decimal128)]] = [:]
        for (index, claim) in claims.enumerated() {
            guard let name = clauses[claim.clause]?.rankedBy, case .number(let figure)? = claim.facts[name] else {
                continue
            }
            figures[claim.clause, default: []].append((index, figure))
        }
        var ranks: [Int: Int] = [:]
        for list in figures.values {
            let sorted = list.sorted { $1.figure < $0.figure }
            var rank = 1
            for (place, entry) in sorted.enumerated() {
                if place > 0, sorted[place - 1].figure != entry.figure { rank = place + 1 }
                ranks[entry.claim] = rank
            }
        }
        return ranks
    }

    private static func objects(of claims: [RoundClaim], _ programme: Programme) -> [Int?] {
        guard let rule = programme.nonDuplication, rule.joined == .object else {
            return Array(repeating: nil, count: claims.count)
        }
        let covered = Dictionary(rule.clauses.map { ($0, programme.clause($0)) }) { first, _ in first }
        var numbers: [String: Int] = [:]
        return claims.map { claim in
            guard let clause = covered[claim.clause] else { return nil }
            let holder = programme.holder(of: clause, applicant: claim.applicant, object: claim.object)
            if let number = numbers[holder] { return number }
            numbers[holder] = numbers.count
            return numbers[holder]
        }
    }

    // MARK: What stages share

    /// Out of the competition, with the reason.
    mutating func end(_ claim: Int, _ outcome: Outcome) {
        standings[claim].assessment.outcome = outcome
        standings[claim].due = nil
    }

    mutating func record(
        _ stage: Trace.Stage, of claim: Int, from before: Decimal128, to after: Decimal128, _ note: Trace.Note? = nil
    ) {
        var note = note
        switch tracing {
        case .none: return
        case .steps: note?.facts = Facts()
        case .whole: break
        }
        standings[claim].steps.append(Trace.Step(stage: stage, before: before, after: after, index: 0, note: note))
    }

    var outcomes: [RoundOutcome] {
        zip(claims, standings).map { claim, standing in
            var assessment = standing.assessment
            if tracing != .none {
                var trace = assessment.trace ?? Trace()
                trace.steps = standing.steps
                assessment.trace = trace
            }
            return RoundOutcome(id: claim.id, assessment: assessment, kept: standing.kept.map { claims[$0].id })
        }
    }
}
