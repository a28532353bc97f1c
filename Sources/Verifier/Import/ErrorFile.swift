import Glibc
import Messages

/// What is wrong with the rows of a file, as a CSV beside it; made with the first complaint.
final class ErrorFile {
    let path: String
    private var file: UnsafeMutablePointer<FILE>?
    private(set) var count = 0

    struct NotWritten: Error, CustomStringConvertible {
        let path: String
        var description: String { "The errors cannot be written to \(path)." }
    }

    init(beside path: String) {
        self.path = "\(path).errors.csv"
        // That of an earlier run says nothing of this one.
        unlink(self.path)
    }

    func add(_ problem: RowProblem) throws(NotWritten) {
        if file == nil {
            file = fopen(path, "wb")
            // With a byte order mark, by which spreadsheets know UTF-8.
            try write("\u{feff}行号 row,列 column,原因,reason\r\n")
        }
        count += 1
        let cells = ["\(problem.row)", problem.column, problem.reason.zh, problem.reason.en]
        try write(cells.map(Self.quoted).joined(separator: ",") + "\r\n")
    }

    /// Throws when the last bytes cannot be written.
    func close() throws(NotWritten) {
        guard let file else { return }
        self.file = nil
        guard fclose(file) == 0 else { throw NotWritten(path: path) }
    }

    private func write(_ text: String) throws(NotWritten) {
        var text = text
        guard let file else { throw NotWritten(path: path) }
        let written = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) }
        guard written == text.utf8.count else { throw NotWritten(path: path) }
    }

    /// A cell that begins like a formula is kept from being one.
    private static func quoted(_ cell: String) -> String {
        let isFormula = cell.first.map { "=+-@".contains($0) } ?? false
        let text = (isFormula ? "'" : "") + cell
        guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
