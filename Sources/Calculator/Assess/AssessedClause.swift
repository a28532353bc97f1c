import Messages
import Policy
import Synchronization

/// A clause as each of its claims needs it: what follows from the policy alone, worked out once.
final class AssessedClause: Sendable {
    let clause: Clause
    /// The readings that it depends on, each with what was chosen.
    let readings: [String]
    /// In the order in which they are tested.
    let conditions: [Condition]
    /// What the claim or its round says, where the register does not.
    let roundFacts: [FactDeclaration]
    let isDecided: Bool
    private let names: Set<String>

    init(_ clause: Clause, _ rulebook: Rulebook) {
        self.clause = clause
        readings = rulebook.programme.readings.filter { $0.clauses.contains(clause.id) }.map { "\($0.id)=\($0.chosen)" }
        conditions = clause.orderedConditions
        roundFacts = clause.facts.filter { $0.round != nil }
        names = Set(clause.facts.map(\.name))
        isDecided = names.contains("decided")
    }

    func has(_ fact: String) -> Bool { names.contains(fact) }
}

/// Clauses by the digest of their policy. The same policy always says the same, so keeping them changes no decision.
final class AssessedClauses: Sendable {
    private struct Key: Hashable {
        let policy: String
        let clause: String
    }

    private let known = Mutex<[Key: AssessedClause]>([:])

    /// Nil when the policy has no such clause.
    func clause(_ id: String, of policy: String, _ rulebook: Rulebook) -> AssessedClause? {
        let key = Key(policy: policy, clause: id)
        if let known = known.withLock({ $0[key] }) { return known }
        guard let clause = rulebook.programme.clause(id) else { return nil }
        let assessed = AssessedClause(clause, rulebook)
        known.withLock { $0[key] = assessed }
        return assessed
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
