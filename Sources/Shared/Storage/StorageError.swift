internal import CSQLite

/// What SQLite refused, as a person can act on it.
public struct StorageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What went wrong, as far as a caller acts differently on it.
    public enum Kind: Sendable {
        /// Another process holds the lock for longer than the time limit.
        case locked
        case readOnly
        case full
        /// The file is not a database, or its pages contradict each other.
        case corrupt
        case cannotOpen
        /// A uniqueness or other rule of the schema was broken.
        case constraint
        /// The statement itself is wrong: a mistake in our own code.
        case misuse
        case inputOutput
    }

    public let kind: Kind
    /// SQLite's extended result code, <https://www.sqlite.org/rescode.html>.
    public let code: Int32
    public let file: String
    /// SQLite's own words.
    public let detail: String

    init(code: Int32, file: String, detail: String) {
        self.code = code
        self.file = file
        self.detail = detail
        // The file that processes share a WAL's index through cannot grow: of all causes only a full disk is common.
        let isFull = code == SQLITE_IOERR | 19 << 8
        kind =
            switch isFull ? SQLITE_FULL : code & 0xff {
            case SQLITE_BUSY, SQLITE_LOCKED: .locked
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: .readOnly
            case SQLITE_FULL: .full
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT: .corrupt
            case SQLITE_CANTOPEN: .cannotOpen
            case SQLITE_CONSTRAINT: .constraint
            case SQLITE_IOERR, SQLITE_NOMEM, SQLITE_INTERRUPT, SQLITE_PROTOCOL: .inputOutput
            default: .misuse
            }
    }

    public var description: String {
        switch kind {
        case .locked:
            "\(file) is locked by another process (\(detail)); end the program that holds it open, then try again"
        case .readOnly:
            "\(file) cannot be written (\(detail)); give this user the right to write the file and its folder"
        case .full:
            "\(file) cannot grow (\(detail)); free space on its disk, nothing that was acknowledged is lost"
        case .corrupt:
            "\(file) is not an intact SQLite database (\(detail)); restore it from a copy, do not edit it"
        case .cannotOpen:
            "\(file) cannot be opened (\(detail)); check that its folder exists and that this user may write there"
        case .inputOutput:
            "\(file) cannot be read or written (\(detail), SQLite code \(code)); check its disk, then start again"
        case .constraint, .misuse:
            "\(file): \(detail) (SQLite code \(code)); this is a mistake of the program: report it"
        }
    }
}
