extension Compiler {
    mutating func list(_ elements: [Expression]) throws(FeelError) -> Code {
        var codes: [Code] = []
        for element in elements { codes.append(try code(element)) }
        let parts = codes
        return { evaluation in
            var values: [Value] = []
            values.reserveCapacity(parts.count)
            for part in parts { values.append(part(&evaluation)) }
            return evaluation.made(.list(values))
        }
    }

    /// Each entry sees those before it.
    mutating func context(_ entries: [Expression.Entry]) throws(FeelError) -> Code {
        let count = scope.count
        defer { scope.removeLast(scope.count - count) }
        var made: [(key: String, index: Int, code: Code)] = []
        for entry in entries {
            let value = try code(entry.value)
            let index = newLocal()
            scope.append(Variable(name: entry.key, index: index, isElement: false))
            made.append((entry.key, index, value))
        }
        let parts = made
        return { evaluation in
            var values: [(key: String, value: Value)] = []
            for part in parts {
                let value = part.code(&evaluation)
                evaluation.locals[part.index] = value
                values.append((part.key, value))
            }
            return evaluation.made(.context(Context(values)))
        }
    }

    mutating func range(_ bounds: Expression.RangeBounds) throws(FeelError) -> Code {
        var low: Code?
        if let bound = bounds.low { low = try code(bound) }
        var high: Code?
        if let bound = bounds.high { high = try code(bound) }
        let (lowCode, highCode) = (low, high)
        let (includesLow, includesHigh) = (bounds.includesLow, bounds.includesHigh)
        return { evaluation in
            .range(
                Interval(
                    low: lowCode?(&evaluation), includesLow: includesLow, high: highCode?(&evaluation),
                    includesHigh: includesHigh))
        }
    }

    mutating func path(_ value: Expression, _ name: String) throws(FeelError) -> Code {
        let value = try code(value)
        return { evaluation in
            let result = Properties.value(of: value(&evaluation), name)
            if case .list = result { return evaluation.made(result) }
            return result
        }
    }

    mutating func function(
        _ parameters: [Expression.Parameter], _ body: Expression
    ) throws(FeelError) -> Code {
        for parameter in parameters {
            if let type = parameter.type, let name = Types.unknownName(in: type) {
                throw FeelError("There is no type '\(name)'.", at: body.place)
            }
        }
        let first = localCount
        let variables = parameters.map { Variable(name: $0.name, index: newLocal(), isElement: false) }
        let code = try with(variables) { compiler throws(FeelError) in try compiler.code(body) }
        let height = body.height
        return { evaluation in
            evaluation.made(
                .function(
                    Function(
                        .defined(
                            Function.Defined(
                                parameters: parameters, first: first, slots: evaluation.slots,
                                captured: evaluation.locals, code: code, height: height)))))
        }
    }
}
