import Agent
import Awards
import Messages

/// An office checks what another one states against what it has read and paid itself.
extension YearEnd {
    private static let mostNamed = 500

    // MARK: What cannot be used

    /// Why a statement to this office is none; nil when it can be checked.
    func fault(_ state: SettleState, _ proposed: SettlementProposed, from who: Division) -> Text? {
        guard proposed.from == who.code else {
            return Text(
                zh: "结算单\(proposed.statement)写明由\(proposed.from)出具，却出自\(who)。",
                en: "The statement \(proposed.statement) says that \(proposed.from) made it, and \(who) wrote it.")
        }
        guard let name = StatementName(proposed.statement), name.from == proposed.from, name.to == proposed.to,
            name.number == proposed.number
        else {
            return Text(
                zh: "结算单编号\(proposed.statement)与其内容不符。",
                en: "The id \(proposed.statement) is not that of a statement from \(proposed.from) to \(proposed.to).")
        }
        let isFromAbove = office.superior == who
        guard isFromAbove == (proposed.kind == .settlement) else {
            return Text(
                zh: "\(who)无权向\(office.division)出具此类结算单。",
                en: "\(who) cannot send \(office.division) a \(proposed.kind.rawValue): it is the wrong office.")
        }
        if let last = state.year.latest(proposed.pair), last.proposed.number >= proposed.number {
            return Text(
                zh: "结算单\(proposed.statement)之后已有\(last.proposed.statement)。",
                en: "The statement \(proposed.statement) comes after \(last.proposed.statement), which is newer.")
        }
        return nil
    }

    /// Why an answer to a statement of this office cannot be used.
    func fault(_ state: SettleState, _ answered: SettlementAnswered, from who: Division) -> Text? {
        guard let life = state.year.statements[answered.statement], life.proposed.from == office.division.code else {
            return Text(
                zh: "本机关没有出具结算单\(answered.statement)。", en: "This office made no statement \(answered.statement).")
        }
        guard life.proposed.to == who.code, answered.by == who.code else {
            return Text(
                zh: "结算单\(answered.statement)应由\(life.proposed.to)答复，不是\(who)。",
                en: "The statement \(answered.statement) is for \(life.proposed.to) to answer, not for \(who).")
        }
        switch life.phase {
        case .superseded:
            return Text(
                zh: "结算单\(answered.statement)已被替代，不能再答复。",
                en: "The statement \(answered.statement) is superseded; nobody can agree to it any more.")
        case .overridden, .paid:
            return Text(
                zh: "结算单\(answered.statement)已经结清。", en: "The statement \(answered.statement) is settled already.")
        case .silent, .disputed, .agreed: break
        }
        if life.proposed.kind == .settlement, state.year.years[life.proposed.year]?.isClosed == true {
            return Text(
                zh: "\(life.proposed.year)年度已经结算。", en: "The year \(life.proposed.year) is settled already.")
        }
        guard answered.digest == life.proposed.digest, answered.totalFen == life.proposed.totalFen else {
            return Text(
                zh: "对结算单\(answered.statement)的答复所依明细不符。",
                en: "The answer to \(answered.statement) is about other lines than those that were sent.")
        }
        return nil
    }

    /// Why budget that was sent down is none.
    func fault(_ state: SettleState, _ made: AllotmentMade, from who: Division) -> Text? {
        guard made.from == who.code else {
            return Text(
                zh: "指标写明由\(made.from)下达，却出自\(who)。",
                en: "The allotment to \(made.to) says that \(made.from) made it, and \(who) wrote it.")
        }
        guard made.amountFen >= 0 else {
            return Text(
                zh: "\(who)下达\(made.to)的指标为负。", en: "The allotment of \(who) to \(made.to) is below zero.")
        }
        return nil
    }

    // MARK: Line by line

    /// What this office says of a statement now; nothing where it said the same before, or cannot say yet.
    ///
    /// - Parameter isNewDay: what has not been read by the next day is not known here.
    func check(_ state: SettleState, _ statement: String, isNewDay: Bool) -> [SettleDecider.Output] {
        guard let life = state.year.statements[statement], life.proposed.to == office.division.code else { return [] }
        switch life.phase {
        case .silent, .disputed: break
        case .agreed, .overridden, .superseded, .paid: return []
        }
        let conceded = life.answer?.conceded ?? []
        var found = differences(state, life, isNewDay: isNewDay)
        guard !found.isWaiting else { return [] }
        found.disputes.removeAll { conceded.contains($0) }
        found.disputes += (life.answer?.disputes ?? []).filter { $0.cause == .officer }
        let answered = answer(to: life, disputes: found.disputes, conceded: conceded)
        if let last = life.answer, last.outcome == answered.outcome, last.disputes == answered.disputes { return [] }
        return [.year(.answered(answered))]
    }

    func checkAll(_ state: SettleState, isNewDay: Bool) -> [SettleDecider.Output] {
        var pairs = offices.subordinates(of: office.division).map { "\($0.division)-\(office.division)" }
        if let superior = office.superior { pairs.append("\(superior)-\(office.division)") }
        return pairs.compactMap { state.year.latest[$0] }.flatMap { check(state, $0, isNewDay: isNewDay) }
    }

    private func answer(
        to life: StatementLife, disputes: [SettlementDispute], conceded: [SettlementDispute]
    ) -> SettlementAnswered {
        var answered = SettlementAnswered()
        answered.statement = life.proposed.statement
        answered.by = office.division.code
        answered.outcome = disputes.isEmpty ? .agreed : .disputed
        answered.disputes = Array(disputes.prefix(Self.mostNamed))
        answered.count = Int64(disputes.count)
        answered.conceded = conceded
        answered.totalFen = life.proposed.totalFen
        answered.digest = life.proposed.digest
        answered.follows.id = life.proposed.statement
        answered.follows.digest = life.digest
        let was = life.answer?.outcome == .agreed ? 1 : 0
        let now = answered.outcome == .agreed ? 1 : 0
        if life.proposed.kind == .settlement, was != now {
            answered.entries = agreement(to: life.proposed, sign: Int64(now - was))
        }
        return answered
    }

    /// Lines that differ, in their order. Waiting: the office has not read all that the lines speak of.
    private func differences(
        _ state: SettleState, _ life: StatementLife, isNewDay: Bool
    ) -> (disputes: [SettlementDispute], isWaiting: Bool) {
        let proposed = life.proposed
        let routes = routes(state)
        var disputes: [(CountyAward, SettlementDispute)] = []
        var isWaiting = false
        var revisions: [String: Int64] = [:]
        func take(_ award: CountyAward, _ standing: AwardStanding) {
            let part = proposed.kind == .settlement ? standing.down : standing.up
            guard let stated = part.stated, stated.number == proposed.number else { return }
            if proposed.kind == .request, !isOf(award.county, proposed.from) { return }
            let revision = revisions[award.round] ?? state.confirmed[award.round]?.content.revision ?? 0
            revisions[award.round] = revision
            switch difference(revision, award, standing, part, stated, proposed, routes) {
            case nil: break
            case .unknown?:
                if isNewDay || life.phase == .disputed {
                    disputes.append((award, dispute(award, .unknown, stated.dueFen, 0)))
                } else {
                    isWaiting = true
                }
            case .differs(let cause, let stated, let own)?:
                disputes.append((award, dispute(award, cause, stated, own)))
            }
        }
        state.year.awards.forEach(take)
        disputes.sort { $0.0 < $1.0 }
        var all = disputes.map(\.1)
        let read = state.year.read[proposed.statement] ?? [0, 0]
        if read != [proposed.lines, proposed.totalFen] {
            all.append(dispute(CountyAward("", "", ""), .sum, proposed.totalFen, read[1]))
        }
        return (all, isWaiting)
    }

    private enum Difference {
        /// No confirmed round that was read holds it.
        case unknown
        case differs(SettlementDispute.Cause, stated: Int64, own: Int64)
    }

    private func difference(
        _ revision: Int64, _ award: CountyAward, _ standing: AwardStanding, _ part: SettledPart,
        _ stated: SettledPart.Stated, _ proposed: SettlementProposed, _ routes: YearRoutes
    ) -> Difference? {
        guard standing.revision > 0, standing.revision <= revision, stated.correction <= standing.correction,
            routes.route(standing, award.county) != nil
        else { return .unknown }
        if stated.correction < standing.correction {
            return .differs(.corrected, stated: stated.awardFen, own: standing.fen)
        }
        if stated.awardFen != standing.fen { return .differs(.award, stated: stated.awardFen, own: standing.fen) }
        if stated.settledFen != part.settledFen {
            return .differs(.settled, stated: stated.settledFen, own: part.settledFen)
        }
        let due =
            proposed.kind == .settlement
            ? routes.dueDown(standing, award.county) : routes.dueUp(standing, award.county)
        guard due != stated.dueFen else { return nil }
        let isUnpaid = proposed.kind == .settlement && standing.paidFen < standing.fen
        return .differs(isUnpaid ? .unpaid : .due, stated: stated.dueFen, own: due ?? 0)
    }

    /// Whether the county is under the office that made the statement.
    private func isOf(_ county: String, _ from: String) -> Bool {
        guard let division = Division(county) else { return false }
        return offices.chain(from: division).contains { $0.division.code == from }
    }

    private func dispute(
        _ award: CountyAward, _ cause: SettlementDispute.Cause, _ stated: Int64, _ own: Int64
    ) -> SettlementDispute {
        var dispute = SettlementDispute()
        dispute.round = award.round
        dispute.claim = award.claim
        dispute.cause = cause
        dispute.statedFen = stated
        dispute.ownFen = own
        return dispute
    }

    // MARK: Orders

    /// A statement to this office that can still be answered.
    private func answerable(_ state: SettleState, _ statement: String) throws -> StatementLife {
        guard let life = state.year.statements[statement], life.proposed.to == office.division.code else {
            throw SettleRefusal(
                zh: "本机关没有收到结算单\(statement)。", en: "This office was sent no statement \(statement).")
        }
        switch life.phase {
        case .silent, .disputed, .agreed:
            let year = life.proposed.year
            guard life.proposed.kind == .settlement, state.year.years[year]?.isClosed == true else { return life }
            throw SettleRefusal(
                zh: "\(year)年度已经结算；以后的变动列入以后年度。",
                en: "The year \(year) is settled already; what changes now belongs to a later year's statements.")
        case .superseded:
            throw SettleRefusal(
                zh: "结算单\(statement)已被替代，不能再答复。",
                en: "The statement \(statement) is superseded; nobody can agree to it any more.")
        case .overridden, .paid:
            throw SettleRefusal(zh: "结算单\(statement)已经结清。", en: "The statement \(statement) is settled already.")
        }
    }

    /// An officer disputes a line that the figures do not.
    func dispute(_ state: SettleState, _ order: OrderGiven) throws -> Decision<SettleDecider.Output> {
        let body = try StatementOrder(reading: order.body.bytes)
        let life = try answerable(state, body.statement)
        guard let round = body.round, let claim = body.claim else {
            throw SettleRefusal(zh: "请写明批次和申报。", en: "Name the line: its round and its claim.")
        }
        var stated: Int64?
        func look(_ award: CountyAward, _ standing: AwardStanding) {
            let part = life.proposed.kind == .settlement ? standing.down : standing.up
            guard award.round == round, award.claim == claim, part.stated?.number == life.proposed.number else {
                return
            }
            stated = part.stated?.dueFen
        }
        state.year.awards.forEach(look)
        guard let stated else {
            throw SettleRefusal(
                zh: "结算单\(body.statement)没有\(round)的申报\(claim)。",
                en: "The statement \(body.statement) has no line of \(claim) in \(round).")
        }
        let known = life.answer?.disputes ?? []
        let new = dispute(CountyAward(round, claim, ""), .officer, stated, 0)
        var answered = answer(
            to: life, disputes: known.filter { $0 != new } + [new], conceded: life.answer?.conceded ?? [])
        answered.reason = order.reason
        answered.order = order.id
        let answer = inbox.accept(
            order, zh: "已对结算单\(body.statement)的申报\(claim)提出争议。",
            en: "The line of \(claim) in \(body.statement) is disputed.")
        return [.year(.answered(answered)), .answer(answer)]
    }

    /// An officer agrees to a statement, or to a line of it, as it stands.
    func agree(_ state: SettleState, _ order: OrderGiven) throws -> Decision<SettleDecider.Output> {
        let body = try StatementOrder(reading: order.body.bytes)
        let life = try answerable(state, body.statement)
        var disputes = life.answer?.disputes ?? []
        let given = disputes.filter { dispute in
            (body.round ?? dispute.round) == dispute.round && (body.claim ?? dispute.claim) == dispute.claim
        }
        guard !given.isEmpty || (body.claim == nil && life.phase == .silent) else {
            throw SettleRefusal(
                zh: "结算单\(body.statement)没有这样的争议。", en: "No such line of \(body.statement) is disputed.")
        }
        disputes.removeAll { given.contains($0) }
        let isRest = body.claim == nil
        var answered = answer(
            to: life, disputes: isRest ? [] : disputes,
            conceded: (life.answer?.conceded ?? []) + given.filter { $0.cause != .officer })
        answered.reason = order.reason
        answered.order = order.id
        let answer =
            answered.outcome == .agreed
            ? inbox.accept(
                order, zh: "已同意结算单\(body.statement)。", en: "The statement \(body.statement) is agreed to.")
            : inbox.accept(
                order, zh: "结算单\(body.statement)还有\(answered.count)项争议。",
                en: "\(answered.count) lines of \(body.statement) are still disputed.")
        return [.year(.answered(answered)), .answer(answer)]
    }
}
