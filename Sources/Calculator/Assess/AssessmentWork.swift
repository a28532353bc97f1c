import Awards
import Decimals
import Feel
import Messages
import Policy

/// One verified claim under one policy and guide: the same as `calculator assess` says on the same facts, but that
/// what only a round knows is left open.
struct AssessmentWork {
    let verified: ClaimVerified
    /// Nil when the policy has no such clause.
    let clause: AssessedClause?
    let policy: String
    let guide: GuideSet?
    /// What an officer decided; nil when nobody has been asked.
    let decided: Fact?

    func assessed() throws -> ClaimAssessed {
        var answer = ClaimAssessed()
        answer.of = verified.of
        answer.number = verified.number
        answer.facts = verified.facts
        answer.earlier = verified.earlier
        if case .number(let amount)? = decided { answer.decided = amount }
        answer.policy = policy
        answer.guide = guide?.digest
        guard let clause else {
            answer.outcome = .reject
            answer.reason = "no_award_in_clause"
            return answer
        }
        answer.readings = clause.readings
        guard let assessment = try clause.assess(facts(of: clause)) else { return answer }
        take(assessment, clause, into: &answer)
        if answer.outcome == .refer, case .number(let amount)? = decided { settle(amount, &answer) }
        return answer
    }

    /// The amount that an officer gives where the clause refers a claim that it would compute otherwise. Who bears it
    /// is for the round.
    private func settle(_ amount: Decimal128, _ answer: inout ClaimAssessed) {
        guard !amount.isNegative, let award = try? Money(truncatingYuan: amount) else { return }
        if let most = answer.ceilingFen, award.fen > most {
            answer.outcome = .reject
            answer.reason = "decision_exceeds_ceiling"
        } else {
            answer.outcome = .award
            answer.awardFen = award.fen
        }
    }

    /// The claim's facts, with the guide's before them, and what the claim itself says of its day and year.
    private func facts(of clause: AssessedClause) -> Facts {
        var facts = verified.facts
        for entry in guide?.facts.entries ?? [] where clause.has(entry.name) { facts[entry.name] = entry.value }
        for (name, round) in clause.roundFacts where facts[name] == nil {
            switch round {
            case .appliedOn: facts[name] = day.map { .text($0.description) }
            case .year: facts[name] = Int64(verified.of.period).map { .number(Decimal128($0)) }
            case .applicant: facts[name] = .text(verified.of.applicant)
            case .validTo, .rank, .pot, .committed, .paid, .paidThisYear, .paidInEarlierYears, .yearsPaid: continue
            }
        }
        if clause.isDecided, facts["decided"] == nil { facts["decided"] = decided ?? .null }
        return facts
    }

    /// The day of receipt, in Shanghai.
    private var day: CivilDate? {
        CivilDate(inShanghaiAtMilliseconds: verified.of.received.milliseconds)
    }

    private func take(_ assessment: Assessment, _ clause: AssessedClause, into answer: inout ClaimAssessed) {
        switch assessment.outcome {
        case .award(let award):
            answer.outcome = .award
            answer.awardFen = award.fen
        case .reject(let reason, let ceiling):
            answer.outcome = .reject
            answer.reason = reason
            answer.ceilingFen = ceiling?.fen
        case .refer(let reason, let ceiling):
            answer.outcome = .refer
            answer.reason = reason
            answer.ceilingFen = ceiling?.fen
        case .waitlist(let reason, let available):
            answer.outcome = .waitlist
            answer.reason = reason
            answer.availableFen = available.fen
        case .ask(let names):
            let asked = names.filter { clause.clause.fact($0)?.round == nil }
            answer.outcome = asked.isEmpty ? .pendingRound : .ask
            answer.asks = asked.isEmpty ? names : asked
        case .target(let isMet):
            answer.outcome = .target
            answer.isMet = isMet
        case .bound(let isKept):
            answer.outcome = .bound
            answer.isMet = isKept
        }
        answer.shares = ShareAmounts(assessment.shares)
        if let trace = assessment.trace { take(trace, clause, into: &answer) }
    }

    private func take(_ trace: Trace, _ clause: AssessedClause, into answer: inout ClaimAssessed) {
        answer.conditions = trace.conditions.map { entry in
            var condition = clause.conditions[entry.index]
            condition.holds =
                switch entry.truth {
                case .holds, .passedOver: true
                case .fails: false
                case .open: nil
                }
            return condition
        }
        answer.steps = trace.steps.map { entry in
            var step = TraceStep()
            step.stage = entry.stage.rawValue
            step.before = entry.before
            step.after = entry.after
            return step
        }
    }
}
