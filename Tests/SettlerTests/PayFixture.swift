import Agent
import Awards
import Documents
import Log
import Messages
import Policy
import Seals
import Testing

@testable import Settler

/// The records of a city's rounds, as its calculator writes them.
struct CityRecords {
    /// Baotou's policy, adopted.
    private static let policy: OutgoingRecord? = {
        guard let file = try? Document.read("deploy/policies/baotou-2022.yaml") else { return nil }
        var policy = PolicyAdopted()
        policy.programme = "baotou-2022"
        policy.bytes = Base64Data(file)
        policy.digest = digest
        policy.order = "o-policy"
        return outgoing(policy, policy.digest, on: "150200.programmes")
    }()
    private static let digest =
        (try? Document.read("deploy/policies/baotou-2022.yaml")).map { "\(SHA256.digest(of: $0))" } ?? ""

    /// An award of a round.
    struct Award: Sendable {
        var claim: String
        var fen: Int64
        var clause = "7-1"
        var office = "150223"
        var applicant = "91150223MA0EXAMP1X"
        var cityFen: Int64?
        var parts: [AwardPart]?
    }

    let round: String
    let awards: [Award]
    /// In the order of their streams.
    private(set) var programmes: [Record] = []
    private(set) var rounds: [Record] = []
    private(set) var proposals: [Record] = []

    /// The same adoption without its bytes, for a decider that has compiled them: reading them takes longer than a
    /// history.
    static var known: Record {
        var policy = PolicyAdopted()
        policy.programme = "baotou-2022"
        policy.digest = digest
        policy.order = "o-policy"
        return record(policy, policy.digest, on: "150200.programmes")
    }

    init(_ awards: [Award], round: String = "baotou-2022/2023/all", programme: String = "baotou-2022") throws {
        self.round = round
        self.awards = awards
        programmes = [
            Record(try #require(Self.policy), at: Position(TopicPartition("150200.programmes", 0), 0))
        ]
        var opened = RoundOpened()
        opened.round = round
        opened.programme = programme
        opened.period = "2023"
        opened.policy = Self.digest
        opened.order = "o-open-\(round)"
        var closed = RoundClosed()
        closed.round = round
        closed.order = "o-close-\(round)"
        let hasher = SHA256()
        for award in awards.sorted(by: { $0.claim < $1.claim }) {
            let proposed = Self.proposed(award, round, programme)
            hasher.update(Array("\(SHA256.digest(of: proposed.bytes))".utf8))
            closed.claims += 1
            if award.fen > 0 {
                closed.awards += 1
                closed.totalFen += award.fen
            }
            proposals.append(
                Self.record(proposed, "\(round).\(award.claim).\(award.office).1", on: "150200.awards"))
        }
        closed.digest = "\(hasher.finish())"
        var confirmed = RoundConfirmed()
        confirmed.round = round
        confirmed.digest = closed.digest
        confirmed.awards = closed.awards
        confirmed.totalFen = closed.totalFen
        confirmed.order = "o-confirm-\(round)"
        rounds = [
            Self.record(opened, "\(opened.order).round", on: "150200.rounds"),
            Self.record(closed, "\(round).closed.1", on: "150200.rounds"),
            Self.record(confirmed, "\(confirmed.order).confirmed", on: "150200.rounds"),
        ]
    }

    var all: [Record] { programmes + rounds + proposals }

    static func version(_ award: Award, _ programme: String = "baotou-2022") -> ClaimVersion {
        var of = ClaimVersion()
        of.claim = award.claim
        of.office = award.office
        of.programme = programme
        of.clause = award.clause
        of.period = "2023"
        of.applicant = award.applicant
        of.received = Moment("2024-01-10T09:00:00+08:00") ?? Moment()
        of.lodged = of.received
        return of
    }

    private static func proposed(_ award: Award, _ round: String, _ programme: String) -> AwardProposed {
        var proposed = AwardProposed()
        proposed.round = round
        proposed.of = version(award, programme)
        proposed.outcome = award.fen > 0 ? .award : .reject
        proposed.awardFen = award.fen > 0 ? award.fen : nil
        proposed.shares = shares(award, award.fen)
        proposed.parts = award.parts
        return proposed
    }

    static func shares(_ award: Award, _ fen: Int64) -> ShareAmounts? {
        guard fen > 0 else { return nil }
        var shares = ShareAmounts()
        shares.city = award.cityFen ?? fen / 2
        shares.county = fen - (shares.city ?? 0)
        return shares
    }

    func corrected(_ claim: String, from before: Int64, to after: Int64, number: Int64 = 1) throws -> Record {
        let award = try #require(awards.first { $0.claim == claim })
        var corrected = AwardCorrected()
        corrected.round = round
        corrected.of = Self.version(award)
        corrected.number = number
        corrected.beforeFen = before
        corrected.afterFen = after
        corrected.deltaFen = after - before
        corrected.shares = Self.shares(award, after)
        corrected.sharesBefore = Self.shares(award, before)
        corrected.reason = "发票重复"
        corrected.order = "o-amend-\(claim)-\(number)"
        return Self.record(corrected, "\(corrected.order).corrected", on: "150200.awards")
    }

    static func record(_ message: some Message, _ id: String, on topic: String) -> Record {
        Record(outgoing(message, id, on: topic), at: Position(TopicPartition(topic, 0), 0))
    }

    static func outgoing<Content: Message>(_ message: Content, _ id: String, on topic: String) -> OutgoingRecord {
        OutgoingRecord(
            topic: topic, partition: 0, key: Array(id.utf8), payload: message.bytes,
            headers: [Header("ce_type", Content.type), Header("ce_id", id)])
    }
}

/// A settler's decider with its state, as the loop drives it.
struct PayFixture {
    static let payer = "o-150223-03"
    static let approver = "o-150223-04"
    let decider: SettleDecider
    let division: String
    private(set) var state = SettleState(StateStore())
    /// Everything the state followed from, so that it can be made again.
    private var changes: [Change<SettleInput, SettleDecider.Output>] = []
    private var orders = 0
    /// All that was written, in order.
    private(set) var written: [PayRecord] = []
    private(set) var answers: [OrderAnswered] = []
    /// All orders, as their stream holds them.
    private(set) var orderRecords: [Record] = []

    static func decider(_ division: String) throws -> SettleDecider {
        try SettleDecider(
            try #require(TaskName("\(division).settle.0")), try Offices.load(path: "deploy/offices.yaml"), rulebooks)
    }

    /// Compiled once.
    private static let rulebooks = Rulebooks()

    init(_ division: String = "150223", _ decider: SettleDecider? = nil) throws {
        self.division = division
        self.decider = try decider ?? Self.decider(division)
    }

    /// The ledger that the entries of all records make. Throws for an entry that does not balance.
    var ledger: Ledger {
        get throws {
            var ledger = Ledger()
            for posting in written.compactMap(\.posting) {
                let origin = try #require(posting.follows.origin)
                for entry in posting.entries { ledger.post(try entry.entry(from: origin)) }
            }
            return ledger
        }
    }

    func row(_ claim: String, _ round: String = "baotou-2022/2023/all") -> PayableAward? {
        state.pay[award: round, claim]
    }

    /// Takes a record in as the loop does; a plan that follows is written to its end.
    @discardableResult mutating func take(_ record: Record) throws -> [PayRecord] {
        let input = try #require(try decider.input(from: record))
        if !record.topic.hasSuffix(".orders") { evolve(.row(input)) }
        let before = written.count
        let decision = try decider.decide(state, input)
        for output in decision.outputs { hear(output) }
        for output in decision.outputs { evolve(.output(output)) }
        if var plan = decision.plan {
            while true {
                let piece = try decider.proceed(state, with: plan)
                for output in piece.outputs { hear(output) }
                guard let cursor = piece.cursor else { break }
                plan = Plan(id: plan.id, subject: plan.subject, targets: plan.targets, cursor: cursor)
            }
            evolve(.finished(plan))
        }
        return Array(written[before...])
    }

    mutating func take(_ records: [Record]) throws {
        for record in records { try take(record) }
    }

    private mutating func evolve(_ change: Change<SettleInput, SettleDecider.Output>) {
        changes.append(change)
        decider.evolve(&state, change)
    }

    private mutating func hear(_ output: SettleDecider.Output) {
        switch output {
        case .paying(let record): written.append(record)
        case .answer(let answer): answers.append(answer)
        case .year, .figure: break
        }
    }

    /// The process dies; another one makes the state again from what was recorded.
    mutating func restart() {
        state = SettleState(StateStore())
        for change in changes { decider.evolve(&state, change) }
    }

    /// The next order, as a record.
    mutating func record(
        _ kind: OrderKind, _ body: some Message, by officer: String = payer, reason: String = "按批次拨付"
    ) -> Record {
        orders += 1
        var order = OrderGiven()
        order.id = "o\(orders)".padding(16)
        order.stage = kind.stage.rawValue
        order.officer = officer
        order.reason = reason
        order.at = "2024-04-01T09:00:00+08:00"
        order.kind = kind.name
        order.body = RawJSON(body)
        let record = CityRecords.record(order, order.id, on: "\(division).orders")
        orderRecords.append(record)
        return record
    }

    @discardableResult mutating func order(
        _ kind: OrderKind, _ body: some Message, by officer: String = payer
    ) throws -> OrderAnswered {
        try take(record(kind, body, by: officer))
        return try #require(answers.last)
    }

    @discardableResult mutating func prepare(_ claims: String..., round: String = "baotou-2022/2023/all") throws
        -> OrderAnswered
    {
        var body = PreparePaymentOrder()
        body.awards = claims.map { claim in
            var award = AwardToPay()
            award.round = round
            award.claim = claim
            return award
        }
        return try order(.paymentPrepare, body)
    }

    /// The payment that was prepared last.
    var prepared: PaymentPrepared? {
        written.reversed().lazy.compactMap { record in
            if case .prepared(let prepared) = record { prepared } else { nil }
        }.first
    }

    @discardableResult mutating func approve(
        by officer: String = approver, digest: String? = nil
    ) throws -> OrderAnswered {
        let prepared = try #require(prepared)
        var body = ApprovePaymentOrder()
        body.payment = prepared.payment
        body.digest = digest ?? prepared.digest
        return try order(.paymentApprove, body, by: officer)
    }

    @discardableResult mutating func pay(_ claim: String, round: String = "baotou-2022/2023/all") throws -> String {
        try prepare(claim, round: round)
        try approve()
        return try #require(prepared?.lines.first?.reference)
    }

    static func row(
        _ reference: String, _ amount: String, _ outcome: String, _ reason: String? = nil, number: Int64 = 2
    ) -> AnswerRow {
        var row = AnswerRow()
        row.row = number
        row.reference = reference
        row.amount = amount
        row.outcome = outcome
        row.reason = reason
        return row
    }

    @discardableResult mutating func answer(_ rows: [AnswerRow]) throws -> OrderAnswered {
        var body = PaymentAnswersOrder()
        body.file = "bank.csv"
        body.rows = rows
        return try order(.paymentAnswers, body)
    }
}

extension String {
    fileprivate func padding(_ count: Int) -> String {
        self + String(repeating: "x", count: max(0, count - utf8.count))
    }
}
