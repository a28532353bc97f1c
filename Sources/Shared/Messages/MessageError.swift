/// Why bytes are not a message of the type that was expected. It names places and kinds, and quotes no value, for a
/// value may be personal.
public struct MessageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// One thing that is wrong in a message that is JSON.
    public struct Problem: Equatable, Sendable, CustomStringConvertible {
        /// Where: `facts.floor_area`, `evidence[2]`; empty for the message itself.
        public let path: String
        /// What should be there: `a number`.
        public let expected: String
        /// What is there: `text`, `null`, `nothing`.
        public let found: String

        public var description: String {
            (path.isEmpty ? "" : path + ": ") + "expected \(expected), found \(found)"
        }
    }

    public enum Cause: Equatable, Sendable {
        /// A sentence about the JSON, and the byte, counted from 0, at which it was noticed.
        case notJSON(sentence: String, offset: Int)
        /// At least one, in the order of the text, and at most ``MessageError/mostProblems``.
        case problems([Problem])
    }

    public static let mostProblems = 16

    /// The type that was expected, `claim.submitted.v1`.
    public let type: String
    public let cause: Cause

    public var description: String {
        switch cause {
        case .notJSON(let sentence, let offset):
            "This is not a \(type): at byte \(offset) \(sentence)."
        case .problems(let problems):
            "This is not a \(type): " + problems.map(\.description).joined(separator: "; ") + "."
        }
    }
}
