import Agent
import Awards
import Decimals
import Messages
import Policy
import Seals

/// One adjudication of a round: the pure `adjudicate` over the versions that stand.
struct RoundWork {
    let life: RoundLife
    let closing: RoundClosing
    let state: RoundState
    /// The round's own.
    let rulebook: Rulebook
    let partitions: Int
    let counties: CountyNames
    /// Facts that stand in the place of those that were verified, besides what the state has recorded.
    var corrected: [String: Facts] = [:]

    /// What is tried in the place of the round's own rules and terms.
    var trial: RoundTrial?
    /// Where the same state's is known already.
    var roll: RoundRoll?

    private var round: String { closing.round }
    private var rules: Rulebook { trial?.rulebook ?? rulebook }

    /// What the round says of its claims.
    ///
    /// - Parameter tracing: whether the steps of each amount are kept; a look at what would change needs none.
    /// - Throws: ``RoundErrors`` with what is wrong with the round's claims.
    func adjudicated(_ tracing: Tracing = .steps) throws(RoundErrors) -> AdjudicatedRound {
        let roll = roll ?? RoundRoll(life, closing, state, partitions: partitions)
        let carried = Set(life.waived.filter { $0.subject == .claim }.map(\.name))
        var lines: [AdjudicatedRound.Line] = []
        lines.reserveCapacity(roll.claims.count)
        var members: [RoundRoll.Entry] = []
        for claim in roll.claims {
            if let kept = claim.kept {
                lines.append(AdjudicatedRound.Line(kept, said(of: kept, carried, as: members.count)))
                if case .adjudicated? = lines.last?.said { members.append(kept) }
            }
            for other in claim.others {
                let said: AdjudicatedRound.Said =
                    other.standing == .withdrawn ? .withdrawn : .duplicate(of: claim.kept?.name.office)
                lines.append(AdjudicatedRound.Line(other, said))
            }
        }
        let (input, bases) = try round(of: members)
        let rules = rules
        let outcomes = try rules.adjudicate(input, tracing: tracing)
        return AdjudicatedRound(
            round: round, lines: lines, bases: bases, outcomes: outcomes, readings: rules.programme.readingsByClause,
            counties: counties)
    }

    private func said(
        of kept: RoundRoll.Entry, _ carried: Set<String>, as place: Int
    ) -> AdjudicatedRound.Said {
        if carried.contains(kept.of.claim) { return .carried }
        switch kept.standing {
        case .refused: return .refused
        case .decided:
            // What is tried may have the clause no more.
            if trial != nil, rules.rule(kept.of.clause) == nil { return .carried }
            return .adjudicated(place)
        // A round is adjudicated when nothing waits and what is withdrawn is kept by nobody.
        case .waits, .withdrawn: return .carried
        }
    }

    // MARK: What goes in

    /// The round, and what each of its claims rests on.
    private func round(of members: [RoundRoll.Entry]) throws(RoundErrors) -> (Round, [SHA256Digest]) {
        let year = Int(closing.period.prefix(4)) ?? 0
        // Every claim says when it was received; the deadline stands for none of them.
        guard let day = CivilDate(inShanghaiAtMilliseconds: closing.deadline.milliseconds) else {
            throw RoundErrors(sentences: ["the deadline \(closing.deadline) is outside the calendar"])
        }
        let programme = rules.programme
        let decidable = Set(programme.clauses.filter { $0.fact("decided") != nil }.map(\.id))
        let before = OtherRounds(than: life, state, programme, year)
        var earlier = before.earlier
        // Each award once: every claim of an applicant, or for an object, brings all that it knows of.
        var known: Set<AwardName> = []
        var claims: [RoundClaim] = []
        var bases: [SHA256Digest] = []
        bases.reserveCapacity(members.count)
        claims.reserveCapacity(members.count)
        for member in members {
            guard let content = state.versions.content(of: member.name) else {
                preconditionFailure("the roll names \(member.name), which was not assessed")
            }
            for award in content.earlier ?? [] where known.insert(AwardName(award)).inserted {
                if let award = EarlierAward(award) { earlier.append(award) }
            }
            claims.append(claim(member.of, content, isDecidable: decidable.contains(member.of.clause)))
            bases.append(SHA256.digest(of: content.basis.bytes))
        }
        var round = Round(year: year, asOf: day, claims: claims)
        // Of the claims that it names a version may be withdrawn, refused or left to the next round.
        if members.contains(where: { $0.of.sameAs != nil }) {
            let ids = Set(members.map(\.of.claim))
            for (index, member) in members.enumerated() {
                round.claims[index].sameAs = (member.of.sameAs ?? []).filter {
                    $0 != member.of.claim && ids.contains($0)
                }
            }
        }
        round.guide = trial?.guide(guide) ?? guide
        round.earlier = earlier
        round.reserved = before.reserved
        return (round, bases)
    }

    /// - Parameter isDecidable: whether the clause takes what an officer decided as a fact.
    private func claim(_ of: ClaimVersion, _ content: RoundVersion.Content, isDecidable: Bool) -> RoundClaim {
        var claim = RoundClaim(id: of.claim, applicant: of.applicant, clause: of.clause)
        claim.object = of.object
        claim.received = of.received
        claim.division = of.office
        claim.lodgedBy = of.claimantKind
        claim.facts = facts(of: of.claim, content)
        if let trial { claim.facts = trial.facts(claim.facts, of: of.clause) }
        let decided = content.decided
        if isDecidable {
            // No officer has decided yet: that is known.
            if claim.facts["decided"] == nil { claim.facts["decided"] = decided.map { .number($0) } ?? .null }
        } else if let decided {
            // The clause referred it: from here on the officer's amount stands for the clause's own.
            claim.assessed = try? Money(truncatingYuan: decided)
        }
        return claim
    }

    /// The verified facts, with what officers have put in their place since.
    private func facts(of claim: String, _ content: RoundVersion.Content) -> Facts {
        var facts = content.facts
        // Nobody corrects what was not proposed yet.
        if life.closed == nil, corrected.isEmpty { return facts }
        let recorded = state.corrected[ProposalName(round, claim)]?.content.facts ?? Facts()
        for change in recorded.entries { facts[change.name] = change.value }
        for change in corrected[claim]?.entries ?? [] { facts[change.name] = change.value }
        return facts
    }

    private var guide: RoundGuide {
        var guide = RoundGuide()
        guard let set = closing.guide.flatMap({ state.guideTerms[$0]?.content }) else {
            guide.isLoaded = false
            return guide
        }
        guide.closedClauses = Set(set.closedClauses)
        guide.coefficient = set.coefficient ?? Decimal128(1)
        guide.facts = set.facts
        return guide
    }
}

/// What other rounds of the year have proposed or confirmed: earlier awards for this one, and reserved of its budgets.
private struct OtherRounds {
    private(set) var earlier: [EarlierAward] = []
    private(set) var reserved = Round.Reserved()

    init(than life: RoundLife, _ state: RoundState, _ programme: Programme, _ year: Int) {
        // Pots for the whole programme count what was paid under them by themselves.
        let yearly = Set(programme.clauses.filter { $0.budget?.per != .programme }.map(\.id))
        // What is made of them are sums, in whatever order they come.
        func count(_ name: ProposalName, _ proposal: StandingProposal) {
            guard name.round != life.opened.round else { return }
            let fen = state.corrections[name]?.content.afterFen ?? proposal.awardFen ?? 0
            take(proposal.of, fen, programme, year, yearly)
        }
        state.proposals.forEach(count)
    }

    private mutating func take(
        _ of: ClaimVersion, _ fen: Int64, _ programme: Programme, _ year: Int, _ yearly: Set<String>
    ) {
        guard fen > 0, let otherYear = Int(of.period.prefix(4)) else { return }
        let amount = Money(fen: fen)
        var award = EarlierAward(
            applicant: of.applicant, policy: of.programme, clause: of.clause, year: otherYear, amount: amount,
            tier: programme.tiers.decides)
        award.object = of.object
        earlier.append(award)
        guard of.programme == programme.id, otherYear == year else { return }
        reserved.total = (try? reserved.total + amount) ?? reserved.total
        guard yearly.contains(of.clause) else { return }
        let sum = reserved.clauses[of.clause] ?? .zero
        reserved.clauses[of.clause] = (try? sum + amount) ?? sum
    }
}

/// What tells the awards of the register apart.
private struct AwardName: Hashable {
    let applicant: String
    let object: String?
    let programme: String
    let clause: String?
    let year: Int64

    init(_ award: PriorAward) {
        applicant = award.applicant
        object = award.object
        programme = award.programme
        clause = award.clause
        year = award.year
    }
}

extension EarlierAward {
    /// Nil where the record names no tier that there is.
    fileprivate init?(_ award: PriorAward) {
        guard let tier = Tier(rawValue: award.tier) else { return nil }
        self.init(
            applicant: award.applicant, policy: award.programme, clause: award.clause, year: Int(award.year),
            amount: Money(fen: award.amountFen), tier: tier)
        object = award.object
    }
}
