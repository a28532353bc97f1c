import Agent
import Documents
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

    /// So many claims share a transaction.
    private static let groupRows = 500

    private let desk: IntakeDesk
    private let isTrial: Bool
    private let bad: (TableFault) throws -> Void
    private let progress: (Outcome) -> Void
    private let good: (Int, OutboxReceipt) -> Void
    private var rows: ClaimRows?
    private var group: [(number: Int, draft: ClaimDraft)] = []
    private(set) var outcome = Outcome()

    /// - Parameters:
    ///   - isTrial: looks at all rows and takes none in; those that are good count as taken.
    ///   - bad: hears of everything that is wrong with rows.
    ///   - good: hears of each row that is in, by its number.
    ///   - progress: hears how far it is, now and then.
    init(
        _ desk: IntakeDesk, isTrial: Bool = false, bad: @escaping (TableFault) throws -> Void,
        good: @escaping (Int, OutboxReceipt) -> Void = { _, _ in }, progress: @escaping (Outcome) -> Void = { _ in }
    ) {
        self.desk = desk
        self.isTrial = isTrial
        self.bad = bad
        self.good = good
        self.progress = progress
    }

    /// Takes all rows of a file in. The same file again changes nothing.
    ///
    /// - Throws: `TableError` for a file without a row that can be read, `Faults` for a header that lacks columns, and
    ///   what the office's disk refuses; groups before are in. Where a table cannot be read on is a bad row.
    mutating func run(_ path: String) throws {
        do {
            try TableFile.read(
                path, header: { rows = try ClaimRows(header: $0.names, terms: try desk.terms.terms()) },
                row: { try take($0) })
            guard rows != nil else { throw TableError(file: path, message: "is empty", zh: "文件为空") }
        } catch let error as TableError where outcome.rows + group.count > 0 {
            outcome.refused += 1
            try bad(TableFault(error))
        }
        try lodge()
        progress(outcome)
    }

    private mutating func take(_ row: TableRow) throws {
        guard var rows else { return }
        defer { self.rows = rows }
        var found = row.faults
        if found.isEmpty {
            let reading = try rows.read(row)
            let faults = try desk.faults(in: reading.draft, besides: reading.faults)
            found = faults.map { fault in
                TableFault(row: row.number, column: rows.header(of: fault, reading.draft), reason: fault.text)
            }
            if found.isEmpty { group.append((row.number, reading.draft)) }
        }
        if !found.isEmpty { outcome.refused += 1 }
        for fault in found { try bad(fault) }
        if group.count >= Self.groupRows {
            try lodge()
            progress(outcome)
        }
    }

    private mutating func lodge() throws {
        guard !group.isEmpty else { return }
        if isTrial {
            outcome.taken += group.count
            group = []
            return
        }
        let results = try desk.lodge(group.map(\.draft))
        for (entry, result) in zip(group, results) {
            if case .success(let receipt) = result { good(entry.number, receipt) }
            switch result {
            case .success(let receipt) where !receipt.isNew: outcome.unchanged += 1
            case .success(let receipt) where receipt.version > 1: outcome.corrected += 1
            case .success: outcome.taken += 1
            case .failure(let refusal):
                outcome.refused += 1
                try bad(TableFault(row: entry.number, column: "", reason: refusal.sentence))
            }
        }
        group = []
    }
}
