/// Rows that changed, in order, each with what it is now. The bytes are copies.
struct SnapshotDelta: Sendable {
    private var bytes: [UInt8] = []
    /// nil: the row is gone.
    private(set) var rows: [(row: UInt32, entry: Range<Int>?)] = []

    var isEmpty: Bool { rows.isEmpty }
    var count: Int { rows.count }

    mutating func add(_ row: UInt32, _ entry: UnsafeRawBufferPointer?) {
        guard let entry else { return rows.append((row, nil)) }
        let start = bytes.count
        bytes.append(contentsOf: entry)
        rows.append((row, start..<bytes.count))
    }

    func withBytes<Result>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}
