import Decimals
import Messages
import Policy

/// Rules and terms that are tried on a round in the place of its own.
struct RoundTrial {
    let rulebook: Rulebook
    let terms: GuideTerms

    /// What an officer would fix otherwise in the year's guide.
    struct GuideTerms {
        var facts: Facts = [:]
        var coefficient: Decimal128?
        var closedClauses: [String]?

        var isEmpty: Bool { facts.isEmpty && coefficient == nil && closedClauses == nil }
    }

    func guide(_ guide: RoundGuide) -> RoundGuide {
        var guide = guide
        for fact in terms.facts.entries { guide.facts[fact.name] = fact.value }
        guide.coefficient = terms.coefficient ?? guide.coefficient
        if let closed = terms.closedClauses { guide.closedClauses = Set(closed) }
        // What the guide had fixed within the law's bound follows a bound that is lower now.
        for clause in rulebook.programme.clauses {
            for fact in clause.facts {
                guard let bound = fact.bound, case .number(let most)? = clause.parameter(bound)?.value,
                    case .number(let number)? = guide.facts[fact.name], number > most
                else { continue }
                guide.facts[fact.name] = .number(most)
            }
        }
        return guide
    }

    /// A claim's facts, without those that the tried clause does not ask for.
    func facts(_ facts: Facts, of clause: String) -> Facts {
        guard let asked = rulebook.programme.clause(clause) else { return facts }
        var fitted = facts
        for name in facts.names where asked.fact(name) == nil { fitted[name] = nil }
        return fitted
    }
}
