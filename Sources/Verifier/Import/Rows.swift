import Glibc

/// A table's rows, one after the other, as a file of any format gives them.
protocol Rows {
    /// The names of the columns, in their order.
    var columns: [String] { get }
    /// The next row; nil behind the last. Empty rows are passed over.
    mutating func next() throws(RowsError) -> Row?
}

struct Row: Equatable {
    /// Its line in the file; the header's is 1.
    let number: Int
    /// By column; cells that the row has not are empty.
    let cells: [String]

    func cell(_ column: Int) -> String { column < cells.count ? cells[column] : "" }
}

struct RowsError: Error, Equatable, CustomStringConvertible {
    let description: String
}

/// Rows of a CSV file (RFC 4180) in UTF-8: a stand-in until module Documents reads them, and other encodings too.
struct CSVRows: Rows {
    private(set) var columns: [String] = []
    private let source: CSVSource
    private var line = 1

    init(path: String) throws(RowsError) {
        source = try CSVSource(path)
        guard let header = try next() else { throw RowsError(description: "\(path) is empty: it needs a header.") }
        columns = header.cells
    }

    mutating func next() throws(RowsError) -> Row? {
        while let (cells, lines) = try source.record() {
            let number = line
            line += lines
            if cells.allSatisfy(\.isEmpty) { continue }
            return Row(number: number, cells: cells)
        }
        return nil
    }
}

/// The bytes of a CSV file. Closed with its last reference, for it is only read.
private final class CSVSource {
    private let path: String
    private let file: UnsafeMutablePointer<FILE>
    private static let longest = 1 << 20

    init(_ path: String) throws(RowsError) {
        guard let file = fopen(path, "rb") else { throw RowsError(description: "\(path) cannot be read.") }
        self.path = path
        self.file = file
        // A byte order mark is no part of the first name.
        for expected in [0xef, 0xbb, 0xbf] as [Int32] where getc_unlocked(file) != expected {
            rewind(file)
            return
        }
    }

    deinit { fclose(file) }

    /// The cells of the next record, and how many lines it has; nil at the end.
    func record() throws(RowsError) -> ([String], Int)? {
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var lines = 1
        var size = 0
        var byte = getc_unlocked(file)
        guard byte != EOF else { return nil }
        while byte != EOF {
            size += 1
            guard size <= Self.longest else {
                throw RowsError(description: "\(path) has a row of over 1 MiB; perhaps a quotation mark is not closed.")
            }
            if isQuoted {
                if byte == 0x22 {
                    let following = getc_unlocked(file)
                    if following == 0x22 {
                        cell.append(0x22)
                    } else {
                        isQuoted = false
                        ungetc(following, file)
                    }
                } else {
                    if byte == 0x0a { lines += 1 }
                    cell.append(UInt8(byte))
                }
            } else if byte == 0x22, cell.isEmpty {
                isQuoted = true
            } else if byte == 0x2c {
                cells.append(try text(&cell))
            } else if byte == 0x0a {
                break
            } else if byte != 0x0d {
                cell.append(UInt8(byte))
            }
            byte = getc_unlocked(file)
        }
        cells.append(try text(&cell))
        return (cells, lines)
    }

    private func text(_ bytes: inout [UInt8]) throws(RowsError) -> String {
        defer { bytes.removeAll(keepingCapacity: true) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RowsError(description: "\(path) is not written in UTF-8.")
        }
        return text
    }
}
