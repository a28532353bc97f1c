internal import Glibc
internal import Storage

/// A connection to the log's database that may be shared: in memory there is only one, in a file each reader and
/// writer has its own.
///
/// Unchecked: the connection is only touched between lock and unlock, and no statement or row of it leaves the body.
final class SQLiteStore: @unchecked Sendable {
    private let database: Database
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    init(_ place: Database.Place, lockTimeoutMs: Int32) throws(LogError) {
        do {
            database = try Database(place, lockTimeoutMs: lockTimeoutMs)
        } catch {
            lock.deallocate()
            throw LogError(error)
        }
        pthread_mutex_init(lock, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// Runs the body with the connection, alone.
    func use<Value>(_ body: (Database) throws(StorageError) -> Value) throws(LogError) -> Value {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        do throws(StorageError) {
            return try body(database)
        } catch {
            throw LogError(error)
        }
    }
}

extension LogError {
    init(_ error: StorageError) {
        let (kind, reason): (Kind, Reason) =
            switch error.kind {
            case .locked: (.retriable, .locked)
            case .readOnly: (.fatal, .readOnly)
            case .full: (.abortable, .full)
            case .corrupt: (.fatal, .corrupt)
            case .cannotOpen: (.fatal, .unreachable)
            case .inputOutput: (.abortable, .other)
            case .constraint, .misuse: (.fatal, .other)
            }
        self.init(kind, reason, error.description)
    }
}
