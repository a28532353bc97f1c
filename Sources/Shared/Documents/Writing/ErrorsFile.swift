internal import Glibc

/// What is wrong in a table, as a table beside it: `FILE.errors.csv`, made with the first error. One that an earlier
/// reading of the file has left is removed, for it says nothing of this one.
public final class ErrorsFile {
    public let path: String
    /// How many errors it holds.
    public private(set) var count = 0
    private var sink: CSVSink?

    public init(beside file: String) {
        path = "\(file).errors.csv"
        unlink(path)
    }

    deinit { sink?.abandon() }

    /// - Parameters:
    ///   - row: as a spreadsheet numbers it; nil for what is wrong with the whole file.
    ///   - column: as the table's header has it; empty for the whole row.
    public func add(row: Int?, column: String, zh: String, en: String) throws(TableError) {
        if sink == nil {
            sink = try CSVSink(path, file: path)
            try sink?.append(["行 row", "列 column", "原因", "reason"].map { .header($0) }, row: 1)
        }
        count += 1
        let cells = [row.map { "\($0)" } ?? "", column, zh, en]
        try sink?.append(cells.map { .text($0) }, row: count + 1)
    }

    /// Closes the file. Without it nothing is promised of what was added.
    public func finish() throws(TableError) {
        let open = sink
        sink = nil
        try open?.finish()
    }
}
