import Decimals
import Documents

// The rules of units: + - and every comparison need the same one, * and / combine them, ** needs a ratio.

extension StaticWalk {
    mutating func type(ofNegated operand: Expression) -> StaticType {
        let type = type(of: operand)
        switch type {
        case .number, .daysDuration, .monthsDuration, .any: return type
        case .null: return .any
        case .text, .boolean, .date, .list, .record: return fail("cannot negate \(type)", at: operand)
        }
    }

    mutating func arithmetic(
        _ operation: Expression.Arithmetic, _ left: Expression, _ right: Expression, at place: Expression
    ) -> StaticType {
        let (first, second) = (type(of: left), type(of: right))
        if [first, second].contains(where: { $0 == .any || $0 == .null }) { return .any }
        switch operation {
        case .add:
            return Self.sum(first, second) ?? fail("cannot add \(second) to \(first)", at: place)
        case .subtract:
            return Self.difference(first, second) ?? fail("cannot subtract \(second) from \(first)", at: place)
        case .multiply:
            return Self.product(first, second) ?? fail("cannot multiply \(first) by \(second)", at: place)
        case .divide:
            return Self.quotient(first, second) ?? fail("cannot divide \(first) by \(second)", at: place)
        case .power:
            if let type = Self.power(first, second, right) { return type }
            return fail("cannot raise \(first) to the power of \(second)\(Self.powerHint(first))", at: place)
        }
    }

    private static func sum(_ left: StaticType, _ right: StaticType) -> StaticType? {
        switch (left, right) {
        case (.number, .number), (.daysDuration, .daysDuration), (.monthsDuration, .monthsDuration):
            left.unified(with: right)
        case (.text, .text): .text(nil)
        case (.date, .daysDuration), (.date, .monthsDuration), (.daysDuration, .date), (.monthsDuration, .date): .date
        default: nil
        }
    }

    private static func difference(_ left: StaticType, _ right: StaticType) -> StaticType? {
        switch (left, right) {
        case (.number, .number), (.daysDuration, .daysDuration), (.monthsDuration, .monthsDuration):
            left.unified(with: right)
        case (.date, .date): .daysDuration
        case (.date, .daysDuration), (.date, .monthsDuration): .date
        default: nil
        }
    }

    private static func product(_ left: StaticType, _ right: StaticType) -> StaticType? {
        switch (left, right) {
        case (.number(let first?), .number(let second?)): .number(first * second)
        case (.number, .number): .number(nil)
        case (.daysDuration, .number(let unit)), (.monthsDuration, .number(let unit)):
            unit?.isRatio != false ? left : nil
        case (.number(let unit), .daysDuration), (.number(let unit), .monthsDuration):
            unit?.isRatio != false ? right : nil
        default: nil
        }
    }

    private static func quotient(_ left: StaticType, _ right: StaticType) -> StaticType? {
        switch (left, right) {
        case (.number(let first?), .number(let second?)): .number(first / second)
        case (.number, .number): .number(nil)
        case (.daysDuration, .number(let unit)), (.monthsDuration, .number(let unit)):
            unit?.isRatio != false ? left : nil
        case (.daysDuration, .daysDuration), (.monthsDuration, .monthsDuration): .number(.ratio)
        default: nil
        }
    }

    private static func power(_ base: StaticType, _ exponent: StaticType, _ right: Expression) -> StaticType? {
        guard case .number(let unit) = base, case .number(let power) = exponent, power?.isRatio != false else {
            return nil
        }
        guard let unit, !unit.isRatio else { return base }
        return wholeConstant(right).flatMap { unit.power($0) }.map { .number($0) }
    }

    private static func powerHint(_ base: StaticType) -> String {
        guard case .number(let unit?) = base, !unit.isRatio else { return "" }
        return "; only a ratio can have a power that is not a whole number written out"
    }

    private static func wholeConstant(_ expression: Expression) -> Int? {
        switch expression.node {
        case .number(let value): value.int64.flatMap { Int(exactly: $0) }
        case .negation(let operand): wholeConstant(operand).flatMap { $0 == .min ? nil : -$0 }
        default: nil
        }
    }

    // MARK: Truth

    mutating func expectBoolean(_ expression: Expression, by operation: String) {
        let type = type(of: expression)
        switch type {
        case .boolean, .any, .null: return
        case .number, .text, .date, .daysDuration, .monthsDuration, .list, .record:
            fail("\(operation) needs a condition, not \(type)", at: expression)
        }
    }

    mutating func logic(_ operation: String, _ left: Expression, _ right: Expression) -> StaticType {
        expectBoolean(left, by: operation)
        expectBoolean(right, by: operation)
        return .boolean
    }

    /// Always gives a boolean, so that a mistake does not hide another beside it.
    @discardableResult
    mutating func compare(
        _ comparison: Expression.Comparison, _ left: StaticType, _ right: StaticType, at place: Expression
    ) -> StaticType {
        if case (.text(let values?), .text(let others?)) = (left, right), Set(values).isDisjoint(with: others) {
            if comparison == .equal || comparison == .unequal { failForeign(values, others, at: place) }
            return .boolean
        }
        guard let both = left.unified(with: right) else {
            fail("cannot compare \(left) with \(right)", at: place)
            return .boolean
        }
        switch (comparison, both) {
        case (.less, .boolean), (.atMost, .boolean), (.greater, .boolean), (.atLeast, .boolean),
            (.less, .list), (.atMost, .list), (.greater, .list), (.atLeast, .list),
            (.less, .record), (.atMost, .record), (.greater, .record), (.atLeast, .record):
            fail("\(both) has no order, so \(comparison.rawValue) cannot compare it", at: place)
        default: break
        }
        return .boolean
    }

    /// Of two texts that can never be equal, one is usually a literal.
    private mutating func failForeign(_ values: [String], _ others: [String], at place: Expression) {
        let (literal, allowed) = values.count < others.count ? (values, others) : (others, values)
        func quoted(_ texts: [String]) -> String { texts.map { "\"\($0)\"" }.joined(separator: ", ") }
        let hint = literal.count == 1 ? Spelling.hint(for: literal[0], among: allowed) : ""
        fail("\(quoted(literal)) is not among the values \(quoted(allowed))\(hint)", at: place)
    }

    // MARK: Ranges

    mutating func between(_ value: Expression, _ low: Expression, _ high: Expression) -> StaticType {
        let type = type(of: value)
        compare(.atLeast, type, self.type(of: low), at: low)
        return compare(.atMost, type, self.type(of: high), at: high)
    }

    mutating func range(_ bounds: Expression.RangeBounds, holding value: StaticType, at place: Expression) -> StaticType
    {
        let low = bounds.low.map { ($0, type(of: $0)) }
        let high = bounds.high.map { ($0, type(of: $0)) }
        if value == .null {
            if let low, let high { compare(.atMost, low.1, high.1, at: place) }
            return .any
        }
        for (end, type) in [low, high].compactMap({ $0 }) { compare(.atMost, value, type, at: end) }
        return .any
    }

    mutating func membership(_ value: Expression, _ tests: [Expression.UnaryTest]) -> StaticType {
        let type = type(of: value)
        return scoped([("?", type)]) { walk in
            for test in tests { walk.check(test, on: type) }
            return .boolean
        }
    }

    private mutating func check(_ test: Expression.UnaryTest, on value: StaticType) {
        switch test {
        case .any: return
        case .comparison(let comparison, let operand): compare(comparison, value, type(of: operand), at: operand)
        case .expression(let operand):
            if case .range(let bounds) = operand.node {
                _ = range(bounds, holding: value, at: operand)
                return
            }
            let type = type(of: operand)
            switch type {
            // A condition over `?`, or a value to be equal to.
            case .boolean, .any, .null: return
            case .list(let element):
                if case .list = value, value.unified(with: type) != nil { return }
                compareEach(value, element, operand)
            case .number, .text, .date, .daysDuration, .monthsDuration, .record:
                compare(.equal, value, type, at: operand)
            }
        }
    }

    /// Each literal of a list is compared by itself: one that is not among the values is a mistake, whatever the rest.
    private mutating func compareEach(_ value: StaticType, _ element: StaticType, _ list: Expression) {
        guard case .list(let elements) = list.node, case .text = element else {
            compare(.equal, value, element, at: list)
            return
        }
        for part in elements {
            if case .string(let text) = part.node {
                compare(.equal, value, .text([text]), at: part)
            } else {
                compare(.equal, value, element, at: part)
            }
        }
    }
}
