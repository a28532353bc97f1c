import Awards
import Decimals
import Documents
public import Feel
public import Messages

/// What is wrong with the facts of a claim, a sentence each.
public struct FactErrors: Error, Hashable, Sendable, CustomStringConvertible {
    public let sentences: [String]
    public var description: String { sentences.joined(separator: "; ") }
}

extension Rule {
    /// The slots with a claim's facts in them. Throws what does not fit the clause: unknown names, other types,
    /// numbers that cannot be, a guide's value above the law's bound.
    public func slots(of facts: Facts) throws(FactErrors) -> [Value] {
        var slots = template
        var sentences: [String] = []
        var next = 0
        for index in facts.entries.indices {
            let (name, fact) = (facts.entries[index].name, facts.entries[index].value)
            guard let slot = slot(of: name, from: next) else {
                let hint = Spelling.hint(for: name, among: clause.facts.map(\.name))
                sentences.append("clause \(clause.id) has no fact \(name)\(hint)")
                continue
            }
            next = slot + 1
            if let value = checks[slot].value(of: fact) {
                slots[slot] = value
                continue
            }
            do throws(FactProblem) {
                slots[slot] = try clause.facts[slot].value(of: fact, slot: slot)
                try checkBound(of: clause.facts[slot], slots[slot])
            } catch {
                sentences.append("\(name): \(error.sentence)")
            }
        }
        guard sentences.isEmpty else { throw FactErrors(sentences: sentences) }
        return slots
    }

    /// The slot of a fact; most facts come in the order of the clause, so those from `first` on are looked at first.
    private func slot(of name: String, from first: Int) -> Int? {
        for slot in first..<min(first + 4, max(first, checks.count)) where names[slot] == name { return slot }
        return factSlots[name]
    }

    func checkBound(of fact: FactDeclaration, _ value: Value) throws(FactProblem) {
        guard let bound = fact.bound, case .number(let number) = value, let parameter = clause.parameter(bound),
            case .number(let most) = parameter.value, number > most
        else { return }
        throw FactProblem("\(number) is above the law's bound \(most) (\(bound)); correct the guide")
    }
}

struct FactProblem: Error {
    let sentence: String

    init(_ sentence: String) { self.sentence = sentence }
}

extension FactDeclaration {
    func value(of fact: Fact, slot: Int) throws(FactProblem) -> Value {
        let value = try type.value(of: fact, slot: slot)
        if case .number(let number) = value, number.isNegative, !isSigned {
            throw FactProblem("\(number) is below zero")
        }
        if let allowed, case .string(let text) = value, !allowed.contains(text) {
            throw FactProblem("\"\(text.prefix(40))\" is none of \(allowed.joined(separator: ", "))")
        }
        return value
    }
}

extension StaticType {
    /// Units that count things, so that there are no halves and nothing below zero.
    static let whole = Set(
        ["count", "persons", "parcels", "trips", "ordinal", "year", "person-times"].compactMap { try? Unit($0) })

    static let ordinal = try? Unit("ordinal")

    /// Ten to the 16th: a hundred times what a country earns in a year, in yuan, and still an amount of money.
    static let most = Decimal128(10_000_000_000_000_000)

    fileprivate func value(of fact: Fact, slot: Int) throws(FactProblem) -> Value {
        switch (self, fact) {
        case (_, .null): return .null
        case (.number(let unit), .number(let number)):
            if Self.most < max(number, -number) {
                throw FactProblem("\(number) is larger than any number that is counted here (\(Self.most))")
            }
            if unit == Self.ordinal, number.isZero { throw FactProblem("places are counted from 1") }
            if let unit, Self.whole.contains(unit), number.truncated(toPlaces: 0) != number || number.isNegative {
                throw FactProblem("\(number) is no whole number of \(unit)")
            }
            return .number(number)
        case (.text, .text(let text)): return .string(text)
        case (.boolean, .boolean(let value)): return .boolean(value)
        case (.date, .text(let text)):
            guard let date = CivilDate(text), let day = Day(number: date.daysSince1970) else {
                throw FactProblem("expected a day such as 2024-03-01, found \"\(text.prefix(40))\"")
            }
            return .date(day)
        case (.list(let element), .list(let facts)):
            var values: [Value] = []
            for (index, fact) in facts.enumerated() {
                do throws(FactProblem) {
                    if case .null = fact { throw FactProblem("there is no null in a list; leave the element out") }
                    values.append(try element.value(of: fact, slot: slot))
                } catch {
                    throw FactProblem("element \(index + 1): \(error.sentence)")
                }
            }
            return .list(List(values))
        case (.record(let fields), .record(let facts)): return try record(fields, facts, slot: slot)
        case (.any, _): return try Self.untyped(fact)
        case (.number(let unit), _):
            throw FactProblem("expected a number\(unit.map { " (\($0))" } ?? ""), found \(fact.kind)")
        case (.text, _), (.boolean, _), (.date, _), (.list, _), (.record, _), (.daysDuration, _),
            (.monthsDuration, _), (.null, _):
            throw FactProblem("expected \(self), found \(fact.kind)")
        }
    }

    /// A field that is left out is not known, and so a claim that needs it asks for the fact.
    private func record(_ fields: [Field], _ facts: Facts, slot: Int) throws(FactProblem) -> Value {
        let other = facts.entries.first { entry in !fields.contains { $0.name == entry.name } }?.name
        if let other {
            throw FactProblem("there is no field \(other)\(Spelling.hint(for: other, among: fields.map(\.name)))")
        }
        var entries: [(key: String, value: Value)] = []
        for field in fields {
            // Neither is a row complete without it, so that what needs it asks.
            guard let fact = facts[field.name], fact != .null else {
                entries.append((field.name, .unknown(Unknowns(slot: slot) ?? [])))
                continue
            }
            do throws(FactProblem) {
                let value = try field.type.value(of: fact, slot: slot)
                if case .text(let allowed?) = field.type, case .string(let text) = value, !allowed.contains(text) {
                    throw FactProblem("\"\(text.prefix(40))\" is none of \(allowed.joined(separator: ", "))")
                }
                entries.append((field.name, value))
            } catch {
                throw FactProblem("\(field.name): \(error.sentence)")
            }
        }
        return .context(Context(entries))
    }

    private static func untyped(_ fact: Fact) throws(FactProblem) -> Value {
        switch fact {
        case .number(let number): .number(number)
        case .text(let text): .string(text)
        case .boolean(let value): .boolean(value)
        case .null: .null
        case .list, .record: throw FactProblem("expected a plain value, found \(fact.kind)")
        }
    }
}

extension Fact {
    var kind: String {
        switch self {
        case .number(let number): "the number \(number)"
        case .text(let text): "the text \"\(text.prefix(40))\""
        case .boolean(let value): "\(value)"
        case .list: "a list"
        case .record: "an object"
        case .null: "null"
        }
    }
}
