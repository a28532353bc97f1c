import Decimals
import Feel

/// What a round tells a clause about one claim.
struct RoundView {
    /// What the clause has paid to its object or claimant by then, in the time that its rule counts, and what this
    /// round has granted them before this claim.
    let paid: Decimal128
    /// The amount that the clause alone gives, where it is known beforehand.
    var assessed: Decimal128?
    /// What stands behind `paid`, for the trace.
    var note: Trace.Note?
}

/// What a clause owes in a round before awards compete: exact, not yet cut to the fen.
struct RoundDue {
    var amount: Decimal128
    /// The same without a cap over time: two awards for one object are compared with what was paid by their heights.
    var height: Decimal128
}

extension Rule {
    /// The clause on these facts and on what the round knows, up to its ceilings; no budget, no shares.
    func due(
        _ slots: [Value], in round: RoundView, _ tracing: Tracing
    ) throws(AssessmentError) -> (assessment: Assessment, due: RoundDue?, trace: Trace?) {
        var evaluation = Evaluation(rule: self, slots: slots, trace: tracing == .whole ? Trace() : nil, round: round)
        evaluation.derive()
        var assessment = Assessment(evaluation.refusal() ?? .ask([]))
        if tracing == .steps { evaluation.trace = Trace() }
        if case .ask = assessment.outcome {
            if let amount = round.assessed {
                assessment = evaluation.assessed(amount)
            } else {
                evaluation.passOver()
                assessment = evaluation.grant()
            }
        }
        if let fault = evaluation.fault { throw fault }
        if tracing == .whole { evaluation.record() }
        guard case .award = assessment.outcome else { return (assessment, nil, evaluation.trace) }
        return (assessment, evaluation.due, evaluation.trace)
    }

    /// Who bears an award; nothing where the facts do not say.
    func shares(of award: Money, _ slots: [Value]) throws(AssessmentError) -> Shares {
        var evaluation = Evaluation(rule: self, slots: slots, trace: nil)
        evaluation.derive()
        evaluation.passOver()
        evaluation.slots[awardSlot] = .number(award.yuan)
        let isKnown = shares.allSatisfy { $0.formula.map { evaluation.number($0) != nil } ?? true }
        let borne = isKnown ? evaluation.shares(of: award) : Shares()
        if let fault = evaluation.fault { throw fault }
        return borne
    }
}

extension Evaluation {
    /// An amount that is known beforehand goes on as one that follows from the facts does; bounds that the facts do not
    /// give are kept by whoever assessed it.
    fileprivate mutating func assessed(_ amount: Decimal128) -> Assessment {
        forgetMissing()
        defer { forgetMissing() }
        switch rule.grant {
        case .duty, .target, .bound: return grant()
        case .award(let award):
            if let referral = referred() { return referral }
            step(.assessed, from: .zero, to: amount)
            var current = amount
            if let cap = award.cap.flatMap({ number($0) }) { lower(&current, to: cap, .cap) }
            let height = current
            if let refusal = lowerByEarlier(&current) { return Assessment(refusal) }
            if case .cap? = rule.earlier?.kind { return settled(current, height: height) }
            return settled(current)
        case .decision(let decision):
            if let referral = referred() { return referral }
            slots[decision.slot] = .number(amount)
            step(.assessed, from: .zero, to: amount)
            return decidedBeforehand(amount, decision)
        case .open(_, let ceiling):
            if let referral = referred() { return referral }
            if let most = ceiling.flatMap({ number($0) }), amount > most {
                return Assessment(.reject(reason: "decision_exceeds_ceiling", ceiling: money(most)))
            }
            step(.assessed, from: .zero, to: amount)
            return settled(amount)
        }
    }

    private mutating func decidedBeforehand(_ amount: Decimal128, _ decision: CompiledDecision) -> Assessment {
        var ceiling = decision.ceiling.flatMap { number($0) }
        if case .cap(let cap)? = rule.earlier?.kind, let cap = number(cap), let paid = round?.paid {
            let left = max(.zero, (try? cap - paid) ?? .zero)
            ceiling = ceiling.map { min($0, left) } ?? left
        }
        if let floor = decision.floor, let least = number(floor.amount), amount < least {
            return Assessment(.reject(reason: floor.reason, ceiling: nil))
        }
        if let ceiling, amount > ceiling {
            return Assessment(.reject(reason: "decision_exceeds_ceiling", ceiling: money(ceiling)))
        }
        return settled(amount)
    }
}
