import Messages

/// Takes a table of claims in: the good rows go on, each bad one is reported with its number, its column and why.
struct ClaimImport {
    /// What became of a table.
    struct Outcome: Equatable {
        var taken = 0
        var corrected = 0
        var unchanged = 0
        var refused = 0

        var rows: Int { taken + corrected + unchanged + refused }
    }

    /// One thing that is wrong in a table.
    struct BadCell: Equatable {
        let row: Int
        /// As the table's header has it; empty for the whole row.
        let column: String
        let text: Text
    }

    /// So many claims share a transaction.
    private static let groupRows = 500

    private let desk: IntakeDesk
    private let bad: (BadCell) throws -> Void
    private var rows: ClaimRows
    private var group: [(number: Int, draft: ClaimDraft)] = []
    private(set) var outcome = Outcome()

    /// - Parameters:
    ///   - header: the table's first row.
    ///   - bad: hears of everything that is wrong.
    /// - Throws: `Faults` for a header that lacks columns.
    init(_ desk: IntakeDesk, header: Row, bad: @escaping (BadCell) throws -> Void) throws {
        self.desk = desk
        self.bad = bad
        rows = try ClaimRows(header: header.cells, terms: try desk.terms.terms())
    }

    /// Takes all rows in. The same table again changes nothing.
    ///
    /// - Throws: what the office's disk refuses; groups before are in. A table that cannot be read on is a bad row.
    mutating func run(_ source: inout some RowSource, progress: (Outcome) -> Void = { _ in }) throws {
        while true {
            let row: Row?
            do throws(RowError) {
                row = try source.next()
            } catch {
                outcome.refused += 1
                try bad(BadCell(row: error.number, column: "", text: Text(zh: error.zh, en: error.en)))
                break
            }
            guard let row else { break }
            try take(row)
            if group.count >= Self.groupRows {
                try lodge()
                progress(outcome)
            }
        }
        try lodge()
        progress(outcome)
    }

    private mutating func take(_ row: Row) throws {
        let reading = try rows.read(row)
        let faults = try desk.faults(in: reading.draft, besides: reading.faults)
        guard faults.isEmpty else {
            outcome.refused += 1
            for fault in faults {
                try bad(BadCell(row: row.number, column: header(of: fault, reading.draft), text: fault.text))
            }
            return
        }
        group.append((row.number, reading.draft))
    }

    /// The column that a fault is about, as people see it in their table.
    private func header(of fault: Fault, _ draft: ClaimDraft) -> String {
        if fault.field.hasPrefix("#"), let number = Int(fault.field.dropFirst()), number <= rows.header.count {
            return rows.header[number - 1]
        }
        return rows.column(of: fault.field, in: draft).map { rows.header[$0 - 1] } ?? fault.field
    }

    private mutating func lodge() throws {
        guard !group.isEmpty else { return }
        let results = try desk.lodge(group.map(\.draft))
        for (entry, result) in zip(group, results) {
            switch result {
            case .success(let receipt) where !receipt.isNew: outcome.unchanged += 1
            case .success(let receipt) where receipt.version > 1: outcome.corrected += 1
            case .success: outcome.taken += 1
            case .failure(let refusal):
                outcome.refused += 1
                try bad(BadCell(row: entry.number, column: "", text: refusal.sentence))
            }
        }
        group = []
    }
}

/// Writes CSV (RFC 4180) that a spreadsheet opens as it is meant: UTF-8 with BOM, and no cell that it would compute.
enum CSVText {
    static let mark = "\u{FEFF}"

    static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    private static func cell(_ text: String) -> String {
        let safe = CellReader.isFormula(text) ? "'" + text : text
        guard safe.contains(where: { ",\"\r\n".contains($0) || $0 == "\r\n" }) else { return safe }
        return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
