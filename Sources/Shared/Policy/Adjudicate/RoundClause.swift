import Awards
import Decimals
import Documents
import Feel
import Messages

/// A clause as a round meets it: what the round and its guide know is filled in once. A class, for each claim is asked
/// by it and copying all that it holds would cost more than most answers.
final class RoundClause: Sendable {
    let rule: Rule
    var clause: Clause { rule.clause }
    /// Refused, or referred, whatever its claims say.
    let closed: Outcome?
    let isWithCoefficient: Bool
    /// Values that are the same for all claims, by slot.
    private let constants: [(slot: Int, value: Value)]
    private let fixedByGuide: Set<String>
    /// What differs from claim to claim and the round knows.
    private let known: [(slot: Int, role: FactDeclaration.RoundKnowledge)]
    private let claimantSlot: Int?
    private let grantedSlot: Int?
    /// The slots of a claim whose amount is given: its own facts are not known.
    private let assessed: [Value]
    /// The figure that ranks are counted by.
    let rankedBy: String?
    /// Whether the round adds the claims that it has granted.
    var addsGranted: Bool { grantedSlot != nil }
    private let readsFactsForShares: Bool
    /// Facts that no claim may bring, for the round itself knows them.
    private let ownFacts: [String]
    /// Whether what was paid before, or granted in this round, changes anything.
    let readsPayments: Bool
    /// Whether the clause rewards its applicants themselves.
    let rewardsApplicant: Bool
    /// Whether the highest-only rule looks at it.
    let isCovered: Bool

    init(_ rule: Rule, of programme: Programme, in round: Round) throws(RoundErrors) {
        self.rule = rule
        let clause = rule.clause
        closed = Self.closed(clause, of: programme, in: round)
        isWithCoefficient =
            programme.guide.map { $0.hasCoefficient && !$0.withoutCoefficient.contains(clause.id) } ?? false
        var constants: [(Int, Value)] = []
        var known: [(Int, FactDeclaration.RoundKnowledge)] = []
        for (slot, fact) in clause.facts.enumerated() {
            guard let role = fact.round else { continue }
            if let value = Self.constant(role, fact, of: clause, in: round, programme) {
                constants.append((slot, value))
            } else {
                known.append((slot, role))
            }
        }
        let fixed = round.guide.facts(for: clause)
        do throws(FactErrors) {
            let slots = try rule.slots(of: fixed)
            constants += fixed.names.compactMap { name in rule.factSlots[name].map { ($0, slots[$0]) } }
        } catch {
            throw RoundErrors(sentences: ["guide, clause \(clause.id): \(error.description)"])
        }
        fixedByGuide = Set(fixed.names)
        self.constants = constants
        self.known = known
        claimantSlot = clause.claimant == nil ? nil : rule.factSlots[Claimant.fact]
        grantedSlot = clause.facts.firstIndex { $0.addsGranted }
        rankedBy = clause.facts.first { $0.round == .rank }?.rankedBy
        let read = Set(clause.facts.map(\.name) + clause.values.map(\.name) + clause.tables.map(\.name))
        readsFactsForShares = clause.shares.contains { share in
            switch share.part {
            case .formula(let written), .returned(let written):
                !written.expression.names(among: read).isEmpty
            case .rest: false
            }
        }
        ownFacts = clause.facts.filter { $0.round.map { $0 != .applicant } ?? false }.map(\.name)
        let readsPaid = known.contains { _, role in
            switch role {
            case .paid, .paidThisYear, .paidInEarlierYears, .yearsPaid: true
            case .year, .validTo, .pot, .committed, .appliedOn, .rank, .applicant: false
            }
        }
        readsPayments = readsPaid || clause.earlier != nil
        rewardsApplicant = clause.object.map { programme.applicants.contains($0) } ?? false
        isCovered = programme.nonDuplication?.clauses.contains(clause.id) ?? false
        var assessed = rule.template
        for (slot, fact) in clause.facts.enumerated() where !fact.isOfProgramme && slot != claimantSlot {
            // A year that such a claim does not say is the round's.
            let isYear = fact.type == .number(Self.year)
            assessed[slot] =
                isYear ? .number(Decimal128(Int64(round.year))) : .unknown(Unknowns(slot: slot) ?? [])
        }
        self.assessed = assessed
    }

    private static let year = try? Unit("year")

    /// In force, and guide: what stands before everything that a claim says, but for its day.
    private static func closed(_ clause: Clause, of programme: Programme, in round: Round) -> Outcome? {
        switch clause.grant {
        case .target, .bound: return nil
        case .award, .decision, .open, .duty: break
        }
        if round.state ?? programme.state == .draft, !round.isTrial {
            return .reject(reason: "programme_not_in_force", ceiling: nil)
        }
        return nil
    }

    private static func constant(
        _ role: FactDeclaration.RoundKnowledge, _ fact: FactDeclaration, of clause: Clause, in round: Round,
        _ programme: Programme
    ) -> Value? {
        switch role {
        case .year: return .number(Decimal128(Int64(round.year)))
        case .validTo:
            return programme.validity.to.flatMap { Day(number: $0.daysSince1970) }.map { .date($0) } ?? .null
        case .pot:
            if let pot = round.pots[clause.id] { return .number(pot.yuan) }
            return fact.fromFile.flatMap { clause.parameter($0) }?.value.value
        case .committed: return .number((round.reserved.clauses[clause.id] ?? .zero).yuan)
        case .appliedOn, .rank, .applicant, .paid, .paidThisYear, .paidInEarlierYears, .yearsPaid: return nil
        }
    }

    /// What the year, the day of receipt and the guide say before the clause is asked.
    func barred(on day: CivilDate, in round: Round, _ programme: Programme) -> Outcome? {
        switch clause.grant {
        case .target, .bound: return nil
        case .award, .decision, .open, .duty: break
        }
        if let closed { return closed }
        let validity = programme.validity
        if let from = validity.from, day < from { return .reject(reason: "before_programme", ceiling: nil) }
        if let to = validity.to, day > to { return .reject(reason: "programme_expired", ceiling: nil) }
        // A year's figures exist on its last day.
        if clause.isAnnual, let end = CivilDate(year: round.year, month: 12, day: 31) {
            let isBefore = validity.from.map { end < $0 } ?? false
            let isAfter = validity.to.map { end > $0 } ?? false
            if isBefore || isAfter { return .reject(reason: "outside_programme_year", ceiling: nil) }
        }
        guard programme.guide != nil else { return nil }
        if !round.guide.isLoaded { return .refer(reason: "guide_missing", ceiling: nil) }
        return round.guide.closedClauses.contains(clause.id)
            ? .reject(reason: "clause_not_in_guide", ceiling: nil) : nil
    }

    // MARK: Slots

    /// What the round knows of one claim.
    struct Knowledge {
        let day: CivilDate
        let rank: Int?
        let payments: [PaidBefore.Payment]
        let year: Int
        /// Claims of the clause that this round has granted before it.
        let granted: Int
        /// Objects that the clause has paid for before the round.
        let paidObjects: Int
    }

    func slots(of claim: RoundClaim, _ knowledge: Knowledge) throws(FactErrors) -> [Value] {
        try check(claim)
        var slots = try rule.slots(of: own(claim.facts))
        if claim.assessed != nil {
            for slot in assessed.indices.prefix(clause.facts.count) where claim.facts[clause.facts[slot].name] == nil {
                slots[slot] = assessed[slot]
            }
        }
        for (slot, value) in constants { slots[slot] = value }
        for (slot, role) in known {
            if let value = value(role, slot, claim, knowledge) { slots[slot] = value }
        }
        if let claimantSlot, let kind = claim.lodgedBy { slots[claimantSlot] = .string(kind.rawValue) }
        if let grantedSlot {
            let granted = Decimal128(Int64(knowledge.granted))
            if case .number(let number) = slots[grantedSlot] {
                slots[grantedSlot] = .number((try? number + granted) ?? number)
            } else if claim.assessed != nil {
                slots[grantedSlot] = .number(Decimal128(Int64(knowledge.granted + knowledge.paidObjects)))
            }
        }
        return slots
    }

    private func value(
        _ role: FactDeclaration.RoundKnowledge, _ slot: Int, _ claim: RoundClaim, _ knowledge: Knowledge
    ) -> Value? {
        let payments = knowledge.payments
        switch role {
        case .appliedOn: return Day(number: knowledge.day.daysSince1970).map { .date($0) }
        case .rank:
            if let rank = knowledge.rank { return .number(Decimal128(Int64(rank))) }
            if let rankedBy, claim.facts[rankedBy] == .null { return .null }
            return nil
        case .applicant: return claim.facts[clause.facts[slot].name] == nil ? .string(claim.applicant) : nil
        case .paid: return .number(payments.sum())
        case .paidThisYear: return .number(payments.sum { $0.year == knowledge.year })
        case .paidInEarlierYears: return .number(payments.sum { $0.year < knowledge.year })
        case .yearsPaid:
            // A second payment of this year takes no further year.
            let years = Set(payments.map(\.year)).filter { year in
                year != knowledge.year && payments.sum { $0.year == year } > .zero
            }
            return .list(List(years.sorted().map { .number(Decimal128(Int64($0))) }))
        case .year, .validTo, .pot, .committed: return nil
        }
    }

    /// A fact of the guide stands over the same fact of a claim.
    private func own(_ facts: Facts) -> Facts {
        if fixedByGuide.isEmpty { return facts }
        var own = facts
        for name in fixedByGuide { own[name] = nil }
        return own
    }

    private func check(_ claim: RoundClaim) throws(FactErrors) {
        if ownFacts.isEmpty { return }
        let told = claim.facts.names.filter { ownFacts.contains($0) }
        guard told.isEmpty else {
            throw FactErrors(sentences: told.map { "\($0): the round itself knows it; leave it out" })
        }
    }

    /// The names of facts that a claim is asked for: where a rank is missing, the figure that it is counted by.
    func asked(_ names: [String]) -> [String] {
        var asked: [String] = []
        for name in names {
            let name = clause.fact(name)?.round == .rank ? rankedBy ?? name : name
            if !asked.contains(name) { asked.append(name) }
        }
        return asked
    }

    /// Where the shares follow from the award alone nothing else is looked at.
    func slotsForShares(of facts: Facts) -> [Value] {
        guard readsFactsForShares, var slots = try? rule.slots(of: own(facts)) else { return rule.template }
        for (slot, value) in constants { slots[slot] = value }
        return slots
    }

    /// The sum that the clause's claims share, in yuan.
    func total(in round: Round) -> Decimal128? {
        guard let budget = rule.budget else { return nil }
        if let pot = round.pots[clause.id] { return pot.yuan }
        var slots = rule.template
        for (slot, value) in constants { slots[slot] = value }
        guard case .number(let total) = budget.total.value(slots) else { return nil }
        return total
    }

    /// What a piece costs; nil where the budget is not paid by the piece.
    var price: Money? {
        guard let piece = rule.budget?.piece, case .number(let price) = piece.price.value(rule.template) else {
            return nil
        }
        return try? Money(truncatingYuan: price)
    }
}

extension RoundGuide {
    /// What it fixes for a clause.
    func facts(for clause: Clause) -> Facts {
        var fixed = Facts()
        for entry in facts.entries where clause.fact(entry.name).map({ $0.round == nil }) ?? false {
            fixed[entry.name] = entry.value
        }
        return fixed
    }
}
