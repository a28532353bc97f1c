public import Documents
public import Messages

/// One thing that is wrong in a table that somebody hands in.
public struct TableFault: Error, Equatable, Sendable {
    /// As a spreadsheet numbers it; nil for the whole file.
    public let row: Int?
    /// As the table's header has it; empty for the whole row.
    public let column: String
    /// A sentence each.
    public let reason: Text

    public init(row: Int?, column: String, reason: Text) {
        self.row = row
        self.column = column
        self.reason = reason
    }

    /// Why a file could not be read, or not be read on.
    public init(_ error: TableError) {
        self.init(row: error.row ?? error.line, column: "", reason: Text(zh: "\(error.chinese)。", en: "\(error)."))
    }

    /// A spreadsheet has kept only the first 15 digits of what was meant as text.
    public static let lostDigits = Text(
        zh: "单元格中的长数字被表格软件按数值保存，末尾数字已丢失；请设为文本格式后重新填写。",
        en:
            "The spreadsheet took these digits for a number and lost the last ones; format the cell as text and fill it in again."
    )

    /// A cell of a format that has no formulas holds what a spreadsheet would compute.
    public static let formula = Text(
        zh: "单元格是公式，请填写数值或文字。", en: "The cell is a formula; give the value itself.")
}

extension TableRow {
    /// What keeps the row from being taken as it stands.
    public var faults: [TableFault] {
        problems.map { problem in
            let place = problem.column.flatMap { column in
                header.names.indices.contains(column - 1) ? header.names[column - 1] : "\(ColumnName(column))"
            }
            let subject = problem.column == nil ? "The row" : "The cell"
            return TableFault(
                row: number, column: place ?? "",
                reason: Text(zh: "\(problem.chinese)。", en: "\(subject) \(problem.sentencePart)."))
        }
    }
}

extension ErrorsFile {
    public func add(_ fault: TableFault) throws(TableError) {
        try add(row: fault.row, column: fault.column, zh: fault.reason.zh, en: fault.reason.en)
    }
}
