internal import Storage

/// The tables of the embedded log.
///
/// Each partition's records are a table of their own, keyed by offset: appending then always fills the last page,
/// and a reader walks neighbouring rows.
enum SQLiteSchema {
    /// "DXlg" in SQLite's application id, which tells our files from other databases.
    private static let applicationID: Int64 = 0x4458_6c67
    private static let version: Int64 = 1

    struct Topic {
        let partitions: Int32
        let cleanup: TopicDefinition.Cleanup
    }

    struct Partition {
        let id: Int64
        let next: Int64
    }

    /// Makes the tables; true when the database is somebody else's.
    static func prepare(_ database: Database) throws(StorageError) -> Bool {
        if try pragma("application_id", database) == applicationID { return false }
        return try database.transaction { () throws(StorageError) in
            // Read again under the lock: another process may have been first.
            if try pragma("application_id", database) == applicationID { return false }
            let tables = try database.statement("SELECT count(*) FROM sqlite_schema")
            _ = try tables.step()
            let isForeign = tables.integer(0) > 0
            tables.reset()
            if isForeign { return true }
            try database.execute(
                """
                CREATE TABLE topics(name TEXT PRIMARY KEY, partitions INTEGER NOT NULL, cleanup TEXT NOT NULL);
                CREATE TABLE partitions(
                    id INTEGER PRIMARY KEY, topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
                    UNIQUE(topic, partition));
                CREATE TABLE writers(id TEXT PRIMARY KEY, epoch INTEGER NOT NULL);
                CREATE TABLE offsets(
                    owner TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
                    PRIMARY KEY(owner, topic, partition)) WITHOUT ROWID;
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(version);
                """)
            return false
        }
    }

    static func create(_ topic: TopicDefinition, in database: Database) throws(StorageError) -> TopicOutcome {
        if let known = try topics(of: database)[topic.name] {
            return known.partitions == topic.partitions ? .existed : .differs(partitions: known.partitions)
        }
        let insert = try database.statement("INSERT INTO topics(name, partitions, cleanup) VALUES (?1, ?2, ?3)")
        try insert.bind(1, topic.name)
        try insert.bind(2, Int64(topic.partitions))
        try insert.bind(3, topic.cleanup.rawValue)
        try insert.run()
        for partition in 0..<topic.partitions {
            let row = try database.statement(
                "INSERT INTO partitions(topic, partition, next) VALUES (?1, ?2, 0) RETURNING id")
            try row.bind(1, topic.name)
            try row.bind(2, Int64(partition))
            _ = try row.step()
            let id = row.integer(0)
            row.reset()
            try database.execute(
                """
                CREATE TABLE records_\(id)(
                    offset INTEGER PRIMARY KEY, timestamp INTEGER NOT NULL, key BLOB, headers BLOB, payload BLOB)
                """)
            if topic.cleanup == .compact { try database.execute("CREATE INDEX keys_\(id) ON records_\(id)(key)") }
        }
        return .created
    }

    static func topics(of database: Database) throws(StorageError) -> [String: Topic] {
        var topics: [String: Topic] = [:]
        let rows = try database.statement("SELECT name, partitions, cleanup FROM topics")
        while try rows.step() {
            let cleanup = TopicDefinition.Cleanup(rawValue: rows.text(2)) ?? .keep
            topics[rows.text(0)] = Topic(partitions: Int32(truncatingIfNeeded: rows.integer(1)), cleanup: cleanup)
        }
        rows.reset()
        return topics
    }

    static func partition(_ partition: TopicPartition, of database: Database) throws(StorageError) -> Partition? {
        let find = try database.statement("SELECT id, next FROM partitions WHERE topic = ?1 AND partition = ?2")
        try find.bind(1, partition.topic)
        try find.bind(2, Int64(partition.partition))
        defer { find.reset() }
        guard try find.step() else { return nil }
        return Partition(id: find.integer(0), next: find.integer(1))
    }

    private static func pragma(_ name: String, _ database: Database) throws(StorageError) -> Int64 {
        let row = try database.statement("PRAGMA \(name)")
        defer { row.reset() }
        return try row.step() ? row.integer(0) : 0
    }
}
