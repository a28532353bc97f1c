internal import CSQLite

/// One connection to a SQLite database.
///
/// A connection and its statements belong to one thread at a time: put it into a `Mutex` to share it.
/// Every result code of SQLite is checked, and each failure is a ``StorageError``.
public final class Database {
    /// Where the database lives.
    public enum Place: Equatable, Sendable {
        /// A file, created when it is missing unless the access is read-only.
        case file(String)
        /// Memory of this connection alone, gone when it closes.
        case memory
    }

    /// How much a commit waits for the disk, <https://www.sqlite.org/pragma.html#pragma_synchronous>.
    public enum Durability: String, Sendable {
        /// A commit is on the disk when it returns.
        case full = "FULL"
        /// A commit survives a crash of the process, not always one of the machine.
        case normal = "NORMAL"
    }

    public let name: String
    private var handle: OpaquePointer?
    private var cache: [String: Statement] = [:]

    /// Opens the database with write-ahead logging.
    ///
    /// - Parameter lockTimeoutMs: how long a statement waits for another process before it fails as `locked`.
    public init(
        _ place: Place, readOnly: Bool = false, durability: Durability = .full, lockTimeoutMs: Int32 = 30_000
    ) throws(StorageError) {
        let path: String
        switch place {
        case .file(let file): path = file
        case .memory: path = ":memory:"
        }
        name = path
        let access = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let code = sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK else {
            let error = failure(code)
            sqlite3_close_v2(handle)
            handle = nil
            throw error
        }
        sqlite3_busy_timeout(handle, lockTimeoutMs)
        do {
            if !readOnly, place != .memory { try writeAhead(within: lockTimeoutMs) }
            try execute("PRAGMA synchronous = \(durability.rawValue)")
            try execute("PRAGMA foreign_keys = ON")
        } catch {
            close()
            throw error
        }
    }

    /// Of two that open a new file at the same moment SQLite refuses one at once: each reads the file already, and each
    /// would wait for the other for ever. So it is tried again here, for as long as any other lock is waited for.
    private func writeAhead(within timeoutMs: Int32) throws(StorageError) {
        let pauseMs: Int32 = 5
        var leftMs = timeoutMs
        while true {
            let code = sqlite3_exec(handle, "PRAGMA journal_mode = WAL", nil, nil, nil)
            if code == SQLITE_OK { return }
            guard code & 0xff == SQLITE_BUSY, leftMs > 0 else { throw failure(code) }
            leftMs -= pauseMs
            sqlite3_sleep(pauseMs)
        }
    }

    deinit {
        // A connection that was not closed would leak its file descriptors; closing it never blocks.
        close()
    }

    /// Ends the connection. Closing twice is harmless.
    public func close() {
        cache.removeAll()
        sqlite3_close_v2(handle)
        handle = nil
    }

    /// Runs statements that answer nothing, or whose answers don't matter.
    public func execute(_ sql: String) throws(StorageError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code) }
    }

    /// The compiled statement of this text, compiled at the first call. It comes back reset and without bindings.
    public func statement(_ sql: String) throws(StorageError) -> Statement {
        if let known = cache[sql] {
            known.reset()
            return known
        }
        var pointer: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
        guard code == SQLITE_OK, let pointer else { throw failure(code) }
        let statement = Statement(pointer, of: name)
        cache[sql] = statement
        return statement
    }

    /// Runs the body in one transaction that holds the write lock from its start, and rolls back what throws.
    public func transaction<Result>(
        _ body: () throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try execute("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Undoes the open transaction, if there is one.
    public func rollBack() {
        guard let handle, sqlite3_get_autocommit(handle) == 0 else { return }
        // Some failures roll back by themselves; then SQLite answers that no transaction is open, as is wanted.
        sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
    }

    /// How many rows the last statement changed.
    public var changes: Int { Int(sqlite3_changes64(handle)) }

    private func failure(_ code: Int32) -> StorageError {
        let detail = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        return StorageError(code: handle.map { sqlite3_extended_errcode($0) } ?? code, file: name, detail: detail)
    }
}
