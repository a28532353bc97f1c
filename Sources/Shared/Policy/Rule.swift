import Decimals
import Feel

/// A clause that has been checked and compiled: what decides claims.
///
/// Its slots hold, in this order: the facts (at most 64), the parameters, the first and last day of the programme, the
/// tables and named values, and the award.
public final class Rule: Sendable {
    public let clause: Clause
    public let names: [String]
    /// The slots before any fact is given.
    let template: [Value]
    /// Facts that an officer decides without.
    let passedOver: Unknowns
    /// Those, and the facts that are there for information only: no condition waits for them.
    let unused: Unknowns
    /// Facts that an award needs though no formula reads them.
    let needed: Unknowns
    let derivations: [Derivation]
    let conditions: [CompiledCondition]
    let referrals: [CompiledReferral]
    let grant: CompiledGrant
    let earlier: CompiledEarlier?
    let budget: CompiledBudget?
    let shares: [CompiledShare]
    /// What a county pays above it is not settled; nil where everything is.
    let settledUpTo: Money?
    let awardSlot: Int
    /// The same in typed closures, where the clause's types allow it.
    let fast: FastRule?
    /// By the fact's place in the clause.
    let checks: [FactCheck]
    /// Slots of facts by name.
    let factSlots: [String: Int]

    init(_ compiler: borrowing RuleCompiler, parts: Parts) {
        clause = compiler.clause
        names = compiler.names
        template = compiler.template
        passedOver = compiler.passedOver
        unused = compiler.unused
        needed = compiler.needed
        derivations = parts.derivations
        conditions = parts.conditions
        referrals = parts.referrals
        grant = parts.grant
        earlier = parts.earlier
        budget = parts.budget
        shares = parts.shares
        settledUpTo = parts.settledUpTo
        awardSlot = compiler.awardSlot
        let clause = compiler.clause
        checks = clause.facts.map { FactCheck($0, of: clause) }
        fast = FastRule(compiler.clause, of: compiler.programme)
        factSlots = Dictionary(uniqueKeysWithValues: compiler.clause.facts.enumerated().map { ($1.name, $0) })
    }

    /// Whether the amount is that of another clause, which a fact names.
    public var namesClause: Bool {
        if case .award(let award) = grant { award.clauseSlot != nil } else { false }
    }

    struct Parts {
        var derivations: [Derivation] = []
        var conditions: [CompiledCondition] = []
        var referrals: [CompiledReferral] = []
        var grant = CompiledGrant.duty
        var earlier: CompiledEarlier?
        var budget: CompiledBudget?
        var shares: [CompiledShare] = []
        var settledUpTo: Money?
    }
}

/// A slot that follows from others.
struct Derivation: Sendable {
    let slot: Int
    let kind: Kind

    enum Kind: Sendable {
        case formula(Formula)
        case rows(facts: [Int], [[String]], [Value])
        case bands(fact: Int, [CompiledBand])
        case cases([(test: Formula, value: Value)])
    }
}

struct CompiledBand: Sendable {
    let low: (edge: Decimal128, isIncluded: Bool)?
    let high: (edge: Decimal128, isIncluded: Bool)?
    let value: Value

    func holds(_ number: Decimal128) -> Bool {
        if let low, number < low.edge || (!low.isIncluded && number == low.edge) { return false }
        if let high, high.edge < number || (!high.isIncluded && number == high.edge) { return false }
        return true
    }
}

struct CompiledCondition: Sendable {
    let test: Formula
    let reason: String
}

struct CompiledReferral: Sendable {
    let test: Formula
    let reason: String
    let ceiling: Formula?
}

enum CompiledGrant: Sendable {
    case award(CompiledAward)
    case decision(CompiledDecision)
    case open(reason: String, ceiling: Formula?)
    case target([Formula])
    case bound([Formula])
    case duty
}

struct CompiledAward: Sendable {
    /// Nil where the amount is that of another clause, which the fact in `clauseSlot` names.
    let amount: Formula?
    let clauseSlot: Int?
    let cap: Formula?
    let limits: [Formula]
    let parts: Formula?
    let leftOver: (name: String, formula: Formula)?
}

struct CompiledDecision: Sendable {
    let slot: Int
    let reason: String
    let ceiling: Formula?
    let floor: (amount: Formula, reason: String)?
}

struct CompiledEarlier: Sendable {
    let kind: Kind
    /// Nil where only rounds know what was paid.
    let slot: Int?

    enum Kind: Sendable {
        case once
        case difference
        case cap(Formula)
    }
}

struct CompiledBudget: Sendable {
    let total: Formula
    let committed: Int?
    let division: Budget.Division
    let piece: (price: Formula, waiting: String)?
    let reason: String
}

struct CompiledShare: Sendable {
    let tier: Share
    let formula: Formula?
}
