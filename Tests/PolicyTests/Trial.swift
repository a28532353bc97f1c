import Decimals
import Feel
import Messages
import TestSupport

@testable import Policy

/// A clause that random facts are tried on.
struct Trial {
    let rulebook: Rulebook
    let clause: Clause
    var place: String { "\(rulebook.programme.id) \(clause.id)" }

    func assess(_ facts: Facts) throws -> Assessment? { try rulebook.assess(clause.id, facts, withTrace: true) }

    /// What the clause's cap was for these facts.
    func cap(_ assessment: Assessment) -> Decimal128? {
        guard let rule = rulebook.rule(clause.id), let slots = assessment.trace?.slots else { return nil }
        let cap: Written?
        switch clause.grant {
        case .award(let award): cap = award.cap
        case .decision(let decision): cap = decision.ceiling
        case .open, .target, .bound, .duty: cap = nil
        }
        guard let cap, let index = rule.names.firstIndex(of: cap.text), case .number(let most) = slots[index] else {
            return nil
        }
        return most
    }

    /// Zero for whatever is no award.
    func amount(_ facts: Facts) throws -> Money {
        guard case .award(let award)? = try assess(facts)?.outcome else { return .zero }
        return award
    }

    /// The facts with some left out, of records some fields; never those that something is assumed of.
    func some(of facts: Facts, _ generator: inout SeededGenerator) -> Facts {
        var some = Facts()
        for entry in facts.entries {
            let isAssumed = clause.fact(entry.name)?.isAssumed ?? false
            if !isAssumed, Int.random(in: 0..<4, using: &generator) == 0 { continue }
            some[entry.name] = thinned(entry.value, &generator)
        }
        return some
    }

    private func thinned(_ fact: Fact, _ generator: inout SeededGenerator) -> Fact {
        guard case .list(let elements) = fact else { return fact }
        return .list(
            elements.map { element in
                guard case .record(var record) = element, Int.random(in: 0..<4, using: &generator) == 0,
                    let name = record.names.randomElement(using: &generator)
                else { return element }
                record[name] = nil
                return .record(record)
            })
    }

    func leavesOutOptional(_ some: Facts, _ facts: Facts) -> Bool {
        clause.facts.contains { fact in
            if case .passedOver = fact.absent { some[fact.name] == nil && facts[fact.name] != nil } else { false }
        }
    }
}

/// All that an assessment says, to compare two.
struct Answer: Equatable {
    private let outcome: Outcome
    private let shares: Shares
    private let parts: [Assessment.Part]
    private let remainders: [Assessment.Remainder?]
    private let conditions: [String]
    private let steps: [String]

    init(_ assessment: Assessment) {
        outcome = assessment.outcome
        shares = assessment.shares
        parts = assessment.parts
        remainders = [assessment.leftOver, assessment.waiting]
        conditions = (assessment.trace?.conditions ?? []).map { "\($0.index) \($0.truth)" }
        steps = (assessment.trace?.steps ?? []).map { "\($0.stage) \($0.index) \($0.before) \($0.after)" }
    }
}
