/// The connectives over true, false, null and unknown. What is no boolean counts as null.
enum Logic {
    /// False if either is; else null if either is, for then it can't be true; else unknown if either is.
    static func and(_ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.boolean(false), _), (_, .boolean(false)): .boolean(false)
        case (.boolean(true), .boolean(true)): .boolean(true)
        case (.unknown(let left), .unknown(let right)): .unknown(left.union(right))
        case (.unknown(let unknowns), .boolean(true)), (.boolean(true), .unknown(let unknowns)): .unknown(unknowns)
        default: .null
        }
    }

    /// True if either is; else unknown if either is, for then it may be true; else null if either is.
    static func or(_ left: Value, _ right: Value) -> Value {
        switch (left, right) {
        case (.boolean(true), _), (_, .boolean(true)): .boolean(true)
        case (.boolean(false), .boolean(false)): .boolean(false)
        case (.unknown(let left), .unknown(let right)): .unknown(left.union(right))
        case (.unknown(let unknowns), _), (_, .unknown(let unknowns)): .unknown(unknowns)
        default: .null
        }
    }

    static func not(_ value: Value) -> Value {
        switch value {
        case .boolean(let value): .boolean(!value)
        case .unknown: value
        default: .null
        }
    }
}

/// The facts that keep an operation over several values from a result, gathered as they come.
struct Missing {
    private(set) var unknowns: Unknowns?

    mutating func add(_ value: Value) {
        if case .unknown(let more) = value { unknowns = (unknowns ?? []).union(more) }
    }

    static func among(_ values: some Sequence<Value>) -> Value? {
        var missing = Missing()
        for value in values { missing.add(value) }
        return missing.unknowns.map { .unknown($0) }
    }
}
