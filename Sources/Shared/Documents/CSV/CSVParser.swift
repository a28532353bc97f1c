internal import CCSV

/// libcsv, strict (RFC 4180): takes bytes of UTF-8 piece by piece and keeps the rows that are complete.
final class CSVParser {
    /// Complete rows that nobody has fetched yet, with their numbers; blank rows are counted but not kept.
    private(set) var ready: [(number: Int, cells: [TableCell])] = []

    private let parser = UnsafeMutablePointer<csv_parser>.allocate(capacity: 1)
    private let file: String
    private let limits: TableFile.Limits
    private var number = 1
    private var cells: [TableCell] = []
    private var rowBytes = 0
    private var isAfterReturn = false
    private var failure: TableError? { didSet { hasFailed = failure != nil } }
    /// Whether there is a failure, for less than it costs to look at it at each cell.
    private var hasFailed = false

    init(file: String, separator: UInt8, limits: TableFile.Limits) throws(TableError) {
        self.file = file
        self.limits = limits
        // Every line's end is reported, so that blank rows count as a spreadsheet counts them.
        let options = CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL
        guard csv_init(parser, UInt8(options)) == 0 else {
            parser.deallocate()
            throw TableError(file: file, message: "cannot be read: libcsv did not start", zh: "无法读取")
        }
        csv_set_delim(parser, separator)
        // libcsv would take the spaces off a cell; they are part of it.
        csv_set_space_func(parser) { _ in 0 }
    }

    deinit {
        csv_free(parser)
        parser.deallocate()
    }

    func takeReady() -> [(number: Int, cells: [TableCell])] {
        defer { ready.removeAll(keepingCapacity: true) }
        return ready
    }

    func feed(_ bytes: UnsafeRawBufferPointer) throws(TableError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let taken = csv_parse(parser, bytes.baseAddress, bytes.count, CSVParser.field, CSVParser.end, context)
        if let failure { throw failure }
        guard taken == bytes.count else { throw misplacedQuote() }
        // What a quote has opened and nothing closes would be kept in memory to the end of the file.
        guard parser.pointee.entry_pos <= limits.cellBytes else { throw longCell() }
    }

    func finish() throws(TableError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let code = csv_fini(parser, CSVParser.field, CSVParser.end, context)
        if let failure { throw failure }
        guard code == 0 else {
            throw error(
                "a quote opens this cell and nothing closes it; close it, or double each quote within the cell",
                zh: "引号没有结束；请补上，单元格内的引号须双写")
        }
    }

    private static let field: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
        bytes, count, context in
        guard let context else { return }
        let parser = Unmanaged<CSVParser>.fromOpaque(context).takeUnretainedValue()
        parser.addCell(UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
    }

    private static let end: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = { byte, context in
        guard let context else { return }
        Unmanaged<CSVParser>.fromOpaque(context).takeUnretainedValue().endRow(byte)
    }

    private func addCell(_ bytes: UnsafeRawBufferPointer) {
        guard !hasFailed else { return }
        let column = cells.count + 1
        rowBytes += bytes.count
        if column > limits.columns {
            failure = error(
                "the row has more than \(limits.columns) cells, the most that are read",
                zh: "单元格超过\(limits.columns)个的上限")
        } else if bytes.count > limits.cellBytes {
            failure = longCell()
        } else if rowBytes > limits.rowBytes {
            failure = error(
                "the row is longer than \(limits.rowBytes) bytes, the most that are read",
                zh: "一行超过\(limits.rowBytes)字节的上限")
        } else {
            let text = String(decoding: TextGuard.removed(from: bytes), as: UTF8.self)
            cells.append(TableCell(column: column, text: text, kind: bytes.isEmpty ? .blank : .text))
        }
    }

    /// Each CR and each LF outside quotes comes here, and -1 at the end of a file without one.
    private func endRow(_ byte: Int32) {
        guard !hasFailed else { return }
        let isSecondOfPair = isAfterReturn && byte == CSV_LF && cells.isEmpty
        isAfterReturn = byte == CSV_CR
        guard !isSecondOfPair else { return }
        if cells.contains(where: { $0.kind != .blank }) { ready.append((number, cells)) }
        cells.removeAll(keepingCapacity: true)
        rowBytes = 0
        number += 1
    }

    private func error(_ message: String, zh: String) -> TableError {
        TableError(file: file, row: number, column: cells.count + 1, message: message, zh: zh)
    }

    private func longCell() -> TableError {
        error(
            "the cell is longer than \(limits.cellBytes) bytes; is a quote not closed?",
            zh: "单元格超过\(limits.cellBytes)字节的上限；是否有引号没有结束？")
    }

    private func misplacedQuote() -> TableError {
        guard csv_error(parser) == CSV_EPARSE else { return error("libcsv has no memory left", zh: "内存不足") }
        return error(
            "a quote stands in the middle of the cell; put the cell in quotes and double each within it",
            zh: "引号不能在单元格中间；请把整个单元格放入引号，其中的引号双写")
    }
}
