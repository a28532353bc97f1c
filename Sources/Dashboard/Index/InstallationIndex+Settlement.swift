import Log
import Messages
import Storage

/// A statement between two offices, as its own record says it and as it adds up.
struct StatementRow: Sendable {
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
    /// What the office above gives of a request.
    let grantedFen: Int64?
    let isSuperseded: Bool
    /// An officer lets it stand without the other office's agreement.
    let isOverridden: Bool

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

    /// Whether it is as it should be: equal to the fen, and no line missing.
    var isEqual: Bool { differences.isEmpty && linesMissing == 0 }
}

/// What the lines of a statement say of one county.
struct StatementPart: Sendable, Equatable {
    let statement: String
    let county: String
    let fen: Int64
}

/// A year that an office has settled with those below.
struct ClosedYear: Sendable, Equatable {
    let office: String
    let year: Int64
    let statements: [String]
    let totalFen: Int64
}

extension InstallationIndex.Fold {
    /// Takes in a record of settlements or payments.
    func take(money content: Facts, type: String, topic: String) throws(StorageError) {
        switch type {
        case SettlementLines.type: try take(lines: content)
        case SettlementProposed.type: try take(statement: content)
        case SettlementAnswered.type:
            try note(content, "outcome", content["outcome"]?.text)
            try note(content, "answered", content["total_fen"]?.integer)
        case SettlementOverridden.type: try note(content, "overridden", 1)
        case SettlementPaid.type: try note(content, "paid", content["amount_fen"]?.integer)
        case SettlementGranted.type: try note(content, "granted", content["total_fen"]?.integer)
        case SettlementClosed.type: try take(closed: content, by: String(topic.prefix { $0 != "." }))
        case _: try take(payment: content, type: type, by: String(topic.prefix { $0 != "." }))
        }
    }

    private func take(closed content: Facts, by office: String) throws(StorageError) {
        let insert = try database.statement(
            "INSERT OR REPLACE INTO closed(office, year, statements, total) VALUES (?1, ?2, ?3, ?4)")
        try insert.bind(1, office)
        try insert.bind(2, content["year"]?.integer ?? 0)
        try insert.bind(3, (content["statements"]?.list ?? []).compactMap(\.text).joined(separator: " "))
        try insert.bind(4, content["total_fen"]?.integer ?? 0)
        try insert.run()
    }

    private func take(lines content: Facts) throws(StorageError) {
        guard let statement = content["statement"]?.text else { return }
        var parts: [String: (count: Int64, fen: Int64)] = [:]
        for line in (content["lines"]?.list ?? []).compactMap(\.record) {
            var part = parts[line["county"]?.text ?? ""] ?? (0, 0)
            part.count += 1
            part.fen &+= (line["due_fen"]?.integer ?? 0) &- (line["settled_fen"]?.integer ?? 0)
            parts[line["county"]?.text ?? ""] = part
        }
        let add = try database.statement(
            """
            INSERT INTO statement_lines(statement, county, count, fen) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT(statement, county) DO UPDATE SET count = count + ?3, fen = fen + ?4
            """)
        for (county, part) in parts {
            try add.bind(1, statement)
            try add.bind(2, county)
            try add.bind(3, part.count)
            try add.bind(4, part.fen)
            try add.run()
        }
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
            try insert.bind(8, matters.reduce(Int64(0)) { $0 &+ ($1["owed_fen"]?.integer ?? 0) })
        } else {
            try insert.bind(8, nil)
        }
        try insert.run()
        guard let older = content["supersedes"]?.text else { return }
        let update = try database.statement("UPDATE statements SET superseded = 1 WHERE statement = ?1")
        try update.bind(1, older)
        try update.run()
    }

    /// What was said of a statement, which may come before the statement itself: they stand on different topics.
    private func note(_ content: Facts, _ column: String, _ number: Int64?) throws(StorageError) {
        guard let id = content["statement"]?.text, let number else { return }
        let write = try database.statement(Self.upsert(column))
        try write.bind(1, id)
        try write.bind(2, number)
        try write.run()
    }

    private func note(_ content: Facts, _ column: String, _ text: String?) throws(StorageError) {
        guard let id = content["statement"]?.text, let text else { return }
        let write = try database.statement(Self.upsert(column))
        try write.bind(1, id)
        try write.bind(2, text)
        try write.run()
    }

    private static func upsert(_ column: String) -> String {
        """
        INSERT INTO statement_answers(statement, \(column)) VALUES (?1, ?2)
        ON CONFLICT(statement) DO UPDATE SET \(column) = ?2
        """
    }
}

extension InstallationIndex {
    func statements() throws(StorageError) -> [StatementRow] {
        let sql = """
            SELECT s.statement, s.origin, s.target, s.year, s.kind, s.total, s.lines, s.matters,
                (SELECT sum(fen) FROM statement_lines l WHERE l.statement = s.statement),
                (SELECT sum(count) FROM statement_lines l WHERE l.statement = s.statement),
                a.outcome, a.answered, a.paid, s.superseded, a.granted, a.overridden
            FROM statements s LEFT JOIN statement_answers a ON a.statement = s.statement
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
                    paidFen: number(12), grantedFen: number(14), isSuperseded: row.integer(13) != 0,
                    isOverridden: row.integer(15) != 0)
            })
    }

    /// What statements say by county, each with what its lines add up to.
    func statementParts() throws(StorageError) -> [StatementPart] {
        try ask(
            "SELECT statement, county, fen FROM statement_lines ORDER BY statement, county", [],
            { row throws(StorageError) in
                StatementPart(statement: row.text(0), county: row.text(1), fen: row.integer(2))
            })
    }

    func closedYears() throws(StorageError) -> [ClosedYear] {
        try ask(
            "SELECT office, year, statements, total FROM closed ORDER BY year DESC, office", [],
            { row throws(StorageError) in
                ClosedYear(
                    office: row.text(0), year: row.integer(1),
                    statements: row.text(2).split(separator: " ").map(String.init), totalFen: row.integer(3))
            })
    }
}
