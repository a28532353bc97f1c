import Documents
import FoundationEssentials
import TestSupport

/// A table as it was read, or the sentence that says why not.
struct Table {
    var names: [String] = []
    /// `5: a|12(number)|`, and after that the problems of the row.
    var lines: [String] = []
    var rows: [[String]] = []
    var failure: String?
    var error: TableError?
    var format: TableSummary.Format?

    init(path: String, sheet: String? = nil, limits: TableFile.Limits = TableFile.Limits()) {
        do {
            let summary = try TableFile.read(path, sheet: sheet, limits: limits) { header in
                names = header.names
            } row: { row in
                rows.append(row.cells.map(\.text))
                let cells = row.cells.map { Table.show($0) }.joined(separator: "|")
                let problems = row.problems.map { "; \($0)" }.joined()
                lines.append("\(row.number): \(cells)\(problems)")
            }
            format = summary.format
        } catch let error as TableError {
            self.error = error
            failure = error.description.replacing("\(path)", with: "f")
        } catch {
            failure = "not a TableError: \(error)"
        }
    }

    /// Of a file with this content.
    init(_ bytes: [UInt8], sheet: String? = nil, limits: TableFile.Limits = TableFile.Limits()) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("table")
        try Data(bytes).write(to: URL(filePath: path))
        self.init(path: path, sheet: sheet, limits: limits)
    }

    init(_ text: String, limits: TableFile.Limits = TableFile.Limits()) throws {
        try self.init(Array(text.utf8), limits: limits)
    }

    private static func show(_ cell: TableCell) -> String {
        switch cell.kind {
        case .blank, .text: cell.text
        case .number: "\(cell.text)(number)"
        case .flag: "\(cell.text)(flag)"
        case .date: "\(cell.text)(date)"
        case .dateTime: "\(cell.text)(moment)"
        case .time: "\(cell.text)(time)"
        case .formula: "(formula)\(cell.text)"
        case .fault: "(fault)\(cell.text)"
        case .merged: "(merged)\(cell.text)"
        }
    }
}
