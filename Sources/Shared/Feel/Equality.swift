/// `=` of FEEL (DMN 1.5, 10.3.2.13): of one type they are equal or not, null equals only null, and between two other
/// types there is no answer.
enum Equality {
    static func equal(_ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.number(let left), .number(let right)): .boolean(left == right)
        case (.unknown(let left), .unknown(let right)): .unknown(left.union(right))
        case (.unknown, _): left
        case (_, .unknown): right
        case (.null, .null): .boolean(true)
        case (.null, _), (_, .null): .boolean(false)
        case (.boolean(let left), .boolean(let right)): .boolean(left == right)
        case (.string(let left), .string(let right)): .boolean(same(left, right))
        case (.date(let left), .date(let right)): .boolean(left == right)
        case (.time(let left), .time(let right)): .boolean(same(left, right))
        case (.dateTime(let left), .dateTime(let right)): .boolean(same(left, right))
        case (.days(let left), .days(let right)): .boolean(left == right)
        case (.months(let left), .months(let right)): .boolean(left == right)
        case (.list(let left), .list(let right)): equal(left, right)
        case (.context(let left), .context(let right)): equal(left, right)
        case (.range(let left), .range(let right)): equal(left, right)
        case (.function(let left), .function(let right)): .boolean(left === right)
        default: .null
        }
    }

    /// By characters as they are written: é in one code point or in two are different texts.
    static func same(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

    static func same(_ left: TimeOfDay, _ right: TimeOfDay) -> Bool {
        if left.zone == right.zone { return Ordering.milliseconds(left.total) == Ordering.milliseconds(right.total) }
        guard let left = left.universal, let right = right.universal else { return false }
        return Ordering.milliseconds(left) == Ordering.milliseconds(right)
    }

    static func same(_ left: Moment, _ right: Moment) -> Bool {
        if left.time.zone == nil && right.time.zone == nil {
            return Ordering.milliseconds(left.local) == Ordering.milliseconds(right.local)
        }
        guard let left = left.universal, let right = right.universal else { return false }
        return Ordering.milliseconds(left) == Ordering.milliseconds(right)
    }

    /// True where a value stands in a list: anything but a plain true is no.
    static func isEqual(_ left: Value, _ right: Value) -> Bool {
        if case .boolean(true) = equal(left, right) { return true }
        return false
    }

    private static func equal(_ left: List, _ right: List) -> Value {
        guard left.count == right.count else { return .boolean(false) }
        return all(zip(left, right))
    }

    private static func equal(_ left: Context, _ right: Context) -> Value {
        guard left.count == right.count else { return .boolean(false) }
        var pairs: [(Value, Value)] = []
        for (key, value) in left.entries {
            guard let other = right[key] else { return .boolean(false) }
            pairs.append((value, other))
        }
        return all(pairs)
    }

    /// Parts of different types make the whole unequal; unknown parts leave it open.
    private static func all(_ pairs: some Sequence<(Value, Value)>) -> Value {
        var result = Value.boolean(true)
        for (left, right) in pairs {
            let same = equal(left, right)
            result = Logic.and(result, same.isNull ? .boolean(false) : same)
            if case .boolean(false) = result { return result }
        }
        return result
    }

    private static func equal(_ left: Interval, _ right: Interval) -> Value {
        guard left.includesLow == right.includesLow, left.includesHigh == right.includesHigh,
            (left.low == nil) == (right.low == nil), (left.high == nil) == (right.high == nil)
        else { return .boolean(false) }
        return all([(left.low ?? .null, right.low ?? .null), (left.high ?? .null, right.high ?? .null)])
    }
}
