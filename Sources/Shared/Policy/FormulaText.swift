import Awards
import Decimals
import Feel

/// An expression in the words of its clause: facts by their names and values, parameters by their values.
struct FormulaText {
    let clause: Clause
    let wording: Wording
    /// A slot's value by name.
    let value: (String) -> Value?

    func text(_ expression: Expression) -> String { text(expression, within: 0) }

    /// `within` is how tightly the surroundings bind; what binds less is put in parentheses.
    private func text(_ expression: Expression, within: Int) -> String {
        switch expression.node {
        case .name(let name): return named(name)
        case .number(let number): return wording.number(number)
        case .string(let text): return text
        case .boolean(let value): return wording.value(.boolean(value), nil)
        case .null: return wording.pick("无", "none")
        case .negation(let operand): return "−" + text(operand, within: 6)
        case .arithmetic(let operation, let left, let right):
            let (sign, strength) = Self.sign(of: operation)
            return wrapped(
                text(left, within: strength) + " \(sign) " + text(right, within: strength + 1), strength, within)
        case .comparison(let comparison, let left, let right):
            return wrapped(text(left, within: 4) + " \(comparison.sign) " + text(right, within: 4), 3, within)
        case .conjunction(let left, let right):
            return wrapped(text(left, within: 2) + wording.pick(" 且 ", " and ") + text(right, within: 2), 2, within)
        case .disjunction(let left, let right):
            return wrapped(text(left, within: 1) + wording.pick(" 或 ", " or ") + text(right, within: 1), 1, within)
        case .call(let function, .positional(let values)):
            let name = if case .name(let name) = function.node { name } else { text(function, within: 6) }
            return name + "(" + values.map { text($0, within: 0) }.joined(separator: ", ") + ")"
        case .conditional(let condition, let then, let otherwise):
            return wrapped(
                wording.pick("若 ", "if ") + text(condition, within: 1) + wording.pick(" 则 ", " then ")
                    + text(then, within: 1) + wording.pick(" 否则 ", " else ") + text(otherwise, within: 1), 0, within)
        case .path(let value, let field): return text(value, within: 6) + "." + field
        case .temporal, .between, .membership, .instance, .filter, .call, .list, .context, .range, .iteration,
            .quantified, .function:
            return "…"
        }
    }

    private func wrapped(_ text: String, _ strength: Int, _ within: Int) -> String {
        strength < within ? "(\(text))" : text
    }

    private func named(_ name: String) -> String {
        if let parameter = clause.parameter(name) {
            let shown = wording.value(parameter.value.value, parameter.type)
            return parameter.quote.map { "\(shown)「\($0)」" } ?? shown
        }
        let shown = value(name).map { wording.value($0, clause.type(of: name)) }
        let label = clause.label(of: name)?[wording.language] ?? name
        return shown.map { "\(label) \($0)" } ?? label
    }

    private static func sign(of operation: Expression.Arithmetic) -> (String, Int) {
        switch operation {
        case .add: ("+", 4)
        case .subtract: ("−", 4)
        case .multiply: ("×", 5)
        case .divide: ("÷", 5)
        case .power: ("**", 6)
        }
    }
}

extension Expression.Comparison {
    var sign: String {
        switch self {
        case .equal: "="
        case .unequal: "≠"
        case .less: "<"
        case .atMost: "≤"
        case .greater: ">"
        case .atLeast: "≥"
        }
    }
}

extension Clause {
    /// The words for a fact, a named value or a table.
    func label(of name: String) -> BilingualText? {
        fact(name)?.text ?? values.first { $0.name == name }?.text ?? tables.first { $0.name == name }?.text
            ?? parameter(name)?.text
    }

    /// Of facts and parameters; a named value's follows from its number.
    func type(of name: String) -> StaticType? {
        if let table = tables.first(where: { $0.name == name }) {
            return table.parameters.first.flatMap { parameter($0)?.type }
        }
        return fact(name)?.type ?? parameter(name)?.type
    }
}

extension Table {
    var parameters: [String] {
        switch kind {
        case .rows(_, let rows): rows.map(\.parameter)
        case .bands(_, let bands): bands.map(\.parameter)
        case .cases(let cases): cases.map(\.parameter)
        }
    }
}
