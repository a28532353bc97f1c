extension Expression {
    /// How many expressions lie inside one another, this one counted.
    var height: Int { 1 + (children.map(\.height).max() ?? 0) }

    /// The expressions directly inside this one, as they are written.
    public var children: [Expression] {
        switch node {
        case .null, .boolean, .number, .string, .temporal, .name: []
        case .negation(let operand), .instance(let operand, of: _), .path(let operand, _), .function(_, let operand):
            [operand]
        case .arithmetic(_, let left, let right), .comparison(_, let left, let right),
            .conjunction(let left, let right),
            .disjunction(let left, let right), .filter(let left, let right):
            [left, right]
        case .between(let value, let low, let high): [value, low, high]
        case .membership(let value, let tests):
            [value]
                + tests.compactMap { test in
                    switch test {
                    case .comparison(_, let operand), .expression(let operand): operand
                    case .any: nil
                    }
                }
        case .call(let callee, .positional(let arguments)): [callee] + arguments
        case .call(let callee, .named(let arguments)): [callee] + arguments.map(\.value)
        case .list(let elements): elements
        case .context(let entries): entries.map(\.value)
        case .range(let bounds): [bounds.low, bounds.high].compactMap(\.self)
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        case .iteration(let bindings, let body), .quantified(_, let bindings, let body):
            bindings.flatMap { [$0.domain] + [$0.end].compactMap(\.self) } + [body]
        }
    }
}
