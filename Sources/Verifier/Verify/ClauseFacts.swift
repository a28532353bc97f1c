import Awards
import Feel
import Messages
import Policy
import Synchronization

/// A clause as verification looks at it: of each fact who says what it is, found out once.
final class ClauseFacts: Sendable {
    final class Item: Sendable {
        let name: String
        /// The same as registers know it.
        let registered: FactName
        /// Its place among the clause's facts.
        let place: Int
        let source: FactSource
        /// The clause cannot do without it.
        let isNeeded: Bool
        /// The clause assumes something where nobody says it.
        let isAssumed: Bool
        /// What holds of who is on no list: no is an answer, and a day that is not there one too.
        let none: Fact

        init(_ fact: FactDeclaration, _ source: FactSource, place: Int) {
            name = fact.name
            registered = FactName(fact.name)
            self.place = place
            self.source = source
            isNeeded = fact.isAsked
            isAssumed = fact.isAssumed
            none = fact.type == .boolean ? .boolean(false) : .null
        }
    }

    let rule: Rule
    let items: [Item]
    /// Names of all facts, also of those that are not the claim's, in the clause's order.
    private let names: [String]

    init(_ rule: Rule) {
        self.rule = rule
        items = rule.clause.facts.enumerated().compactMap { place, fact in
            // What a round knows is left to it.
            guard fact.round == nil else { return nil }
            let source: FactSource = fact.name == Self.claimantKind ? .claimantKind : FactSource(fact.source)
            if case .others = source { return nil }
            return Item(fact, source, place: place)
        }
        names = rule.clause.facts.map(\.name)
    }

    /// Whether the clause can use each of the facts.
    func canUse(_ facts: Facts) -> Bool {
        facts.entries.indices.allSatisfy { index in
            guard let place = place(of: facts.entries[index].name) else { return false }
            return rule.canUse(facts.entries[index].value, at: place)
        }
    }

    private func place(of name: String) -> Int? { names.firstIndex(of: name) }

    private static let claimantKind = "claimant_kind"
}

/// Who says what a fact is.
enum FactSource: Sendable {
    /// The applicant, and nobody else.
    case declared
    case register(RegisterKind)
    /// The applicant's code.
    case claimantKind
    /// The guide, an officer who decides an amount, the calculator: not the claim's.
    case others
    /// A source that is no register of ours: somebody has to look.
    case person

    init(_ source: String?) {
        switch source {
        case nil, "claim", "county": self = .declared
        case "guide", "officer", "calculator": self = .others
        case let source?:
            if let kind = RegisterKind(source: source) { self = .register(kind) } else { self = .person }
        }
    }
}

/// A policy as verification looks at it.
final class PolicyFacts: Sendable {
    private let rulebook: Rulebook
    /// Of the programme, which is large, what each claim needs.
    let validity: Programme.Validity
    /// The years of its first and of its last day.
    private let firstYear: Int?
    private let lastYear: Int?
    let decides: Tier
    private let clauses: [String: ClauseFacts]
    /// The offices whose claims this one verifies, by division.
    private let offices: [String: Bool]

    /// - Parameter isOurs: whether this office verifies the programme's claims of another.
    init(_ rulebook: Rulebook, _ offices: [String], isOurs: (Programme, String) -> Bool) {
        self.rulebook = rulebook
        validity = rulebook.programme.validity
        firstYear = validity.from?.year
        lastYear = validity.to?.year
        decides = rulebook.programme.tiers.decides
        let rules = rulebook.programme.clauses.compactMap { rulebook.rule($0.id) }
        clauses = Dictionary(uniqueKeysWithValues: rules.map { ($0.clause.id, ClauseFacts($0)) })
        self.offices = Dictionary(
            offices.map { ($0, isOurs(rulebook.programme, $0)) }, uniquingKeysWith: { first, _ in first })
    }

    var programme: Programme { rulebook.programme }

    /// Whether a day of the year lies in its validity.
    func runs(in year: Int) -> Bool { year >= firstYear ?? .min && year <= lastYear ?? .max }

    func clause(_ id: String) -> ClauseFacts? { clauses[id] }

    /// Nil of an office that nobody told of.
    func isOurs(_ office: String) -> Bool? { offices[office] }
}

/// Policies as one task looks at them, by digest. The same bytes always give the same, so keeping them changes no
/// decision.
final class PolicyFactsByDigest: Sendable {
    /// They are few, and the text that is asked with is mostly the one that is kept.
    private let known = Mutex<[(digest: String, facts: PolicyFacts)]>([])

    func facts(digest: String, make: () -> PolicyFacts?) -> PolicyFacts? {
        if let known = known.withLock({ $0.first { $0.digest == digest }?.facts }) { return known }
        guard let made = make() else { return nil }
        known.withLock { $0.append((digest, made)) }
        return made
    }
}
