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
}
