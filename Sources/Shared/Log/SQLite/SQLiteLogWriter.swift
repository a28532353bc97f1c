internal import Storage

/// Writes transactions to the embedded log. What is sent is gathered here and written by `commit` in one transaction
/// of SQLite, so that a slow decider never holds the file's write lock.
final class SQLiteLogWriter: LogWriter {
    private struct Pending {
        let partition: TopicPartition
        let timestampMs: Int64
        let key: Range<Int>?
        let payload: Range<Int>?
        let headers: Range<Int>?
    }

    private struct Target {
        let table: Int64
        let isCompact: Bool
        var next: Int64
    }

    /// nil for records outside any task's transactions.
    private let owner: String?
    /// nil until the id is taken over.
    private var epoch: Int64?
    private let store: SQLiteStore
    private let wake: WakeWord
    private let log: String
    private var topics: [String: SQLiteSchema.Topic] = [:]
    private var isOpen = false
    private var bytes: [UInt8] = []
    private var pending: [Pending] = []
    private var offsets: [TopicPartition: Int64] = [:]

    init(id: String?, store: SQLiteStore, wake: WakeWord, log: String) {
        owner = id
        self.store = store
        self.wake = wake
        self.log = log
    }

    var id: String { owner ?? "" }

    func take() throws(LogError) {
        epoch = try store.use { database throws(StorageError) in
            try database.transaction { () throws(StorageError) in
                let take = try database.statement(
                    """
                    INSERT INTO writers(id, epoch) VALUES (?1, 1)
                    ON CONFLICT(id) DO UPDATE SET epoch = epoch + 1 RETURNING epoch
                    """)
                try take.bind(1, id)
                _ = try take.step()
                defer { take.reset() }
                return take.integer(0)
            }
        }
    }

    func warm(_ topics: [String]) throws(LogError) {
        self.topics = try store.use { database throws(StorageError) in try SQLiteSchema.topics(of: database) }
        for topic in topics where self.topics[topic] == nil { throw .unknown(topic: topic, in: log) }
    }

    func begin() throws(LogError) {
        precondition(!isOpen, "the transaction of \(id) is open already")
        precondition(owner == nil || epoch != nil, "\(id) writes before it has taken its id over")
        isOpen = true
        clear()
    }

    func send(
        topic: String, partition: Int32?, key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?,
        headers: [Header], limit: Int
    ) throws(LogError) {
        precondition(isOpen, "a record outside a transaction of \(id)")
        if topics[topic] == nil { try warm([topic]) }
        guard let definition = topics[topic] else { throw .unknown(topic: topic, in: log) }
        let chosen = try partition.checked(for: key, among: definition.partitions, topic: topic)
        let encoded = HeaderCoding.encode(headers)
        let size = (key?.count ?? 0) + (payload?.count ?? 0) + (encoded?.count ?? 0)
        guard size <= limit else { throw .tooLarge(size, limit: limit, TopicPartition(topic, chosen)) }
        pending.append(
            Pending(
                partition: TopicPartition(topic, chosen), timestampMs: MachineClock.nowMs, key: keep(key),
                payload: keep(payload), headers: encoded.map { part in part.withUnsafeBytes { keep($0) } } ?? nil))
    }

    func send(offsets: [TopicPartition: Int64]) throws(LogError) {
        precondition(isOpen, "offsets outside a transaction of \(id)")
        self.offsets.merge(offsets) { $1 }
    }

    func commit() throws(LogError) {
        precondition(isOpen, "no transaction of \(id) is open")
        let outcome = try store.use { database throws(StorageError) in
            try database.transaction { () throws(StorageError) -> Outcome in
                guard try isNewest(database) else { return .fenced }
                if let missing = try write(to: database) { return .missing(missing) }
                return .written
            }
        }
        switch outcome {
        case .written:
            isOpen = false
            wake.bump()
        case .fenced:
            throw LogError(.fatal, .fenced, "another process writes as \(id) to \(log) now; only one may run this task")
        case .missing(let partition):
            throw .unknown(topic: partition.topic, in: log)
        }
    }

    func abort() throws(LogError) {
        isOpen = false
        clear()
    }

    func idle() {}

    func close() {
        isOpen = false
        clear()
    }

    private enum Outcome {
        case written
        case fenced
        case missing(TopicPartition)
    }

    private func clear() {
        bytes.removeAll(keepingCapacity: true)
        pending.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
    }

    private func keep(_ part: UnsafeRawBufferPointer?) -> Range<Int>? {
        guard let part else { return nil }
        let start = bytes.count
        bytes.append(contentsOf: part)
        return start..<bytes.count
    }

    private func isNewest(_ database: Database) throws(StorageError) -> Bool {
        guard let owner else { return true }
        let find = try database.statement("SELECT epoch FROM writers WHERE id = ?1")
        try find.bind(1, owner)
        defer { find.reset() }
        return try find.step() && find.integer(0) == epoch
    }

    /// Writes all that is pending; the partition that is not there, if one isn't, before anything is written.
    private func write(to database: Database) throws(StorageError) -> TopicPartition? {
        var targets: [TopicPartition: Target] = [:]
        for partition in Set(pending.map(\.partition)) {
            guard let row = try SQLiteSchema.partition(partition, of: database) else { return partition }
            let isCompact = topics[partition.topic]?.cleanup == .compact
            targets[partition] = Target(table: row.id, isCompact: isCompact, next: row.next)
        }
        var start = 0
        while start < pending.count {
            let partition = pending[start].partition
            let end = pending[start...].firstIndex { $0.partition != partition } ?? pending.count
            if let target = targets[partition] {
                targets[partition]?.next = try insert(start..<end, into: target, of: database)
            }
            start = end
        }
        for (partition, target) in targets {
            let advance = try database.statement("UPDATE partitions SET next = ?1 WHERE topic = ?2 AND partition = ?3")
            try advance.bind(1, target.next)
            try advance.bind(2, partition.topic)
            try advance.bind(3, Int64(partition.partition))
            try advance.run()
        }
        for (partition, next) in offsets {
            let place = try database.statement(
                """
                INSERT INTO offsets(owner, topic, partition, next) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET next = excluded.next
                """)
            try place.bind(1, id)
            try place.bind(2, partition.topic)
            try place.bind(3, Int64(partition.partition))
            try place.bind(4, next)
            try place.run()
        }
        return nil
    }

    /// Writes neighbouring records of one partition; answers the partition's new end.
    private func insert(_ range: Range<Int>, into target: Target, of database: Database) throws(StorageError) -> Int64 {
        let row = try database.statement(
            """
            INSERT INTO records_\(target.table)(offset, timestamp, key, headers, payload) VALUES (?1, ?2, ?3, ?4, ?5)
            """)
        var next = target.next
        let result = bytes.withUnsafeBytes { memory in
            Result { () throws(StorageError) in
                for record in pending[range] {
                    let key = record.key.map { UnsafeRawBufferPointer(rebasing: memory[$0]) }
                    if target.isCompact { try forget(key, in: target.table, of: database) }
                    try row.bind(1, next)
                    try row.bind(2, record.timestampMs)
                    try row.bind(3, borrowed: key)
                    try row.bind(4, borrowed: record.headers.map { UnsafeRawBufferPointer(rebasing: memory[$0]) })
                    try row.bind(5, borrowed: record.payload.map { UnsafeRawBufferPointer(rebasing: memory[$0]) })
                    try row.run()
                    next += 1
                }
            }
        }
        row.reset()
        try result.get()
        return next
    }

    private func forget(_ key: UnsafeRawBufferPointer?, in table: Int64, of database: Database) throws(StorageError) {
        let older = try database.statement("DELETE FROM records_\(table) WHERE key = ?1")
        try older.bind(1, borrowed: key)
        try older.run()
        older.reset()
    }
}

extension Int32? {
    /// The partition a record goes to: the one that is asked for, where it exists, else the key's own.
    func checked(for key: UnsafeRawBufferPointer?, among partitions: Int32, topic: String) throws(LogError) -> Int32 {
        guard let asked = self else { return Partitioner.partition(of: key, among: partitions) }
        guard (0..<partitions).contains(asked) else {
            throw .unknown(asked, of: topic, with: partitions)
        }
        return asked
    }
}

extension LogError {
    static func unknown(topic: String, in log: String) -> LogError {
        LogError(
            .fatal, .unknownTopic,
            "topic \(topic) is not in \(log); duixian provision creates the topics of every office")
    }

    static func unknown(_ partition: Int32, of topic: String, with partitions: Int32) -> LogError {
        LogError(
            .fatal, .unknownPartition,
            "\(topic) has \(partitions) partitions, so none is number \(partition); "
                + "give the task a partition that is there, for a topic's number of them never changes")
    }

    static func tooLarge(_ size: Int, limit: Int, _ partition: TopicPartition) -> LogError {
        LogError(
            .abortable, .tooLarge,
            "a record of \(size) bytes for \(partition) is over the limit of \(limit); write less, or refer to it by digest"
        )
    }
}
