import Decimals

extension Parser {
    /// A primary expression and what is attached to it: `.name`, `[filter]`, `(arguments)`.
    mutating func postfix() throws(FeelError) -> Expression {
        var expression = try primary()
        while current.kind == .symbol {
            let below = height
            switch current.text {
            case ".":
                position += 1
                guard current.kind == .word else { throw unexpected("the name of a field") }
                expression = try make(.path(expression, name()), at: expression.place, over: below)
            case "[":
                if isRangeEnd { return expression }
                position += 1
                let filter = try inner()
                try expect("]")
                expression = try make(.filter(expression, filter), at: expression.place, over: max(below, height))
            case "(":
                position += 1
                let arguments = try self.arguments()
                expression = try make(.call(expression, arguments), at: expression.place, over: max(below, height))
            default: return expression
            }
        }
        return expression
    }

    /// Sets `height` to the greatest of the arguments.
    private mutating func arguments() throws(FeelError) -> Expression.Arguments {
        var below = 0
        defer { height = below }
        if take(")") { return .positional([]) }
        if isArgumentName() {
            var named: [(name: String, value: Expression)] = []
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
            return .named(named)
        }
        var positional: [Expression] = []
        repeat {
            positional.append(try inner())
            below = max(below, height)
        } while take(",")
        try expect(")")
        return .positional(positional)
    }

    private mutating func primary() throws(FeelError) -> Expression {
        let token = current
        switch token.kind {
        case .number:
            position += 1
            guard let number = try? Decimal128(rounding: token.text) else {
                throw FeelError("The number \(token.text.prefix(40)) is too large or too small.", at: token.place)
            }
            return try make(.number(number), at: token.place, over: 0)
        case .string:
            position += 1
            return try make(.string(token.text), at: token.place, over: 0)
        case .temporal:
            position += 1
            return try make(.temporal(token.text), at: token.place, over: 0)
        case .word: return try word()
        case .symbol:
            switch token.text {
            case "(": return try parenthesis()
            case "[": return try bracket()
            case "]":
                position += 1
                return try range(from: try inner(), includesLow: false, at: token.place)
            case "{": return try context()
            default: throw unexpected("an expression")
            }
        case .end: throw unexpected("an expression")
        }
    }

    private mutating func word() throws(FeelError) -> Expression {
        let place = current.place
        // A name of the language or of the caller may begin with a keyword's letters, or even with a keyword.
        if names.longest(in: tokens[position...]) == nil {
            switch current.text {
            case "null":
                position += 1
                return try make(.null, at: place, over: 0)
            case "true", "false":
                let value = current.text == "true"
                position += 1
                return try make(.boolean(value), at: place, over: 0)
            case "if": return try conditional()
            case "for": return try iteration()
            case "some": return try quantified(.some)
            case "every": return try quantified(.every)
            case "function": return try function()
            case let word where Keyword.all.contains(word): throw unexpected("an expression")
            default: break
            }
        }
        return try make(.name(name()), at: place, over: 0)
    }

    /// `(expression)`, `(low..high]`, `(< limit)`.
    private mutating func parenthesis() throws(FeelError) -> Expression {
        let place = current.place
        try expect("(")
        if current.kind == .symbol, let comparison = Expression.Comparison(rawValue: current.text),
            comparison != .unequal
        {
            position += 1
            let limit = try inner()
            try expect(")")
            return try make(.range(Self.bounds(comparison, limit)), at: place, over: height)
        }
        let expression = try inner()
        if current.isSymbol("..") { return try range(from: expression, includesLow: false, at: place) }
        try expect(")")
        return expression
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
        var elements = [try inner()]
        if current.isSymbol("..") { return try range(from: elements[0], includesLow: true, at: place) }
        var below = height
        while take(",") {
            elements.append(try inner())
            below = max(below, height)
        }
        try expect("]")
        return try make(.list(elements), at: place, over: below)
    }

    private mutating func context() throws(FeelError) -> Expression {
        let place = current.place
        try expect("{")
        var entries: [Expression.Entry] = []
        var below = 0
        if !take("}") {
            repeat {
                let keyPlace = current.place
                let key: String
                if current.kind == .string {
                    key = current.text
                    position += 1
                } else {
                    key = try newName(upTo: [":"], "the name of an entry")
                }
                if entries.contains(where: { $0.key == key }) {
                    throw FeelError("The context has two entries '\(key)'.", at: keyPlace)
                }
                try expect(":")
                entries.append(Expression.Entry(key: key, value: try inner()))
                below = max(below, height)
                // Known from here to the end of the text, for what follows may take the context apart.
                names.add(key)
            } while take(",")
            try expect("}")
        }
        return try make(.context(entries), at: place, over: below)
    }
}
