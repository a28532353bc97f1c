/// A table that is being written.
public final class TableOutput {
    private let sink: any RowSink
    private let columns: [TableColumn]
    private let file: String
    private var row = 0

    init(_ sink: any RowSink, columns: [TableColumn], file: String) {
        self.sink = sink
        self.columns = columns
        self.file = file
    }

    func appendHeader() throws(TableError) {
        row = 1
        try sink.append(columns.map { .header($0.name) }, row: row)
    }

    /// Adds a row: a cell for each column, empty where there is nothing.
    ///
    /// - Throws: where a text holds NUL or is longer than a spreadsheet takes (XLSX: 32,767 characters), an amount is
    ///   no decimal number with at most two places, or there are more rows than a sheet has (XLSX: 1,048,576).
    public func append(_ cells: [String]) throws(TableError) {
        row += 1
        precondition(cells.count == columns.count, "row \(row) has \(cells.count) cells, not \(columns.count)")
        var written: [OutputCell] = []
        written.reserveCapacity(cells.count)
        for (index, text) in cells.enumerated() {
            switch columns[index].kind {
            case .text:
                guard !text.utf8.contains(0) else { throw error(index, "a text holds a NUL byte") }
                written.append(.text(text))
            case .amount:
                guard let amount = TableOutput.amount(text) else {
                    throw error(index, "\(text) is no amount with at most two places")
                }
                written.append(.amount(amount))
            }
        }
        try sink.append(written, row: row)
    }

    /// `-1234.5` to `-1234.50`; an empty text stays empty. Nil for what is no amount.
    static func amount(_ text: String) -> String? {
        guard !text.isEmpty else { return "" }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard 1...2 ~= parts.count, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }) else {
            return nil
        }
        let places = parts.count == 2 ? parts[1].utf8.count : 0
        guard places <= 2 else { return nil }
        return text + (places == 0 ? "." : "") + String(repeating: "0", count: 2 - places)
    }

    private func error(_ index: Int, _ message: String) -> TableError {
        TableError(file: file, row: row, column: index + 1, message: message, zh: "此值无法写入表格")
    }
}
