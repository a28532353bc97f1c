import Feel

/// What the names of an expression stand for while it is explained: the claim's slots, and in a loop its element.
struct ExplanationScope {
    private(set) var names: [String]
    private(set) var slots: [Value]
    private(set) var types: [String: StaticType]

    /// Facts that nobody gave and an officer decides without count as not there, as they did for the amount.
    init(_ rule: Rule, _ slots: [Value]) {
        names = Array(rule.names.prefix(slots.count))
        self.slots = slots
        let clause = rule.clause
        types = Dictionary(names.map { ($0, clause.type(of: $0) ?? .any) }) { first, _ in first }
        for name in ["programme_valid_from", "programme_valid_to"] where clause.type(of: name) == nil {
            types[name] = .date
        }
        types["award"] = .money
        // Values may stand in any order: those that another needs have their type after so many rounds at most.
        for _ in clause.values {
            for value in clause.values { types[value.name] = type(of: value.formula.expression) }
        }
        for slot in rule.passedOver.slots where self.slots.indices.contains(slot) && self.slots[slot].unknowns != nil {
            self.slots[slot] = .null
        }
    }

    func value(of name: String) -> Value? { names.firstIndex(of: name).map { slots[$0] } }

    func result(of expression: Expression) -> Value {
        guard let formula = try? Formula(expression, slots: names) else { return .null }
        return formula.value(slots)
    }

    func type(of expression: Expression) -> StaticType {
        guard case .iteration(let bindings, let body) = expression.node, bindings.count == 1,
            case .context(let entries) = body.node
        else { return StaticCheck(expression, names: types).type }
        return .list(.record(fields(of: entries, in: bindings[0])))
    }

    /// The check knows nothing of what a loop has made so far; it has the fields that stand before.
    private func fields(of entries: [Expression.Entry], in binding: Expression.Binding) -> [StaticType.Field] {
        var types = types
        types[binding.name] = type(of: binding.domain).element ?? .any
        var fields: [StaticType.Field] = []
        for entry in entries {
            types["partial"] = .list(.record(fields))
            fields.append(StaticType.Field(name: entry.key, type: StaticCheck(entry.value, names: types).type))
        }
        return fields
    }

    func unit(of expression: Expression) -> Unit? {
        if case .number(let unit) = type(of: expression) { unit } else { nil }
    }

    /// With a loop's variable.
    func binding(_ name: String, to value: Value, of type: StaticType?) -> ExplanationScope {
        var scope = self
        scope.types[name] = type ?? .any
        if let index = names.firstIndex(of: name) {
            scope.slots[index] = value
        } else {
            scope.names.append(name)
            scope.slots.append(value)
        }
        return scope
    }

    /// What a loop runs over, an element a scope.
    func elements(of binding: Expression.Binding) -> [(value: Value, scope: ExplanationScope)] {
        guard binding.end == nil, case .list(let list) = result(of: binding.domain) else { return [] }
        let element = type(of: binding.domain).element
        return list.map { ($0, self.binding(binding.name, to: $0, of: element)) }
    }
}
