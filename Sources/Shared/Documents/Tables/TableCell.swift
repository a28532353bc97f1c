/// One cell of a row, as text.
public struct TableCell: Hashable, Sendable {
    /// From 1; column A is 1.
    public let column: Int
    /// What the cell says; empty for a cell that is blank, a formula, a fault or merged into another.
    public let text: String
    public let kind: Kind

    public init(column: Int, text: String, kind: Kind) {
        self.column = column
        self.text = text
        self.kind = kind
    }

    /// What a file says about a cell's content. In a CSV file every cell is `text` or `blank`.
    public enum Kind: Hashable, Sendable {
        case blank
        case text
        /// The digits as they are written in the file: `0.1`, and `0.28999999999999998` where someone typed 0.29 and
        /// the spreadsheet keeps its binary number. See ``TableCell/rounded``.
        case number
        /// `true` or `false`.
        case flag
        /// `2026-01-31`.
        case date
        /// `2026-01-31T09:30:00`.
        case dateTime
        /// `09:30:00`.
        case time
        /// A formula, by its text where the file has it in this cell. Its cached result is not given: nobody can say
        /// whether it is still what the formula gives.
        case formula(String)
        /// What the spreadsheet shows in place of a value (`#REF!`), or a date that is none.
        case fault(String)
        /// Covered by the cell at this place, whose text stands there alone.
        case merged(into: String)
    }

    /// The text, but of a number with more than 15 significant digits those 15, which are all that a spreadsheet takes
    /// and shows: `0.29` for `0.28999999999999998`. Computed on the digits.
    public var rounded: String {
        guard kind == .number, let number = DecimalText(text) else { return text }
        return number.rounded(toDigits: 15) ?? text
    }

    /// What a person sees in the cell: ``rounded``, without white space at its ends, the wide one too.
    public var value: String { TableCell.trimmed(rounded) }

    /// Whether a spreadsheet has taken a row of digits for a number, and kept only its first 15: of an account that was
    /// typed as a number the rest is lost.
    public var hasLostDigits: Bool {
        guard kind == .number else { return false }
        return text.utf8.count { 0x30...0x39 ~= $0 } > 15 || text.utf8.contains { $0 | 0x20 == UInt8(ascii: "e") }
    }

    /// A text without white space at its ends.
    public static func trimmed(_ text: some StringProtocol) -> String {
        let isKept: (Character) -> Bool = { !$0.isWhitespace }
        guard let first = text.firstIndex(where: isKept), let last = text.lastIndex(where: isKept) else { return "" }
        return String(text[first...last])
    }
}
