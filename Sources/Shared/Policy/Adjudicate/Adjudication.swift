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
    let claims: [RoundClaim]
    let days: [CivilDate]
    /// Of claims whose clause is ranked and that state a figure.
    let ranks: [Int: Int]
    /// Claims on one project have one number.
    let projects: [Int]
    /// Whom or what each claim is counted for.
    let holders: ClaimHolders
    /// Those of the claims: first as the upper text has them, then with the numbers of divisions that set their own.
    let clauses: [RoundClause]
    /// For each claim the place of its clause among them, of the upper text: by it claims of all divisions compete.
    let places: [Int]
    /// And the place of the clause as it holds for the claim.
    let applied: [Int]
    /// By the place of the clause: whether what was paid before changes anything.
    let arePaid: [Bool]
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

    init(_ rulebook: Rulebook, _ round: Round, _ tracing: Tracing) throws(RoundErrors) {
        let sentences = rulebook.faults(of: round)
        guard sentences.isEmpty else { throw RoundErrors(sentences: sentences) }
        let programme = rulebook.programme
        self.rulebook = rulebook
        self.round = round
        self.tracing = tracing
        claims = round.claims
        paid = PaidBefore(round.earlier, of: programme, year: round.year)
        (clauses, places, applied) = try Self.clauses(of: round, rulebook)
        let paid = paid
        arePaid = clauses.map { $0.readsPayments && paid.hasPaid($0.clause.id) }
        order = Self.order(of: round)
        days = Self.days(of: round)
        ranks = Self.ranks(of: round.claims, clauses, places)
        let joinsProjects = programme.sameProject != nil || programme.nonDuplication?.joined == .project
        projects = joinsProjects ? ClaimGroups.named(in: round.claims) : Array(round.claims.indices)
        holders = ClaimHolders(
            round.claims, clauses, places, joinsObjects: programme.nonDuplication?.joined == .object)
        standings = Array(repeating: Standing(), count: round.claims.count)
    }

    private static func clauses(
        of round: Round, _ rulebook: Rulebook
    ) throws(RoundErrors) -> (clauses: [RoundClause], places: [Int], applied: [Int]) {
        var clauses: [RoundClause] = []
        var known: [String: Int] = [:]
        var places: [Int] = []
        places.reserveCapacity(round.claims.count)
        for index in round.claims.indices {
            let name = round.claims[index].clause
            if let place = known[name] {
                places.append(place)
                continue
            }
            guard let rule = rulebook.rule(name) else {
                throw RoundErrors(sentences: ["claim \(round.claims[index].id): there is no clause \(name)"])
            }
            known[name] = clauses.count
            places.append(clauses.count)
            clauses.append(try RoundClause(rule, of: rulebook.programme, in: round))
        }
        guard !rulebook.divisions.isEmpty else { return (clauses, places, places) }
        var applied = places
        var divided: [String: [String: Int]] = [:]
        for (index, claim) in round.claims.enumerated() {
            guard let division = claim.division, rulebook.isDivided(at: division) else { continue }
            if let place = divided[division]?[claim.clause] {
                applied[index] = place
                continue
            }
            let own = rulebook.rulebook(at: division)
            guard let rule = own.rule(claim.clause) else { continue }
            applied[index] = clauses.count
            divided[division, default: [:]][claim.clause] = clauses.count
            clauses.append(try RoundClause(rule, of: own.programme, in: round))
        }
        return (clauses, places, applied)
    }

    /// The clause as it holds for a claim.
    func clause(of claim: Int) -> RoundClause { clauses[applied[claim]] }

    // MARK: Order, days, ranks, groups

    private static func order(of round: Round) -> [Int] {
        let start = round.asOf.startInShanghaiMilliseconds / 1_000
        var entries: [Receipt] = []
        entries.reserveCapacity(round.claims.count)
        for index in round.claims.indices {
            let received = round.claims[index].received
            entries.append(
                Receipt(
                    seconds: received?.seconds ?? start, nanoseconds: received?.nanoseconds ?? 0, claim: index))
        }
        let ids = round.claims.map(\.id)
        let isInOrder = ids.indices.dropFirst().allSatisfy { ids[$0 - 1].utf8.lexicographicallyPrecedes(ids[$0].utf8) }
        entries.sort { left, right in
            if left.seconds != right.seconds { return left.seconds < right.seconds }
            if left.nanoseconds != right.nanoseconds { return left.nanoseconds < right.nanoseconds }
            if isInOrder { return left.claim < right.claim }
            return ids[left.claim].utf8.lexicographicallyPrecedes(ids[right.claim].utf8)
        }
        return entries.map(\.claim)
    }

    private struct Receipt {
        let seconds: Int64
        let nanoseconds: Int32
        let claim: Int
    }

    private static func days(of round: Round) -> [CivilDate] {
        round.claims.indices.map { index in
            round.claims[index].received.flatMap { CivilDate(inShanghaiAtMilliseconds: $0.milliseconds) } ?? round.asOf
        }
    }

    /// Counted over all claims of the clause that state a figure, whatever becomes of them; equal ones share the better
    /// rank.
    private static func ranks(of claims: [RoundClaim], _ clauses: [RoundClause], _ places: [Int]) -> [Int: Int] {
        var figures: [[(claim: Int, figure: Decimal128)]] = Array(repeating: [], count: clauses.count)
        for index in claims.indices {
            guard let name = clauses[places[index]].rankedBy, case .number(let figure)? = claims[index].facts[name]
            else { continue }
            figures[places[index]].append((index, figure))
        }
        var ranks: [Int: Int] = [:]
        for list in figures {
            let sorted = list.sorted { $1.figure < $0.figure }
            var rank = 1
            for (place, entry) in sorted.enumerated() {
                if place > 0, sorted[place - 1].figure != entry.figure { rank = place + 1 }
                ranks[entry.claim] = rank
            }
        }
        return ranks
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
        standings.indices.map { index in
            var outcome = RoundOutcome(
                id: claims[index].id, assessment: standings[index].assessment,
                kept: standings[index].kept.map { claims[$0].id }, steps: standings[index].steps)
            if tracing == .whole {
                var trace = outcome.assessment.trace ?? Trace()
                trace.steps = outcome.steps
                outcome.assessment.trace = trace
            }
            return outcome
        }
    }
}
