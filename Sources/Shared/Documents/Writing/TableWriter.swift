internal import Glibc

/// Writes a table row by row in constant memory, as a file that ``TableFile`` reads back cell by cell.
public enum TableWriter {
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// RFC 4180 in UTF-8 with a byte order mark, by which spreadsheets know it; lines end with CRLF. A text that a
        /// spreadsheet would run has an apostrophe before it (OWASP, CSV Injection).
        case csv
        /// ECMA-376, one sheet; the header is bold and stays in view.
        case xlsx
    }

    /// Writes the header and then what `body` appends. The file is there, in place of one of that name, when all of it
    /// is on the disk; where anything throws it is not.
    ///
    /// - Parameters:
    ///   - columns: at least one, with names that differ.
    ///   - sheet: the name of the sheet: up to 31 characters without `[ ] : * ? / \`.
    /// - Throws: `TableError`, or what `body` throws.
    public static func write(
        _ path: String, as format: Format, columns: [TableColumn], sheet: String = "Sheet1",
        _ body: (TableOutput) throws -> Void
    ) throws {
        precondition(!columns.isEmpty, "a table has at least one column")
        let partial = "\(path).part"
        func failure(_ message: String) -> TableError {
            TableError(file: path, message: "\(message): \(String(cString: strerror(errno)))", zh: "无法写入")
        }
        do {
            let sink: any RowSink =
                switch format {
                case .csv: try CSVSink(partial, file: path)
                case .xlsx: try XLSXSink(partial, file: path, columns: columns, sheet: sheet)
                }
            let output = TableOutput(sink, columns: columns, file: path)
            do {
                try output.appendHeader()
                try body(output)
            } catch {
                sink.abandon()
                throw error
            }
            try sink.finish()
            try flush(partial, failure)
            guard rename(partial, path) == 0 else { throw failure("cannot be put in its place") }
        } catch {
            unlink(partial)
            throw error
        }
    }

    private static func flush(_ path: String, _ failure: (String) -> TableError) throws(TableError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("cannot be written") }
    }
}

/// Where rows go. One of `finish` and `abandon` is called, once, at the end.
protocol RowSink {
    /// - Parameter row: from 1.
    func append(_ cells: [OutputCell], row: Int) throws(TableError)
    func finish() throws(TableError)
    func abandon()
}

/// A cell as it is written.
enum OutputCell {
    case header(String)
    case text(String)
    /// With two places.
    case amount(String)
}
