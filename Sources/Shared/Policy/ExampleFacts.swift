import Decimals
public import Messages

/// Facts under which a clause gives what it promises: an award, an officer's decision, a target that is met. They show
/// how a clause works where nobody has a claim at hand.
///
/// Found by changing one fact at a time, among values that the clause itself names (`ExampleCandidates`). Facts that
/// have a default stay away unless they are needed. The same clause always has the same example.
public struct ExampleFacts: Sendable {
    public let facts: Facts
    /// What the clause says on them, with its trace.
    public let assessment: Assessment

    /// Nil when none was found: a duty, a contradiction, or a clause that is not there. Facts that are `given` stay as
    /// they are; the others are looked for.
    public init?(for clause: String, in rulebook: Rulebook, keeping given: Facts = [:]) {
        guard let clauseRule = rulebook.rule(clause) else { return nil }
        guard case .award(let award) = clauseRule.grant, let slot = award.clauseSlot else {
            var search = ExampleSearch(clauseRule, in: rulebook, keeping: given)
            guard let found = search.run() else { return nil }
            self = found
            return
        }
        // A clause about other clauses needs an example of one of them.
        for other in rulebook.programme.clauses {
            guard case .award(let award)? = rulebook.rule(other.id)?.grant, award.clauseSlot == nil,
                let inner = ExampleFacts(for: other.id, in: rulebook, keeping: given)
            else { continue }
            if let found = Self.find(rule: clauseRule, naming: other.id, at: slot, inner.facts, given, rulebook) {
                self = found
                return
            }
        }
        return nil
    }

    private static func find(
        rule: Rule, naming other: String, at slot: Int, _ inner: Facts, _ given: Facts, _ rulebook: Rulebook
    ) -> ExampleFacts? {
        var kept = Facts()
        for entry in inner.entries where rule.factSlots[entry.name] == nil || given[entry.name] != nil {
            kept[entry.name] = entry.value
        }
        kept[rule.names[slot]] = kept[rule.names[slot]] ?? .text(other)
        var search = ExampleSearch(rule, in: rulebook, keeping: kept)
        return search.run()
    }

    init(facts: Facts, assessment: Assessment) {
        self.facts = facts
        self.assessment = assessment
    }
}

/// How good a set of facts is as an example, worst first.
struct ExampleScore: Comparable {
    let rank: Int
    /// Conditions that hold.
    let holding: Int
    /// Of an award, in fen.
    let amount: Int64

    static let useless = ExampleScore(rank: -1, holding: 0, amount: 0)
    static let enough = 4

    init(rank: Int, holding: Int, amount: Int64) {
        self.rank = rank
        self.holding = holding
        self.amount = amount
    }

    init(_ assessment: Assessment, of clause: Clause) {
        var amount: Int64 = 0
        switch assessment.outcome {
        case .award(let award):
            rank = award > .zero ? Self.enough : 2
            amount = award.fen
        case .target(let isMet): rank = isMet ? Self.enough : 2
        case .bound(let isKept): rank = isKept ? Self.enough : 2
        case .refer:
            if case .open = clause.grant { rank = Self.enough } else { rank = 3 }
        case .waitlist: rank = 2
        case .ask: rank = 1
        case .reject: rank = 0
        }
        holding = assessment.trace?.conditions.count { $0.truth == .holds } ?? 0
        self.amount = amount
    }

    static func < (left: ExampleScore, right: ExampleScore) -> Bool {
        (left.rank, left.holding, left.amount) < (right.rank, right.holding, right.amount)
    }
}
