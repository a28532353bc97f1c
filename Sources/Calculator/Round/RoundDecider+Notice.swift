import Agent
import Awards
import Decimals
import Messages
import Policy

/// The public notice (公示): publish, hear objections, confirm.
extension RoundDecider {
    func publish(_ state: State, _ order: OrderGiven) throws -> [Output] {
        let body = try PublishOrder(reading: order.body.bytes)
        let life = try life(state, body.round)
        guard let closed = life.closed, life.phase == .adjudicated else {
            throw Refusal(
                zh: "批次\(body.round)没有待公示的拟奖补决定。",
                en: "The round \(body.round) has no proposals that wait for their notice.")
        }
        guard (1...60).contains(body.workingDays) else {
            throw Refusal(zh: "公示期须为1至60个工作日。", en: "A notice lasts 1 to 60 working days.")
        }
        var published = RoundPublished()
        published.round = body.round
        published.revision = closed.revision
        published.digest = closed.digest
        published.workingDays = body.workingDays
        published.publisher = order.officer
        published.order = order.id
        let answer = inbox.accept(
            order, zh: "批次\(body.round)公示\(body.workingDays)个工作日（\(closed.digest.prefix(19))）。",
            en: "The round \(body.round) is shown to the public for \(body.workingDays) working days "
                + "(\(closed.digest.prefix(19))).")
        return [.published(published), .answer(answer)]
    }

    func object(_ state: State, _ order: OrderGiven) throws -> [Output] {
        let body = try ObjectOrder(reading: order.body.bytes)
        let life = try life(state, body.round)
        guard life.phase == .published, let published = life.published else {
            throw Refusal(zh: "批次\(body.round)不在公示期。", en: "The round \(body.round) is not on notice.")
        }
        guard life.noticeDays < published.workingDays else {
            throw Refusal(zh: "批次\(body.round)公示期已满。", en: "The notice of the round \(body.round) is over.")
        }
        guard state.proposals.contains(ProposalName(body.round, body.claim)) else {
            throw Refusal(
                zh: "批次\(body.round)没有申报\(body.claim)。", en: "The round \(body.round) has no claim \(body.claim).")
        }
        var lodged = ObjectionLodged()
        lodged.round = body.round
        lodged.objection = String(order.id.prefix(16))
        lodged.claim = body.claim
        lodged.text = body.text
        lodged.order = order.id
        let answer = inbox.accept(
            order, zh: "异议\(lodged.objection)已登记。", en: "The objection \(lodged.objection) is recorded.")
        return [.objection(lodged), .answer(answer)]
    }

    func resolve(_ state: State, _ order: OrderGiven) throws -> Decision<Output> {
        let body = try ResolveOrder(reading: order.body.bytes)
        let life = try life(state, body.round)
        guard let lodged = (state.objections[body.round] ?? []).first(where: { $0.content.objection == body.objection })
        else {
            throw Refusal(
                zh: "批次\(body.round)没有未处理的异议\(body.objection)。",
                en: "No objection \(body.objection) of the round \(body.round) is open.")
        }
        let claim = lodged.content.claim
        guard body.isUpheld != body.facts.isEmpty else {
            throw Refusal(
                zh: "异议成立须列明更正的事实，不成立则不得更正。",
                en: "An objection that is upheld names the facts that stand from now on; one that is not names none.")
        }
        var sentence = Text(zh: "异议不成立。", en: "The objection is not upheld.")
        if body.isUpheld {
            try check(body.facts, of: claim, state, life)
            let result = try adjudicate(state, life, corrected: [claim: body.facts], .none)
            sentence = Differences(result, state).sentence
        }
        if body.isPreview == true { return [.answer(inbox.accept(order, zh: sentence.zh, en: sentence.en))] }
        var resolved = ObjectionResolved()
        resolved.round = body.round
        resolved.objection = body.objection
        resolved.claim = claim
        resolved.isUpheld = body.isUpheld
        resolved.facts = body.facts
        resolved.reason = order.reason
        resolved.order = order.id
        return Decision(
            [.objectionResolved(resolved), .answer(inbox.accept(order, zh: sentence.zh, en: sentence.en))],
            plan: body.isUpheld ? plan(life) : nil)
    }

    func confirm(_ state: State, _ order: OrderGiven) throws -> [Output] {
        let body = try ConfirmOrder(reading: order.body.bytes)
        let life = try life(state, body.round)
        guard life.phase == .published, let closed = life.closed, let published = life.published else {
            let isDone = life.phase == .confirmed
            throw Refusal(
                zh: isDone ? "批次\(body.round)已经决定。" : "批次\(body.round)尚未公示。",
                en: isDone
                    ? "The round \(body.round) is confirmed already." : "The round \(body.round) is not on notice.")
        }
        guard order.officer != life.closer, order.officer != published.publisher else {
            throw Refusal(
                zh: "决定人不得是截止或公示该批次的经办人。",
                en: "Who confirms a round is another officer than who closed or published it.")
        }
        guard body.digest == closed.digest else {
            throw Refusal(
                zh: "所决定的清单摘要与公示的\(closed.digest)不符。",
                en: "The digest is not that of what is on notice, \(closed.digest).")
        }
        let left = published.workingDays - life.noticeDays
        guard left <= 0 else {
            throw Refusal(zh: "公示期还有\(left)个工作日。", en: "The notice has \(left) working days left.")
        }
        let open = (state.objections[body.round] ?? []).map(\.content.objection)
        guard open.isEmpty else {
            throw Refusal(
                zh: "异议\(open.joined(separator: "、"))尚未处理。", en: "Objections are open: \(open.joined(separator: ", "))."
            )
        }
        try checkAllotments(state, confirming: life)
        var confirmed = RoundConfirmed()
        confirmed.round = body.round
        confirmed.revision = closed.revision
        confirmed.digest = closed.digest
        confirmed.awards = closed.awards
        confirmed.totalFen = closed.totalFen
        confirmed.confirmer = order.officer
        confirmed.order = order.id
        let total = Money(fen: closed.totalFen)
        let answer = inbox.accept(
            order, zh: "批次\(body.round)的\(closed.awards)项奖补共\(total)元生效。",
            en: "\(closed.awards) awards of the round \(body.round) are confirmed, \(total) yuan in all.")
        return [.confirmed(confirmed), .answer(answer)]
    }

    // MARK: Corrections

    /// A confirmed award is never edited: what it is more or less is a further payment, or a recovery.
    func amend(_ state: State, _ order: OrderGiven) throws -> [Output] {
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
        let last = state.corrections[name]?.content
        guard body.supersedes == last?.number ?? 0 else {
            throw Refusal(
                zh: "该决定的最近更正是第\(last?.number ?? 0)号，不能更正第\(body.supersedes)号。",
                en:
                    "The award's last correction is number \(last?.number ?? 0); number \(body.supersedes) is superseded."
            )
        }
        try check(body.facts, of: body.claim, state, life)
        let result = try adjudicate(state, life, corrected: [body.claim: body.facts], .steps)
        guard let line = result.line(of: body.claim) else {
            throw Refusal(zh: "申报\(body.claim)未能测定。", en: "The claim \(body.claim) cannot be adjudicated.")
        }
        let now = result.proposal(of: line, state, revision: 0)
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
        let others = Differences(result, state, besides: name)
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
        let answer = inbox.accept(order, zh: sentence.zh, en: sentence.en)
        return body.isPreview == true ? [.answer(answer)] : [.corrected(corrected), .answer(answer)]
    }

    // MARK: What would change

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

/// What an adjudication would change to what stands, in words.
private struct Differences {
    private static let most = 20
    private var lines: [(zh: String, en: String)] = []
    private var count = 0
    private var deltaFen: Int64 = 0
    /// Claims that would get less.
    private(set) var losers: [String] = []

    init(_ round: AdjudicatedRound, _ state: RoundState, besides: ProposalName? = nil) {
        for line in round.lines {
            let name = round.name(of: line)
            guard name != besides, let before = state.proposals[name] else { continue }
            let proposal = round.proposal(of: line, state, revision: 0)
            let standing = state.corrections[name]?.content.afterFen ?? before.awardFen ?? 0
            let now = proposal.awardFen ?? 0
            guard standing != now || before.outcome != proposal.outcome || before.reason != proposal.reason else {
                continue
            }
            count += 1
            deltaFen += now - standing
            if now < standing { losers.append(proposal.of.claim) }
            guard lines.count < Self.most else { continue }
            let change = "\(proposal.of.claim): \(Money(fen: standing)) → \(Money(fen: now))"
            lines.append(
                (
                    change + (proposal.reason.map { "（\($0)）" } ?? ""),
                    change + (proposal.reason.map { " (\($0))" } ?? "")
                ))
        }
    }

    var sentence: Text {
        guard count > 0 else { return Text(zh: "其他申报不变。", en: "Nothing else changes.") }
        let more = count > lines.count ? "…" : ""
        return Text(
            zh: "变动\(count)项，合计\(Money(fen: deltaFen))元：\(lines.map(\.zh).joined(separator: "；"))\(more)。",
            en:
                "\(count) change, by \(Money(fen: deltaFen)) yuan in all: \(lines.map(\.en).joined(separator: "; "))\(more)."
        )
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
