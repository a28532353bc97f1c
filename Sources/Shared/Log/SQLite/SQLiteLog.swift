internal import Storage

/// The embedded log: one SQLite file, or memory.
///
/// Several processes of one machine may use the file at once: they wake each other through a small file beside it.
/// A transaction is one transaction of SQLite, so it is on the disk when `commit` returns.
public final class SQLiteLog: EventLog {
    public let name: String
    let place: Database.Place
    let lockTimeoutMs: Int32
    let wake: WakeWord
    let shared: SQLiteStore

    /// The log in this file, which is made when it is missing.
    ///
    /// - Parameter lockTimeoutMs: how long to wait for another process that holds the file's write lock.
    public convenience init(file: String, lockTimeoutMs: Int32 = 30_000) throws(LogError) {
        try self.init(.file(file), lockTimeoutMs, WakeWord(file: file + "-wake"))
    }

    /// A log in memory, for tests and trials: it is gone with this object.
    public convenience init() throws(LogError) {
        try self.init(.memory, 0, WakeWord())
    }

    private init(
        _ place: Database.Place, _ lockTimeoutMs: Int32, _ wake: WakeWord
    ) throws(LogError) {
        switch place {
        case .file(let file): name = file
        case .memory: name = "memory"
        }
        self.place = place
        self.lockTimeoutMs = lockTimeoutMs
        self.wake = wake
        shared = try SQLiteStore(place, lockTimeoutMs: lockTimeoutMs)
        let name = name
        let foreign = try shared.use { database throws(StorageError) in try SQLiteSchema.prepare(database) }
        if foreign {
            throw LogError(.fatal, .corrupt, "\(name) is a SQLite database of another program; name another file")
        }
    }

    /// A connection for one reader or writer.
    func store() throws(LogError) -> SQLiteStore {
        switch place {
        case .memory: shared
        case .file: try SQLiteStore(place, lockTimeoutMs: lockTimeoutMs)
        }
    }

    public func create(_ topics: [TopicDefinition]) throws(LogError) -> [TopicOutcome] {
        try shared.use { database throws(StorageError) in
            try database.transaction { () throws(StorageError) in
                var outcomes: [TopicOutcome] = []
                for topic in topics { outcomes.append(try SQLiteSchema.create(topic, in: database)) }
                return outcomes
            }
        }
    }

    public func topics() throws(LogError) -> [String: Int32] {
        try shared.use { database throws(StorageError) in try SQLiteSchema.topics(of: database).mapValues(\.partitions)
        }
    }

    public func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds] {
        var ends: [TopicPartition: PartitionEnds] = [:]
        for partition in partitions {
            let found = try shared.use { database throws(StorageError) -> PartitionEnds? in
                guard let row = try SQLiteSchema.partition(partition, of: database) else { return nil }
                let first = try database.statement("SELECT min(offset) FROM records_\(row.id)")
                _ = try first.step()
                let start = first.isNull(0) ? row.next : first.integer(0)
                first.reset()
                return PartitionEnds(start: start, lastStable: row.next, highWatermark: row.next)
            }
            guard let found else { throw .unknown(partition, in: name) }
            ends[partition] = found
        }
        return ends
    }

    public func offsets(of partitions: [TopicPartition], atMs timeMs: Int64) throws(LogError) -> [TopicPartition: Int64]
    {
        var offsets: [TopicPartition: Int64] = [:]
        for partition in partitions {
            let found = try shared.use { database throws(StorageError) -> Int64? in
                guard let row = try SQLiteSchema.partition(partition, of: database) else { return nil }
                let first = try database.statement("SELECT min(offset) FROM records_\(row.id) WHERE timestamp >= ?1")
                try first.bind(1, timeMs)
                _ = try first.step()
                defer { first.reset() }
                return first.isNull(0) ? row.next : first.integer(0)
            }
            guard let found else { throw .unknown(partition, in: name) }
            offsets[partition] = found
        }
        return offsets
    }

    public func committed(by group: String, of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: Int64]
    {
        try shared.use { database throws(StorageError) in
            var offsets: [TopicPartition: Int64] = [:]
            for partition in partitions {
                let find = try database.statement(
                    """
                    SELECT next FROM offsets WHERE owner = ?1 AND topic = ?2 AND partition = ?3
                    """)
                try find.bind(1, group)
                try find.bind(2, partition.topic)
                try find.bind(3, Int64(partition.partition))
                if try find.step() { offsets[partition] = find.integer(0) }
                find.reset()
            }
            return offsets
        }
    }

    public func reader(for purpose: ReaderPurpose) throws(LogError) -> any LogReader {
        SQLiteLogReader(try store(), wake: wake, log: name)
    }

    public func writer(id: String) throws(LogError) -> any LogWriter {
        SQLiteLogWriter(id: id, store: try store(), wake: wake, log: name)
    }

    public func append(_ records: [OutgoingRecord]) throws(LogError) {
        let writer = SQLiteLogWriter(id: nil, store: shared, wake: wake, log: name)
        try writer.begin()
        for record in records { try writer.send(record) }
        try writer.commit()
    }
}

extension LogError {
    static func unknown(_ partition: TopicPartition, in log: String) -> LogError {
        LogError(
            .fatal, .unknownTopic, "\(partition) is not in \(log); duixian provision creates the topics of every office"
        )
    }
}
