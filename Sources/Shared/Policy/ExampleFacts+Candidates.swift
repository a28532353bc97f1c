import Awards
import Decimals
import Feel
import Messages

/// Values that an example may give a fact, the likeliest first; nil leaves it out.
struct ExampleCandidates {
    let facts: [Fact?]
    /// The claim would be asked for it.
    let isNeeded: Bool
    /// The clause names these numbers, so that a higher one is still one of its own.
    let areOfTheClause: Bool

    init(for fact: FactDeclaration, in clause: Clause, of programme: Programme) {
        let (values, areOfTheClause) = Self.values(
            of: fact.type, named: fact.name, allowed: fact.allowed, in: clause, of: programme)
        switch fact.absent {
        case .asked where !fact.isOnlyInRound:
            isNeeded = true
            facts = values
        case .asked, .assumed, .passedOver:
            isNeeded = false
            facts = [nil] + values
        case .informational:
            isNeeded = false
            facts = [nil]
        }
        self.areOfTheClause = areOfTheClause
    }

    init(for field: StaticType.Field, of fact: FactDeclaration, in clause: Clause, of programme: Programme) {
        let allowed: [String]? = if case .text(let texts) = field.type { texts } else { nil }
        (facts, areOfTheClause) = Self.values(
            of: field.type, named: field.name, allowed: allowed, in: clause, of: programme)
        isNeeded = Self.isNeeded(fact)
    }

    /// How many records a list has.
    init(recordsOf fact: FactDeclaration) {
        let numbers: [[Fact]] = Self.isNeeded(fact) ? [[.null], [.null, .null]] : [[], [.null]]
        facts = numbers.map { .list($0) }
        isNeeded = Self.isNeeded(fact)
        areOfTheClause = false
    }

    private static func isNeeded(_ fact: FactDeclaration) -> Bool {
        if case .asked = fact.absent { return !fact.isOnlyInRound }
        return false
    }

    private static func values(
        of type: StaticType, named name: String, allowed: [String]?, in clause: Clause, of programme: Programme
    ) -> (facts: [Fact], areOfTheClause: Bool) {
        switch type {
        case .number(let unit):
            let (numbers, areOfTheClause) = numbers(of: unit ?? .ratio, in: clause, programme.validity)
            return (numbers.map { .number($0) }, areOfTheClause)
        case .boolean: return ([.boolean(true), .boolean(false)], true)
        case .text: return (texts(of: name, allowed: allowed, in: clause).map { .text($0) }, true)
        case .date: return (days(in: clause, programme.validity).map { .text($0.description) }, true)
        case .list(.text): return (texts(of: name, allowed: allowed, in: clause).map { .list([.text($0)]) }, true)
        case .list(.number(let unit)):
            let (numbers, areOfTheClause) = numbers(of: unit ?? .ratio, in: clause, programme.validity)
            return ([.list([])] + numbers.map { .list([.number($0)]) }, areOfTheClause)
        case .list, .record, .daysDuration, .monthsDuration, .null, .any: return ([.list([])], true)
        }
    }

    // MARK: Numbers

    private static func numbers(
        of unit: Unit, in clause: Clause, _ validity: Programme.Validity
    ) -> (numbers: [Decimal128], areOfTheClause: Bool) {
        if unit == (try? Unit("year")) {
            let years = days(in: clause, validity).map { Decimal128(Int64($0.year)) }
            return (years.unique, true)
        }
        var named: [Decimal128] = []
        for parameter in clause.parameters where parameter.unit == unit {
            if case .number(let number) = parameter.value { named.append(number) }
        }
        guard !named.isEmpty else { return (unnamed(unit) + [.zero], false) }
        let one = Decimal128(1)
        let two = Decimal128(2)
        let places = CurveQuantity(unit).places
        let around = named.flatMap { number in
            [try? number * two, try? number / two, try? number + one].compactMap { $0?.truncated(toPlaces: places) }
        }
        return ((named + around + [.zero]).unique, true)
    }

    /// Where a clause names no number of the unit. A rate of exchange of 1 would make an example that nobody believes.
    private static func unnamed(_ unit: Unit) -> [Decimal128] {
        switch unit.description {
        case "yuan per usd": [Decimal128(7)]
        case "yuan", "usd": [Decimal128(1_000_000), Decimal128(100)]
        case "ratio": [(try? Decimal128("0.5")) ?? .zero, Decimal128(1)]
        case "ordinal": [Decimal128(1)]
        default: [Decimal128(100), Decimal128(10), Decimal128(1)]
        }
    }

    // MARK: Texts and days

    private static func texts(of name: String, allowed: [String]?, in clause: Clause) -> [String] {
        if let allowed { return allowed }
        var texts: [String] = []
        for table in clause.tables {
            guard case .rows(let facts, let rows) = table.kind, let index = facts.firstIndex(of: name) else { continue }
            texts += rows.map { $0.keys[index] }
        }
        for parameter in clause.parameters {
            if case .texts(let listed) = parameter.value { texts += listed }
        }
        let assumed = clause.facts.compactMap {
            if case .assumed(let written) = $0.absent { written.path } else { nil }
        }
        for formula in clause.formulas where !assumed.contains(formula.path) {
            formula.expression.walk { part in
                if case .string(let text) = part.node { texts.append(text) }
            }
        }
        return texts.isEmpty ? ["示例"] : texts.unique
    }

    /// The programme's ends and the days that the clause names, each with the days that its durations lead to.
    private static func days(in clause: Clause, _ validity: Programme.Validity) -> [CivilDate] {
        var named = [validity.from, validity.to].compactMap { $0 }
        var months = [12, -12]
        var spans = [1]
        for parameter in clause.parameters {
            switch parameter.value {
            case .date(let day): named.append(day)
            case .months(let count): months += [count, -count]
            case .days(let count): spans += [count, -count]
            case .number, .texts: continue
            }
        }
        // Any day will do where the text names none.
        if named.isEmpty { named = [CivilDate(year: 2024, month: 1, day: 1)].compactMap { $0 } }
        let around = named.flatMap { day in
            months.compactMap { day.adding(months: $0) } + spans.compactMap { day.adding(days: $0) }
        }
        return (around + named).unique
    }
}

extension CivilDate {
    /// The same day of another month, or the last before it.
    fileprivate func adding(months: Int) -> CivilDate? {
        let (year, month, day) = components
        let index = year * 12 + month - 1 + months
        for earlier in 0...3 {
            let found = CivilDate(year: index / 12, month: index % 12 + 1, day: day - earlier)
            if let found { return found }
        }
        return nil
    }
}

extension Array where Element: Hashable {
    /// Each once, in the order in which it first stands.
    var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
