/// A mistake that an expression shows before it is ever evaluated.
public struct StaticError: Error, Hashable, Sendable, CustomStringConvertible {
    public let place: Expression.Place
    /// One sentence that names both units or types.
    public let message: String

    /// `1:5: cannot add yuan to usd`
    public var description: String { "\(place.line):\(place.column): \(message)" }
}
