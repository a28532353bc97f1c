/// A range: its ends, and whether they belong to it. An end that is nil is without limit, as in `(< 10)`; one that is
/// `Value.null` was written as null, and nothing can be said about what lies in it.
public struct Interval: Sendable {
    public let low: Value?
    public let includesLow: Bool
    public let high: Value?
    public let includesHigh: Bool

    public init(low: Value?, includesLow: Bool, high: Value?, includesHigh: Bool) {
        self.low = low
        self.includesLow = includesLow
        self.high = high
        self.includesHigh = includesHigh
    }

    /// Whether a value lies in it: a boolean, null or unknown.
    func contains(_ value: Value) -> Value {
        let above: Value =
            if let low { Ordering.compare(value, includesLow ? .atLeast : .greater, low) } else { .boolean(true) }
        if case .boolean(false) = above, high == nil { return above }
        let below: Value =
            if let high { Ordering.compare(value, includesHigh ? .atMost : .less, high) } else { .boolean(true) }
        return Logic.and(above, below)
    }

    /// The facts that its ends depend on.
    var unknowns: Unknowns {
        (low?.unknowns ?? []).union(high?.unknowns ?? [])
    }
}
