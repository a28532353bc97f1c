import Awards
import Decimals
import Feel
import Messages
import Policy
import TestSupport

/// Facts at random, mostly near those of a worked case and near the clause's own numbers, so that all ends are met.
struct RandomFacts {
    let clause: Clause
    /// Facts of the worked cases of this clause.
    let examples: [Facts]

    /// All facts of the clause, none of them null.
    func whole(_ generator: inout SeededGenerator) -> Facts {
        let example = examples.randomElement(using: &generator) ?? Facts()
        var facts = Facts()
        for fact in clause.facts.shuffled(using: &generator) {
            let known = example[fact.name]
            if let known, known != .null, Int.random(in: 0..<10, using: &generator) < 7 {
                facts[fact.name] = known
            } else if !fact.isOnlyInRound {
                facts[fact.name] = value(of: fact, &generator)
            }
        }
        return facts
    }

    private func value(of fact: FactDeclaration, _ generator: inout SeededGenerator) -> Fact {
        if let bound = fact.bound, case .number(let most)? = clause.parameter(bound)?.value {
            let part = Money(fen: .random(in: 0...100, using: &generator)).yuan
            return (try? most * part).map { .number($0.truncated(toPlaces: 4)) } ?? .number(most)
        }
        return value(of: fact.type, among: fact.allowed, &generator)
    }

    private func value(
        of type: StaticType, among allowed: [String]?, _ generator: inout SeededGenerator
    ) -> Fact {
        switch type {
        case .number(let unit): return .number(number(unit, &generator))
        case .text(let values):
            return .text((allowed ?? values ?? texts).randomElement(using: &generator) ?? "别处")
        case .boolean: return .boolean(Int.random(in: 0..<4, using: &generator) > 0)
        case .date:
            let day = Int.random(in: 18_500...21_500, using: &generator)
            return CivilDate(daysSince1970: day).map { .text($0.description) } ?? .null
        case .list(let element):
            let count = Int.random(in: 0...4, using: &generator)
            return .list((0..<count).map { _ in value(of: element, among: nil, &generator) })
        case .record(let fields):
            var record = Facts()
            for field in fields { record[field.name] = value(of: field.type, among: nil, &generator) }
            return .record(record)
        case .daysDuration, .monthsDuration, .null, .any: return .null
        }
    }

    /// Words that the clause or its cases know, and one that nobody knows.
    private var texts: [String] {
        clause.parameters.flatMap { if case .texts(let texts) = $0.value { texts } else { [String]() } }
            + ["国家级", "自治区级", "区域级", "行业级", "五星级", "甲级", "旅游饭店", "旅游民宿", "别处", "7-1"]
    }

    private func number(_ unit: Unit?, _ generator: inout SeededGenerator) -> Decimal128 {
        let isWhole = ["count", "person", "parcel", "trip", "ordinal", "year", "person-time"].contains {
            unit == (try? Unit($0))
        }
        if unit == (try? Unit("year")) { return Decimal128(Int64.random(in: 2020...2027, using: &generator)) }
        if unit == (try? Unit("ordinal")) { return Decimal128(Int64.random(in: 1...8, using: &generator)) }
        if isWhole { return Decimal128(Int64.random(in: 0...320, using: &generator)) }
        let edges = clause.parameters.compactMap { parameter -> Decimal128? in
            if case .number(let number) = parameter.value, parameter.unit == unit { number } else { nil }
        }
        if let edge = edges.randomElement(using: &generator), Bool.random(using: &generator) {
            return (try? edge + Money(fen: .random(in: -1...1, using: &generator)).yuan) ?? edge
        }
        let digits = Int.random(in: 1...11, using: &generator)
        let most = (0..<digits).reduce(Int64(1)) { power, _ in power * 10 }
        return Money(fen: .random(in: 0...most, using: &generator)).yuan
    }
}
