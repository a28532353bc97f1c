/// What is wrong with the text of an expression: where, what, and what was expected instead.
public struct FeelError: Error, Hashable, Sendable, CustomStringConvertible {
    public let place: Expression.Place
    /// One sentence.
    public let message: String

    public init(_ message: String, at place: Expression.Place) {
        self.place = place
        self.message = message
    }

    /// `line 1, column 5: …`
    public var description: String { "line \(place.line), column \(place.column): \(message)" }
}
