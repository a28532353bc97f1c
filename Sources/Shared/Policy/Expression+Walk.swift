import Feel

extension Expression {
    /// Calls `visit` for this expression and every one in it, from the outside in.
    func walk(_ visit: (Expression) -> Void) {
        visit(self)
        for child in children { child.walk(visit) }
    }

    /// Every name in it that is one of `known`. A field of a record that has the same name counts too.
    func names(among known: Set<String>) -> Set<String> {
        var found: Set<String> = []
        walk { expression in
            if case .name(let name) = expression.node, known.contains(name) { found.insert(name) }
        }
        return found
    }

    private var children: [Expression] {
        switch node {
        case .null, .boolean, .number, .string, .temporal, .name: []
        case .negation(let value), .instance(let value, of: _), .path(let value, _): [value]
        case .arithmetic(_, let left, let right), .comparison(_, let left, let right),
            .conjunction(let left, let right),
            .disjunction(let left, let right), .filter(let left, let right):
            [left, right]
        case .between(let value, let low, let high): [value, low, high]
        case .membership(let value, let tests): [value] + tests.flatMap(\.children)
        case .call(let function, .positional(let values)): [function] + values
        case .call(let function, .named(let values)): [function] + values.map(\.value)
        case .list(let elements): elements
        case .context(let entries): entries.map(\.value)
        case .range(let bounds): [bounds.low, bounds.high].compactMap { $0 }
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        case .iteration(let bindings, let body), .quantified(_, let bindings, let body):
            bindings.flatMap { [$0.domain, $0.end].compactMap { $0 } } + [body]
        case .function(_, let body): [body]
        }
    }
}

extension Expression.UnaryTest {
    fileprivate var children: [Expression] {
        switch self {
        case .comparison(_, let value), .expression(let value): [value]
        case .any: []
        }
    }
}
