import Messages
import Policy
import Synchronization

/// A clause as each of its claims needs it: what follows from the policy alone, worked out once.
final class AssessedClause: Sendable {
    let clause: Clause
    /// The readings that it depends on, each with what was chosen.
    let readings: [String]
    /// In the order in which they are tested, as a trace shows them.
    let conditions: [TraceCondition]
    /// What the claim or its round says, where the register does not.
    let roundFacts: [(name: String, round: FactDeclaration.RoundKnowledge)]
    let isDecided: Bool
    private let names: Set<String>
    private let rulebook: Rulebook
    /// Nil for a clause whose amount is another clause's.
    private let assessor: SharedAssessor?

    init(_ clause: Clause, _ rulebook: Rulebook) {
        self.clause = clause
        self.rulebook = rulebook
        readings = rulebook.programme.readings.filter { $0.clauses.contains(clause.id) }.map { "\($0.id)=\($0.chosen)" }
        conditions = clause.orderedConditions.map { condition in
            var shown = TraceCondition()
            shown.when = condition.test.text
            shown.reason = condition.reason
            return shown
        }
        roundFacts = clause.facts.compactMap { fact in fact.round.map { (fact.name, $0) } }
        names = Set(clause.facts.map(\.name))
        isDecided = names.contains("decided")
        assessor = rulebook.rule(clause.id).flatMap { $0.namesClause ? nil : SharedAssessor($0) }
    }

    func has(_ fact: String) -> Bool { names.contains(fact) }

    /// The same as the rulebook says, with the whole trace; nil where the clause has no rule.
    func assess(_ facts: Facts) throws -> Assessment? {
        try assessor?.assess(facts) ?? rulebook.assess(clause.id, facts, withTrace: true)
    }
}

/// A rule with the memory in which it assesses, for one claim at a time.
private final class SharedAssessor: Sendable {
    private let rule: Rule
    private let assessor: Mutex<Assessor>

    init(_ rule: Rule) {
        self.rule = rule
        assessor = Mutex(Assessor(rule))
    }

    func assess(_ facts: Facts) throws -> Assessment {
        let slots = try rule.slots(of: facts)
        return try assessor.withLock { assessor in try assessor.assess(slots, withTrace: true) }
    }
}

/// Clauses by the digest of their policy. The same policy always says the same, so keeping them changes no decision.
final class AssessedClauses: Sendable {
    private struct Known {
        let policy: String
        let clause: AssessedClause
        /// With the numbers of divisions that have set their own.
        let divided: [String: AssessedClause]
    }

    /// They are few, and the texts that are asked with are mostly those that are kept.
    private let known = Mutex<[Known]>([])

    /// With the numbers that the division has set for itself. Nil when the policy has no such clause.
    func clause(
        _ id: String, of policy: String, at division: String, in rulebook: () throws -> Rulebook
    ) throws -> AssessedClause? {
        let found = known.withLock { $0.first { $0.clause.clause.id == id && $0.policy == policy } }
        if let found { return found.divided.isEmpty ? found.clause : found.divided[division] ?? found.clause }
        let rulebook = try rulebook()
        guard let clause = rulebook.programme.clause(id) else { return nil }
        var divided: [String: AssessedClause] = [:]
        for name in rulebook.divisions {
            let own = rulebook.rulebook(at: name)
            divided[name] = own.programme.clause(id).map { AssessedClause($0, own) }
        }
        let assessed = AssessedClause(clause, rulebook)
        known.withLock { $0.append(Known(policy: policy, clause: assessed, divided: divided)) }
        return divided[division] ?? assessed
    }
}

/// Guides that were read, by their digest.
final class Guides: Sendable {
    private let known = Mutex<[String: GuideSet]>([:])

    func guide(_ digest: String, json: () -> String?) throws -> GuideSet? {
        if let known = known.withLock({ $0[digest] }) { return known }
        guard let json = json() else { return nil }
        let guide = try GuideSet(reading: Array(json.utf8))
        known.withLock { $0[digest] = guide }
        return guide
    }
}
