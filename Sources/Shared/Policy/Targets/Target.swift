internal import Awards
internal import Decimals
public import Feel

/// What a clause without money wants to be reached: one of its tests (`kpi`), and the fact that it counts.
public struct Target: Sendable {
    public let clause: Clause
    /// Place among the clause's tests.
    public let index: Int
    public let test: Grant.Test
    /// What offices report.
    public let fact: FactDeclaration

    /// What the fact is counted in.
    public var unit: Unit { fact.unit ?? .ratio }

    /// The number of the law that is to be reached; nil where the test is no comparison with one parameter.
    public var goal: Parameter? {
        let names = test.test.expression.names(among: Set(clause.parameters.map(\.name)))
        guard names.count == 1, let name = names.first, let parameter = clause.parameter(name),
            parameter.value.number != nil
        else { return nil }
        return parameter
    }
}

extension Clause {
    /// The targets that it sets; none where it grants money, or is a duty without a number.
    public var targets: [Target] {
        guard case .target(let tests) = grant else { return [] }
        return tests.enumerated().flatMap { index, test in
            let names = test.test.expression.names(among: Set(facts.map(\.name)))
            return facts.filter { names.contains($0.name) && $0.unit != nil }.map {
                Target(clause: self, index: index, test: test, fact: $0)
            }
        }
    }
}

extension Programme {
    public var targets: [Target] { clauses.flatMap(\.targets) }

    /// Whether some day of the year lies in its validity.
    public func runs(in year: Int64) -> Bool {
        if let from = validity.from, year < Int64(from.year) { return false }
        if let to = validity.to, year > Int64(to.year) { return false }
        return true
    }
}

extension FactDeclaration {
    /// Of a number: what it counts.
    var unit: Unit? { if case .number(let unit) = type { unit ?? .ratio } else { nil } }
}
