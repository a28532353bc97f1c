/// Makes a header and rows of what the readers of both formats find.
final class TableAssembly {
    private let file: String
    private let limits: TableFile.Limits
    private(set) var header: TableHeader?
    private(set) var rows = 0

    init(file: String, limits: TableFile.Limits) {
        self.file = file
        self.limits = limits
    }

    /// - Parameter cells: at least one that is not blank, else the row counts for nothing.
    func take(
        _ number: Int, _ cells: [TableCell], isSparse: Bool, header tellHeader: (TableHeader) throws -> Void,
        row tellRow: (TableRow) throws -> Void
    ) throws {
        var cells = cells
        if isSparse { trimBlanks(&cells) }
        guard cells.contains(where: { $0.kind != .blank }) else { return }
        guard let header else {
            let header = try TableHeader(row: number, cells: cells, file: file)
            self.header = header
            return try tellHeader(header)
        }
        rows += 1
        guard rows <= limits.rows else {
            let message = "the table has more than \(limits.rows) rows; split the file"
            throw TableError(file: file, row: number, message: message, zh: "超过\(limits.rows)行的上限，请拆分文件")
        }
        try tellRow(TableRow(number: number, header: header, cells: cells, isSparse: isSparse))
    }

    /// Blanks at the end say nothing, nor do the covered cells of an area that reaches beyond the header.
    private func trimBlanks(_ cells: inout [TableCell]) {
        let width = header?.names.count ?? .max
        while let last = cells.last {
            switch last.kind {
            case .blank: cells.removeLast()
            case .merged where cells.count > width: cells.removeLast()
            case .text, .number, .flag, .date, .dateTime, .time, .formula, .fault, .merged: return
            }
        }
    }
}
