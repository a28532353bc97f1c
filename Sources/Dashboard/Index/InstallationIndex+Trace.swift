import Log
import Messages
import Storage

/// One record of a claim's way.
struct TraceStepRow: Sendable {
    let timeMs: Int64
    let topic: String
    let partition: Int64
    let offset: Int64
    let type: String
    let event: String
    let content: Facts

    var place: String { "\(topic)[\(partition)]@\(offset)" }
}

struct ClaimRow: Sendable {
    let claim: String
    let applicant: String
    let steps: Int64
    let lastMs: Int64
}

extension InstallationIndex {
    /// The records of a claim, in the order in which they were written.
    func trace(_ claim: String) throws(StorageError) -> [TraceStepRow] {
        try ask(
            """
            SELECT s.time, t.name, s.partition, s.offset, k.name, s.event, s.payload
            FROM claims c JOIN steps s ON s.claim = c.id JOIN topics t ON t.id = s.topic JOIN types k ON k.id = s.type
            WHERE c.claim = ?1 ORDER BY s.time, s.topic, s.partition, s.offset LIMIT 1000
            """, [claim],
            { row throws(StorageError) in
                let bytes = row.bytes(6).map { Array($0) } ?? []
                return TraceStepRow(
                    timeMs: row.integer(0), topic: row.text(1), partition: row.integer(2), offset: row.integer(3),
                    type: row.text(4), event: row.text(5), content: (try? Fact(json: bytes))?.record ?? [:])
            })
    }

    /// The claims that a text names: by id, by the applicant's code, or by a letter's number.
    func claims(named text: String) throws(StorageError) -> [ClaimRow] {
        try ask(
            """
            SELECT claim, applicant, (SELECT count(*) FROM steps WHERE steps.claim = claims.id),
                (SELECT max(time) FROM steps WHERE steps.claim = claims.id)
            FROM claims WHERE claim = ?1 OR applicant = ?1
                OR claim IN (SELECT claim FROM letters WHERE number = ?1)
            ORDER BY id LIMIT 200
            """, [text],
            { row throws(StorageError) in
                ClaimRow(claim: row.text(0), applicant: row.text(1), steps: row.integer(2), lastMs: row.integer(3))
            })
    }

    /// Claims whose last word came last, for a page that nobody has asked anything yet.
    func newestClaims() throws(StorageError) -> [ClaimRow] {
        try ask(
            "SELECT claim, applicant FROM claims ORDER BY id DESC LIMIT 20", [],
            { row throws(StorageError) in ClaimRow(claim: row.text(0), applicant: row.text(1), steps: 0, lastMs: 0) })
    }

    /// The bytes of a policy that an office has adopted.
    func policy(_ digest: String) throws(StorageError) -> [UInt8]? {
        try ask(
            "SELECT bytes FROM policies WHERE digest = ?1", [digest],
            { row throws(StorageError) in row.bytes(0).map { Array($0) } }
        ).first ?? nil
    }

    /// Dead letters of an applicant's records.
    func letters(ofKey key: String) throws(StorageError) -> [LetterRow] {
        try letters(LetterQuery(key: key))
    }

    /// What was done on dashboards, the newest first.
    func acts() throws(StorageError) -> [ActRow] {
        let sql = """
            SELECT time, office, officer, kind, subject, reason FROM acts
            UNION ALL SELECT time, substr(topic, 1, 6), officer, 'letter.retry', letter, reason FROM retries
            UNION ALL SELECT time, office, officer, 'letter.edit', letter, reason FROM corrections
            ORDER BY 1 DESC LIMIT 200
            """
        return try ask(
            sql, [],
            { row throws(StorageError) in
                ActRow(
                    timeMs: row.integer(0), office: row.text(1), officer: row.text(2), kind: row.text(3),
                    subject: row.text(4), reason: row.text(5))
            })
    }
}
