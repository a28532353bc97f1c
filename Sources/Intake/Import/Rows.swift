/// A table as it is read: CSV, or whatever else has rows of texts.
protocol RowSource {
    /// The next row; nil behind the last.
    ///
    /// - Throws: a `RowError` for a file that cannot be read on.
    mutating func next() throws(RowError) -> Row?
}

/// One row of a table.
struct Row: Equatable {
    /// Where it begins: the line of the file, or the row of the sheet, from 1.
    let number: Int
    let cells: [String]
}

/// Why a table cannot be read on.
struct RowError: Error, Equatable, CustomStringConvertible {
    let number: Int
    let zh: String
    let en: String

    var description: String { "line \(number): \(en) 第\(number)行：\(zh)" }
}
