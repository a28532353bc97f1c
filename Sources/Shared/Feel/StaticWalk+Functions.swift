import Documents

extension StaticWalk {
    mutating func call(_ callee: Expression, _ arguments: Expression.Arguments, at place: Expression) -> StaticType {
        guard case .name(let name) = callee.node, names[name] == nil else {
            _ = type(of: callee)
            for value in arguments.values { _ = type(of: value) }
            return .any
        }
        guard let function = StaticFunction.named[name] else {
            for value in arguments.values { _ = type(of: value) }
            let candidates = Array(StaticFunction.named.keys) + names.keys
            return fail("unknown function \(name)\(Spelling.hint(for: name, among: candidates))", at: callee)
        }
        let values = arguments.values
        guard function.arguments.contains(values.count) else {
            for value in values { _ = type(of: value) }
            let wanted = Self.counted(function.arguments)
            return fail("\(name) takes \(wanted), not \(values.count)", at: place)
        }
        guard case .positional = arguments else {
            for value in values { _ = type(of: value) }
            return .any
        }
        return Call(name: name, values: values, place: place).type(by: function.rule, in: &self)
    }

    private static func counted(_ range: ClosedRange<Int>) -> String {
        let noun =
            range.upperBound == 1 || (range.lowerBound == 1 && range.upperBound == .max) ? "argument" : "arguments"
        if range.lowerBound == range.upperBound { return "\(range.lowerBound) \(noun)" }
        if range.upperBound == .max { return "at least \(range.lowerBound) \(noun)" }
        return "\(range.lowerBound) to \(range.upperBound) \(noun)"
    }

    /// A call by position of a function that exists, with as many arguments as it takes.
    fileprivate struct Call {
        let name: String
        let values: [Expression]
        let place: Expression
    }
}

extension Expression.Arguments {
    fileprivate var values: [Expression] {
        switch self {
        case .positional(let values): values
        case .named(let values): values.map(\.value)
        }
    }
}

extension StaticWalk.Call {
    func type(by rule: StaticFunction.Rule, in walk: inout StaticWalk) -> StaticType {
        if case .sort = rule { return sorted(in: &walk) }
        let types = values.map { walk.type(of: $0) }
        switch rule {
        case .gives(let result, for: let parameters):
            for (index, parameter) in zip(types.indices, parameters) { expect(parameter, types, index, &walk) }
            return result
        case .element(of: let kind): return element(of: kind, types, &walk)
        case .elements(of: let kind): return .list(element(of: kind, types, &walk))
        case .keepsUnit: return keepsUnit(types, &walk)
        case .modulo:
            guard case .number? = types[0].unified(with: types[1]) else { return mistaken(types, &walk) }
            return types[1]
        case .sameList, .concatenation: return joined(types, rule, &walk)
        case .sublist:
            for index in types.indices.dropFirst() { expect(.number(.ratio), types, index, &walk, orCount: true) }
            return list(types[0])
        case .listContains:
            walk.compare(.equal, types[1], types[0].element, at: values[1])
            return .boolean
        case .flatten: return .any
        case .date: return date(types, &walk)
        case .duration:
            expect(.text(nil), types, 0, &walk)
            if case .string(let text) = values[0].node { return StaticWalk.type(ofTemporal: text) }
            return .any
        case .untyped, .sort: return .any
        }
    }

    private func list(_ type: StaticType) -> StaticType { type == .any ? .any : .list(type.element) }

    /// The operation between two types that cannot meet.
    private func mistaken(_ types: [StaticType], _ walk: inout StaticWalk) -> StaticType {
        if types.contains(.any) || types.contains(.null) { return .any }
        return walk.fail("\(name) cannot take \(types[0]) and \(types[1])", at: place)
    }

    private func expect(
        _ parameter: StaticType, _ types: [StaticType], _ index: Int, _ walk: inout StaticWalk, orCount: Bool = false
    ) {
        let type = types[index]
        if parameter.unified(with: type) != nil { return }
        if orCount, type == .number(Unit(word: "count")) || type == .number(Unit(word: "ordinal")) { return }
        walk.fail("\(name) needs \(parameter), not \(type)", at: values[index])
    }

    private func element(of kind: StaticFunction.Kind, _ types: [StaticType], _ walk: inout StaticWalk) -> StaticType {
        var result = types.count == 1 ? types[0].element : .null
        for (index, type) in types.enumerated() where types.count > 1 {
            guard let both = result.unified(with: type) else {
                return walk.fail("\(name) cannot take \(type) beside \(result)", at: values[index])
            }
            result = both
        }
        switch (kind, result) {
        case (_, .any), (.any, _): return result
        case (_, .null): return kind == .number ? .number(nil) : .any
        case (_, .number), (.ordered, .text), (.ordered, .date), (.ordered, .daysDuration),
            (.ordered, .monthsDuration), (.number, .daysDuration), (.number, .monthsDuration):
            return result
        case (.number, .text), (.number, .date), (_, .boolean), (_, .list), (_, .record):
            return walk.fail("\(name) cannot take \(types[0])", at: values[0])
        }
    }

    private func keepsUnit(_ types: [StaticType], _ walk: inout StaticWalk) -> StaticType {
        for index in types.indices.dropFirst() { expect(.number(.ratio), types, index, &walk) }
        switch types[0] {
        case .number, .any: return types[0]
        case .null: return .any
        case .daysDuration, .monthsDuration:
            if name == "abs" { return types[0] }
            return walk.fail("\(name) needs a number, not \(types[0])", at: values[0])
        case .text, .boolean, .date, .list, .record:
            return walk.fail("\(name) needs a number, not \(types[0])", at: values[0])
        }
    }

    /// `append` takes elements beside the first list, `concatenate` lists.
    private func joined(_ types: [StaticType], _ rule: StaticFunction.Rule, _ walk: inout StaticWalk) -> StaticType {
        if types.contains(.any) { return .any }
        var result = types[0].element
        for (index, type) in types.enumerated().dropFirst() {
            let next = if case .concatenation = rule { type.element } else { type }
            guard let both = result.unified(with: next) else {
                return walk.fail("\(name) cannot put \(next) beside \(result)", at: values[index])
            }
            result = both
        }
        return .list(result)
    }

    private func date(_ types: [StaticType], _ walk: inout StaticWalk) -> StaticType {
        if types.count == 1 {
            switch types[0] {
            case .text, .date, .any, .null: return .date
            case .number, .boolean, .daysDuration, .monthsDuration, .list, .record:
                return walk.fail("date needs text or a date, not \(types[0])", at: values[0])
            }
        }
        for (index, part) in zip(types.indices, ["year", "month", "day"]) {
            if types[index] != .number(Unit(word: part)) { expect(.number(.ratio), types, index, &walk) }
        }
        return .date
    }

    /// `sort(list, function(a, b) a < b)`: the function's parameters are elements.
    private func sorted(in walk: inout StaticWalk) -> StaticType {
        let type = walk.type(of: values[0])
        if values.count == 2 {
            if case .function(let parameters, let body) = values[1].node {
                _ = walk.function(parameters.map { ($0.name, type.element) }, body)
            } else {
                _ = walk.type(of: values[1])
            }
        }
        return list(type)
    }
}
