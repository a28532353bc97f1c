/// A column of a table that is written.
public struct TableColumn: Hashable, Sendable {
    public let name: String
    public let kind: Kind
    /// In a spreadsheet: how many digits fit, 1 to 255. A Chinese character takes two.
    public let width: Int

    public enum Kind: Hashable, Sendable {
        /// Stays text in a spreadsheet, a row of digits too.
        case text
        /// Yuan with two places, given as exact decimal text: `-1234.5`.
        case amount
    }

    public init(_ name: String, _ kind: Kind = .text, width: Int = 16) {
        self.name = name
        self.kind = kind
        self.width = min(max(width, 1), 255)
    }
}
