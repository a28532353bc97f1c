import Agent
import Awards
import Decimals
import Messages
import Policy
import Seals

/// One adjudication of a round: the pure `adjudicate` over the versions that stand, and a proposal for each claim.
struct RoundWork {
    let life: RoundLife
    let closing: RoundClosing
    let state: RoundState
    let rulebook: Rulebook
    let partitions: Int
    /// Facts that stand in the place of those that were verified, besides what the state has recorded.
    var corrected: [String: Facts] = [:]

    /// What an adjudication says.
    struct Result: Sendable {
        /// One a claim and office, in the order of ids; `revision` is that of the adjudication.
        let proposals: [AwardProposed]
        /// Of each proposal as it would be written.
        let digests: [String]
    }

    private var round: String { closing.round }

    /// - Throws: ``RoundErrors`` with what is wrong with the round's claims.
    func result(revision: Int64) throws(RoundErrors) -> Result {
        let roll = RoundRoll(life, closing, state, partitions: partitions)
        let members = roll.claims.compactMap { claim -> RoundRoll.Entry? in
            guard let kept = claim.kept, let assessed = kept.assessed, !life.isWaived(.claim, claim.id) else {
                return nil
            }
            return assessed.outcome == .refused ? nil : kept
        }
        let outcomes = try rulebook.adjudicate(try adjudicated(members), withTrace: true)
        var byClaim: [String: RoundOutcome] = [:]
        byClaim.reserveCapacity(outcomes.count)
        for outcome in outcomes { byClaim[outcome.id] = outcome }
        var proposals: [AwardProposed] = []
        proposals.reserveCapacity(roll.claims.count)
        for claim in roll.claims {
            if let kept = claim.kept { proposals.append(proposal(kept, byClaim[claim.id])) }
            for other in claim.others { proposals.append(passedOver(other, for: claim.kept)) }
        }
        for index in proposals.indices { proposals[index].revision = revision }
        return Result(proposals: proposals, digests: proposals.map { "\(SHA256.digest(of: $0.bytes))" })
    }

    // MARK: What goes in

    private func adjudicated(_ members: [RoundRoll.Entry]) throws(RoundErrors) -> Round {
        let year = Int(closing.period.prefix(4)) ?? 0
        // Every claim says when it was received; the deadline stands for none of them.
        guard let day = CivilDate(inShanghaiAtMilliseconds: closing.deadline.milliseconds) else {
            throw RoundErrors(sentences: ["the deadline \(closing.deadline) is outside the calendar"])
        }
        var round = Round(year: year, asOf: day, claims: members.map(claim))
        round.guide = guide
        let before = OtherRounds(than: life, state, rulebook.programme, year)
        round.earlier = before.earlier + members.flatMap { ($0.assessed?.earlier ?? []).compactMap(EarlierAward.init) }
        round.reserved = before.reserved
        return round
    }

    private func claim(_ entry: RoundRoll.Entry) -> RoundClaim {
        let of = entry.of
        var claim = RoundClaim(id: of.claim, applicant: of.applicant, clause: of.clause)
        claim.object = of.object
        claim.received = of.received
        claim.lodgedBy = of.claimantKind
        claim.facts = facts(of: entry)
        guard let decided = entry.assessed?.decided, let clause = rulebook.programme.clause(of.clause) else {
            return claim
        }
        if clause.fact("decided") != nil {
            if claim.facts["decided"] == nil { claim.facts["decided"] = .number(decided) }
        } else {
            // The clause referred it: from here on the officer's amount stands for the clause's own.
            claim.assessed = try? Money(truncatingYuan: decided)
        }
        return claim
    }

    /// The verified facts, with what officers have put in their place since.
    private func facts(of entry: RoundRoll.Entry) -> Facts {
        var facts = entry.assessed?.facts ?? Facts()
        let recorded = state.corrected[ProposalName(round, entry.of.claim)]?.content.facts ?? Facts()
        for change in recorded.entries { facts[change.name] = change.value }
        for change in corrected[entry.of.claim]?.entries ?? [] { facts[change.name] = change.value }
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

    // MARK: What comes out

    private func proposal(_ kept: RoundRoll.Entry, _ outcome: RoundOutcome?) -> AwardProposed {
        var proposal = blank(kept)
        if life.isWaived(.claim, kept.of.claim) {
            proposal.outcome = .carried
        } else if kept.assessed?.outcome == .refused {
            proposal.outcome = .refused
            proposal.reason = kept.assessed?.reason
        } else if let outcome {
            proposal.take(outcome)
            proposal.readings = rulebook.programme.readings(of: kept.of.clause)
        }
        return proposal
    }

    /// What another office received first, or what its applicant took back.
    private func passedOver(_ entry: RoundRoll.Entry, for kept: RoundRoll.Entry?) -> AwardProposed {
        var proposal = blank(entry)
        proposal.outcome = entry.isWithdrawn ? .withdrawn : .duplicate
        if !entry.isWithdrawn { proposal.kept = kept?.of.office }
        return proposal
    }

    private func blank(_ entry: RoundRoll.Entry) -> AwardProposed {
        var proposal = AwardProposed()
        proposal.round = round
        proposal.of = entry.of
        proposal.number = entry.number
        return proposal
    }
}

/// What other rounds of the year have proposed or confirmed: earlier awards for this one, and reserved of its budgets.
private struct OtherRounds {
    private(set) var earlier: [EarlierAward] = []
    private(set) var reserved = Round.Reserved()

    init(than life: RoundLife, _ state: RoundState, _ programme: Programme, _ year: Int) {
        // Pots for the whole programme count what was paid under them by themselves.
        let yearly = Set(programme.clauses.filter { $0.budget?.per != .programme }.map(\.id))
        for name in state.proposals.keys where name.round != life.opened.round {
            guard let proposal = state.proposals[name]?.proposal else { continue }
            let fen = state.corrections[name]?.content.afterFen ?? proposal.awardFen ?? 0
            guard fen > 0, let otherYear = Int(proposal.of.period.prefix(4)) else { continue }
            let of = proposal.of
            let amount = Money(fen: fen)
            var award = EarlierAward(
                applicant: of.applicant, policy: of.programme, clause: of.clause, year: otherYear, amount: amount,
                tier: programme.tiers.decides)
            award.object = of.object
            earlier.append(award)
            guard of.programme == programme.id, otherYear == year else { continue }
            reserved.total = (try? reserved.total + amount) ?? reserved.total
            guard yearly.contains(of.clause) else { continue }
            let sum = reserved.clauses[of.clause] ?? .zero
            reserved.clauses[of.clause] = (try? sum + amount) ?? sum
        }
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
