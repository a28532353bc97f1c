/// What keeps a row from being taken as it stands.
public enum RowProblem: Hashable, Sendable, CustomStringConvertible {
    /// The row has fewer or more cells than the header.
    case length(cells: Int, header: Int)
    /// A formula, whose result is not trusted.
    case formula(column: Int, String)
    /// What the spreadsheet shows in place of a value, or a date that is none.
    case fault(column: Int, String)
    /// The cell is merged into the one at this place, so it has no value of its own.
    case merged(column: Int, into: String)

    init?(of cell: TableCell) {
        switch cell.kind {
        case .formula(let text): self = .formula(column: cell.column, text)
        case .fault(let text): self = .fault(column: cell.column, text)
        case .merged(let origin): self = .merged(column: cell.column, into: origin)
        case .blank, .text, .number, .flag, .date, .dateTime, .time: return nil
        }
    }

    /// From 1; nil where the row as a whole is meant.
    public var column: Int? {
        switch self {
        case .length: nil
        case .formula(let column, _), .fault(let column, _), .merged(let column, _): column
        }
    }

    /// `column C holds the formula SUM(A1:A3); …`: a sentence without its full stop.
    public var description: String {
        guard let column else { return "the row \(sentencePart)" }
        return "column \(ColumnName(column)) \(sentencePart)"
    }

    /// The same in Chinese, without the column: `单元格是公式SUM(A1:A3)，请复制后粘贴为数值`.
    public var chinese: String {
        switch self {
        case .length(let cells, let header): "有\(cells)个单元格，而表头有\(header)个"
        case .formula(_, let text): "单元格是公式\(text)，请复制后粘贴为数值"
        case .fault(_, let text): "单元格的内容是\(text)，不是有效的值"
        case .merged(_, let origin): "单元格已合并到\(origin)，请取消合并并逐格填写"
        }
    }

    /// `holds the formula SUM(A1:A3); …`: what a row or a cell does wrong, without its place and its full stop.
    public var sentencePart: String {
        switch self {
        case .length(let cells, let header):
            return "has \(cells) cell\(cells == 1 ? "" : "s") where the header has \(header)"
        case .formula(_, let text):
            let named = text.isEmpty ? "a formula" : "the formula \(text)"
            return "holds \(named); copy it and paste its value in its place"
        case .fault(_, let text): return "holds no value but \(text)"
        case .merged(_, let origin): return "is merged into \(origin); unmerge the cells and give each its value"
        }
    }
}
