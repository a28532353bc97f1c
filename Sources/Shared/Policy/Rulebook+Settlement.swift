public import Decimals
import Feel
public import Messages

/// One payment of a county, as its city settles it.
public struct SettledPayment: Hashable, Sendable {
    /// At most what was paid: the rest is the county's own money.
    public let counted: Money
    /// What the city owes the county for it, cut to the fen; never below zero.
    public let owed: Money
}

extension Rulebook {
    /// What the city owes for a payment under a clause, or, where the county itself is the payee, for what is due to
    /// it. The facts are those that the clause's `settlement` names. Nil: the programme has no rule of settlement
    /// between city and county, and so nothing is owed.
    ///
    /// Throws for a clause that is not there or under which nothing is paid, an amount below zero, and facts that are
    /// missing or that the clause is settled without.
    public func settled(
        _ paid: Money, under clause: String, _ facts: Facts = [:]
    ) throws(FactErrors) -> SettledPayment? {
        guard let rule = rule(clause) else {
            let known = programme.clauses.map(\.id).joined(separator: ", ")
            throw FactErrors(sentences: ["\(programme.id) has no clause \(clause); it has \(known)"])
        }
        if paid < .zero { throw FactErrors(sentences: ["amount: \(paid) is below zero"]) }
        let asked = rule.clause.settlement?.facts ?? []
        let wrong =
            facts.names.filter { !asked.contains($0) }.map { "clause \(clause) is settled without \($0)" }
            + asked.filter { (facts[$0] ?? .null) == .null }.map { "clause \(clause) is not settled without \($0)" }
        guard wrong.isEmpty else { throw FactErrors(sentences: wrong) }
        guard programme.settlement != nil else { return nil }
        guard rule.paysOut else {
            throw FactErrors(sentences: ["clause \(clause) of \(programme.id) gives no money that could be settled"])
        }
        let counted = min(paid, rule.settledUpTo ?? paid)
        return SettledPayment(counted: counted, owed: try rule.owed(for: counted, try rule.slots(of: facts)))
    }
}

extension Rule {
    /// An award of its own; that of a clause about other clauses is paid under those.
    fileprivate var paysOut: Bool {
        switch grant {
        case .award(let award): award.clauseSlot == nil
        case .decision, .open: true
        case .target, .bound, .duty: false
        }
    }

    fileprivate func owed(for counted: Money, _ slots: [Value]) throws(FactErrors) -> Money {
        var evaluation = Evaluation(rule: self, slots: slots, trace: nil)
        evaluation.derive()
        evaluation.slots[awardSlot] = .number(counted.yuan)
        let isKnown = shares.allSatisfy { $0.formula.map { evaluation.number($0) != nil } ?? true }
        guard isKnown else {
            var sentence = "what the city bears of clause \(clause.id) follows from facts that no statement gives"
            if case .ask(let names) = evaluation.asked { sentence += ": \(names.joined(separator: ", "))" }
            throw FactErrors(sentences: [sentence])
        }
        let borne = evaluation.shares(of: counted)
        if let fault = evaluation.fault { throw FactErrors(sentences: [fault.description]) }
        return max(.zero, borne.returned ?? borne.city ?? .zero)
    }
}
