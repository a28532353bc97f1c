import Agent
import Awards
import Decimals
import Log
import Messages

/// A city settles a year with its counties.
extension YearEnd {
    /// What keeps a year from being settled.
    struct Blocker: Equatable {
        let zh: String
        let en: String
        /// The office, or the round, to be named when an officer lets it go.
        let name: String
    }

    func close(
        _ state: SettleState, _ order: OrderGiven, from origin: JournalEntry.Origin
    ) throws -> Decision<SettleDecider.Output> {
        let year = try YearOrder(reading: order.body.bytes).year
        try checkYear(state, year)
        // What there is to state is looked at in the plan: it may take longer than one decision has.
        return Decision(plan: plan(.close, year, order, origin))
    }

    /// The statements of a year, or the sentence why there are none: it ends with the answer to its order.
    func plan(_ subject: Subject, _ year: Int64, _ order: OrderGiven, _ origin: JournalEntry.Origin) -> Plan {
        let answered = Partitioner.partition(
            of: Array(order.id.utf8),
            among: Int32(Stream.answers.partitionCount(keyed: offices.partitions)))
        return Plan(
            id: PlanName.id(subject, year, order.id, origin), subject: subject.rawValue,
            targets: [
                TopicPartition(SettleTopics(office.division).settlements, 0), TopicPartition(inbox.answers, answered),
            ], cursor: Self.beginning)
    }

    // MARK: What becomes of an order

    /// What follows where no statement is made; nil when the book's are.
    func outcome(_ state: SettleState, _ work: PlanName, _ book: StatementBook) -> ([YearRecord], OrderAnswered)? {
        switch work.subject {
        case .request:
            guard book.drafts.isEmpty else { return nil }
            let answer = inbox.refuse(
                work.given, zh: "\(work.year)年度没有新的资金需求。",
                en: "There is no need of \(work.year) that was not asked for already.")
            return ([], answer)
        case .close:
            let blockers = roundBlockers(state, work.year, book)
            guard blockers.isEmpty else {
                let answer = inbox.refuse(
                    work.given, zh: "\(work.year)年度尚不能结算：\(blockers.map(\.zh).joined())",
                    en: "The year \(work.year) cannot be settled yet. \(blockers.map(\.en).joined(separator: " "))")
                return ([], answer)
            }
            return book.drafts.isEmpty ? nothingMore(state, work) : nil
        }
    }

    /// The answer when all statements are made.
    func stated(_ work: PlanName, _ book: StatementBook) -> OrderAnswered {
        let total = Money(fen: book.drafts.reduce(0) { $0 &+ $1.proposed.totalFen })
        switch work.subject {
        case .close:
            return inbox.accept(
                work.given, zh: "\(work.year)年度向\(book.drafts.count)个旗县区出具结算单，共\(total)元。",
                en: "Statements of \(work.year) go to \(book.drafts.count) counties, \(total) yuan in all.")
        case .request:
            let above = book.drafts.first?.proposed.to ?? ""
            let lines = book.drafts.reduce(0) { $0 + $1.proposed.lines }
            return inbox.accept(
                work.given, zh: "向\(above)提出\(lines)项资金需求，共\(total)元，附测算表。",
                en: "\(above) is asked for \(total) yuan for \(lines) awards, with the calculation table.")
        }
    }

    private func checkYear(_ state: SettleState, _ year: Int64) throws {
        guard office.tier == .city else {
            throw SettleRefusal(
                zh: "\(office.division)不是市级机关，不与旗县区结算。",
                en: "\(office.division) is no city: a city settles with its counties.")
        }
        guard (1...9999).contains(year) else {
            throw SettleRefusal(zh: "\(year)不是年度。", en: "\(year) is no year.")
        }
        if let today = state.year.day.flatMap({ Int64($0.prefix(4)) }), today < year {
            throw SettleRefusal(zh: "\(year)年度尚未开始。", en: "The year \(year) has not begun.")
        }
        if state.year.years[year]?.isClosed == true {
            throw SettleRefusal(
                zh: "\(year)年度已经结算；以后的变动列入以后年度。",
                en: "The year \(year) is settled already; what changes now belongs to a later year's statements.")
        }
        let open = state.year.years.keys.filter { other in
            guard other != year, let life = state.year.years[other] else { return false }
            return life.isProposed && !life.isClosed
        }
        if let other = open.min() {
            throw SettleRefusal(
                zh: "\(other)年度的结算尚未完毕。", en: "The settlement of \(other) is not finished yet.")
        }
    }

    /// Nothing has changed since the statements that are out.
    private func nothingMore(_ state: SettleState, _ work: PlanName) -> ([YearRecord], OrderAnswered) {
        let waiting = openStatements(state, work.year).map { $0.obstacle }
        guard waiting.isEmpty else {
            let answer = inbox.refuse(
                work.given, zh: "\(work.year)年度尚不能结算：\(waiting.map(\.zh).joined(separator: "；"))。",
                en: "The year \(work.year) cannot be settled yet: \(waiting.map(\.en).joined(separator: "; ")).")
            return ([], answer)
        }
        let answer = inbox.accept(
            work.given, zh: "\(work.year)年度没有更多应结事项，结算完毕。",
            en: "Nothing more is owed for \(work.year): it is settled.")
        return ([.closed(closing(state, work.year, work.order))], answer)
    }

    // MARK: What statements would say

    /// Statements that say something else than those that are out.
    func makeBook(_ state: SettleState, _ work: PlanName) -> StatementBook {
        let year = work.year
        let kind: SettlementProposed.Kind = work.subject == .close ? .settlement : .request
        var book = StatementBook(kind, year, state, office, routes(state))
        book.keepDrafts { draft in
            guard let last = state.year.latest(draft.proposed.pair) else { return true }
            switch last.phase {
            // It says the same.
            case .silent, .disputed: return last.proposed.digest != draft.proposed.digest
            // What has changed since goes to a later year; a request may be made again.
            case .agreed, .overridden, .paid: return kind == .request || last.proposed.year != year
            case .superseded: return true
            }
        }
        book.changeDrafts { proposed in
            let last = state.year.latest(proposed.pair)
            proposed.number = (last?.proposed.number ?? 0) + 1
            proposed.statement = StatementName.id(proposed.pair, year, proposed.number)
            if let last, !last.stands { proposed.supersedes = last.proposed.statement }
            proposed.order = work.order
            proposed.follows = work.origin
            proposed.entries = entries(of: proposed, inPlaceOf: last.flatMap { $0.stands ? nil : $0.proposed })
        }
        return book
    }

    func roundBlockers(_ state: SettleState, _ year: Int64, _ book: StatementBook) -> [Blocker] {
        let without = Set(state.year.years[year]?.withoutRounds ?? [])
        var blockers: [Blocker] = []
        for round in state.opened.keys.sorted() where !without.contains(round) {
            guard let opened = state.opened[round]?.content, Int64(opened.period.prefix(4)) == year else { continue }
            let decider = state.year.deciders[round] ?? office.division.code
            guard let confirmed = state.confirmed[round]?.content else {
                blockers.append(
                    Blocker(
                        zh: "批次\(round)（\(decider)）尚未决定。", en: "The round \(round) of \(decider) is not confirmed.",
                        name: round))
                continue
            }
            let sum = book.roundSums[round] ?? 0
            guard decider == office.division.code, sum != Int128(confirmed.totalFen) else { continue }
            let held = Money(fen: Int64(clamping: sum))
            let total = Money(fen: confirmed.totalFen)
            blockers.append(
                Blocker(
                    zh: "批次\(round)决定\(total)元，已读到的记录为\(held)元。",
                    en: "The round \(round) was confirmed with \(total) yuan; its records hold \(held) yuan.",
                    name: round))
        }
        if book.homeless > 0 {
            blockers.append(
                Blocker(
                    zh: "\(book.homeless)项奖补的旗县区没有机关，或其政策未读到。",
                    en:
                        "\(book.homeless) awards are of counties that have no office, or of policies that were not read.",
                    name: ""))
        }
        return blockers
    }

    // MARK: What is waited for

    /// Statements of the year that nobody agreed to yet.
    func openStatements(_ state: SettleState, _ year: Int64) -> [StatementLife] {
        lives(state, year).filter { !$0.stands }
    }

    /// The last statement of the year with each county.
    func lives(_ state: SettleState, _ year: Int64) -> [StatementLife] {
        offices.subordinates(of: office.division).compactMap { below in
            guard let life = state.year.latest("\(office.division)-\(below.division)"), life.proposed.year == year
            else {
                return nil
            }
            return life
        }
    }

    /// The year is closed when the last office has agreed.
    func finishYear(_ state: SettleState, _ statement: String, order: String? = nil) -> [YearRecord] {
        guard let life = state.year.statements[statement], life.proposed.kind == .settlement,
            life.proposed.from == office.division.code
        else { return [] }
        let year = life.proposed.year
        guard state.year.years[year]?.isClosed != true, openStatements(state, year).isEmpty else { return [] }
        return [.closed(closing(state, year, order ?? life.proposed.order))]
    }

    private func closing(_ state: SettleState, _ year: Int64, _ order: String) -> SettlementClosed {
        var closed = SettlementClosed()
        closed.year = year
        for life in lives(state, year) {
            closed.statements.append(life.proposed.statement)
            closed.totalFen &+= life.proposed.totalFen
        }
        closed.order = order
        return closed
    }

    // MARK: Orders

    func override(
        _ state: SettleState, _ order: OrderGiven, from origin: JournalEntry.Origin
    ) throws -> Decision<SettleDecider.Output> {
        let body = try OverrideOrder(reading: order.body.bytes)
        try checkYear(state, body.year)
        var overridden = SettlementOverridden()
        overridden.year = body.year
        overridden.subject = body.subject
        overridden.name = body.name
        overridden.reason = order.reason
        overridden.order = order.id
        overridden.follows = RecordReference(origin)
        switch body.subject {
        case .round:
            guard state.opened[body.name]?.content.period.hasPrefix("\(body.year)") == true else {
                throw SettleRefusal(
                    zh: "\(body.year)年度没有批次\(body.name)。", en: "There is no round \(body.name) of \(body.year).")
            }
        case .office:
            let open = openStatements(state, body.year).first { $0.proposed.to == body.name }
            guard let open else {
                throw SettleRefusal(
                    zh: "\(body.year)年度并不等待\(body.name)。",
                    en: "No statement of \(body.year) waits for \(body.name).")
            }
            overridden.statement = open.proposed.statement
            overridden.entries = agreement(to: open.proposed, sign: 1)
        }
        var outputs: [YearRecord] = [.overridden(overridden)]
        if body.subject == .office, openStatements(state, body.year).count == 1 {
            outputs.append(.closed(closing(state, body.year, order.id)))
        }
        let answer = inbox.accept(
            order, zh: "\(body.year)年度结算不再等待\(body.name)。",
            en: "The settlement of \(body.year) waits no longer for \(body.name).")
        return Decision(outputs.map { .year($0) } + [.answer(answer)])
    }

    func pay(
        _ state: SettleState, _ order: OrderGiven, from origin: JournalEntry.Origin
    ) throws -> Decision<SettleDecider.Output> {
        let body = try StatementOrder(reading: order.body.bytes)
        guard let life = state.year.statements[body.statement], life.proposed.from == office.division.code,
            life.proposed.kind == .settlement
        else {
            throw SettleRefusal(
                zh: "本机关没有出具结算单\(body.statement)。", en: "This office made no statement \(body.statement).")
        }
        guard life.phase != .paid else {
            throw SettleRefusal(
                zh: "结算单\(body.statement)已经付讫。", en: "The statement \(body.statement) is paid already.")
        }
        guard life.stands, state.year.years[life.proposed.year]?.isClosed == true else {
            throw SettleRefusal(
                zh: "\(life.proposed.year)年度尚未结算完毕。", en: "The year \(life.proposed.year) is not settled yet.")
        }
        var paid = SettlementPaid()
        paid.statement = body.statement
        paid.from = life.proposed.from
        paid.to = life.proposed.to
        paid.amountFen = life.proposed.totalFen
        paid.order = order.id
        paid.follows = RecordReference(origin)
        paid.entries = payment(of: life.proposed)
        let amount = Money(fen: paid.amountFen)
        let answer = inbox.accept(
            order, zh: "结算单\(body.statement)已付\(amount)元。",
            en: "The statement \(body.statement) is paid: \(amount) yuan.")
        return [.year(.paid(paid)), .answer(answer)]
    }
}
