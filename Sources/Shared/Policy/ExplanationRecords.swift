import Feel

/// The lists behind a formula, an element a line: each invoice that counts, each place with its rate and amount.
struct ExplanationRecords {
    let explanation: Explanation
    private var clause: Clause { explanation.clause }
    private var wording: Wording { explanation.wording }

    init(_ explanation: Explanation) { self.explanation = explanation }

    func lines(of expression: Expression, without shown: Set<String> = []) -> [String] {
        lines(of: expression, in: explanation.scope, without: shown)
    }

    private func lines(of expression: Expression, in scope: ExplanationScope, without shown: Set<String>) -> [String] {
        switch expression.node {
        case .name(let name):
            guard !shown.contains(name), case .list = scope.result(of: expression) else { return [] }
            guard let value = clause.values.first(where: { $0.name == name }) else {
                return records(expression, in: scope)
            }
            return lines(of: value.formula.expression, in: scope, without: shown)
        case .filter: return records(expression, in: scope)
        case .iteration(let bindings, let body) where bindings.count == 1:
            return scope.elements(of: bindings[0]).map { line(bindings[0].name, $0.value, $0.scope, body) }
        case .conditional(let condition, let then, let otherwise):
            if case .boolean(true) = scope.result(of: condition) { return lines(of: then, in: scope, without: shown) }
            return lines(of: otherwise, in: scope, without: shown)
        case .comparison, .quantified, .iteration, .function: return []
        case .null, .boolean, .number, .string, .temporal, .negation, .arithmetic, .conjunction, .disjunction, .between,
            .membership, .instance, .path, .call, .list, .context, .range:
            return expression.children.flatMap { lines(of: $0, in: scope, without: shown) }
        }
    }

    /// A list's records as they are; what is no record has its place in the formula itself.
    private func records(_ expression: Expression, in scope: ExplanationScope) -> [String] {
        guard case .list(let list) = scope.result(of: expression) else { return [] }
        let element = scope.type(of: expression).element
        return list.compactMap { value in
            guard case .context = value else { return nil }
            return "· " + wording.value(value, element)
        }
    }

    /// What an element holds that the formula does not say, then the formula.
    private func line(_ name: String, _ value: Value, _ scope: ExplanationScope, _ body: Expression) -> String {
        let formulas = FormulaText(clause: clause, wording: wording, scope: scope, isQuoting: false)
        var results: [String] = []
        if case .context(let entries) = body.node {
            for entry in entries where !entry.value.isField(of: name) {
                results.append("\(wording.field(entry.key)) = \(formulas.equation(entry.value))")
            }
        } else {
            results = [formulas.equation(body)]
        }
        let result = results.joined(separator: wording.pick("；", "; "))
        var fields: [String] = []
        if case .context(let record) = value {
            fields = wording.fields(of: record, scope.types[name]).map { "\($0.label) \($0.value)" }
                .filter { !result.contains($0) }
        }
        let known = fields.joined(separator: wording.pick("；", "; "))
        return "· " + known + (known.isEmpty || result.isEmpty ? "" : wording.pick("：", ": ")) + result
    }
}

extension Expression {
    /// `record.field`, which says nothing new of the record.
    fileprivate func isField(of name: String) -> Bool {
        if case .path(let record, _) = node, case .name(name) = record.node { true } else { false }
    }
}
