/// The first row of a table that is not blank: the names of its columns.
public final class TableHeader: Sendable {
    /// The row that it stands in, from 1.
    public let row: Int
    /// The name of each column from the first on, without white space around it; empty where there is none.
    public let names: [String]
    private let columns: [String: Int]

    /// - Throws: when a name stands twice, or a cell holds a formula or a fault.
    init(row: Int, cells: [TableCell], file: String) throws(TableError) {
        self.row = row
        var names: [String] = []
        var columns: [String: Int] = [:]
        for cell in cells {
            if let problem = RowProblem(of: cell) {
                throw TableError(
                    file: file, row: row, column: cell.column, message: "the header \(problem.sentencePart)",
                    zh: "表头的\(problem.chinese)")
            }
            let name = TableCell.trimmed(cell.text)
            names.append(name)
            guard !name.isEmpty, let first = columns.updateValue(cell.column, forKey: name) else { continue }
            let message = "the header names \(name) twice; the first is column \(ColumnName(first))"
            throw TableError(
                file: file, row: row, column: cell.column, message: message,
                zh: "表头中“\(name)”出现两次，第一次在\(ColumnName(first))列")
        }
        self.names = names
        self.columns = columns
    }

    /// The column of a name, from 1.
    public func column(named name: String) -> Int? { columns[name] }
}
