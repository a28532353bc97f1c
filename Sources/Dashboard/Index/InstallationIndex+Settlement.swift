import Log
import Messages
import Storage

/// A statement between two offices, as its own record says it and as it adds up.
struct StatementRow: Sendable, Equatable {
    let id: String
    let from: String
    let to: String
    let year: Int64
    let kind: String
    let totalFen: Int64
    let lines: Int64
    /// The sum by clause, and the sum and number of the lines that lie on the log; nil where there are none.
    let mattersFen: Int64?
    let linesFen: Int64?
    let linesFound: Int64?
    let outcome: String?
    /// What the other office has added up.
    let answeredFen: Int64?
    let paidFen: Int64?
    let isSuperseded: Bool

    /// Which sums differ from the statement's own, to the fen.
    var differences: [(name: String, fen: Int64)] {
        [
            ("matters", mattersFen), ("lines", linesFen ?? (lines == 0 ? 0 : nil)), ("answer", answeredFen),
            ("paid", paidFen),
        ]
        .compactMap { name, fen in fen.flatMap { $0 == totalFen ? nil : (name, $0) } }
    }

    /// Lines that the statement counts and the log does not hold, or the other way round.
    var linesMissing: Int64 { lines - (linesFound ?? 0) }

    static func == (left: StatementRow, right: StatementRow) -> Bool {
        left.id == right.id && left.totalFen == right.totalFen && left.linesFen == right.linesFen
    }
}

/// What an office that pays owes, and what was paid of it.
struct OwedRow: Sendable {
    let office: String
    let owedFen: Int64
    let sentFen: Int64
    let paidFen: Int64

    var openFen: Int64 { owedFen - paidFen }
}

extension InstallationIndex.Fold {
    /// Takes in a record of settlements or payments: what is read is named as its message types name it.
    func take(money content: Facts, type: String, topic: String) throws(StorageError) {
        let office = String(topic.prefix(6))
        switch type {
        case "settlement.lines.v1": try take(lines: content)
        case "settlement.proposed.v1": try take(statement: content)
        case "settlement.answered.v1":
            try set("outcome", content["outcome"]?.text, "answered", content["total_fen"]?.integer, of: content)
        case "settlement.paid.v1": try set(nil, nil, "paid", content["amount_fen"]?.integer, of: content)
        case "award.owed.v1":
            // What an office receives with the year's settlement is no payment.
            if content["payee"]?.text == nil { try add(content["fen"]?.integer, to: "owed", of: office) }
        case "payment.sent.v1": try add(content["fen"]?.integer, to: "sent", of: office)
        case "payment.answered.v1":
            let isPaid = content["outcome"]?.text == "paid"
            let fen = content["fen"]?.integer
            try add(isPaid ? fen : fen.map { -$0 }, to: isPaid ? "paid" : "sent", of: office)
        case _: break
        }
    }

    private func take(lines content: Facts) throws(StorageError) {
        guard let statement = content["statement"]?.text else { return }
        let lines = (content["lines"]?.list ?? []).compactMap(\.record)
        let sum = lines.reduce(Int64(0)) { $0 + ($1["due_fen"]?.integer ?? 0) - ($1["settled_fen"]?.integer ?? 0) }
        let add = try database.statement(
            """
            INSERT INTO statement_lines(statement, count, fen) VALUES (?1, ?2, ?3)
            ON CONFLICT(statement) DO UPDATE SET count = count + ?2, fen = fen + ?3
            """)
        try add.bind(1, statement)
        try add.bind(2, Int64(lines.count))
        try add.bind(3, sum)
        try add.run()
    }

    private func take(statement content: Facts) throws(StorageError) {
        guard let id = content["statement"]?.text else { return }
        let matters = content["matters"]?.list?.compactMap(\.record)
        let insert = try database.statement(
            """
            INSERT OR IGNORE INTO statements(statement, origin, target, year, kind, total, lines, matters)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """)
        try insert.bind(1, id)
        try insert.bind(2, content["from"]?.text ?? "")
        try insert.bind(3, content["to"]?.text ?? "")
        try insert.bind(4, content["year"]?.integer ?? 0)
        try insert.bind(5, content["kind"]?.text ?? "")
        try insert.bind(6, content["total_fen"]?.integer ?? 0)
        try insert.bind(7, content["lines"]?.integer ?? 0)
        if let matters {
            try insert.bind(8, matters.reduce(Int64(0)) { $0 + ($1["owed_fen"]?.integer ?? 0) })
        } else {
            try insert.bind(8, nil)
        }
        try insert.run()
        guard let older = content["supersedes"]?.text else { return }
        let update = try database.statement("UPDATE statements SET superseded = 1 WHERE statement = ?1")
        try update.bind(1, older)
        try update.run()
    }

    private func set(_ text: String?, _ value: String?, _ number: String, _ fen: Int64?, of content: Facts)
        throws(StorageError)
    {
        guard let id = content["statement"]?.text else { return }
        if let text, let value {
            let update = try database.statement("UPDATE statements SET \(text) = ?1 WHERE statement = ?2")
            try update.bind(1, value)
            try update.bind(2, id)
            try update.run()
        }
        guard let fen else { return }
        let update = try database.statement("UPDATE statements SET \(number) = ?1 WHERE statement = ?2")
        try update.bind(1, fen)
        try update.bind(2, id)
        try update.run()
    }

    private func add(_ fen: Int64?, to column: String, of office: String) throws(StorageError) {
        guard let fen else { return }
        let add = try database.statement(
            """
            INSERT INTO owed(office, \(column)) VALUES (?1, ?2)
            ON CONFLICT(office) DO UPDATE SET \(column) = \(column) + ?2
            """)
        try add.bind(1, office)
        try add.bind(2, fen)
        try add.run()
    }
}

extension InstallationIndex {
    func statements() throws(StorageError) -> [StatementRow] {
        let sql = """
            SELECT s.statement, s.origin, s.target, s.year, s.kind, s.total, s.lines, s.matters, l.fen, l.count, s.outcome,
                s.answered, s.paid, s.superseded
            FROM statements s LEFT JOIN statement_lines l ON l.statement = s.statement
            ORDER BY s.year DESC, s.kind DESC, s.target, s.origin, s.statement LIMIT 5000
            """
        return try ask(
            sql, [],
            { row throws(StorageError) in
                func number(_ column: Int32) -> Int64? { row.isNull(column) ? nil : row.integer(column) }
                return StatementRow(
                    id: row.text(0), from: row.text(1), to: row.text(2), year: row.integer(3), kind: row.text(4),
                    totalFen: row.integer(5), lines: row.integer(6), mattersFen: number(7), linesFen: number(8),
                    linesFound: number(9), outcome: row.isNull(10) ? nil : row.text(10), answeredFen: number(11),
                    paidFen: number(12), isSuperseded: row.integer(13) != 0)
            })
    }

    func owed() throws(StorageError) -> [OwedRow] {
        try ask(
            "SELECT office, owed, sent, paid FROM owed ORDER BY office", [],
            { row throws(StorageError) in
                OwedRow(office: row.text(0), owedFen: row.integer(1), sentFen: row.integer(2), paidFen: row.integer(3))
            })
    }
}
