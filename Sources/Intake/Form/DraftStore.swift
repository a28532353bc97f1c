import Seals
import Storage
import Synchronization

/// Forms that are not sent yet, in a file beside the outbox: no claim, and nothing that a decision rests on.
final class DraftStore: Sendable {
    struct Draft: Equatable, Sendable {
        /// 16 hexadecimal digits.
        let id: String
        var programme: String
        var clause: String
        /// Who saved it last; empty where the office has no accounts.
        var officer: String
        var savedMs: Int64
        var entries: ClaimEntries
    }

    /// More are refused: somebody fills the disk.
    static let most = 10_000

    private let database: Mutex<Connection>

    /// Sendable: the mutex lets one thread at a time use the connection and its statements.
    private struct Connection: @unchecked Sendable {
        let database: Database
    }

    init(_ place: Database.Place) throws(StorageError) {
        let database = try Database(place)
        try database.execute(
            """
            CREATE TABLE IF NOT EXISTS drafts(
                id TEXT PRIMARY KEY, programme TEXT NOT NULL, clause TEXT NOT NULL, officer TEXT NOT NULL,
                saved INTEGER NOT NULL, entries TEXT NOT NULL) WITHOUT ROWID;
            """)
        self.database = Mutex(Connection(database: database))
    }

    static func newID() -> String { String(RandomToken.make().prefix(16)) }

    /// Writes a draft, over an older one of the same id; false when there are too many.
    func save(_ draft: Draft) throws -> Bool {
        try database.withLock { connection in
            let count = try connection.database.statement("SELECT count(*) FROM drafts WHERE id <> ?1")
            try count.bind(1, draft.id)
            guard try count.step(), count.integer(0) < Self.most else { return false }
            count.reset()
            let insert = try connection.database.statement(
                "INSERT OR REPLACE INTO drafts VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            try insert.bind(1, draft.id)
            try insert.bind(2, draft.programme)
            try insert.bind(3, draft.clause)
            try insert.bind(4, draft.officer)
            try insert.bind(5, draft.savedMs)
            try insert.bind(6, draft.entries.json)
            try insert.run()
            return true
        }
    }

    func draft(_ id: String) throws -> Draft? { try drafts("WHERE id = ?1") { row in try row.bind(1, id) }.first }

    /// The newest first, at most so many.
    func newest(_ count: Int64 = 200) throws -> [Draft] {
        try drafts("ORDER BY saved DESC, id LIMIT ?1") { row in try row.bind(1, count) }
    }

    func remove(_ id: String) throws {
        try database.withLock { connection in
            let delete = try connection.database.statement("DELETE FROM drafts WHERE id = ?1")
            try delete.bind(1, id)
            try delete.run()
        }
    }

    private func drafts(_ clause: String, _ bind: (Statement) throws -> Void) throws -> [Draft] {
        try database.withLock { connection in
            let rows = try connection.database.statement(
                "SELECT id, programme, clause, officer, saved, entries FROM drafts \(clause)")
            try bind(rows)
            defer { rows.reset() }
            var drafts: [Draft] = []
            while try rows.step() {
                guard let entries = ClaimEntries(json: rows.text(5)) else { continue }
                drafts.append(
                    Draft(
                        id: rows.text(0), programme: rows.text(1), clause: rows.text(2), officer: rows.text(3),
                        savedMs: rows.integer(4), entries: entries))
            }
            return drafts
        }
    }
}
