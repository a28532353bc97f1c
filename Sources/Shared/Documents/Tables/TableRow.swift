/// A row below the header that is not blank.
public struct TableRow: Sendable {
    /// As a spreadsheet numbers it: from 1, blank rows and the header's counted, a cell's line breaks not.
    public let number: Int
    public let header: TableHeader
    /// The cell of each column from the first on. There may be fewer than the header has, or more.
    public let cells: [TableCell]
    /// Whether blanks may be missing at the row's end, as in XLSX, whose files leave them out.
    let isSparse: Bool

    /// The cell below a name of the header; a blank one where the row ends before it. Nil when no column has the name.
    public subscript(name: String) -> TableCell? {
        header.column(named: name).map { cell(in: $0) }
    }

    /// The cell of a column from 1 on; a blank one where the row ends before it.
    public func cell(in column: Int) -> TableCell {
        cells.indices.contains(column - 1) ? cells[column - 1] : TableCell(column: column, text: "", kind: .blank)
    }

    /// What keeps the row from being taken as it stands, in the order of its columns.
    public var problems: [RowProblem] {
        var problems: [RowProblem] = []
        if cells.count > header.names.count || (cells.count < header.names.count && !isSparse) {
            problems.append(.length(cells: cells.count, header: header.names.count))
        }
        for cell in cells {
            if let problem = RowProblem(of: cell) { problems.append(problem) }
        }
        return problems
    }
}
