import Feel

extension Expression {
    /// This expression with names replaced by what they stand for. A name that the expression itself binds is left.
    func replacing(_ known: [String: Expression]) -> Expression {
        Expression(replacedNode(known), at: place)
    }

    private func replacedNode(_ known: [String: Expression]) -> Node {
        func replaced(_ expression: Expression) -> Expression { expression.replacing(known) }
        switch node {
        case .name(let name): return known[name]?.node ?? node
        case .negation(let value): return .negation(replaced(value))
        case .arithmetic(let operation, let left, let right):
            return .arithmetic(operation, replaced(left), replaced(right))
        case .comparison(let comparison, let left, let right):
            return .comparison(comparison, replaced(left), replaced(right))
        case .conjunction(let left, let right): return .conjunction(replaced(left), replaced(right))
        case .disjunction(let left, let right): return .disjunction(replaced(left), replaced(right))
        case .between(let value, let low, let high):
            return .between(replaced(value), low: replaced(low), high: replaced(high))
        case .membership(let value, let tests): return .membership(replaced(value), tests.map { $0.replacing(known) })
        case .path(let value, let field): return .path(replaced(value), field)
        case .call(let function, .positional(let values)): return .call(function, .positional(values.map(replaced)))
        case .list(let elements): return .list(elements.map(replaced))
        case .range(let bounds):
            return .range(
                RangeBounds(
                    low: bounds.low.map(replaced), includesLow: bounds.includesLow, high: bounds.high.map(replaced),
                    includesHigh: bounds.includesHigh))
        case .conditional(let condition, let then, let otherwise):
            return .conditional(replaced(condition), then: replaced(then), otherwise: replaced(otherwise))
        // Nothing with lists, records or names of its own is compiled to typed closures.
        case .null, .boolean, .number, .string, .temporal, .instance, .filter, .call, .context, .iteration, .quantified,
            .function:
            return node
        }
    }
}

extension Expression.UnaryTest {
    fileprivate func replacing(_ known: [String: Expression]) -> Expression.UnaryTest {
        switch self {
        case .comparison(let comparison, let value): .comparison(comparison, value.replacing(known))
        case .expression(let value): .expression(value.replacing(known))
        case .any: .any
        }
    }
}
