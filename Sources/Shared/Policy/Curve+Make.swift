import Decimals
import Feel
public import Messages

/// Why a clause cannot be drawn, in a sentence.
public struct CurveError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
}

extension Curve {
    /// The clause over one of its numbers; without one, over that which has the most thresholds. Facts that are not
    /// `given` are those of an example.
    public init(
        of clause: String, in rulebook: Rulebook, over path: FactPath? = nil, given: Facts = [:], _ language: Language
    ) throws(CurveError) {
        guard let rule = rulebook.rule(clause) else {
            throw CurveError(description: "\(rulebook.programme.id) has no clause \(clause)")
        }
        let example = ExampleFacts(for: clause, in: rulebook)?.facts ?? [:]
        let declarations = rule.declarations(in: rulebook, example)
        let variables = declarations.flatMap(\.numbers)
        guard !variables.isEmpty else {
            throw CurveError(description: "clause \(clause) asks for no number, so there is nothing to draw it over")
        }
        let variable: (path: FactPath, quantity: CurveQuantity)
        if let path {
            guard let found = variables.first(where: { $0.path == path }) else {
                let known = variables.map(\.path.description).joined(separator: ", ")
                throw CurveError(description: "\(path) is no number of clause \(clause); it has \(known)")
            }
            variable = found
        } else {
            variable = rule.mostTelling(of: variables, in: rulebook, example)
        }
        let facts = Self.completed(given, for: variable, rule, example, rulebook)
        let sampler = CurveSampler(
            rulebook: rulebook, rule: rule, facts: facts, path: variable.path, quantity: variable.quantity)
        let label = declarations.first { $0.name == variable.path.fact }?.text[language] ?? variable.path.fact
        let isOneOfSeveral = variables.count { $0.path.fact == variable.path.fact } > 1
        let name = variable.path.field.map { isOneOfSeveral ? "\(label)·\($0)" : label } ?? label
        self.init(sampler, declarations, Variable(path: variable.path, quantity: variable.quantity, label: name))
    }

    /// What the clause says where the variable has this value.
    public static func result(
        of clause: String, in rulebook: Rulebook, _ facts: Facts
    ) -> Result {
        do throws(FactErrors) {
            return try rulebook.assess(clause, facts).map { Result($0.outcome) } ?? .invalid("")
        } catch {
            return .invalid(error.description)
        }
    }

    /// The facts given; for the others those of an example in which the variable is so high that nothing but the clause
    /// itself holds the award down.
    private static func completed(
        _ given: Facts, for variable: (path: FactPath, quantity: CurveQuantity), _ rule: Rule, _ example: Facts,
        _ rulebook: Rulebook
    ) -> Facts {
        let sampler = CurveSampler(
            rulebook: rulebook, rule: rule, facts: example, path: variable.path, quantity: variable.quantity)
        var kept = given
        if variable.path.field == nil {
            kept[variable.path.fact] = nil
            let highest = sampler.probes().max { $0.result.amount < $1.result.amount }
            var high = kept
            high[variable.path.fact] = highest.map { .number(variable.quantity.number($0.ticks)) }
            if let found = ExampleFacts(for: rule.clause.id, in: rulebook, keeping: high) {
                // The high number was for the search only: the axis follows the claim's own, or the example's.
                var facts = found.facts
                facts[variable.path.fact] = given[variable.path.fact] ?? example[variable.path.fact]
                return facts
            }
        }
        if kept.isEmpty { return example }
        if let found = ExampleFacts(for: rule.clause.id, in: rulebook, keeping: kept) { return found.facts }
        var facts = example
        for entry in kept.entries { facts[entry.name] = entry.value }
        return facts
    }

    private init(_ sampler: CurveSampler, _ declarations: [FactDeclaration], _ variable: Variable) {
        let probes = sampler.probes()
        var changes: [(left: CurveSampler.Point, right: CurveSampler.Point)] = []
        for (left, right) in zip(probes, probes.dropFirst()) { changes += sampler.changes(from: left, to: right) }
        let (low, high) = sampler.range(of: changes)
        changes.removeAll { $0.left.ticks < low || $0.right.ticks > high }

        var points: [Int64: CurveSampler.Point] = [:]
        for change in changes { for point in [change.left, change.right] { points[point.ticks] = point } }
        for ticks in sampler.grid(low, high) where points[ticks] == nil { points[ticks] = sampler.point(ticks) }
        var ordered = points.values.sorted { $0.ticks < $1.ticks }
        let most = ordered.map(\.result.amount.fen).max() ?? 0
        var jumps: [(left: CurveSampler.Point, right: CurveSampler.Point)] = []
        var budget = 20_000
        for (left, right) in zip(ordered, ordered.dropFirst()) {
            jumps += sampler.jumps(from: left, to: right, least: most / 200, budget: &budget)
        }
        for jump in jumps { for point in [jump.left, jump.right] { points[point.ticks] = point } }
        ordered = points.values.sorted { $0.ticks < $1.ticks }

        clause = sampler.rule.clause
        self.declarations = declarations
        self.variable = variable
        facts = variable.path.removed(from: sampler.facts)
        self.low = sampler.quantity.number(low)
        self.high = sampler.quantity.number(high)
        samples = ordered.map { sampler.sample($0) }
        let jumped = sampler.cliffs(ordered)
        var thresholds: [Threshold] = []
        for (index, change) in changes.enumerated() {
            let start = index == 0 ? low : changes[index - 1].right.ticks
            if let found = sampler.threshold(change.left, change.right, since: start) { thresholds.append(found) }
        }
        for cliff in jumped where cliff.left.signature == cliff.right.signature {
            if let found = sampler.threshold(ofJump: cliff.left, cliff.right) { thresholds.append(found) }
        }
        thresholds.sort { $0.x < $1.x }
        self.thresholds = thresholds
        let laws = Set(thresholds.map(\.x))
        cliffs = jumped.map { left, right in
            let (first, second) = (sampler.sample(left), sampler.sample(right))
            return Cliff(left: first, right: second, belongsLeft: laws.contains(first.x) && !laws.contains(second.x))
        }
        regions = sampler.regions(ordered)
        plateaus = sampler.plateaus(ordered, wide: (high - low) / 20)
    }
}

extension Rule {
    /// The facts of a clause, with those of the clause that it is about.
    fileprivate func declarations(in rulebook: Rulebook, _ example: Facts) -> [FactDeclaration] {
        guard case .award(let award) = grant, let slot = award.clauseSlot, case .text(let other)? = example[names[slot]]
        else { return clause.facts }
        return clause.facts + (rulebook.rule(other)?.clause.facts.filter { clause.fact($0.name) == nil } ?? [])
    }

    /// The number with the most thresholds; of equal ones, that which the award grows with. One that the office fixes,
    /// or a year, tells less than one that the claim brings.
    fileprivate func mostTelling(
        of variables: [(path: FactPath, quantity: CurveQuantity)], in rulebook: Rulebook, _ example: Facts
    ) -> (path: FactPath, quantity: CurveQuantity) {
        var best = variables[0]
        var most = (-1, -1, -1, -1)
        for variable in variables {
            let sampler = CurveSampler(
                rulebook: rulebook, rule: self, facts: example, path: variable.path, quantity: variable.quantity)
            let probes = sampler.probes()
            let amounts = probes.map(\.result.amount.fen)
            let isGrowing = zip(amounts, amounts.dropFirst()).contains { 0 < $0 && $0 < $1 }
            let fact = clause.fact(variable.path.fact)
            let isBrought =
                fact?.source != "guide" && fact?.round == nil && variable.quantity.unit != (try? Unit("year"))
            let score = (
                isBrought ? 1 : 0, sampler.thresholdCount(probes), isGrowing ? 1 : 0, Set(amounts).count
            )
            if score > most { (best, most) = (variable, score) }
        }
        return best
    }
}

extension FactDeclaration {
    /// The numbers in it that a clause can be drawn over.
    fileprivate var numbers: [(path: FactPath, quantity: CurveQuantity)] {
        switch type {
        case .number(let unit): return [(FactPath(fact: name), CurveQuantity(unit ?? .ratio))]
        case .list(.record(let fields)):
            return fields.compactMap { field in
                guard case .number(let unit) = field.type else { return nil }
                return (FactPath(fact: name, field: field.name), CurveQuantity(unit ?? .ratio))
            }
        case .text, .boolean, .date, .daysDuration, .monthsDuration, .list, .record, .null, .any: return []
        }
    }
}
