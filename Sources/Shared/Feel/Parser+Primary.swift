import Decimals

extension Parser {
    /// A primary expression and what is attached to it: `.name`, `[filter]`, `(arguments)`.
    mutating func postfix() throws(FeelError) -> Expression {
        var expression = try primary()
        while true {
            if isAt(".") {
                expression = try path(expression)
            } else if isAt("["), !isRangeEnd {
                expression = try filter(expression)
            } else if isAt("(") {
                expression = try call(expression)
            } else {
                return expression
            }
        }
    }

    private mutating func path(_ value: Expression) throws(FeelError) -> Expression {
        position += 1
        guard current.kind == .word else { throw unexpected("the name of a field") }
        return try make(.path(value, name()), at: value.place, over: height)
    }

    private mutating func filter(_ list: Expression) throws(FeelError) -> Expression {
        let below = height
        position += 1
        let filter = try inner()
        try expect("]")
        return try make(.filter(list, filter), at: list.place, over: max(below, height))
    }

    private mutating func call(_ callee: Expression) throws(FeelError) -> Expression {
        let below = height
        position += 1
        let arguments = try self.arguments()
        return try make(.call(callee, arguments), at: callee.place, over: max(below, height))
    }

    /// Sets `height` to the greatest of the arguments.
    private mutating func arguments() throws(FeelError) -> Expression.Arguments {
        if take(")") {
            height = 0
            return .positional([])
        }
        return isArgumentName() ? .named(try namedArguments()) : .positional(try expressions(upTo: ")"))
    }

    private mutating func namedArguments() throws(FeelError) -> [(name: String, value: Expression)] {
        var named: [(name: String, value: Expression)] = []
        var below = 0
        repeat {
            let place = current.place
            let name = try newName(upTo: [":"], "the name of a parameter")
            if named.contains(where: { $0.name == name }) {
                throw FeelError("The parameter '\(name)' is given twice.", at: place)
            }
            try expect(":")
            named.append((name, try inner()))
            below = max(below, height)
        } while take(",")
        try expect(")")
        height = below
        return named
    }

    /// With commas between, and the closing bracket. Sets `height` to the greatest.
    private mutating func expressions(upTo end: String, after first: Expression? = nil) throws(FeelError)
        -> [Expression]
    {
        var expressions: [Expression] = []
        var below = 0
        if let first {
            expressions.append(first)
            below = height
        }
        while expressions.isEmpty || take(",") {
            expressions.append(try inner())
            below = max(below, height)
        }
        try expect(end)
        height = below
        return expressions
    }

    private mutating func primary() throws(FeelError) -> Expression {
        switch current.kind {
        case .number, .string, .temporal: try literal()
        case .word: try word()
        case .symbol: try bracketed()
        case .end: throw unexpected("an expression")
        }
    }

    private mutating func literal() throws(FeelError) -> Expression {
        let token = current
        position += 1
        switch token.kind {
        case .string: return try make(.string(token.text), at: token.place, over: 0)
        case .temporal: return try make(.temporal(token.text), at: token.place, over: 0)
        case .number, .word, .symbol, .end:
            guard let number = try? Decimal128(rounding: token.text) else {
                throw FeelError("The number \(token.text.prefix(40)) is too large or too small.", at: token.place)
            }
            return try make(.number(number), at: token.place, over: 0)
        }
    }

    private mutating func bracketed() throws(FeelError) -> Expression {
        if isAt("(") { return try parenthesis() }
        if isAt("[") { return try bracket() }
        if isAt("]") { return try openRange() }
        if isAt("{") { return try context() }
        throw unexpected("an expression")
    }

    private mutating func word() throws(FeelError) -> Expression {
        if isAtName { return try variable() }
        if isAtWord("if") { return try conditional() }
        if isAtWord("for") { return try iteration() }
        if isAtWord("some") { return try quantified(.some) }
        if isAtWord("every") { return try quantified(.every) }
        if isAtWord("function") { return try function() }
        return try constant()
    }

    /// A name of the caller may begin with a keyword.
    private var isAtName: Bool {
        !Keyword.all.contains(current.text) || names.longest(in: tokens[position...]) != nil
    }

    private mutating func variable() throws(FeelError) -> Expression {
        let place = current.place
        return try make(.name(name()), at: place, over: 0)
    }

    private mutating func constant() throws(FeelError) -> Expression {
        let token = current
        let node: Expression.Node
        switch token.text {
        case "null": node = .null
        case "true": node = .boolean(true)
        case "false": node = .boolean(false)
        default: throw unexpected("an expression")
        }
        position += 1
        return try make(node, at: token.place, over: 0)
    }

    /// `(expression)`, `(low..high]`, `(< limit)`.
    private mutating func parenthesis() throws(FeelError) -> Expression {
        let place = current.place
        position += 1
        if current.kind == .symbol, Expression.Comparison(rawValue: current.text) != nil { return try limit(place) }
        let expression = try inner()
        if isAt("..") { return try range(from: expression, includesLow: false, at: place) }
        try expect(")")
        return expression
    }

    private mutating func limit(_ place: Expression.Place) throws(FeelError) -> Expression {
        guard let comparison = Expression.Comparison(rawValue: current.text), comparison != .unequal else {
            throw unexpected("an expression")
        }
        position += 1
        let limit = try inner()
        try expect(")")
        return try make(.range(Self.bounds(comparison, limit)), at: place, over: height)
    }

    private mutating func openRange() throws(FeelError) -> Expression {
        let place = current.place
        position += 1
        return try range(from: try inner(), includesLow: false, at: place)
    }

    private static func bounds(_ comparison: Expression.Comparison, _ limit: Expression) -> Expression.RangeBounds {
        switch comparison {
        case .less, .atMost:
            Expression.RangeBounds(low: nil, includesLow: false, high: limit, includesHigh: comparison == .atMost)
        case .greater, .atLeast:
            Expression.RangeBounds(low: limit, includesLow: comparison == .atLeast, high: nil, includesHigh: false)
        case .equal, .unequal:
            Expression.RangeBounds(low: limit, includesLow: true, high: limit, includesHigh: true)
        }
    }

    /// `..high` and the bracket that closes the range.
    private mutating func range(
        from low: Expression, includesLow: Bool, at place: Expression.Place
    ) throws(FeelError) -> Expression {
        let lowHeight = height
        try expect("..")
        let outer = isRangeEnd
        isRangeEnd = true
        defer { isRangeEnd = outer }
        let high = try expression()
        guard ["]", ")", "["].contains(current.text), current.kind == .symbol else { throw unexpected("']' or ')'") }
        let includesHigh = current.text == "]"
        position += 1
        let bounds = Expression.RangeBounds(
            low: low, includesLow: includesLow, high: high, includesHigh: includesHigh)
        return try make(.range(bounds), at: place, over: max(lowHeight, height))
    }

    /// `[a, b]` or `[low..high]`.
    private mutating func bracket() throws(FeelError) -> Expression {
        let place = current.place
        try expect("[")
        if take("]") { return try make(.list([]), at: place, over: 0) }
        let first = try inner()
        if isAt("..") { return try range(from: first, includesLow: true, at: place) }
        let elements = try expressions(upTo: "]", after: first)
        return try make(.list(elements), at: place, over: height)
    }

    private mutating func context() throws(FeelError) -> Expression {
        let place = current.place
        try expect("{")
        var entries: [Expression.Entry] = []
        if take("}") { return try make(.context([]), at: place, over: 0) }
        var below = 0
        repeat {
            let key = try key(besides: entries)
            entries.append(Expression.Entry(key: key, value: try inner()))
            below = max(below, height)
            // Known from here to the end of the text, for what follows may take the context apart.
            names.add(key)
        } while take(",")
        try expect("}")
        return try make(.context(entries), at: place, over: below)
    }

    /// With the colon.
    private mutating func key(besides entries: [Expression.Entry]) throws(FeelError) -> String {
        let place = current.place
        let key: String
        if current.kind == .string {
            key = current.text
            position += 1
        } else {
            key = try newName(upTo: [":"], "the name of an entry")
        }
        if entries.contains(where: { $0.key == key }) {
            throw FeelError("The context has two entries '\(key)'.", at: place)
        }
        try expect(":")
        return key
    }
}
