import Awards
import Decimals
import Documents
import Feel

/// Checks a clause's names, types and units and compiles its formulas. Whatever is wrong is collected.
struct RuleCompiler: ~Copyable {
    let clause: Clause
    let programme: Programme
    private(set) var names: [String] = []
    private(set) var types: [String: StaticType] = [:]
    private(set) var template: [Value] = []
    private(set) var passedOver = Unknowns()
    private(set) var unused = Unknowns()
    private(set) var needed = Unknowns()
    private(set) var errors: [DocumentError] = []
    private(set) var awardSlot = 0

    static let mostFacts = 64

    /// Parts of the clause could not be read, so that a name that is not there says nothing.
    let isPartial: Bool

    init(_ clause: Clause, of programme: Programme, isPartial: Bool = false) {
        self.clause = clause
        self.programme = programme
        self.isPartial = isPartial
    }

    /// The rule, when nothing is wrong.
    mutating func compile() -> Rule? {
        declare()
        var parts = Rule.Parts()
        parts.derivations = derivations()
        assume()
        parts.conditions = clause.orderedConditions.compactMap { condition in
            formula(condition.test, as: .boolean).map { CompiledCondition(test: $0, reason: condition.reason) }
        }
        parts.referrals = clause.referrals.compactMap { referral in
            let ceiling = referral.ceiling.flatMap { formula($0, as: .money) }
            return formula(referral.test, as: .boolean).map {
                CompiledReferral(test: $0, reason: referral.reason, ceiling: ceiling)
            }
        }
        parts.earlier = clause.earlier.flatMap { earlier($0) }
        parts.budget = clause.budget.flatMap { budget($0) }
        parts.grant = grant() ?? .duty
        parts.settledUpTo = settledUpTo()
        types["award"] = .money
        parts.shares = clause.shares.map { share in
            switch share.part {
            case .formula(let written), .returned(let written):
                CompiledShare(tier: share, formula: formula(written, as: .money))
            case .rest: CompiledShare(tier: share, formula: nil)
            }
        }
        guard errors.isEmpty else { return nil }
        return Rule(self, parts: parts)
    }

    // MARK: Names

    private mutating func declare() {
        if clause.facts.count > Self.mostFacts {
            fail("a clause has at most \(Self.mostFacts) facts; here are \(clause.facts.count)", at: clause.mark)
        }
        for (index, fact) in clause.facts.prefix(Self.mostFacts).enumerated() {
            let unknown = Unknowns(slot: index) ?? []
            declare(fact.name, fact.type, .unknown(unknown), at: fact.mark)
            switch fact.absent {
            case .passedOver:
                passedOver.formUnion(unknown)
                unused.formUnion(unknown)
            case .informational: unused.formUnion(unknown)
            case .asked, .assumed: break
            }
            if fact.isNeeded { needed.formUnion(unknown) }
        }
        for parameter in clause.parameters {
            declare(parameter.name, parameter.type, parameter.value.value, at: parameter.mark)
        }
        for (name, day) in [
            ("programme_valid_from", programme.validity.from), ("programme_valid_to", programme.validity.to),
        ] where types[name] == nil {
            if let day, let value = Day(number: day.daysSince1970) {
                declare(name, .date, .date(value), at: clause.mark)
            }
        }
    }

    @discardableResult
    mutating func declare(_ name: String, _ type: StaticType, _ value: Value, at mark: Mark) -> Int {
        if types[name] != nil { fail("the name \(name) stands for two things in clause \(clause.id)", at: mark) }
        types[name] = type
        names.append(name)
        template.append(value)
        return names.count - 1
    }

    /// A place for the award, which only shares may read.
    mutating func reserveAward() {
        names.append("award")
        template.append(.null)
        awardSlot = names.count - 1
    }

    func slot(_ name: String) -> Int? { names.firstIndex(of: name) }

    mutating func fail(_ message: String, at mark: Mark, path: String = "") {
        errors.append(DocumentError(file: programme.file, mark: mark, path: path, message: message))
    }

    /// What is assumed of facts that are left out: constants, so that they are known before any claim.
    private mutating func assume() {
        for (index, fact) in clause.facts.prefix(Self.mostFacts).enumerated() {
            guard case .assumed(let written) = fact.absent else { continue }
            // A fact of the same name stands before the programme's own end, and assumes it.
            if case .name("programme_valid_to") = written.expression.node, let end = programme.validity.to {
                template[index] = Day(number: end.daysSince1970).map { .date($0) } ?? .null
                continue
            }
            let isUnitFree = if case .number = written.expression.node { true } else { false }
            let expected: StaticType = isUnitFree ? .number(nil) : fact.type
            guard let formula = formula(written, as: expected) else { continue }
            let value = formula.value(template)
            if value.unknowns != nil {
                fail("what is assumed of \(fact.name) may not depend on facts", at: written.mark, path: written.path)
            } else {
                template[index] = value
            }
        }
    }

    // MARK: Formulas

    /// The formula, checked to give what is expected where that can be known.
    mutating func formula(_ written: Written, as expected: StaticType?) -> Formula? {
        if isPartial, !written.expression.names.isSubset(of: types.keys) { return nil }
        let check = StaticCheck(written.expression, names: types)
        for error in check.errors {
            fail("\(error.message) (in \"\(written.text)\")", at: written.mark, path: written.path)
        }
        guard check.errors.isEmpty else { return nil }
        if let expected, !check.type.fits(expected) {
            fail(
                "expected \(expected), found \(check.type) (in \"\(written.text)\")", at: written.mark,
                path: written.path)
            return nil
        }
        do throws(FeelError) {
            return try Formula(written.expression, slots: names)
        } catch {
            fail(error.message, at: written.mark, path: written.path)
            return nil
        }
    }

    func type(of written: Written) -> StaticType { StaticCheck(written.expression, names: types).type }
}

extension StaticType {
    static let money = StaticType.number(try? Unit("yuan"))

    /// Whether a value of this type can stand where another is expected. A number without a unit is 0 or null.
    func fits(_ expected: StaticType) -> Bool {
        if case .number(nil) = expected, case .number = self { return true }
        return unified(with: expected) != nil
    }
}

extension Parameter.Value {
    var value: Value {
        switch self {
        case .number(let number): .number(number)
        case .date(let date): Day(number: date.daysSince1970).map { .date($0) } ?? .null
        case .months(let months): .months(MonthsDuration(months: Int64(months)))
        case .days(let days): DaysDuration(days: days).map { .days($0) } ?? .null
        case .texts(let texts): .list(List(texts.map { .string($0) }))
        }
    }
}

extension Clause {
    /// The programme's validity comes first, then who may claim, then the law's own sentence.
    public var orderedConditions: [Condition] {
        var claim: [Condition] = []
        if let claimant, let test = claimant.test(at: mark) {
            claim.append(Condition(test: test, reason: claimant.reason, text: claimant.text))
        }
        return conditions.filter(\.test.isMade) + claim + conditions.filter { !$0.test.isMade }
    }
}

extension Claimant {
    public static let fact = "claimant_kind"

    fileprivate func test(at mark: Mark) -> Written? {
        let text = "\(Self.fact) = \"\(kind.rawValue)\""
        guard let expression = try? Expression.parse(text) else { return nil }
        return Written(text: text, expression: expression, mark: mark, path: "claimant", isMade: true)
    }
}
