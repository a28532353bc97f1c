import Agent
import Awards
import Log
import Messages
import Policy

/// What an office pays and calls back.
///
/// An award is posted when its round is confirmed and all of it is here: until the proposals that were read are those
/// of the confirmed digest nothing follows, so that it does not matter in which order streams arrive.
struct Paying: SettlePart, Sendable {
    typealias Output = SettleDecider.Output

    static let kinds: [OrderKind] = [
        .paymentPrepare, .paymentApprove, .paymentCancel, .paymentAnswers, .paymentReissue, .recoveryPaid,
        .recoverySetOff,
    ]
    static let subjects = ["post"]
    /// Of a plan's piece.
    private static let piece = 1_000
    /// How many lines a payment has at most, and a file of the bank's answers in one order.
    static let mostLines = 1_000

    let office: Division
    let inbox: OrderInbox
    private let offices: Offices
    private let payments: TopicPartition
    private let rulebooks: Rulebooks
    /// Of each county whether it is this office, or under it.
    private let isBelow: [Division: Bool]
    /// The tiers at which this office pays for some county.
    private let pays: Set<Tier>
    private let works = PostingWorks()

    init(_ office: Office, _ offices: Offices, _ inbox: OrderInbox, _ rulebooks: Rulebooks = Rulebooks()) {
        self.rulebooks = rulebooks
        self.office = office.division
        self.offices = offices
        self.inbox = inbox
        payments = TopicPartition(Stream.payments.topic(of: office.division), 0)
        let all = offices.all.map(\.division)
        isBelow = Dictionary(uniqueKeysWithValues: all.map { ($0, offices.isBelow($0, office.division)) })
        pays = Set(
            Tier.allCases.filter { tier in
                all.contains { offices.office(at: tier, for: $0)?.division == office.division }
            })
    }

    // MARK: Awards

    func decide(_ state: SettleState, _ input: SettleInput) throws -> Decision<Output> {
        switch input.content {
        case .proposed(let award): return post(state, [award.round])
        case .confirmed(let round): return post(state, [round.round])
        case .policy(let policy):
            return post(state, state.confirmed.keys.filter { state.opened[$0]?.content.policy == policy.digest })
        case .corrected(let corrected):
            guard state.pay.posted.contains(corrected.round) else { return [] }
            return Decision(try correct(state, corrected, input.origin).map(Output.paying))
        case .order, .day, .guide, .hold, .lifted, .opened, .closed, .year: return []
        }
    }

    /// The plan that posts those of the rounds that are all here.
    private func post(_ state: SettleState, _ rounds: [String]) -> Decision<Output> {
        let ready = rounds.filter { isReady(state, $0) }
        guard !ready.isEmpty else { return [] }
        let id = ready.joined(separator: Self.between) + Self.ending
        return Decision([], plan: Plan(id: id, subject: "post", targets: [payments], cursor: "0"))
    }

    private func isReady(_ state: SettleState, _ round: String) -> Bool {
        guard !state.pay.posted.contains(round), let confirmed = state.confirmed[round]?.content,
            let closed = state.closed[round]?.content, closed.digest == confirmed.digest,
            let opened = state.opened[round]?.content, state.policies.contains(opened.policy)
        else { return false }
        // What came before anyone could tell that it is nothing for this office is forgotten.
        guard canPay(state, round) else { return state.pay.tallies.contains(round) }
        let tally = state.pay.tallies[round] ?? RoundTally()
        return tally.proposals == closed.claims && tally.awards == confirmed.awards
            && tally.fen == confirmed.totalFen
    }

    /// Whether this office may have to pay an award of the round; so it is while nobody can tell yet.
    private func canPay(_ state: SettleState, _ round: String) -> Bool {
        // A county may pay a part of any award.
        guard let tier = offices[office]?.tier, tier != .county, let programme = try? programme(state, of: round) else {
            return true
        }
        return pays.contains(programme.tiers.pays)
    }

    private func programme(_ state: SettleState, of round: String) throws -> Programme? {
        guard let opened = state.opened[round]?.content, state.policies.contains(opened.policy) else { return nil }
        return try rulebooks.rulebook(digest: opened.policy, name: opened.programme) {
            Array((state.policies[opened.policy] ?? "").utf8)
        }.programme
    }

    /// Nil while the round's policy is not here.
    private func parties(_ of: ClaimVersion, _ state: SettleState, _ round: String) throws -> AwardParties? {
        try programme(state, of: round).map { AwardParties(of, paidBy: office, under: $0, offices) }
    }

    /// All that a confirmed round gives this office to post, in the order of awards; nil when the proposals that were
    /// read are not those that were confirmed.
    private func postings(_ state: SettleState, _ round: String) throws -> [PayRecord]? {
        guard canPay(state, round) else { return [] }
        var proposals = RoundProposals()
        func take(_ key: AwardKey, _ award: ProposedAward) {
            if key.round == round { proposals.add(key, award) }
        }
        state.pay.proposals.forEach(take)
        guard proposals.digest == state.confirmed[round]?.content.digest else { return nil }
        var records: [PayRecord] = []
        var rows: [AwardKey: PayableAward] = [:]
        for (key, digest, own) in proposals.own {
            guard let parties = try parties(own.award.of, state, round) else { continue }
            let origin = JournalEntry.Origin(id: own.id, digest: digest)
            guard let owed = try Postings(parties: parties).award(own.award, from: origin) else { continue }
            records.append(.owed(owed))
            if owed.payee == nil { rows[key] = PayableAward(round, owed.of).applying(owed) }
        }
        for key in state.pay.corrections.keys where key.round == round {
            for placed in state.pay.corrections[key] ?? [] {
                guard let parties = try parties(placed.corrected.of, state, round) else { continue }
                let next = try Postings(parties: parties).correction(placed.corrected, from: placed.origin, rows[key])
                records += next
                guard parties.payee == nil else { continue }
                let row = rows[key] ?? PayableAward(round, placed.corrected.of)
                rows[key] = next.reduce(row) { $0.applying($1) }
            }
        }
        return records
    }

    private func correct(
        _ state: SettleState, _ corrected: AwardCorrected, _ origin: JournalEntry.Origin
    ) throws -> [PayRecord] {
        guard let parties = try parties(corrected.of, state, corrected.round) else { return [] }
        let row = state.pay[award: corrected.round, corrected.of.claim]
        guard corrected.number > row?.number ?? 0 else { return [] }
        return try Postings(parties: parties).correction(corrected, from: origin, row)
    }

    // MARK: The plan

    func proceed(_ state: SettleState, with plan: Plan) throws -> PlanStep<Output> {
        let records = try works.postings(of: plan.id) { try postings(state, of: plan) }.records
        let from = Int(plan.cursor) ?? 0
        let to = min(from + Self.piece, records.count)
        let outputs = records[from..<to].map(Output.paying)
        return PlanStep(outputs, cursor: to < records.count ? "\(to)" : nil)
    }

    func finish(_ state: inout SettleState, _ plan: Plan) {
        // What could not be made was not written either: the loop has stopped with the error.
        let made = try? works.postings(of: plan.id) { [state] in try postings(state, of: plan) }
        for record in made?.records ?? [] { evolve(&state, record) }
        for round in made?.rounds ?? [] {
            forgetProposals(&state, of: round)
            for key in state.pay.corrections.keys where key.round == round { state.pay.corrections[key] = nil }
            state.pay.tallies[round] = nil
            state.pay.posted[round] = true
        }
        works.forget()
    }

    private func forgetProposals(_ state: inout SettleState, of round: String) {
        var keys: [AwardKey] = []
        func take(_ key: AwardKey, _: ProposedAward) {
            if key.round == round { keys.append(key) }
        }
        state.pay.proposals.forEach(take)
        for key in keys { state.pay.proposals[key] = nil }
    }

    private func postings(_ state: SettleState, of plan: Plan) throws -> RoundPostings {
        var all = RoundPostings()
        for round in Self.rounds(of: plan) {
            guard let records = try postings(state, round) else { continue }
            all.rounds.append(round)
            all.records += records
        }
        return all
    }

    /// A round's id has no spaces.
    private static let between = " "
    private static let ending = "#post"

    private static func rounds(of plan: Plan) -> [String] {
        plan.id.dropLast(ending.count).split(separator: between).map(String.init)
    }

    // MARK: Rows

    func evolve(_ state: inout SettleState, _ input: SettleInput) {
        switch input.content {
        case .proposed(let award): take(&state, award, input.origin)
        case .corrected(let corrected):
            guard !state.pay.posted.contains(corrected.round), canPay(state, corrected.round) else { return }
            let key = AwardKey(corrected.round, corrected.of.claim)
            state.pay.corrections[key] =
                (state.pay.corrections[key] ?? []) + [PlacedCorrection(corrected, input.origin)]
        case .hold(let hold): place(&state, hold)
        case .lifted(let lifted): lift(&state, lifted)
        case .order, .day, .policy, .guide, .opened, .closed, .confirmed, .year: break
        }
    }

    func place(_ state: inout SettleState, _ hold: HoldSet) {
        state.pay.holds[hold.hold] = Recorded(hold)
        let ids = state.pay.held[hold.key] ?? []
        if !ids.contains(hold.hold) { state.pay.held[hold.key] = ids + [hold.hold] }
    }

    func lift(_ state: inout SettleState, _ lifted: HoldLifted) {
        guard let hold = state.pay.holds[lifted.hold]?.content else { return }
        let ids = (state.pay.held[hold.key] ?? []).filter { $0 != lifted.hold }
        state.pay.held[hold.key] = ids.isEmpty ? nil : ids
        state.pay.holds[lifted.hold] = nil
    }

    private func take(_ state: inout SettleState, _ award: AwardProposed, _ origin: JournalEntry.Origin) {
        guard !state.pay.posted.contains(award.round), canPay(state, award.round) else { return }
        let key = award.key
        let before = state.pay.proposals[key]
        if let before, before.revision >= award.revision { return }
        let row = ProposedAward(award, from: origin, isOwn: mayPay(award, state))
        var tally = state.pay.tallies[award.round] ?? RoundTally()
        if let before { tally.add(before, -1) }
        tally.add(row, 1)
        state.pay.proposals[key] = row
        state.pay.tallies[award.round] = tally
    }

    /// Whether this office pays the award, or nobody can tell yet.
    private func mayPay(_ award: AwardProposed, _ state: SettleState) -> Bool {
        if let parts = award.parts { return parts.contains { $0.county == office.code } }
        guard let of = Division(award.of.office), isBelow[of] ?? false else { return false }
        guard let programme = try? programme(state, of: award.round) else { return true }
        return AwardParties.payer(award.of, under: programme, offices) == office
    }
}
