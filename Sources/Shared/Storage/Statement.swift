internal import CSQLite

/// A compiled statement. Parameters count from 1 and columns from 0, as SQLite counts them.
public final class Statement {
    private let pointer: OpaquePointer
    private let file: String

    init(_ pointer: OpaquePointer, of file: String) {
        self.pointer = pointer
        self.file = file
    }

    deinit { sqlite3_finalize(pointer) }

    public func bind(_ index: Int32, _ value: Int64) throws(StorageError) {
        try check(sqlite3_bind_int64(pointer, index, value))
    }

    public func bind(_ index: Int32, _ value: String) throws(StorageError) {
        // SQLITE_TRANSIENT: SQLite copies the text before the call returns.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        try check(sqlite3_bind_text(pointer, index, value, -1, transient))
    }

    /// Binds bytes without copying them: they must stay where they are until the statement is reset.
    public func bind(_ index: Int32, borrowed value: UnsafeRawBufferPointer?) throws(StorageError) {
        guard let value else { return try check(sqlite3_bind_null(pointer, index)) }
        // An empty buffer may have no address, and SQLite takes a null address for NULL.
        guard let address = value.baseAddress, value.count > 0 else {
            return try check(sqlite3_bind_zeroblob(pointer, index, 0))
        }
        try check(sqlite3_bind_blob64(pointer, index, address, UInt64(value.count), nil))
    }

    public func bind(_ index: Int32, _ value: [UInt8]?) throws(StorageError) {
        guard let value, !value.isEmpty else {
            return try bind(index, borrowed: value == nil ? nil : UnsafeRawBufferPointer(start: nil, count: 0))
        }
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        try check(sqlite3_bind_blob64(pointer, index, value, UInt64(value.count), transient))
    }

    /// Goes to the next row; false when there is none.
    public func step() throws(StorageError) -> Bool {
        let code = sqlite3_step(pointer)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let error = failure(code)
            sqlite3_reset(pointer)
            throw error
        }
    }

    /// Runs a statement that answers no rows, and makes it ready for the next bindings.
    public func run() throws(StorageError) {
        while try step() {}
        sqlite3_reset(pointer)
    }

    /// Ends the statement's read of the database and forgets its bindings.
    public func reset() {
        // The result repeats the failure of the last step, which was thrown then.
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }

    public func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

    public func text(_ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(pointer, column) else { return "" }
        let count = Int(sqlite3_column_bytes(pointer, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    public func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }

    /// The bytes of a column, nil for NULL. They are valid until the next `step` or `reset`.
    public func bytes(_ column: Int32) -> UnsafeRawBufferPointer? {
        guard !isNull(column) else { return nil }
        let address = sqlite3_column_blob(pointer, column)
        return UnsafeRawBufferPointer(start: address, count: Int(sqlite3_column_bytes(pointer, column)))
    }

    private func check(_ code: Int32) throws(StorageError) {
        guard code == SQLITE_OK else { throw failure(code) }
    }

    private func failure(_ code: Int32) -> StorageError {
        let database = sqlite3_db_handle(pointer)
        let detail = database.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        return StorageError(code: code, file: file, detail: detail)
    }
}
