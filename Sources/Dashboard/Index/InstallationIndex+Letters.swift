import Awards
import Log
import Messages
import Seals
import Storage

/// Dead letters, and what was done about them.
extension InstallationIndex.Fold {
    /// Of letters that neither failed here nor hold a record of ours it keeps what is no content.
    func take(letter payload: UnsafeRawBufferPointer, _ record: Record, _ own: Division) throws(StorageError) {
        guard let letter = try? DeadLetter(reading: payload) else { return }
        let insert = try database.statement(
            """
            INSERT OR IGNORE INTO dead(
                id, attempt, office, stage, task, kind, error, origin, type, key, size, time, place, letter, writer,
                digest)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
            """)
        // A letter that failed again comes from the retry; who wrote the record says its topic.
        let writer = String(letter.originTopic.prefix { $0 != "." })
        let texts = [letter.office, letter.stage, letter.task, letter.kind.rawValue, letter.error]
        try insert.bind(1, letter.id)
        try insert.bind(2, Int64(letter.attempt))
        for (index, text) in texts.enumerated() { try insert.bind(Int32(3 + index), text) }
        try insert.bind(8, record.header(text: "origin") ?? letter.originTopic)
        try insert.bind(9, letter.failedType ?? "")
        try insert.bind(10, letter.key ?? "")
        try insert.bind(11, letter.recordSize)
        try insert.bind(12, record.timestampMs)
        try insert.bind(13, "\(record.position)")
        try insert.bind(14, letter.office == own.code || writer == own.code ? Array(payload) : nil)
        try insert.bind(15, writer)
        try insert.bind(16, letter.recordDigest)
        try insert.run()
    }

    /// A retry on the stream of the office whose task failed is one; on the stream of another office it is what that
    /// office has made of its own record, for the first to send.
    func take(retry payload: UnsafeRawBufferPointer, _ record: Record, _ own: Division) throws(StorageError) {
        guard let retry = try? RetryRequested(reading: payload) else { return }
        let office = String(record.topic.prefix { $0 != "." })
        guard retry.task.hasPrefix("\(office).") else { return try take(correction: retry, of: office, record, own) }
        let insert = try database.statement(
            """
            INSERT OR IGNORE INTO retries(letter, attempt, task, officer, reason, time, topic, partition, offset, digest)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """)
        try insert.bind(1, retry.letter)
        try insert.bind(2, Int64(retry.attempt))
        try insert.bind(3, retry.task)
        try insert.bind(4, retry.officer)
        try insert.bind(5, retry.reason)
        try insert.bind(6, record.timestampMs)
        try insert.bind(7, record.topic)
        try insert.bind(8, Int64(record.partition))
        try insert.bind(9, record.offset)
        try insert.bind(10, "\(SHA256.digest(of: retry.record.bytes))")
        try insert.run()
    }

    private func take(correction retry: RetryRequested, of office: String, _ record: Record, _ own: Division)
        throws(StorageError)
    {
        let insert = try database.statement(
            """
            INSERT OR IGNORE INTO corrections(letter, attempt, office, officer, reason, time, record)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """)
        try insert.bind(1, retry.letter)
        try insert.bind(2, Int64(retry.attempt))
        try insert.bind(3, office)
        try insert.bind(4, retry.officer)
        try insert.bind(5, retry.reason)
        try insert.bind(6, record.timestampMs)
        // Who is to send it needs it.
        try insert.bind(7, retry.task.hasPrefix("\(own.code).") ? retry.record.bytes : nil)
        try insert.run()
    }

    /// What was done on a dashboard by whom.
    func take(order payload: UnsafeRawBufferPointer, _ record: Record) throws(StorageError) {
        guard let order = try? OrderGiven(reading: payload), order.stage == Act.stage else { return }
        let body: Facts? = (try? Fact(json: order.body.bytes))?.record
        let insert = try database.statement(
            """
            INSERT OR IGNORE INTO acts(id, time, office, officer, kind, subject, reason)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """)
        try insert.bind(1, order.id)
        try insert.bind(2, record.timestampMs)
        try insert.bind(3, String(record.topic.prefix(6)))
        try insert.bind(4, order.officer)
        try insert.bind(5, order.kind)
        try insert.bind(6, body?["subject"]?.text ?? "")
        try insert.bind(7, order.reason)
        try insert.run()
    }
}
