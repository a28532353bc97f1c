extension Compiler {
    mutating func negation(_ operand: Expression) throws(FeelError) -> Code {
        let operand = try code(operand)
        return { Calculation.negative(operand(&$0)) }
    }

    mutating func arithmetic(
        _ operation: Expression.Arithmetic, _ left: Expression, _ right: Expression
    ) throws(FeelError) -> Code {
        let left = try code(left)
        let right = try code(right)
        return { evaluation in
            let result = Calculation.apply(operation, left(&evaluation), right(&evaluation))
            if case .string = result { return evaluation.made(result) }
            return result
        }
    }

    mutating func comparison(
        _ comparison: Expression.Comparison, _ left: Expression, _ right: Expression
    ) throws(FeelError) -> Code {
        let left = try code(left)
        let right = try code(right)
        return { evaluation in
            let left = left(&evaluation)
            let right = right(&evaluation)
            guard evaluation.charge(left) else { return .null }
            return Ordering.compare(left, comparison, right)
        }
    }

    mutating func conjunction(_ left: Expression, _ right: Expression) throws(FeelError) -> Code {
        let left = try code(left)
        let right = try code(right)
        return { evaluation in
            let first = left(&evaluation)
            if case .boolean(false) = first { return first }
            return Logic.and(first, right(&evaluation))
        }
    }

    mutating func disjunction(_ left: Expression, _ right: Expression) throws(FeelError) -> Code {
        let left = try code(left)
        let right = try code(right)
        return { evaluation in
            let first = left(&evaluation)
            if case .boolean(true) = first { return first }
            return Logic.or(first, right(&evaluation))
        }
    }

    mutating func between(
        _ value: Expression, _ low: Expression, _ high: Expression
    ) throws(FeelError) -> Code {
        let value = try code(value)
        let low = try code(low)
        let high = try code(high)
        return { evaluation in
            let value = value(&evaluation)
            return Logic.and(
                Ordering.compare(value, .atLeast, low(&evaluation)), Ordering.compare(value, .atMost, high(&evaluation))
            )
        }
    }

    mutating func instance(
        _ value: Expression, _ type: Expression.TypeName, at place: Expression.Place
    ) throws(FeelError) -> Code {
        if let name = Types.unknownName(in: type) {
            throw FeelError("There is no type '\(name)'.", at: place)
        }
        let value = try code(value)
        return { evaluation in
            let value = value(&evaluation)
            guard evaluation.charge(value) else { return .null }
            return value.unknowns == nil ? .boolean(Types.isInstance(value, of: type)) : value
        }
    }

    mutating func conditional(
        _ condition: Expression, _ then: Expression, _ otherwise: Expression
    ) throws(FeelError) -> Code {
        let condition = try code(condition)
        let then = try code(then)
        let otherwise = try code(otherwise)
        return { evaluation in
            switch condition(&evaluation) {
            case .boolean(true): then(&evaluation)
            case .unknown(let unknowns): .unknown(unknowns)
            default: otherwise(&evaluation)
            }
        }
    }
}
