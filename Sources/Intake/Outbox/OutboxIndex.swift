import Log
import Messages
import Seals
import Storage

/// Where each claim's versions lie in an outbox: a second file beside it, which follows from it and may be deleted.
///
/// Belongs to one thread at a time.
final class OutboxIndex {
    private let database: Database
    private static let version: Int64 = 1

    init(_ place: Database.Place) throws(StorageError) {
        // What a power cut takes from it is read from the outbox again.
        database = try Database(place, durability: .normal)
        try database.execute(
            """
            CREATE TABLE IF NOT EXISTS versions(
                claim TEXT NOT NULL, number INTEGER NOT NULL, content BLOB NOT NULL, received INTEGER NOT NULL,
                lodged INTEGER NOT NULL, withdrawal INTEGER NOT NULL, place INTEGER NOT NULL,
                PRIMARY KEY(claim, number)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS complete(round TEXT PRIMARY KEY) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS reached(
                id INTEGER PRIMARY KEY CHECK(id = 1), next INTEGER NOT NULL, lodged INTEGER NOT NULL);
            INSERT OR IGNORE INTO reached VALUES (1, 0, 0);
            """)
    }

    /// The offset behind the last record that it knows, and when the last version was lodged.
    func reached() throws(StorageError) -> (next: Int64, lodgedMs: Int64) {
        let row = try database.statement("SELECT next, lodged FROM reached WHERE id = 1")
        defer { row.reset() }
        guard try row.step() else { return (0, 0) }
        return (row.integer(0), row.integer(1))
    }

    /// Forgets all: the outbox is another than it was.
    func clear() throws(StorageError) {
        try database.execute(
            """
            BEGIN IMMEDIATE; DELETE FROM versions; DELETE FROM complete; UPDATE reached SET next = 0, lodged = 0; COMMIT
            """)
    }

    /// Whether the office has said of a round that all is forwarded.
    func isComplete(_ round: String) throws(StorageError) -> Bool {
        let row = try database.statement("SELECT 1 FROM complete WHERE round = ?1")
        try row.bind(1, round)
        defer { row.reset() }
        return try row.step()
    }

    /// The versions of a claim, ascending.
    func versions(of claim: String) throws(StorageError) -> [OutboxVersion] {
        let rows = try database.statement(
            "SELECT number, content, received, lodged, withdrawal, place FROM versions WHERE claim = ?1 ORDER BY number"
        )
        try rows.bind(1, claim)
        defer { rows.reset() }
        var versions: [OutboxVersion] = []
        while try rows.step() {
            guard let content = rows.bytes(1).flatMap({ SHA256Digest(bytes: $0) }) else { continue }
            versions.append(
                OutboxVersion(
                    number: rows.integer(0), content: content, receivedMs: rows.integer(2), lodgedMs: rows.integer(3),
                    isWithdrawal: rows.integer(4) == 1, offset: rows.integer(5)))
        }
        return versions
    }

    /// Adds records that lie next to each other, in one transaction. Those that it knows already change nothing:
    /// another process may have been first.
    func add(_ records: [IndexedRecord], next: Int64) throws(StorageError) {
        try database.transaction { () throws(StorageError) in
            var lodgedMs: Int64 = 0
            for record in records {
                switch record {
                case .version(let version, let claim):
                    try add(version, of: claim)
                    lodgedMs = max(lodgedMs, version.lodgedMs)
                case .complete(let round, let saidMs):
                    try add(round)
                    lodgedMs = max(lodgedMs, saidMs)
                }
            }
            let place = try database.statement(
                "UPDATE reached SET next = max(next, ?1), lodged = max(lodged, ?2) WHERE id = 1")
            try place.bind(1, next)
            try place.bind(2, lodgedMs)
            try place.run()
        }
    }

    private func add(_ version: OutboxVersion, of claim: String) throws(StorageError) {
        let insert = try database.statement("INSERT OR IGNORE INTO versions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
        try insert.bind(1, claim)
        try insert.bind(2, version.number)
        try insert.bind(3, version.content.withUnsafeBytes { Array($0) })
        try insert.bind(4, version.receivedMs)
        try insert.bind(5, version.lodgedMs)
        try insert.bind(6, version.isWithdrawal ? 1 : 0)
        try insert.bind(7, version.offset)
        try insert.run()
    }

    private func add(_ round: String) throws(StorageError) {
        let insert = try database.statement("INSERT OR IGNORE INTO complete VALUES (?1)")
        try insert.bind(1, round)
        try insert.run()
    }
}

/// What the index keeps of a record.
enum IndexedRecord {
    case version(OutboxVersion, claim: String)
    /// All that was lodged for a round by its deadline lies before it, and nothing behind it was lodged earlier.
    case complete(round: String, saidMs: Int64)
}
