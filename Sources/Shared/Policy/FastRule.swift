import Awards
import Decimals
import Feel

/// A clause whose formulas all have static types, as closures over a frame: the same answers as its formulas over
/// tagged values (a test compares them), several times as fast, for claims of which every fact is known.
final class FastRule: Sendable {
    let layout: FrameLayout
    /// Frame slot of each fact, by the fact's place in the clause; nil for facts that have none.
    let places: [Int?]
    let conditions: TypedConditions
    /// The same one by one, for a trace.
    let tests: [TypedFormula]
    let amount: TypedFormula
    let cap: TypedFormula?
    let limits: [TypedFormula]
    /// Frame slot of what was paid before.
    let paidPlace: Int?
    let shares: [FastShare]
    let awardPlace: Int
    /// Frame slots that must hold a value.
    let used: UInt64

    /// Nil for a clause that needs tagged values: lists, tables, budgets, decisions.
    init?(_ clause: Clause, of programme: Programme) {
        guard case .award(let rule) = clause.grant, case .formula(let amount) = rule.amount, rule.parts == nil,
            rule.leftOver == nil, clause.tables.isEmpty, clause.referrals.isEmpty, clause.budget == nil
        else { return nil }
        var compiler = FastCompiler(clause, of: programme)
        let conditions = clause.orderedConditions.map { compiler.compile($0.test) }
        let limits = rule.limits.map { compiler.compile($0.atMost) }
        let shares = clause.shares.map { compiler.compile($0) }
        guard let compiledAmount = compiler.compile(amount) else { return nil }
        cap = rule.cap.flatMap { compiler.compile($0) }
        guard compiler.isComplete, let awardPlace = compiler.layout.slot(of: "award"),
            let chained = TypedConditions(conditions.compactMap { $0 })
        else { return nil }
        self.amount = compiledAmount
        self.conditions = chained
        tests = conditions.compactMap { $0 }
        self.limits = limits.compactMap { $0 }
        self.shares = zip(clause.shares, shares).map { FastShare($0, $1) }
        self.awardPlace = awardPlace
        layout = compiler.layout
        places = clause.facts.map { compiler.layout.slot(of: $0.name) }
        var mask = self.conditions.used | compiledAmount.used
        for formula in [cap].compactMap({ $0 }) + self.limits + shares.compactMap({ $0 }) {
            mask |= formula.used
        }
        paidPlace = clause.earlier?.fact.flatMap { compiler.layout.slot(of: $0) }
        if let paidPlace { mask |= 1 << UInt64(paidPlace) }
        for fact in clause.facts where fact.isNeeded {
            if let place = compiler.layout.slot(of: fact.name) { mask |= 1 << UInt64(place) }
        }
        used = mask & ~(1 << UInt64(awardPlace))
    }
}

/// What a tier bears; nil is the rest.
struct FastShare: Sendable {
    let tier: Tier
    let isReturned: Bool
    let formula: TypedFormula?

    init(_ share: Share, _ formula: TypedFormula?) {
        tier = share.tier
        isReturned = if case .returned = share.part { true } else { false }
        self.formula = formula
    }
}

/// Compiles a clause's expressions with its parameters as constants and its named values written out.
private struct FastCompiler {
    var layout: FrameLayout
    private let known: [String: Expression]
    private(set) var isComplete = true

    init(_ clause: Clause, of programme: Programme) {
        var constants: [String: FrameLayout.Constant] = [:]
        for (name, day) in [
            ("programme_valid_from", programme.validity.from), ("programme_valid_to", programme.validity.to),
        ] {
            constants[name] = day.flatMap { Int32(exactly: $0.daysSince1970) }.map { .day($0) }
        }
        var known: [String: Expression] = [:]
        for parameter in clause.parameters {
            switch parameter.value {
            case .number(let number): constants[parameter.name] = .number(number)
            case .date(let date): constants[parameter.name] = Int32(exactly: date.daysSince1970).map { .day($0) }
            case .months(let months): constants[parameter.name] = Int32(exactly: months).map { .months($0) }
            case .days(let days): constants[parameter.name] = Int32(exactly: days).map { .days($0) }
            case .texts(let texts):
                let place = Expression.Place(line: 1, column: 1)
                let list = texts.map { Expression(.string($0), at: place) }
                known[parameter.name] = Expression(.list(list), at: place)
            }
        }
        // A fact stands before a constant of its name.
        for fact in clause.facts { constants[fact.name] = nil }
        for value in clause.values { known[value.name] = value.formula.expression.replacing(known) }
        self.known = known
        let names = clause.facts.map { (name: $0.name, type: $0.type) }
        layout = FrameLayout(names: [(name: "award", type: .money)] + names, constants: constants)
    }

    mutating func compile(_ written: Written) -> TypedFormula? {
        let formula = TypedFormula(written.expression.replacing(known), in: &layout)
        if formula == nil { isComplete = false }
        return formula
    }

    mutating func compile(_ share: Share) -> TypedFormula? {
        switch share.part {
        case .formula(let written), .returned(let written): compile(written)
        case .rest: nil
        }
    }
}
