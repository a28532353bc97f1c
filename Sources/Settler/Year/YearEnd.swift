import Agent
import Awards
import Log
import Messages
import Policy

/// The year's end: a city's statements to its counties, requests to the office above, budget sent down. Whoever is told
/// of money checks it against what it knows itself.
struct YearEnd: SettlePart, Sendable {
    static let kinds: [OrderKind] = [
        .settleClose, .settleOverride, .settleDispute, .settleAgree, .settlePaid, .settleRequest, .settleGrant,
        .allotMake,
    ]
    static let subjects = [Subject.close.rawValue, Subject.request.rawValue]

    enum Subject: String {
        case close = "settle"
        case request
    }

    let office: Office
    let offices: Offices
    let inbox: OrderInbox
    let works = YearWorks()
    /// This office and all under it.
    let below: Set<String>
    private let rulebooks = Rulebooks()

    init(_ office: Office, _ offices: Offices, _ inbox: OrderInbox) {
        self.office = office
        self.offices = offices
        self.inbox = inbox
        below = Set(offices.all.map(\.division).filter { offices.isBelow($0, office.division) }.map(\.code))
    }

    /// What it reads besides what the settler reads anyway: other settlers' streams, and what offices below decide, of
    /// which an office may be asked to bear a part.
    static func sources(_ office: Office, _ offices: Offices) -> [TaskSpecification.Source] {
        var streams: [String] = []
        if let superior = office.superior.flatMap({ offices[$0] }), !superior.tasks(of: .settle).isEmpty {
            streams += [Stream.settlements, .allotments].map { $0.topic(of: superior.division) }
        }
        for below in offices.subordinates(of: office.division) where !below.tasks(of: .settle).isEmpty {
            streams += [Stream.settlements, .payments].map { $0.topic(of: below.division) }
        }
        for below in offices.all
        where below.division != office.division && offices.isBelow(below.division, office.division)
            && !below.tasks(of: .round).isEmpty
        {
            streams += [Stream.programmes, .rounds, .awards].map { $0.topic(of: below.division) }
        }
        return streams.map { .init(TopicPartition($0, 0), isTable: true) }
    }

    // MARK: Deciding

    func answer(
        _ state: SettleState, _ order: OrderGiven, from origin: JournalEntry.Origin
    ) throws -> Decision<SettleDecider.Output> {
        switch order.kind {
        case OrderKind.settleClose.name: try close(state, order, from: origin)
        case OrderKind.settleOverride.name: try override(state, order, from: origin)
        case OrderKind.settleDispute.name: try dispute(state, order)
        case OrderKind.settleAgree.name: try agree(state, order)
        case OrderKind.settlePaid.name: try pay(state, order, from: origin)
        case OrderKind.settleRequest.name: try request(state, order, from: origin)
        case OrderKind.settleGrant.name: try grant(state, order, from: origin)
        case OrderKind.allotMake.name: try allot(state, order, from: origin)
        default: [.answer(inbox.refuseUnknown(order))]
        }
    }

    func decide(_ state: SettleState, _ input: SettleInput) throws -> Decision<SettleDecider.Output> {
        let refusal = state.year.refusals[input.origin.id].map { SettleDecider.Output.year(.refused($0.content)) }
        if let refusal { return [refusal] }
        switch input.content {
        case .year(.proposed(let proposed)): return Decision(check(state, proposed.statement, isNewDay: false))
        case .year(.answered(let answered)):
            return Decision(finishYear(state, answered.statement).map { .year($0) })
        case .day: return Decision(checkAll(state, isNewDay: true))
        case .confirmed, .corrected, .policy: return Decision(checkAll(state, isNewDay: false))
        case .order, .guide, .hold, .lifted, .opened, .closed, .proposed, .year: return []
        }
    }

    func routes(_ state: SettleState) -> YearRoutes {
        YearRoutes(offices) { [rulebooks] programme in
            guard let digest = state.year.policies[programme], let file = state.policies[digest] else { return nil }
            let rulebook = try? rulebooks.rulebook(digest: digest, name: programme) { Array(file.utf8) }
            return rulebook?.programme
        }
    }

    // MARK: Plans

    /// A plan's first cursor.
    static let beginning = "0"
    private static let linesOfRecord = 400
    private static let recordsOfPiece = 40

    func proceed(_ state: SettleState, with plan: Plan) throws -> PlanStep<SettleDecider.Output> {
        guard let work = PlanName(plan) else { return PlanStep([], cursor: nil) }
        let book = works.book(of: plan.id) { makeBook(state, work) }
        if plan.cursor == Self.beginning, let (records, answer) = outcome(state, work, book) {
            return PlanStep(records.map { .year($0) } + [.answer(answer)], cursor: nil)
        }
        var place = PlanPlace(plan.cursor, in: book)
        var outputs: [SettleDecider.Output] = []
        while outputs.count < Self.recordsOfPiece, place.draft < book.drafts.count {
            let draft = book.drafts[place.draft]
            if place.line < draft.range.upperBound {
                let end = endOfRecord(book, place.line, draft)
                outputs.append(.year(.lines(lines(state, book, place.line..<end, draft.proposed))))
                place.line = end
            }
            if place.line == draft.range.upperBound {
                outputs.append(.year(.proposed(draft.proposed)))
                place.turn(in: book)
            }
        }
        guard place.draft == book.drafts.count else { return PlanStep(outputs, cursor: place.cursor) }
        return PlanStep(outputs + [.answer(stated(work, book))], cursor: nil)
    }

    private func endOfRecord(_ book: StatementBook, _ start: Int, _ draft: StatementBook.Draft) -> Int {
        let matter = book.entries[start].matter
        var end = start
        while end < draft.range.upperBound, end - start < Self.linesOfRecord, book.entries[end].matter == matter {
            end += 1
        }
        return end
    }

    private func lines(
        _ state: SettleState, _ book: StatementBook, _ range: Range<Int>, _ proposed: SettlementProposed
    ) -> SettlementLines {
        let matter = book.matters[Int(book.entries[range.lowerBound].matter)]
        var record = SettlementLines()
        record.statement = proposed.statement
        record.supersedes = proposed.supersedes
        record.round = matter.round
        record.programme = matter.programme
        record.clause = matter.clause
        record.period = matter.period
        record.lines = range.map { index in
            var line = book.line(index)
            line.applicant = state.year.awards[book.award(index)]?.applicant ?? ""
            return line
        }
        return record
    }

    func finish(_ state: inout SettleState, _ plan: Plan) {
        guard let work = PlanName(plan) else { return }
        let book = works.book(of: plan.id) { [state] in makeBook(state, work) }
        works.forget()
        if let (records, answer) = outcome(state, work, book) {
            for record in records { evolve(&state, record) }
            state.answered[work.order] = answer.accepted
            return
        }
        state.answered[work.order] = true
        for draft in book.drafts {
            let proposed = draft.proposed
            record(&state, proposed)
            for index in draft.range {
                let award = book.award(index)
                guard var standing = state.year.awards[award] else { continue }
                standing.state(book.line(index), proposed) { state.year.isAgreed(proposed.pair, $0) }
                state.year.awards[award] = standing
            }
        }
        if work.subject == .close { change(&state, work.year) { $0.isProposed = true } }
    }

    /// A statement that was made: it takes the place of the one before that nobody agreed to.
    func record(_ state: inout SettleState, _ proposed: SettlementProposed) {
        if let old = proposed.supersedes, var life = state.year.statements[old] {
            life.phase = .superseded
            state.year.statements[old] = life
        }
        state.year.statements[proposed.statement] = StatementLife(
            proposed, digest: SettlementDigest.whole(proposed))
        state.year.latest[proposed.pair] = proposed.statement
    }

    func change(_ state: inout SettleState, _ year: Int64, _ body: (inout YearLife) -> Void) {
        var life = state.year.years[year] ?? YearLife()
        body(&life)
        state.year.years[year] = life
    }
}

/// How far a plan has written its statements.
private struct PlanPlace {
    /// The statement that is written, and the next of its lines.
    private(set) var draft: Int
    var line: Int

    /// - Parameter cursor: two numbers, or that of the beginning.
    init(_ cursor: String, in book: StatementBook) {
        let numbers = cursor.split(separator: " ").compactMap { Int($0) }
        if numbers.count == 2 {
            (draft, line) = (numbers[0], numbers[1])
        } else {
            (draft, line) = (0, book.drafts.first?.range.lowerBound ?? 0)
        }
    }

    var cursor: String { "\(draft) \(line)" }

    /// To the next statement.
    mutating func turn(in book: StatementBook) {
        draft += 1
        if draft < book.drafts.count { line = book.drafts[draft].range.lowerBound }
    }
}

/// What a plan's id says: all that its statements follow from.
struct PlanName {
    let subject: YearEnd.Subject
    let year: Int64
    let order: String
    let origin: RecordReference

    init?(_ plan: Plan) {
        let words = plan.id.split(separator: " ").map(String.init)
        guard words.count == 5, let subject = YearEnd.Subject(rawValue: words[0]), let year = Int64(words[1]) else {
            return nil
        }
        self.subject = subject
        self.year = year
        order = words[2]
        var origin = RecordReference()
        origin.id = words[3]
        origin.digest = words[4]
        self.origin = origin
    }

    static func id(_ subject: YearEnd.Subject, _ year: Int64, _ order: String, _ origin: JournalEntry.Origin) -> String
    { "\(subject.rawValue) \(year) \(order) \(origin.id) \(origin.digest)" }

    /// As far as its answer asks for it.
    var given: OrderGiven {
        var given = OrderGiven()
        given.id = order
        return given
    }
}

extension AwardStanding {
    /// A statement names the award: between city and county, or to the region.
    mutating func state(_ line: SettlementLine, _ proposed: SettlementProposed, _ isAgreed: (Int64) -> Bool) {
        switch proposed.kind {
        case .settlement: down.state(line, in: proposed.number, isAgreed)
        case .request: up.state(line, in: proposed.number, isAgreed)
        }
    }
}
