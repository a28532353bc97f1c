/// `<`, `<=`, `>` and `>=` of FEEL (DMN 1.5, 10.3.2.14): between two numbers, texts, dates, times or durations of one
/// kind, else null.
enum Ordering {
    static func compare(_ left: Value, _ comparison: Expression.Comparison, _ right: Value) -> Value {
        if case .number(let left) = left, case .number(let right) = right {
            return .boolean(holds(left, comparison, right))
        }
        switch comparison {
        case .equal: return Equality.equal(left, right)
        case .unequal: return Logic.not(Equality.equal(left, right))
        case .less, .atMost, .greater, .atLeast: break
        }
        switch (left, right) {
        case (.null, _), (_, .null): return .null
        case (.unknown(let left), .unknown(let right)): return .unknown(left.union(right))
        case (.unknown, _): return left
        case (_, .unknown): return right
        case (.string(let left), .string(let right)): return .boolean(holds(left, comparison, right))
        case (.date(let left), .date(let right)): return .boolean(holds(left, comparison, right))
        case (.days(let left), .days(let right)): return .boolean(holds(left, comparison, right))
        case (.months(let left), .months(let right)): return .boolean(holds(left, comparison, right))
        case (.time(let left), .time(let right)):
            return compare(
                left.total, left.universal, comparison, right.total, right.universal, isLocal: left.zone == right.zone)
        case (.dateTime(let left), .dateTime(let right)):
            return compare(
                left.local, left.universal, comparison, right.local, right.universal,
                isLocal: left.time.zone == nil && right.time.zone == nil)
        default: return .null
        }
    }

    private static func compare(
        _ left: Int128, _ leftUniversal: Int128?, _ comparison: Expression.Comparison, _ right: Int128,
        _ rightUniversal: Int128?, isLocal: Bool
    ) -> Value {
        if isLocal { return .boolean(holds(milliseconds(left), comparison, milliseconds(right))) }
        guard let leftUniversal, let rightUniversal else { return .null }
        return .boolean(holds(milliseconds(leftUniversal), comparison, milliseconds(rightUniversal)))
    }

    static func holds<Element: Comparable>(
        _ left: Element, _ comparison: Expression.Comparison, _ right: Element
    ) -> Bool {
        switch comparison {
        case .equal: left == right
        case .unequal: left != right
        case .less: left < right
        case .atMost: left <= right
        case .greater: left > right
        case .atLeast: left >= right
        }
    }

    /// Texts by their characters' numbers, not by a language's order.
    private static func holds(_ left: String, _ comparison: Expression.Comparison, _ right: String) -> Bool {
        let isLess = left.utf8.lexicographicallyPrecedes(right.utf8)
        return switch comparison {
        case .equal: Equality.same(left, right)
        case .unequal: !Equality.same(left, right)
        case .less: isLess
        case .atMost: isLess || Equality.same(left, right)
        case .greater: !isLess && !Equality.same(left, right)
        case .atLeast: !isLess
        }
    }

    /// Times are told apart to the millisecond, as the conformance cases have it.
    static func milliseconds(_ nanoseconds: Int128) -> Int128 {
        let (quotient, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return rest < 0 ? quotient - 1 : quotient
    }
}
