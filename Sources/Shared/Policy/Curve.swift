public import Decimals
public import Messages

/// What a clause gives as one number grows and every other fact stays as it is.
///
/// Exact where it matters: wherever a condition, a tier, a cap or a limit begins to count there is a sample on either
/// side, one smallest difference (a fen, a person) apart.
public struct Curve: Sendable {
    public let clause: Clause
    /// The clause's facts, with those of the clause that it is about.
    public let declarations: [FactDeclaration]
    public let variable: Variable
    /// All facts but the variable, as they were assumed.
    public let facts: Facts
    /// The ends of the drawn range.
    public let low: Decimal128
    public let high: Decimal128
    /// By growing `x`.
    public let samples: [Sample]
    public let thresholds: [Threshold]
    public let cliffs: [Cliff]
    public let regions: [Region]
    public let plateaus: [Plateau]

    /// The number that varies: a fact, or a field of the first record of a list.
    public struct Variable: Hashable, Sendable {
        public let path: FactPath
        public let quantity: CurveQuantity
        public let label: String
    }

    public struct Sample: Sendable {
        public let x: Decimal128
        public let result: Result
    }

    public enum Result: Hashable, Sendable {
        case award(Money)
        case refused(reason: String)
        case referred(reason: String, ceiling: Money?)
        case waits(reason: String)
        case asks([String])
        case tested(isMet: Bool)
        /// No value of this fact.
        case invalid(String)

        /// Nothing, unless it is an award.
        public var amount: Money { if case .award(let award) = self { award } else { .zero } }
    }

    /// A place where something of the clause begins or ceases to count.
    public struct Threshold: Sendable {
        /// The number of the law, or the first number on the side where the sentence holds.
        public let x: Decimal128
        public let cause: Cause
    }

    public enum Cause: Hashable, Sendable {
        /// Place among the clause's ordered conditions.
        case condition(Int)
        /// A table gives another parameter.
        case table(String, Decimal128)
        case cap
        case earlier
        /// Place among the award's limits.
        case limit(Int)
        case budget
        /// The most, and the least, that an officer may decide.
        case ceiling, floor
        /// The award jumps at a parameter's number, as of tiers inside a formula.
        case parameter(String)
        /// Another kind of result for a reason that only its text says.
        case outcome
    }

    /// A jump of the award between two neighbouring numbers.
    public struct Cliff: Sendable {
        public let left: Sample
        public let right: Sample
        /// The law's number is the left one, as of 超过; else the right one, as of 达到.
        public let belongsLeft: Bool

        public var x: Decimal128 { belongsLeft ? left.x : right.x }
    }

    /// A stretch without an award, for one reason.
    public struct Region: Sendable {
        public let low: Decimal128
        public let high: Decimal128
        public let result: Result
    }

    /// A stretch on which the award does not grow.
    public struct Plateau: Sendable {
        public let low: Decimal128
        public let high: Decimal128
        public let award: Money
        /// What holds it down, where it is not the amount itself.
        public let cause: Cause?
    }
}

/// A fact, or a field of the records of one: `local_sales`, `parcels.count`.
public struct FactPath: Hashable, Sendable, CustomStringConvertible {
    public let fact: String
    public let field: String?

    public init(fact: String, field: String? = nil) {
        self.fact = fact
        self.field = field
    }

    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.init(fact: parts[0], field: parts.count == 2 ? parts[1] : nil)
    }

    public var description: String { field.map { "\(fact).\($0)" } ?? fact }

    /// The facts with another value here; of a list its first record changes.
    func setting(_ value: Fact, in facts: Facts) -> Facts {
        var facts = facts
        guard let field else {
            facts[fact] = value
            return facts
        }
        guard case .list(var elements)? = facts[fact], case .record(var record)? = elements.first else { return facts }
        record[field] = value
        elements[0] = .record(record)
        facts[fact] = .list(elements)
        return facts
    }

    /// The facts without it.
    func removed(from facts: Facts) -> Facts {
        var facts = facts
        guard let field else {
            facts[fact] = nil
            return facts
        }
        guard case .list(var elements)? = facts[fact], case .record(var record)? = elements.first else { return facts }
        record[field] = nil
        elements[0] = .record(record)
        facts[fact] = .list(elements)
        return facts
    }

    func value(in facts: Facts) -> Fact? {
        guard let field else { return facts[fact] }
        guard case .list(let elements)? = facts[fact], case .record(let record)? = elements.first else { return nil }
        return record[field]
    }
}
