import Decimals

/// Reads tokens as an expression, by recursive descent with precedences (DMN 1.5, 10.3.1.2).
struct Parser {
    let tokens: [Token]
    var position = 0
    /// The names of more than one token that may stand here.
    var names: KnownNames
    /// Of the expression that was read last: how many expressions lie inside one another.
    var height = 0
    /// True in the upper end of a range: there a `[` closes the range, as in `[1..10[`.
    var isRangeEnd = false
    private var depth = 0

    init(tokens: [Token], names: [String]) {
        self.tokens = tokens
        self.names = KnownNames(names)
    }

    var current: Token { tokens[position] }

    func token(_ distance: Int) -> Token { tokens[min(position + distance, tokens.count - 1)] }

    mutating func whole() throws(FeelError) -> Expression {
        let expression = try self.expression()
        guard current.kind == .end else { throw unexpected("an operator or the end of the text") }
        return expression
    }

    mutating func expression() throws(FeelError) -> Expression { try operation(from: .disjunction) }

    /// What the brackets of the grammar hold: a filter may stand in it again.
    mutating func inner() throws(FeelError) -> Expression {
        let outer = isRangeEnd
        isRangeEnd = false
        defer { isRangeEnd = outer }
        return try expression()
    }

    // MARK: Tokens

    func unexpected(_ expected: String) -> FeelError {
        FeelError("Here stands \(current.said), but \(expected) is expected.", at: current.place)
    }

    func isAt(_ symbol: String) -> Bool { tokens[position].isSymbol(symbol) }

    func isAtWord(_ word: String) -> Bool { tokens[position].isWord(word) }

    mutating func take(_ symbol: String) -> Bool {
        guard isAt(symbol) else { return false }
        position += 1
        return true
    }

    mutating func takeWord(_ word: String) -> Bool {
        guard isAtWord(word) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ symbol: String) throws(FeelError) {
        guard take(symbol) else { throw unexpected("'\(symbol)'") }
    }

    mutating func expectWord(_ word: String) throws(FeelError) {
        guard takeWord(word) else { throw unexpected("'\(word)'") }
    }

    // MARK: Depth

    /// An expression over others whose greatest height is `below`.
    mutating func make(_ node: Expression.Node, at place: Expression.Place, over below: Int) throws(FeelError)
        -> Expression
    {
        height = below + 1
        guard height <= Expression.maximumDepth else { throw tooDeep(place) }
        return Expression(node, at: place)
    }

    private func tooDeep(_ place: Expression.Place) -> FeelError {
        FeelError(
            "The expression is nested more than \(Expression.maximumDepth) deep: give its parts names of their own.",
            at: place)
    }

    // MARK: Operators

    /// How strongly an operator binds, the weakest first.
    enum Level: Int, Comparable {
        case disjunction
        case conjunction
        case comparison
        case sum
        case product
        case power

        static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

        var next: Level { Level(rawValue: rawValue + 1) ?? .power }
    }

    private var level: Level? {
        switch (current.kind, current.text) {
        case (.word, "or"): .disjunction
        case (.word, "and"): .conjunction
        case (.word, "between"), (.word, "in"): .comparison
        case (.symbol, "="), (.symbol, "!="), (.symbol, "<"), (.symbol, "<="), (.symbol, ">"), (.symbol, ">="):
            .comparison
        case (.symbol, "+"), (.symbol, "-"): .sum
        case (.symbol, "*"), (.symbol, "/"): .product
        case (.symbol, "**"): .power
        default: nil
        }
    }

    mutating func operation(from lowest: Level) throws(FeelError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Expression.maximumDepth else { throw tooDeep(current.place) }
        var left = try operand()
        while let level, level >= lowest {
            left = try operation(left, level)
        }
        return left
    }

    private mutating func operation(_ left: Expression, _ level: Level) throws(FeelError) -> Expression {
        let leftHeight = height
        let sign = current
        if sign.kind == .word && level == .comparison {
            return sign.text == "in" ? try membership(left, leftHeight) : try between(left, leftHeight)
        }
        position += 1
        let right = try operation(from: level == .power ? .power : level.next, unless: level == .power)
        return try make(node(sign.text, left, right), at: left.place, over: max(leftHeight, height))
    }

    /// The right operand; of `**`, the strongest operator, which groups to the left, it is a single operand.
    private mutating func operation(from level: Level, unless isSingle: Bool) throws(FeelError) -> Expression {
        isSingle ? try operand() : try operation(from: level)
    }

    private func node(_ sign: String, _ left: Expression, _ right: Expression) -> Expression.Node {
        if let arithmetic = Expression.Arithmetic(rawValue: sign) { return .arithmetic(arithmetic, left, right) }
        if let comparison = Expression.Comparison(rawValue: sign) { return .comparison(comparison, left, right) }
        return sign == "and" ? .conjunction(left, right) : .disjunction(left, right)
    }

    private mutating func between(_ left: Expression, _ leftHeight: Int) throws(FeelError) -> Expression {
        try expectWord("between")
        let low = try operation(from: .sum)
        let lowHeight = height
        try expectWord("and")
        let high = try operation(from: .sum)
        return try make(
            .between(left, low: low, high: high), at: left.place, over: max(leftHeight, lowHeight, height))
    }

    // What follows is cut into small functions, so that nested expressions take little of the stack.

    /// Signs, then what they stand before, then `instance of`.
    private mutating func operand() throws(FeelError) -> Expression {
        isAt("-") ? try negation() : try positive()
    }

    private mutating func positive() throws(FeelError) -> Expression {
        let operand = try postfix()
        return isAtWord("instance") ? try instance(operand) : operand
    }

    private mutating func negation() throws(FeelError) -> Expression {
        var signs: [Expression.Place] = []
        while isAt("-") {
            signs.append(current.place)
            position += 1
        }
        var operand = try positive()
        for sign in signs.reversed() { operand = try make(.negation(operand), at: sign, over: height) }
        return operand
    }

    private mutating func instance(_ value: Expression) throws(FeelError) -> Expression {
        var value = value
        while isAtWord("instance"), token(1).isWord("of") {
            position += 2
            let below = height
            value = try make(.instance(value, of: try typeName()), at: value.place, over: below)
        }
        return value
    }

    // MARK: in

    private mutating func membership(_ left: Expression, _ leftHeight: Int) throws(FeelError) -> Expression {
        try expectWord("in")
        var tests: [Expression.UnaryTest] = []
        var below = leftHeight
        if isAt("("), !isRangeAhead() {
            position += 1
            repeat {
                tests.append(try unaryTest(inBrackets: true))
                below = max(below, height)
            } while take(",")
            try expect(")")
        } else {
            tests.append(try unaryTest(inBrackets: false))
            below = max(below, height)
        }
        return try make(.membership(left, tests), at: left.place, over: below)
    }

    private mutating func unaryTest(inBrackets: Bool) throws(FeelError) -> Expression.UnaryTest {
        if current.kind == .symbol, let comparison = Expression.Comparison(rawValue: current.text) {
            position += 1
            return .comparison(comparison, try operation(from: .sum))
        }
        return .expression(inBrackets ? try inner() : try operation(from: .sum))
    }

    /// True at the `(` of `(2..4)`: at its own depth `..` comes before a comma or the closing bracket.
    private func isRangeAhead() -> Bool {
        var open = 0
        for token in tokens[position...] where token.kind == .symbol {
            switch token.text {
            case "(", "{": open += 1
            case ")", "}":
                open -= 1
                if open <= 0 { return false }
            case "..": if open == 1 { return true }
            case ",": if open == 1 { return false }
            // A bracket may open or close, in ranges.
            case "[", "]": if open == 1 { return false }
            default: break
            }
        }
        return false
    }
}
