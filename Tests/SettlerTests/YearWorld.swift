import Awards
import Documents
import Log
import Messages
import Policy
import Seals
import Synchronization
import TestSupport
import Testing

@testable import Agent
@testable import Settler

/// The settlers of a region, its city and three counties, each over its own state, that read each other's records.
final class YearWorld {
    static let region = "150000"
    static let city = "150200"
    static let counties = ["150202", "150203", "150223"]
    static let round = "baotou-2022/2023/all"
    private static let settlers = ["150000": "o-15-05", "150200": "o-1502-05"]

    /// What the deciders of a test need, made once: they hold nothing but what they have compiled.
    struct Cast: Sendable {
        /// For tests that look at one world each.
        static let shared = Result { try Cast() }

        let offices: Offices
        let deciders: [String: SettleDecider]
        let policies: [PolicyAdopted]

        init() throws {
            offices = try Offices.load(path: Repository.file("deploy/offices.yaml"))
            var deciders: [String: SettleDecider] = [:]
            for office in [region, city] + counties {
                deciders[office] = try SettleDecider(try #require(TaskName("\(office).settle.0")), offices)
            }
            self.deciders = deciders
            policies = try ["baotou-2022", "nm-cb7-2023"].map { programme in
                var policy = PolicyAdopted()
                let bytes = try Document.read(Repository.file("deploy/policies/\(programme).yaml"))
                policy.programme = programme
                policy.bytes = Base64Data(bytes)
                policy.digest = "\(SHA256.digest(of: bytes))"
                policy.order = "o-1"
                return policy
            }
        }
    }

    private struct Task {
        var state = SettleState(StateStore())
        var positions: [String: Int] = [:]
        var orders = 0
        /// What made the state, to make it again.
        var journal: [Change<SettleInput, SettleDecider.Output>] = []
        var plan: Plan?
        /// Of the plan that runs: its records, that nobody reads before it is finished.
        var held: [SettleDecider.Output] = []
    }

    private static let worlds = Atomic(0)
    /// Of its orders: deciders that several worlds share tell plans by it.
    private let name: String
    private let cast: Cast
    /// Whether an office that carries an order out in pieces dies before each of them.
    var isFragile = false
    private var tasks: [String: Task] = [:]
    private(set) var topics: [String: [Record]] = [:]
    private(set) var written: [(office: String, output: SettleDecider.Output)] = []

    /// - Parameter name: the same for worlds whose records are compared, which then must not run side by side.
    init(_ cast: Cast? = nil, name: String? = nil) throws {
        let cast = try cast ?? Cast.shared.get()
        self.cast = cast
        self.name = name ?? "\(Self.worlds.wrappingAdd(1, ordering: .relaxed).newValue)"
        for office in cast.deciders.keys { tasks[office] = Task() }
        append(cast.policies[0], "150200.programmes")
        append(cast.policies[1], "150000.programmes")
    }

    // MARK: Records

    func append<Content: Message>(_ message: Content, id: String = "", _ topic: String) {
        let headers = [Header("ce_type", Content.type)] + (id.isEmpty ? [] : [Header("ce_id", id)])
        append(OutgoingRecord(topic: topic, partition: 0, key: nil, payload: message.bytes, headers: headers))
    }

    private func append(_ record: OutgoingRecord) {
        let place = Int64(topics[record.topic, default: []].count)
        topics[record.topic, default: []].append(Record(record, at: Position(TopicPartition(record.topic, 0), place)))
    }

    private func sources(of office: String) -> [String] {
        guard let decider = cast.deciders[office] else { return [] }
        return decider.specification.sources.map(\.partition.topic).filter {
            !$0.hasSuffix(".orders") && !$0.hasSuffix(".retries")
        }
    }

    /// Reads one record of a source, if there is another.
    @discardableResult
    func read(_ topic: String, at office: String) throws -> Bool {
        let place = tasks[office]?.positions[topic] ?? 0
        guard let records = topics[topic], place < records.count else { return false }
        tasks[office]?.positions[topic] = place + 1
        try take(records[place], at: office, asTable: true)
        return true
    }

    private func take(_ record: Record, at office: String, asTable: Bool) throws {
        guard let decider = cast.deciders[office], let input = try decider.input(from: record) else { return }
        if asTable { change(office, .row(input)) }
        guard let state = tasks[office]?.state else { return }
        let decision = try decider.decide(state, input)
        for output in decision.outputs {
            change(office, .output(output))
            try write(output, at: office)
        }
        tasks[office]?.plan = decision.plan
    }

    private func change(_ office: String, _ change: Change<SettleInput, SettleDecider.Output>) {
        guard let decider = cast.deciders[office] else { return }
        tasks[office]?.journal.append(change)
        if var state = tasks[office]?.state { decider.evolve(&state, change) }
    }

    /// A piece of the plan that runs.
    private func proceed(_ office: String) throws {
        guard let plan = tasks[office]?.plan, let state = tasks[office]?.state, let decider = cast.deciders[office]
        else {
            return
        }
        let piece = try decider.proceed(state, with: plan)
        for output in piece.outputs where !plan.targets.map(\.topic).contains(Self.topic(of: output, at: office)) {
            throw UnannouncedOutput(plan: plan.id, office: office)
        }
        tasks[office]?.held += piece.outputs
        if let cursor = piece.cursor {
            tasks[office]?.plan = Plan(id: plan.id, subject: plan.subject, targets: plan.targets, cursor: cursor)
            return
        }
        change(office, .finished(plan))
        for output in tasks[office]?.held ?? [] { try write(output, at: office) }
        tasks[office]?.held = []
        tasks[office]?.plan = nil
    }

    struct UnannouncedOutput: Error {
        let plan: String
        let office: String
    }

    private static func topic(of output: SettleDecider.Output, at office: String) -> String {
        switch output {
        case .paying: "\(office).payments"
        case .year(.allotted): "\(office).allotments"
        case .year: "\(office).settlements"
        case .figure: "\(office).records"
        case .answer: "\(office).answers"
        }
    }

    /// As the loop writes it.
    private func write(_ output: SettleDecider.Output, at office: String) throws {
        written.append((office, output))
        if case .answer = output { return }
        let decider = try #require(cast.deciders[office])
        let topic = Self.topic(of: output, at: office)
        let buffer = OutputBuffer(decider.specification, partitions: [topic: 1])
        try decider.write(output, to: buffer)
        for entry in buffer.entries {
            let headers = buffer.headers(of: entry)
            let record = buffer.withBytes(of: entry) { key, payload in
                OutgoingRecord(
                    topic: topic, partition: 0, key: key.map { Array($0) }, payload: payload.map { Array($0) } ?? [],
                    headers: headers)
            }
            append(record)
        }
        // What an office cannot read back, it could not start again behind.
        if let last = topics[topic]?.last { _ = try decider.output(from: last) }
    }

    // MARK: Time

    /// Until nobody has anything left to read; which record is next is the generator's to say.
    func settle(_ random: inout some RandomNumberGenerator, crashing: Bool = false) throws {
        while true {
            var open: [(office: String, topic: String?)] = []
            for office in tasks.keys.sorted() {
                if tasks[office]?.plan != nil {
                    open.append((office, nil))
                    continue
                }
                for topic in sources(of: office)
                where (tasks[office]?.positions[topic] ?? 0) < (topics[topic]?.count ?? 0) {
                    open.append((office, topic))
                }
            }
            guard let next = open.randomElement(using: &random) else { return }
            if crashing, Int.random(in: 0..<8, using: &random) == 0 { crash(next.office) }
            if let topic = next.topic { try read(topic, at: next.office) } else { try proceed(next.office) }
        }
    }

    func settle() throws {
        var random = SeededGenerator(seed: 1)
        try settle(&random)
    }

    /// The state is gone, and made again from what was recorded.
    private func crash(_ office: String) {
        guard var task = tasks[office], let decider = cast.deciders[office] else { return }
        var state = SettleState(StateStore())
        for change in task.journal { decider.evolve(&state, change) }
        task.state = state
        tasks[office] = task
    }

    func day(_ date: String) throws {
        var began = DayBegan()
        began.date = date
        for office in cast.deciders.keys { append(began, "\(office).days") }
        try settle()
    }

    // MARK: Orders

    @discardableResult
    func order(
        _ kind: OrderKind, _ body: some Message, at office: String = city, by officer: String? = nil,
        reason: String = "例行"
    ) throws -> OrderAnswered {
        let number = (tasks[office]?.orders ?? 0) + 1
        tasks[office]?.orders = number
        var order = OrderGiven()
        order.id = "order-\(name)-\(office)-\(number)"
        order.stage = kind.stage.rawValue
        order.officer = officer ?? Self.settlers[office] ?? "o-\(office)-05"
        order.reason = reason
        order.at = "2024-12-31T09:00:00+08:00"
        order.kind = kind.name
        order.body = RawJSON(body)
        let before = written.count
        append(order, id: order.id, "\(office).orders")
        if let record = topics["\(office).orders"]?.last { try take(record, at: office, asTable: false) }
        // What is more than a decision is answered at its end.
        while tasks[office]?.plan != nil {
            if isFragile { crash(office) }
            try proceed(office)
        }
        for case .answer(let answer) in written[before...].map(\.output) { return answer }
        throw Unanswered()
    }

    struct Unanswered: Error {}

    func year(_ kind: OrderKind, _ year: Int64 = 2023, at office: String = city) throws -> OrderAnswered {
        var body = YearOrder()
        body.year = year
        return try order(kind, body, at: office)
    }

    // MARK: Awards

    struct Award: Hashable {
        var claim: String
        var county: String
        var clause = "7-1"
        var fen: Int64
        var city: Int64?
        var region: Int64?
        var programme = "baotou-2022"
    }

    func open(_ round: String = round, _ programme: String = "baotou-2022", at office: String = city) {
        var opened = RoundOpened()
        opened.round = round
        opened.programme = programme
        opened.period = "2023"
        opened.policy = cast.policies.first { $0.programme == programme }?.digest ?? ""
        opened.order = "o-1"
        append(opened, "\(office).rounds")
    }

    static func version(_ award: Award, _ period: String = "2023") -> ClaimVersion {
        var of = ClaimVersion()
        of.claim = award.claim
        of.office = award.county
        of.programme = award.programme
        of.clause = award.clause
        of.period = period
        of.applicant = "91150207MA0Q0A0AXU"
        return of
    }

    static func shares(_ award: Award) -> ShareAmounts {
        var shares = ShareAmounts()
        shares.city = award.city
        shares.region = award.region
        if let city = award.city { shares.county = award.fen - city }
        return shares
    }

    func award(_ awards: [Award], _ round: String = round, at office: String = city) {
        for award in awards { append(Self.proposal(award, round), "\(office).awards") }
    }

    static func proposal(_ award: Award, _ round: String) -> AwardProposed {
        var proposed = AwardProposed()
        proposed.round = round
        proposed.of = Self.version(award)
        proposed.outcome = .award
        proposed.awardFen = award.fen
        proposed.shares = Self.shares(award)
        return proposed
    }

    /// As Round says it of these awards.
    ///
    /// - Parameter isClosed: whether it says also how it was closed, by which those that pay know that all is there: of
    ///   worlds with deciders of their own, for these tell rounds by their names.
    func confirm(
        _ awards: [Award], _ round: String = round, at office: String = city, isClosed: Bool = false
    ) {
        let hasher = SHA256()
        for award in awards.sorted(by: { $0.claim < $1.claim }) {
            hasher.update(Array("\(SHA256.digest(of: Self.proposal(award, round).bytes))".utf8))
        }
        var closed = RoundClosed()
        closed.round = round
        closed.digest = "\(hasher.finish())"
        closed.claims = Int64(awards.count)
        closed.awards = Int64(awards.count)
        closed.totalFen = awards.reduce(0) { $0 + $1.fen }
        closed.order = "o-2"
        if isClosed { append(closed, "\(office).rounds") }
        var confirmed = RoundConfirmed()
        confirmed.round = round
        confirmed.digest = closed.digest
        confirmed.awards = closed.awards
        confirmed.totalFen = closed.totalFen
        confirmed.order = "o-3"
        append(confirmed, "\(office).rounds")
    }

    /// Paid by two officers of the county, as any payment is.
    func payOut(_ awards: [Award], at county: String) throws {
        var prepare = PreparePaymentOrder()
        prepare.awards = awards.map { award in
            var line = AwardToPay()
            (line.round, line.claim) = (Self.round, award.claim)
            return line
        }
        #expect(try order(.paymentPrepare, prepare, at: county, by: "o-\(county)-03").accepted)
        for case .paying(.prepared(let prepared)) in written.map(\.output).suffix(2) {
            var approve = ApprovePaymentOrder()
            (approve.payment, approve.digest) = (prepared.payment, prepared.digest)
            #expect(try order(.paymentApprove, approve, at: county, by: "o-\(county)-04").accepted)
        }
    }

    func correct(_ award: Award, to now: Award, _ number: Int64 = 1) {
        append(Self.correction(award, to: now, number), "150200.awards")
    }

    static func correction(_ award: Award, to now: Award, _ number: Int64) -> AwardCorrected {
        var corrected = AwardCorrected()
        corrected.round = round
        corrected.of = version(award)
        corrected.number = number
        corrected.beforeFen = award.fen
        corrected.afterFen = now.fen
        corrected.deltaFen = now.fen - award.fen
        corrected.shares = shares(now)
        corrected.order = "o-3"
        return corrected
    }

    /// As the county's own payments would: the county knows of it at once, the city when it reads it.
    func pay(_ award: Award, _ fen: Int64? = nil) {
        var sent = PaymentSent()
        sent.round = Self.round
        sent.of = Self.version(award)
        sent.fen = fen ?? award.fen
        sent.payment = "p-1"
        sent.reference = "p-1-\(award.claim)"
        sent.order = "o-4"
        sent.follows = RecordReference(JournalEntry.Origin(id: "o-4", digest: SHA256.digest(of: [])))
        change(award.county, .output(.paying(.sent(sent))))
        append(sent, "\(award.county).payments")
    }

    // MARK: What came of it

    var records: [YearRecord] {
        written.compactMap { if case .year(let record) = $0.output { record } else { nil } }
    }

    var statements: [SettlementProposed] {
        records.compactMap { if case .proposed(let proposed) = $0 { proposed } else { nil } }
    }

    var answers: [SettlementAnswered] {
        records.compactMap { if case .answered(let answered) = $0 { answered } else { nil } }
    }

    var refusals: [SettlementRefused] {
        records.compactMap { if case .refused(let refused) = $0 { refused } else { nil } }
    }

    var closed: [SettlementClosed] {
        records.compactMap { if case .closed(let closed) = $0 { closed } else { nil } }
    }

    /// All entries of all records, each of which must balance.
    func ledger() throws -> Ledger {
        var ledger = Ledger()
        for (place, record) in records.enumerated() {
            let origin = JournalEntry.Origin(id: "record-\(place)", digest: SHA256.digest(of: []))
            for entry in record.entries { ledger.post(try entry.entry(from: origin)) }
        }
        return ledger
    }
}

extension YearRecord {
    var entries: [JournalEntryRecord] {
        switch self {
        case .lines, .refused, .closed: []
        case .proposed(let record): record.entries
        case .answered(let record): record.entries
        case .overridden(let record): record.entries
        case .paid(let record): record.entries
        case .granted(let record): record.entries
        case .allotted(let record): record.entries
        }
    }
}
