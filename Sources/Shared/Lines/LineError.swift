/// What is wrong with one line, in a sentence that says where.
public struct LineError: Error, Hashable, Sendable, CustomStringConvertible {
    public let sentence: String

    public init(_ sentence: String) { self.sentence = sentence }

    public var description: String { sentence }
}
