public import Documents
public import Feel

/// An expression as it stands in a policy's file.
public struct Written: Sendable {
    public let text: String
    public let expression: Expression
    public let mark: Mark
    /// From the file's root: `clauses[7].conditions[2].when`.
    public let path: String
    /// It stands for a shorthand (`within: applied_on`), so the numbers in it are the calendar's, not the law's.
    public var isMade = false
}
