import Awards
import Decimals
import Feel

/// An expression in the words of its clause: facts by their names and values, parameters by their values and the
/// words that order them. Of a choice only the branch that was taken is shown.
struct FormulaText {
    let clause: Clause
    let wording: Wording
    let scope: ExplanationScope
    var isQuoting = true

    func text(_ expression: Expression) -> String { text(expression, within: 0) }

    /// `text = value`, or the value alone where the text says nothing more.
    func equation(_ expression: Expression) -> String {
        let text = text(expression)
        return isPlain(expression) ? text : "\(text) = \(result(expression))"
    }

    /// Its text ends with its value already.
    func isPlain(_ expression: Expression) -> Bool {
        switch expression.node {
        case .name, .path: return true
        case .conditional(let condition, let then, let otherwise):
            switch scope.result(of: condition) {
            case .boolean(true): return isPlain(then)
            case .unknown: return true
            default: return isPlain(otherwise)
            }
        default: return text(expression) == result(expression)
        }
    }

    func result(_ expression: Expression) -> String {
        said(scope.result(of: expression), scope.type(of: expression))
    }

    /// What is worked out has no zeros at its end; what is given stays as it was given.
    private func said(_ value: Value, _ type: StaticType?) -> String {
        if case .number(let number) = value { return wording.value(.number(number.normalized), type) }
        return wording.value(value, type)
    }

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
        case .call(let function, .positional(let values)): return call(function, values, of: expression, within)
        case .conditional(let condition, let then, let otherwise):
            switch scope.result(of: condition) {
            case .boolean(true): return text(then, within: within)
            case .unknown: return result(expression)
            default: return text(otherwise, within: within)
            }
        case .path(let value, let field):
            guard case .context = scope.result(of: value) else { return result(expression) }
            return "\(wording.field(field)) \(result(expression))"
        // What has no short text is said by what it gives.
        case .temporal, .between, .membership, .instance, .filter, .call, .list, .context, .range, .iteration,
            .quantified, .function:
            return result(expression)
        }
    }

    private static let mostSummands = 6

    private func call(
        _ function: Expression, _ values: [Expression], of expression: Expression, _ within: Int
    ) -> String {
        guard case .name(let name) = function.node else { return result(expression) }
        let words: (zh: String, en: String)
        switch name {
        case "sum":
            guard values.count == 1, case .list(let list) = scope.result(of: values[0].withoutZero), !list.isEmpty,
                list.count <= Self.mostSummands
            else { return result(expression) }
            let unit = scope.type(of: values[0]).element
            let text = list.map { said($0, unit) }.joined(separator: " + ")
            return list.count == 1 ? text : wrapped(text, 4, within)
        case "max": words = ("取大者", "the larger of ")
        case "min": words = ("取小者", "the smaller of ")
        case "floor": words = ("取整数", "the whole part of ")
        case "count" where values.count == 1:
            guard case .name(let list) = values[0].node, let label = clause.label(of: list)?[wording.language] else {
                return result(expression)
            }
            return "\(label) \(result(expression))"
        default: return result(expression)
        }
        let shown = values.map { text($0, within: 0) }.joined(separator: wording.pick("，", ", "))
        return wording.pick(words.zh, words.en) + wording.pick("（", "(") + shown + wording.pick("）", ")")
    }

    private func wrapped(_ text: String, _ strength: Int, _ within: Int) -> String {
        strength < within ? "(\(text))" : text
    }

    private func named(_ name: String) -> String {
        if let parameter = clause.parameter(name) {
            let shown = wording.value(parameter.value.value, parameter.type)
            guard isQuoting, let quote = parameter.quote else { return shown }
            return "\(shown)「\(quote)」"
        }
        let label = clause.label(of: name)?[wording.language] ?? name
        return scope.value(of: name).map { "\(label) \(wording.value($0, scope.types[name]))" } ?? label
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

extension Expression {
    /// Files write `sum(append(list, 0))`, so that the sum of nothing is 0; nobody needs to read that.
    var withoutZero: Expression {
        guard case .call(let function, .positional(let values)) = node, case .name("append") = function.node,
            values.count == 2, case .number(let number) = values[1].node, number.isZero
        else { return self }
        return values[0]
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
