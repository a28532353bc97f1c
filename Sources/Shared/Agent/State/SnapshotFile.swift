internal import Seals
internal import Storage

/// A task's snapshot on its own machine: its rows, where they were taken, and a digest over both.
///
/// Only a shortcut: one that is damaged, of another task or of another log is thrown away, and the log is folded.
struct SnapshotFile {
    private let database: Database
    private let hasher = SHA256()

    init(file: String) throws(StorageError) {
        // Written through by the keeper's own thread: what it left to the system, the log's next commit would wait for.
        database = try Database(.file(file), durability: .normal)
        try database.execute(
            """
            CREATE TABLE IF NOT EXISTS rows(row INTEGER PRIMARY KEY, entry BLOB NOT NULL);
            CREATE TABLE IF NOT EXISTS mark(one INTEGER PRIMARY KEY CHECK (one = 1), bytes BLOB NOT NULL,
                digest BLOB NOT NULL, sum BLOB NOT NULL);
            """)
    }

    func close() { database.close() }

    /// Writes what changed since the last snapshot, and the mark, all or nothing.
    func write(_ deltas: [SnapshotDelta], _ mark: SnapshotMark) throws(StorageError) {
        try database.transaction { () throws(StorageError) in
            var sum = try storedSum()
            let find = try database.statement("SELECT entry FROM rows WHERE row = ?1")
            let put = try database.statement("INSERT OR REPLACE INTO rows(row, entry) VALUES (?1, ?2)")
            let drop = try database.statement("DELETE FROM rows WHERE row = ?1")
            // Most rows are new and stand behind all others: they are not looked for.
            var last = try lastRow()
            for delta in deltas {
                for (row, entry) in delta.rows {
                    if Int64(row) <= last {
                        try find.bind(1, Int64(row))
                        if try find.step(), let old = find.bytes(0) { sum.subtract(digest(row, old)) }
                        find.reset()
                    }
                    last = max(last, Int64(row))
                    guard let entry else {
                        try drop.bind(1, Int64(row))
                        try drop.run()
                        continue
                    }
                    let result = delta.withBytes(entry) { bytes in
                        Result { () throws(StorageError) in
                            try put.bind(1, Int64(row))
                            try put.bind(2, borrowed: bytes)
                            try put.run()
                            sum.add(digest(row, bytes))
                        }
                    }
                    try result.get()
                }
            }
            var bytes: [UInt8] = []
            mark.write(to: &bytes)
            let keep = try database.statement(
                "INSERT OR REPLACE INTO mark(one, bytes, digest, sum) VALUES (1, ?1, ?2, ?3)")
            try keep.bind(1, bytes)
            try keep.bind(2, SHA256.digest(of: bytes + sum.bytes).bytes)
            try keep.bind(3, sum.bytes)
            try keep.run()
        }
    }

    /// Loads the rows; nil when there is no snapshot, a sentence when it cannot be trusted.
    func load(into store: StateStore) throws(StorageError) -> Loaded? {
        let find = try database.statement("SELECT bytes, digest, sum FROM mark")
        guard try find.step() else { return nil }
        let bytes = find.bytes(0).map { Array($0) } ?? []
        let digest = find.bytes(1).map { Array($0) } ?? []
        let sumBytes = find.bytes(2).map { Array($0) } ?? []
        find.reset()
        let mark = bytes.withUnsafeBytes { raw in
            var rest = StateBytes(raw)
            return SnapshotMark(from: &rest)
        }
        guard let mark, SHA256.digest(of: bytes + sumBytes).bytes == digest, let expected = RowSum(bytes: sumBytes)
        else {
            return .damaged("its mark does not match its digest")
        }
        var sum = RowSum()
        let rows = try database.statement("SELECT row, entry FROM rows ORDER BY row")
        defer { rows.reset() }
        while try rows.step() {
            guard let row = UInt32(exactly: rows.integer(0)), let entry = rows.bytes(1) else {
                return .damaged("it holds a row without a number or content")
            }
            sum.add(self.digest(row, entry))
            guard store.load(row, entry: entry) else { return .damaged("row \(row) is not a row") }
        }
        guard sum == expected else { return .damaged("its rows do not match their digest") }
        store.endLoading()
        return .mark(mark)
    }

    enum Loaded {
        case mark(SnapshotMark)
        case damaged(String)
    }

    private func storedSum() throws(StorageError) -> RowSum {
        let find = try database.statement("SELECT sum FROM mark")
        defer { find.reset() }
        guard try find.step(), let sum = find.bytes(0).flatMap({ RowSum(bytes: Array($0)) }) else { return RowSum() }
        return sum
    }

    /// The highest number of a row; -1 where there is none.
    private func lastRow() throws(StorageError) -> Int64 {
        let find = try database.statement("SELECT max(row) FROM rows")
        defer { find.reset() }
        guard try find.step(), !find.isNull(0) else { return -1 }
        return find.integer(0)
    }

    private func digest(_ row: UInt32, _ entry: UnsafeRawBufferPointer) -> SHA256Digest {
        withUnsafeBytes(of: row.littleEndian) { hasher.update($0) }
        hasher.update(entry)
        return hasher.finish()
    }
}

/// The sum of the digests of all rows, lane by lane: it does not depend on their order, and a changed row changes it
/// by its own digest alone. Finds damage; a forger is found by the log.
struct RowSum: Equatable {
    private var lanes: [UInt64] = [0, 0, 0, 0]

    init() {}

    init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        lanes = Self.lanes(of: bytes)
    }

    mutating func add(_ digest: SHA256Digest) {
        digest.withUnsafeBytes { bytes in for lane in 0..<4 { lanes[lane] &+= Self.lane(lane, of: bytes) } }
    }

    mutating func subtract(_ digest: SHA256Digest) {
        digest.withUnsafeBytes { bytes in for lane in 0..<4 { lanes[lane] &-= Self.lane(lane, of: bytes) } }
    }

    var bytes: [UInt8] { lanes.flatMap { lane in withUnsafeBytes(of: lane.littleEndian) { Array($0) } } }

    private static func lanes(of bytes: [UInt8]) -> [UInt64] {
        bytes.withUnsafeBytes { bytes in (0..<4).map { lane($0, of: bytes) } }
    }

    private static func lane(_ lane: Int, of bytes: UnsafeRawBufferPointer) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * lane, as: UInt64.self))
    }
}
