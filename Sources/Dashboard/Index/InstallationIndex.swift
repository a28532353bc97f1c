import Awards
import Glibc
import Log
import Messages
import Storage
import Synchronization

/// What pages show beside the picture, folded from the topics into a SQLite file: the way of every claim, dead letters
/// and what was done about them, rounds and awards. One thread folds, any thread asks.
final class InstallationIndex: Sendable {
    /// The streams whose records it keeps something of.
    static let streams: Set<Stream> = Set(
        [
            Stream.claims, .verifications, .assessments, .programmes, .rounds, .awards, .payments, .settlements,
            .allotments, .records, .letters, .deliveries, .echoes, .orders, .deadLetters, .retries,
        ] + Stage.allCases.map(Stream.progress))

    let own: Division
    private let writer: Mutex<Fold>
    private let reader: Mutex<Connection>

    /// Sendable: the mutex lets one thread at a time use the connection and its statements.
    private struct Connection: @unchecked Sendable {
        let database: Database
    }

    /// Sendable: the mutex lets one thread at a time use the connection and the statements.
    struct Fold: @unchecked Sendable {
        let database: Database
        var topics: [String: Int64] = [:]
        var types: [String: Int64] = [:]
        var positions = Positions()

        init(_ database: Database) { self.database = database }
    }

    /// - Parameters:
    ///   - path: of the file, which is made for its owner alone; nil for memory.
    ///   - log: another log than before empties the index.
    init(path: String, own: Division, log: String) throws {
        self.own = own
        let before = umask(0o077)
        defer { umask(before) }
        let database = try Database(.file(path), durability: .normal)
        try IndexSchema.prepare(database)
        if try Self.source(database) != log {
            try database.execute("PRAGMA user_version = 0")
            try IndexSchema.prepare(database)
            let insert = try database.statement("INSERT INTO source(log) VALUES (?1)")
            try insert.bind(1, log)
            try insert.run()
        }
        // A million claims are found by their texts: with SQLite's own 2 MB each of them is a read of the disk.
        try database.execute("PRAGMA cache_size = -65536")
        let second = try Database(.file(path), durability: .normal)
        writer = Mutex(Fold(database))
        reader = Mutex(Connection(database: second))
        try writer.withLock { fold in try fold.restore() }
    }

    private static func source(_ database: Database) throws(StorageError) -> String? {
        let statement = try database.statement("SELECT log FROM source")
        defer { statement.reset() }
        return try statement.step() ? statement.text(0) : nil
    }

    /// How far each partition is folded.
    func reached() throws(StorageError) -> [TopicPartition: Int64] {
        try ask("SELECT topic, partition, next FROM reached") { row in
            (TopicPartition(row.text(0), Int32(clamping: row.integer(1))), row.integer(2))
        }.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }

    /// Folds records in one transaction, with how far they reach.
    ///
    /// - Returns: where the tasks are now.
    func fold(_ records: [Record], reached: [TopicPartition: Int64], nowMs: Int64) throws(StorageError) -> Positions {
        // A closure that a mutex takes cannot carry a typed error and a copy of the state.
        let result = writer.withLock { fold in
            Result { () throws(StorageError) in
                let before = fold.positions
                do throws(StorageError) {
                    try fold.database.execute("BEGIN IMMEDIATE")
                    for record in records { try fold.take(record, own: own, nowMs: nowMs) }
                    try fold.note(reached)
                    try fold.database.execute("COMMIT")
                } catch {
                    fold.database.rollBack()
                    fold.positions = before
                    fold.topics = [:]
                    fold.types = [:]
                    throw error
                }
                return fold.positions
            }
        }
        return try result.get()
    }

    /// Folds records of settlements and payments by what they say alone.
    func foldMoney(_ records: [(type: String, content: Facts, topic: String)]) throws(StorageError) {
        let result = writer.withLock { fold in
            Result { () throws(StorageError) in
                for record in records { try fold.take(money: record.content, type: record.type, topic: record.topic) }
            }
        }
        try result.get()
    }

    var positions: Positions { writer.withLock { $0.positions } }

    /// Rows of a question, bound texts first to last.
    func ask<Row: Sendable>(_ sql: String, _ texts: [String] = [], _ row: (Statement) throws(StorageError) -> Row)
        throws(StorageError) -> [Row]
    {
        let result = reader.withLock { connection in
            Result { () throws(StorageError) in
                let statement = try connection.database.statement(sql)
                defer { statement.reset() }
                for (index, text) in texts.enumerated() { try statement.bind(Int32(index + 1), text) }
                var rows: [Row] = []
                while try statement.step() { rows.append(try row(statement)) }
                return rows
            }
        }
        return try result.get()
    }

    /// Changes what is only ours: the jobs that are under way.
    func change(_ sql: String, rows: [[String]]) throws(StorageError) {
        let result = writer.withLock { fold in
            Result { () throws(StorageError) in
                try fold.database.transaction { () throws(StorageError) in
                    let statement = try fold.database.statement(sql)
                    for row in rows {
                        for (index, text) in row.enumerated() { try statement.bind(Int32(index + 1), text) }
                        try statement.run()
                    }
                }
            }
        }
        try result.get()
    }
}
