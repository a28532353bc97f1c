import Awards
import Log
import Messages
import Seals
import Storage

extension InstallationIndex.Fold {
    /// What was folded before the start.
    mutating func restore() throws(StorageError) {
        let rows = try database.statement("SELECT task, topic, partition, next FROM positions")
        while try rows.step() {
            guard let task = TaskName(rows.text(0)) else { continue }
            let partition = TopicPartition(rows.text(1), Int32(clamping: rows.integer(2)))
            positions.restore(task, partition, next: rows.integer(3), nowMs: 0)
        }
        rows.reset()
        let numbers = try database.statement("SELECT task, number FROM numbers")
        while try numbers.step() {
            if let task = TaskName(numbers.text(0)) { positions.restore(task, number: numbers.integer(1)) }
        }
        numbers.reset()
    }

    mutating func note(_ reached: [TopicPartition: Int64]) throws(StorageError) {
        let statement = try database.statement(
            "INSERT OR REPLACE INTO reached(topic, partition, next) VALUES (?1, ?2, ?3)")
        for (partition, next) in reached {
            try statement.bind(1, partition.topic)
            try statement.bind(2, Int64(partition.partition))
            try statement.bind(3, next)
            try statement.run()
        }
    }

    mutating func take(_ record: Record, own: Division, nowMs: Int64) throws(StorageError) {
        guard let payload = record.payload, let type = record.header(text: "ce_type") else { return }
        switch type {
        case ProgressRecorded.type: try take(progress: payload, nowMs: nowMs)
        case DeadLetter.type: try take(letter: payload, record, own)
        case RetryRequested.type: try take(retry: payload, record, own)
        case OrderGiven.type: try take(order: payload, record)
        case PolicyAdopted.type: try take(policy: payload)
        case FigureReported.type: try take(figure: payload)
        case HealthReported.type, PlanStarted.type, PlanFinished.type: break
        case _: try take(subject: record)
        }
    }

    private mutating func take(progress payload: UnsafeRawBufferPointer, nowMs: Int64) throws(StorageError) {
        guard let progress = try? ProgressRecorded(reading: payload) else { return }
        positions.take(progress, nowMs: nowMs)
        let number = try database.statement("INSERT OR REPLACE INTO numbers(task, number) VALUES (?1, ?2)")
        try number.bind(1, progress.task)
        try number.bind(2, progress.number)
        try number.run()
        let statement = try database.statement(
            "INSERT OR REPLACE INTO positions(task, topic, partition, next) VALUES (?1, ?2, ?3, ?4)")
        guard let task = TaskName(progress.task) else { return }
        var seen: Set<TopicPartition> = []
        for step in progress.steps {
            guard let topic = step.topic, let number = step.partition else { continue }
            let partition = TopicPartition(topic, Int32(clamping: number))
            guard seen.insert(partition).inserted, let entry = positions[task][partition] else { continue }
            try statement.bind(1, progress.task)
            try statement.bind(2, topic)
            try statement.bind(3, Int64(number))
            try statement.bind(4, entry.next)
            try statement.run()
        }
    }

    private func take(policy payload: UnsafeRawBufferPointer) throws(StorageError) {
        guard let policy = try? PolicyAdopted(reading: payload),
            "\(SHA256.digest(of: policy.bytes.bytes))" == policy.digest
        else { return }
        let insert = try database.statement("INSERT OR IGNORE INTO policies(digest, bytes) VALUES (?1, ?2)")
        try insert.bind(1, policy.digest)
        try insert.bind(2, policy.bytes.bytes)
        try insert.run()
        let newest = try database.statement("INSERT OR REPLACE INTO programmes(programme, digest) VALUES (?1, ?2)")
        try newest.bind(1, policy.programme)
        try newest.bind(2, policy.digest)
        try newest.run()
    }

    /// The newest figure of an office and year stands. Who reported it is not kept.
    private func take(figure payload: UnsafeRawBufferPointer) throws(StorageError) {
        guard var figure = try? FigureReported(reading: payload) else { return }
        figure.reporter = ""
        let insert = try database.statement(
            """
            INSERT OR REPLACE INTO figures(office, programme, clause, fact, year, payload)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """)
        for (index, text) in [figure.office, figure.programme, figure.clause, figure.fact].enumerated() {
            try insert.bind(Int32(index + 1), text)
        }
        try insert.bind(5, figure.year)
        try insert.bind(6, figure.bytes)
        try insert.run()
    }

    // MARK: Claims

    private mutating func take(subject record: Record) throws(StorageError) {
        guard let subject = Subject(record) else { return }
        if let round = subject.content["round"]?.text, record.topic.hasSuffix(".rounds") {
            try take(round: round, subject, record)
        }
        if subject.type == AwardProposed.type { try take(award: subject.content) }
        if subject.type == AwardCorrected.type { try take(correction: subject.content) }
        if record.topic.hasSuffix(".settlements") || record.topic.hasSuffix(".payments") {
            try take(money: subject.content, type: subject.type, topic: record.topic)
        }
        guard let claim = subject.claim, !claim.isEmpty else { return }
        let insert = try database.statement(
            """
            INSERT OR IGNORE INTO steps(claim, time, topic, partition, offset, type, event, payload)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """)
        try insert.bind(1, try number(of: claim, subject.applicant ?? ""))
        try insert.bind(2, record.timestampMs)
        try insert.bind(3, try number(of: record.topic, in: "topics", &topics))
        try insert.bind(4, Int64(record.partition))
        try insert.bind(5, record.offset)
        try insert.bind(6, try number(of: subject.type, in: "types", &types))
        try insert.bind(7, subject.event)
        try insert.bind(8, subject.masked)
        try insert.run()
        guard let letter = subject.letter else { return }
        let letters = try database.statement("INSERT OR IGNORE INTO letters(number, claim) VALUES (?1, ?2)")
        try letters.bind(1, letter)
        try letters.bind(2, claim)
        try letters.run()
    }

    private func number(of claim: String, _ applicant: String) throws(StorageError) -> Int64 {
        let find = try database.statement("SELECT id FROM claims WHERE claim = ?1")
        try find.bind(1, claim)
        if try find.step() {
            defer { find.reset() }
            return find.integer(0)
        }
        find.reset()
        let insert = try database.statement("INSERT INTO claims(claim, applicant) VALUES (?1, ?2) RETURNING id")
        try insert.bind(1, claim)
        try insert.bind(2, applicant)
        defer { insert.reset() }
        return try insert.step() ? insert.integer(0) : 0
    }

    /// The number that stands for a name in a table, given at its first use.
    private func number(of name: String, in table: String, _ known: inout [String: Int64]) throws(StorageError) -> Int64
    {
        if let number = known[name] { return number }
        let insert = try database.statement("INSERT OR IGNORE INTO \(table)(name) VALUES (?1)")
        try insert.bind(1, name)
        try insert.run()
        let find = try database.statement("SELECT id FROM \(table) WHERE name = ?1")
        try find.bind(1, name)
        defer { find.reset() }
        guard try find.step() else { return 0 }
        known[name] = find.integer(0)
        return find.integer(0)
    }

    // MARK: Money

    private func take(round: String, _ subject: Subject, _ record: Record) throws(StorageError) {
        let insert = try database.statement(
            """
            INSERT OR IGNORE INTO rounds(topic, offset, time, type, round, event, payload)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """)
        try insert.bind(1, record.topic)
        try insert.bind(2, record.offset)
        try insert.bind(3, record.timestampMs)
        try insert.bind(4, subject.type)
        try insert.bind(5, round)
        try insert.bind(6, subject.event)
        try insert.bind(7, subject.masked)
        try insert.run()
    }

    /// The newest proposal of a claim in its round.
    private func take(award content: Facts) throws(StorageError) {
        guard let of = content["of"]?.record, let round = content["round"]?.text else { return }
        let insert = try database.statement(
            """
            INSERT OR REPLACE INTO awards(
                round, claim, revision, programme, clause, office, outcome, fen, county, city, region, returned,
                available, met)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """)
        try insert.bind(1, round)
        try insert.bind(2, of["claim"]?.text ?? "")
        try insert.bind(3, content["revision"]?.integer ?? 1)
        try insert.bind(4, of["programme"]?.text ?? "")
        try insert.bind(5, of["clause"]?.text ?? "")
        try insert.bind(6, of["office"]?.text ?? "")
        try insert.bind(7, content["outcome"]?.text ?? "")
        let shares = content["shares"]?.record
        let numbers = [
            content["award_fen"]?.integer, shares?["county_fen"]?.integer, shares?["city_fen"]?.integer,
            shares?["region_fen"]?.integer, shares?["returned_fen"]?.integer, content["available_fen"]?.integer,
            content["is_met"]?.flag.map { $0 ? 1 : 0 },
        ]
        for (index, number) in numbers.enumerated() {
            if let number { try insert.bind(Int32(8 + index), number) } else { try insert.bind(Int32(8 + index), nil) }
        }
        try insert.run()
    }

    private func take(correction content: Facts) throws(StorageError) {
        guard let of = content["of"]?.record, let claim = of["claim"]?.text, let fen = content["after_fen"]?.integer,
            let round = content["round"]?.text
        else { return }
        let update = try database.statement("UPDATE awards SET fen = ?1 WHERE round = ?2 AND claim = ?3")
        try update.bind(1, fen)
        try update.bind(2, round)
        try update.bind(3, claim)
        try update.run()
    }
}
