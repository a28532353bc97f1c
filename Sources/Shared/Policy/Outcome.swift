public import Awards
public import Decimals
public import Feel
public import Messages

/// What a clause says of a claim.
public enum Outcome: Hashable, Sendable {
    case award(Money)
    /// Refused, with the id of the reason; with what an officer may still decide where a decision was too high.
    case reject(reason: String, ceiling: Money?)
    /// Only a person can settle it, within the ceiling where there is one.
    case refer(reason: String, ceiling: Money?)
    /// The budget has no room left for it.
    case waitlist(reason: String, available: Money)
    /// Facts that are missing, in the order of the clause.
    case ask([String])
    case target(isMet: Bool)
    case bound(isKept: Bool)
}

/// A clause applied to verified facts: the amount before competition, with who bears it.
public struct Assessment: Sendable {
    public var outcome: Outcome
    public var shares = Shares()
    /// What few awards have stands apart, so that an assessment stays small.
    private var details: Box?

    public init(_ outcome: Outcome) { self.outcome = outcome }

    private final class Box: Sendable {
        let value: Details

        init(_ value: Details) { self.value = value }
    }

    private struct Details: Sendable {
        var parts: [Part] = []
        var leftOver: Remainder?
        var waiting: Remainder?
        var trace: Trace?
    }

    /// The award's parts by name, where it has any.
    public internal(set) var parts: [Part] {
        get { details?.value.parts ?? [] }
        set { change { $0.parts = newValue } }
    }

    /// What the award does not cover, under the name that the clause gives it.
    public internal(set) var leftOver: Remainder? {
        get { details?.value.leftOver }
        set { change { $0.leftOver = newValue } }
    }

    /// Pieces of the claim that wait, under the name that the clause gives them.
    public internal(set) var waiting: Remainder? {
        get { details?.value.waiting }
        set { change { $0.waiting = newValue } }
    }

    /// Made only when it was asked for.
    public internal(set) var trace: Trace? {
        get { details?.value.trace }
        set { if newValue != nil || details != nil { change { $0.trace = newValue } } }
    }

    private mutating func change(_ body: (inout Details) -> Void) {
        var changed = details?.value ?? Details()
        body(&changed)
        details = Box(changed)
    }

    public struct Part: Hashable, Sendable {
        public let name: String
        public let amount: Money
        /// Who bears it, cut to the fen for this part by itself; told in a round only.
        public internal(set) var shares = Shares()
    }

    public struct Remainder: Hashable, Sendable {
        public let name: String
        public let count: Decimal128
    }
}

/// What each tier bears of an award; nil where the clause does not share with it.
public struct Shares: Hashable, Sendable {
    public var county: Money?
    public var city: Money?
    public var region: Money?
    /// What the city gives back to the county at the year's end, where the clause says so itself.
    public var returned: Money?

    public init() {}
}

/// How an outcome came about: each condition with its answer, then each step of the amount.
public struct Trace: Sendable {
    public internal(set) var conditions: [Answer] = []
    public internal(set) var steps: [Step] = []
    /// What a target or a bound asks for; the index is the place among its tests.
    public internal(set) var tests: [Answer] = []
    /// The slots at the end, by the rule's names: facts as they were given, parameters and what was derived from them.
    public internal(set) var slots: [Value] = []
    /// The rule that was followed where it may be another than the one that was asked: a clause can name a clause.
    public internal(set) var rule: Rule?

    public struct Answer: Sendable {
        /// Place among the clause's conditions.
        public let index: Int
        public let truth: Truth
    }

    public enum Truth: String, Sendable {
        case holds
        case fails
        /// A fact that it needs is missing.
        case open
        /// Not looked at: the facts that it reads were not given, and an officer decides without them.
        case passedOver = "passed_over"
    }

    public struct Step: Sendable {
        public let stage: Stage
        /// In yuan, exact.
        public let before: Decimal128
        public let after: Decimal128
        /// Place among the clause's limits, for that stage.
        public let index: Int
        /// What a round knows of it, which the clause's own facts do not show.
        public var note: Note?
    }

    /// The words of a step that a round made, and the figures that it rests on.
    public struct Note: Sendable {
        /// Nil: those of the clause.
        public var text: BilingualText?
        public var quote: String?
        public var facts: Facts
    }

    /// The stages of an amount, in their order. In a round an amount can be assessed before (`assessed`), and the
    /// year's coefficient and the highest-only rule stand between its limits and the fen.
    public enum Stage: String, CaseIterable, Sendable {
        case amount, assessed, cap, earlier, limit, coefficient
        case nonDuplication = "non_duplication"
        case truncated, budget
    }
}
