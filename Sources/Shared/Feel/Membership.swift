/// `value in test`, where the test is a value: in a range, among a list's elements, or equal.
enum Membership {
    static func holds(_ value: Value, in test: Value) -> Value {
        switch test {
        case .unknown(let unknowns): .unknown(unknowns.union(value.unknowns ?? []))
        case .range(let range): range.contains(value)
        case .list(let list): holds(value, among: list)
        case .null, .boolean, .number, .string, .date, .time, .dateTime, .days, .months, .context, .function:
            Equality.equal(value, test)
        }
    }

    /// A list is true to its word also when it equals the value, and an element may be a range.
    private static func holds(_ value: Value, among list: List) -> Value {
        var result = Value.boolean(false)
        if case .list = value { result = Equality.equal(value, .list(list)) }
        for element in list {
            if case .boolean(true) = result { return result }
            var same = Equality.equal(value, element)
            if case .range(let range) = element {
                if case .range = value {} else { same = range.contains(value) }
            }
            result = Logic.or(result, same.isNull ? .boolean(false) : same)
        }
        return result
    }
}
