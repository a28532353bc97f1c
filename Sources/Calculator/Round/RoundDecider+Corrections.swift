import Agent
import Awards
import Decimals
import Messages
import Policy

/// What changes a round that is adjudicated: an objection that is upheld, a correction of what is confirmed. Each takes
/// an adjudication of the whole round, and so is a plan.
extension RoundDecider {
    func resolve(_ state: State, _ order: OrderGiven) throws -> Decision<Output> {
        let (body, life, claim) = try objection(state, order)
        guard body.isUpheld else {
            let answer = inbox.accept(order, zh: "异议不成立。", en: "The objection is not upheld.")
            return body.isPreview == true
                ? [.answer(answer)] : [.objectionResolved(resolved(body, claim, order)), .answer(answer)]
        }
        try check(body.facts, of: claim, state, life)
        return Decision([], plan: plan(order, writing: body.isPreview == true ? [] : [topics.awards, topics.rounds]))
    }

    /// The order, its round, and the claim that is objected to.
    private func objection(
        _ state: State, _ order: OrderGiven
    ) throws -> (body: ResolveOrder, life: RoundLife, claim: String) {
        let body = try ResolveOrder(reading: order.body.bytes)
        let life = try life(state, body.round)
        guard let lodged = (state.objections[body.round] ?? []).first(where: { $0.content.objection == body.objection })
        else {
            throw Refusal(
                zh: "批次\(body.round)没有未处理的异议\(body.objection)。",
                en: "No objection \(body.objection) of the round \(body.round) is open.")
        }
        guard body.isUpheld != body.facts.isEmpty else {
            throw Refusal(
                zh: "异议成立须列明更正的事实，不成立则不得更正。",
                en: "An objection that is upheld names the facts that stand from now on; one that is not names none.")
        }
        return (body, life, lodged.content.claim)
    }

    private func resolved(_ body: ResolveOrder, _ claim: String, _ order: OrderGiven) -> ObjectionResolved {
        var resolved = ObjectionResolved()
        resolved.round = body.round
        resolved.objection = body.objection
        resolved.claim = claim
        resolved.isUpheld = body.isUpheld
        resolved.facts = body.facts
        resolved.reason = order.reason
        resolved.order = order.id
        return resolved
    }

    /// What the plan of an objection that is upheld writes.
    func resolution(_ state: State, _ order: OrderGiven) throws -> PlannedWork {
        let (body, life, claim) = try objection(state, order)
        let isPreview = body.isPreview == true
        let result = try adjudicate(state, life, corrected: [claim: body.facts], isPreview ? .none : .steps)
        let sentence = RoundDifferences(result, state).sentence
        let answer = Output.answer(inbox.accept(order, zh: sentence.zh, en: sentence.en))
        if isPreview { return PlannedWork([answer]) }
        return PlannedWork(
            [.objectionResolved(resolved(body, claim, order)), answer], RoundChanges(result, life, order: order.id))
    }

    /// A confirmed award is never edited: what it is more or less is a further payment, or a recovery.
    func amend(_ state: State, _ order: OrderGiven) throws -> Decision<Output> {
        let (body, life, _) = try amendment(state, order)
        try check(body.facts, of: body.claim, state, life)
        return Decision([], plan: plan(order, writing: body.isPreview == true ? [] : [topics.awards]))
    }

    /// The order, its round, and what stands of the claim.
    private func amendment(
        _ state: State, _ order: OrderGiven
    ) throws -> (body: AmendOrder, life: RoundLife, standing: StandingProposal) {
        let body = try AmendOrder(reading: order.body.bytes)
        let life = try life(state, body.round)
        guard life.phase == .confirmed else {
            throw Refusal(
                zh: "批次\(body.round)尚未决定，不需更正。",
                en: "The round \(body.round) is not confirmed; nothing is to be corrected.")
        }
        let name = ProposalName(body.round, body.claim)
        guard let standing = state.proposals[name] else {
            throw Refusal(
                zh: "批次\(body.round)没有申报\(body.claim)。", en: "The round \(body.round) has no claim \(body.claim).")
        }
        let last = state.corrections[name]?.content.number ?? 0
        guard body.supersedes == last else {
            throw Refusal(
                zh: "该决定的最近更正是第\(last)号，不能更正第\(body.supersedes)号。",
                en: "The award's last correction is number \(last); number \(body.supersedes) is superseded.")
        }
        return (body, life, standing)
    }

    /// What the plan of a correction writes.
    func correction(_ state: State, _ order: OrderGiven) throws -> PlannedWork {
        let (body, life, standing) = try amendment(state, order)
        let result = try adjudicate(state, life, corrected: [body.claim: body.facts], .steps)
        guard let line = result.line(of: body.claim) else {
            throw Refusal(zh: "申报\(body.claim)未能测定。", en: "The claim \(body.claim) cannot be adjudicated.")
        }
        let name = ProposalName(body.round, body.claim)
        let now = result.proposal(of: line, state, revision: 0)
        let corrected = corrected(body, order, standing, state.corrections[name]?.content, now)
        let others = RoundDifferences(result, state, besides: name)
        guard corrected.deltaFen <= 0 || others.losers.isEmpty else {
            throw Refusal(
                zh: "多付的部分须取自\(others.losers.joined(separator: "、"))，请先更正这些决定。",
                en:
                    "The further payment would be taken from \(others.losers.joined(separator: ", ")): correct these first."
            )
        }
        if corrected.deltaFen > 0 {
            try checkAllotments(state, confirming: life, more: (standing.of.clause, corrected.deltaFen))
        }
        let sentence = Text(
            zh: corrected.words.zh + others.sentence.zh, en: corrected.words.en + " " + others.sentence.en)
        let answer = Output.answer(inbox.accept(order, zh: sentence.zh, en: sentence.en))
        return PlannedWork(body.isPreview == true ? [answer] : [.corrected(corrected), answer])
    }

    private func corrected(
        _ body: AmendOrder, _ order: OrderGiven, _ standing: StandingProposal, _ last: AwardCorrected?,
        _ now: AwardProposed
    ) -> AwardCorrected {
        var corrected = AwardCorrected()
        corrected.round = body.round
        corrected.of = standing.of
        corrected.number = body.supersedes + 1
        corrected.beforeFen = last?.afterFen ?? standing.awardFen ?? 0
        corrected.afterFen = now.awardFen ?? 0
        corrected.deltaFen = corrected.afterFen - corrected.beforeFen
        corrected.shares = now.shares
        corrected.sharesBefore = last?.shares ?? standing.shares
        corrected.parts = now.parts
        corrected.partsBefore = last.map { $0.parts } ?? standing.parts
        corrected.outcomeReason = now.reason
        corrected.facts = body.facts
        corrected.steps = now.steps
        corrected.reason = order.reason
        corrected.order = order.id
        return corrected
    }

    private func adjudicate(
        _ state: State, _ life: RoundLife, corrected: [String: Facts], _ tracing: Tracing
    ) throws -> AdjudicatedRound {
        do {
            return try work(state, life, corrected: corrected).adjudicated(tracing)
        } catch let errors as RoundErrors {
            throw Refusal(zh: "更正后无法测定：\(errors)", en: "With these facts the round cannot be adjudicated: \(errors)")
        }
    }

    /// Facts that stand in the place of verified ones fit the clause's types and units.
    private func check(_ facts: Facts, of claim: String, _ state: State, _ life: RoundLife) throws {
        guard let of = state.proposals[ProposalName(life.opened.round, claim)]?.of,
            let rule = try rulebook(state, of: life).rule(of.clause)
        else { throw Refusal(zh: "没有申报\(claim)。", en: "There is no claim \(claim).") }
        guard !facts.isEmpty else {
            throw Refusal(zh: "请列明更正的事实。", en: "Name the facts that stand from now on.")
        }
        do {
            _ = try rule.slots(of: facts)
        } catch {
            throw Refusal(
                zh: "更正的事实不符合条款\(of.clause)：\(error)", en: "Clause \(of.clause) cannot use the facts: \(error)")
        }
    }
}

extension AwardCorrected {
    fileprivate var words: Text {
        let amounts = "\(Money(fen: beforeFen)) → \(Money(fen: afterFen))"
        if deltaFen == 0 { return Text(zh: "金额不变（\(amounts)）。", en: "The amount stays (\(amounts)).") }
        let difference = Money(fen: abs(deltaFen))
        return deltaFen > 0
            ? Text(zh: "\(amounts)，补发\(difference)元。", en: "\(amounts): \(difference) yuan are paid further.")
            : Text(zh: "\(amounts)，追回\(difference)元。", en: "\(amounts): \(difference) yuan are recovered.")
    }
}
