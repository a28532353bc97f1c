extension Compiler {
    mutating func call(
        _ callee: Expression, _ arguments: Expression.Arguments, at place: Expression.Place
    ) throws(FeelError) -> Code {
        if case .name(let name) = callee.node, isBuiltin(name), let builtin = Builtin.named[name] {
            return try call(try checked(builtin, at: callee.place), arguments, at: callee.place)
        }
        let callee = try code(callee)
        switch arguments {
        case .positional(let expressions):
            let values = try codes(expressions)
            return { evaluation in
                let function = callee(&evaluation)
                let values = values.map { $0(&evaluation) }
                return Self.call(function, &evaluation) { _ in values }
            }
        case .named(let named):
            let names = named.map(\.name)
            let values = try codes(named.map(\.value))
            return { evaluation in
                let function = callee(&evaluation)
                let values = values.map { $0(&evaluation) }
                return Self.call(function, &evaluation) { $0.ordered(names, values) }
            }
        }
    }

    private mutating func codes(_ expressions: [Expression]) throws(FeelError) -> [Code] {
        var codes: [Code] = []
        for expression in expressions { codes.append(try code(expression)) }
        return codes
    }

    private static func call(
        _ callee: Value, _ evaluation: inout Evaluation, _ arguments: (Function) -> [Value]?
    ) -> Value {
        switch callee {
        case .function(let function):
            guard let arguments = arguments(function) else { return .null }
            return evaluation.call(function, arguments)
        case .unknown: return callee
        default: return .null
        }
    }

    /// A function of the language: which of its forms is meant is known here.
    private mutating func call(
        _ builtin: Builtin, _ arguments: Expression.Arguments, at place: Expression.Place
    ) throws(FeelError) -> Code {
        switch arguments {
        case .positional(let expressions):
            guard builtin.accepts(expressions.count) else {
                throw FeelError(
                    "'\(builtin.name)' is called with \(expressions.count) arguments, but it is \(builtin.forms).",
                    at: place)
            }
            let values = try codes(expressions)
            return { evaluation in
                builtin.apply(values.map { $0(&evaluation) }, &evaluation)
            }
        case .named(let named):
            let names = named.map(\.name)
            guard builtin.signature(for: names) != nil else {
                throw FeelError(
                    "'\(builtin.name)' has no parameters (\(names.joined(separator: ", "))): it is \(builtin.forms).",
                    at: place)
            }
            let values = try codes(named.map(\.value))
            return { evaluation in
                let values = values.map { $0(&evaluation) }
                guard let ordered = builtin.ordered(names, values) else { return .null }
                return builtin.apply(ordered, &evaluation)
            }
        }
    }
}

extension Function {
    /// The arguments in the order of the parameters, null for those that are not given; nil when a name is none.
    func ordered(_ names: [String], _ values: [Value]) -> [Value]? {
        switch body {
        case .builtin(let builtin): return builtin.ordered(names, values)
        case .defined(let defined):
            let parameters = defined.parameters.map(\.name)
            guard names.allSatisfy(parameters.contains) else { return nil }
            return parameters.map { parameter in names.firstIndex(of: parameter).map { values[$0] } ?? .null }
        }
    }
}
