import Awards
import Messages
import Storage

/// A dead letter as the index knows it, with what was done about it.
struct LetterRow: Sendable {
    enum Standing: String, CaseIterable, Sendable {
        case open, queued, sent, resolved, discarded

        var zh: String {
            switch self {
            case .open: "待处理"
            case .queued: "排队重试"
            case .sent: "已重试，待结果"
            case .resolved: "已解决"
            case .discarded: "不再处理"
            }
        }

        var en: String {
            switch self {
            case .open: "open"
            case .queued: "queued"
            case .sent: "sent again"
            case .resolved: "resolved"
            case .discarded: "discarded"
            }
        }
    }

    let id: String
    let attempt: Int64
    let office: String
    let stage: String
    let task: String
    let kind: String
    let error: String
    /// `topic[partition]@offset` of the record that failed.
    let origin: String
    let type: String
    let key: String
    let size: Int64
    let timeMs: Int64
    /// Where the letter itself lies.
    let place: String
    let retriedBy: String?
    let retriedMs: Int64?
    let retryReason: String?
    let discardedBy: String?
    /// Who has asked the record's writer for a corrected one.
    let correctionBy: String?
    /// The office that wrote the record that failed.
    let writer: String
    /// Who has queued it to be sent again.
    let queuedBy: String?
    /// Whether other bytes than those of the letter were sent.
    let isEdited: Bool
    /// Who of the writer's office has corrected the record, for the office whose task failed to send.
    let correctedBy: String?
    let correctedMs: Int64?
    let correctedReason: String?
    let standing: Standing

    static let columns = """
        SELECT d.id, d.attempt, d.office, d.stage, d.task, d.kind, d.error, d.origin, d.type, d.key, d.size, d.time,
            d.place, r.officer, r.time, r.reason,
            (SELECT officer FROM acts WHERE subject = d.id AND kind = 'letter.discard' AND office = d.office
                ORDER BY time LIMIT 1),
            (SELECT officer FROM acts WHERE subject = d.id AND kind = 'letter.correct' AND office = d.office
                ORDER BY time LIMIT 1),
            EXISTS (SELECT 1 FROM positions p WHERE p.task = d.task AND p.topic = r.topic AND p.partition = r.partition
                AND p.next > r.offset),
            (SELECT j.officer FROM jobs j WHERE j.letter = d.id AND j.attempt = d.attempt + 1),
            d.writer, r.digest <> d.digest, c.officer, c.time, c.reason
        FROM dead d LEFT JOIN retries r ON r.letter = d.id AND r.attempt = d.attempt + 1
            LEFT JOIN corrections c ON c.letter = d.id AND c.attempt = d.attempt + 1 AND c.office = d.writer
        """
    /// Only the newest attempt of each letter.
    static let newest = "d.attempt = (SELECT max(attempt) FROM dead WHERE id = d.id)"

    init(_ row: Statement) {
        func text(_ column: Int32) -> String? { row.isNull(column) ? nil : row.text(column) }
        id = row.text(0)
        attempt = row.integer(1)
        office = row.text(2)
        stage = row.text(3)
        task = row.text(4)
        kind = row.text(5)
        error = row.text(6)
        origin = row.text(7)
        type = row.text(8)
        key = row.text(9)
        size = row.integer(10)
        timeMs = row.integer(11)
        place = row.text(12)
        retriedBy = text(13)
        retriedMs = row.isNull(14) ? nil : row.integer(14)
        retryReason = text(15)
        discardedBy = text(16)
        correctionBy = text(17)
        queuedBy = text(19)
        writer = row.text(20)
        isEdited = row.integer(21) != 0
        correctedBy = text(22)
        correctedMs = row.isNull(23) ? nil : row.integer(23)
        correctedReason = text(24)
        if retriedBy != nil {
            standing = row.integer(18) != 0 ? .resolved : .sent
        } else if queuedBy != nil {
            standing = .queued
        } else {
            standing = discardedBy == nil ? .open : .discarded
        }
    }
}

/// Which letters are looked for; empty texts stand for all.
struct LetterQuery: Sendable, Equatable {
    var office = ""
    var stage = ""
    var kind = ""
    var key = ""
    var standing: LetterRow.Standing?
    /// Only letters of other offices about records that this one wrote.
    var writer = ""
    var offset = 0

    static let page = 100
    static let most = 20_000
}

extension InstallationIndex {
    /// A page of letters, the newest first; one more than fits shows that others follow.
    func letters(_ query: LetterQuery) throws(StorageError) -> [LetterRow] {
        Array(try found(query).dropFirst(max(0, query.offset)).prefix(LetterQuery.page + 1))
    }

    /// All letters that a query finds, the newest first, at most ``LetterQuery/most``.
    func found(_ query: LetterQuery) throws(StorageError) -> [LetterRow] {
        var conditions = [LetterRow.newest]
        var texts: [String] = []
        for (column, value) in [
            ("office", query.office), ("stage", query.stage), ("kind", query.kind), ("key", query.key),
            ("writer", query.writer),
        ]
        where !value.isEmpty {
            texts.append(value)
            conditions.append("d.\(column) = ?\(texts.count)")
        }
        if !query.writer.isEmpty { conditions.append("d.office <> d.writer") }
        let rows = try ask(
            "\(LetterRow.columns) WHERE \(conditions.joined(separator: " AND ")) ORDER BY d.time DESC, d.id "
                + "LIMIT \(LetterQuery.most)",
            texts, { row throws(StorageError) in LetterRow(row) })
        // What a letter's standing is follows from several tables, so it is looked at row by row.
        guard let wanted = query.standing else { return rows }
        return rows.filter { $0.standing == wanted }
    }

    /// All attempts of a letter, the newest first.
    func letter(_ id: String) throws(StorageError) -> [LetterRow] {
        try ask(
            "\(LetterRow.columns) WHERE d.id = ?1 ORDER BY d.attempt DESC", [id],
            { row throws(StorageError) in LetterRow(row) })
    }

    /// How many open letters of other offices are about records of an office, and its operators are asked to correct.
    func asked(of writer: String) throws(StorageError) -> Int {
        var query = LetterQuery()
        query.writer = writer
        query.standing = .open
        return try found(query).count { $0.correctionBy != nil && $0.correctedBy == nil }
    }

    /// What the record's writer has made of it for an attempt; nil where it has corrected nothing.
    func correction(of letter: String, attempt: Int64) throws(StorageError) -> [UInt8]? {
        try ask(
            """
            SELECT c.record FROM corrections c JOIN dead d ON d.id = c.letter AND d.attempt = c.attempt - 1
            WHERE c.letter = ?1 AND c.attempt = CAST(?2 AS INTEGER) AND c.office = d.writer AND c.record IS NOT NULL
            """, [letter, String(attempt)],
            { row throws(StorageError) in row.bytes(0).map { Array($0) } }
        ).first ?? nil
    }

    /// What the newest attempt of a letter says, whole; nil where neither it nor its record is this office's.
    func content(ofLetter id: String) throws(StorageError) -> DeadLetter? {
        try ask(
            "SELECT letter FROM dead WHERE id = ?1 AND letter IS NOT NULL ORDER BY attempt DESC LIMIT 1", [id],
            { row throws(StorageError) in row.bytes(0).flatMap { try? DeadLetter(reading: $0) } }
        ).first ?? nil
    }

    /// How many letters of each office wait for somebody.
    func openLetters() throws(StorageError) -> [String: Int64] {
        let sql = """
            SELECT d.office, count(*) FROM dead d WHERE \(LetterRow.newest)
                AND NOT EXISTS (SELECT 1 FROM retries r WHERE r.letter = d.id AND r.attempt = d.attempt + 1)
                AND NOT EXISTS (SELECT 1 FROM acts a WHERE a.subject = d.id AND a.kind = 'letter.discard')
            GROUP BY d.office
            """
        let rows = try ask(sql, [], { row throws(StorageError) in (row.text(0), row.integer(1)) })
        return Dictionary(rows) { first, _ in first }
    }
}
