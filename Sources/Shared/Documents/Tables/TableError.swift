/// Why a table could not be read or written, as a sentence for the person whose file it is.
public struct TableError: Error, Hashable, Sendable, CustomStringConvertible {
    public let file: String
    /// As a spreadsheet numbers it, from 1.
    public let row: Int?
    /// From 1; column A is 1.
    public let column: Int?
    /// The line of a text file, from 1. It differs from the row behind cells that hold line breaks.
    public let line: Int?
    /// A sentence without its full stop.
    public let message: String
    /// The same in Chinese, without its full stop: `文件为空`.
    public let zh: String

    public init(file: String, row: Int? = nil, column: Int? = nil, line: Int? = nil, message: String, zh: String) {
        self.file = file
        self.row = row
        self.column = column
        self.line = line
        self.message = message
        self.zh = zh
    }

    /// `claims.xlsx: row 5, column C: …`; where only a line is known `claims.csv:12: …`.
    public var description: String {
        var text = file
        if let line { text += ":\(line)" }
        if let row {
            text += ": row \(row)"
            if let column { text += ", column \(ColumnName(column))" }
        }
        return "\(text): \(message)"
    }

    /// `claims.xlsx第5行C列：单元格…`; where only a line is known `claims.csv第12行：…`.
    public var chinese: String {
        var text = file
        if let number = row ?? line { text += "第\(number)行" }
        if row != nil, let column { text += "\(ColumnName(column))列" }
        return "\(text)：\(zh)"
    }
}
