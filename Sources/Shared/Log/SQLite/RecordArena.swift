/// Gathers copied records in one piece of memory, which then belongs to a batch.
final class RecordArena {
    private struct Place {
        let source: Int
        let offset: Int64
        let timestampMs: Int64
        let key: Range<Int>?
        let payload: Range<Int>?
        let headers: Range<Int>?
    }

    private var bytes: [UInt8] = []
    private var places: [Place] = []

    var count: Int { places.count }
    var size: Int { bytes.count }

    func append(
        source: Int, offset: Int64, timestampMs: Int64, key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?,
        headers: UnsafeRawBufferPointer?
    ) {
        places.append(
            Place(
                source: source, offset: offset, timestampMs: timestampMs, key: copy(key), payload: copy(payload),
                headers: copy(headers)))
    }

    private func copy(_ part: UnsafeRawBufferPointer?) -> Range<Int>? {
        guard let part else { return nil }
        let start = bytes.count
        bytes.append(contentsOf: part)
        return start..<bytes.count
    }

    /// The records gathered so far as a batch with memory of its own.
    func batch(of partitions: [TopicPartition]) -> RecordBatch {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes.count, 1), alignment: 16)
        memory.copyBytes(from: bytes)
        let view = UnsafeRawBufferPointer(memory)
        let entries = places.map { place in
            RecordBatch.Entry(
                source: place.source, offset: place.offset, timestampMs: place.timestampMs,
                key: place.key.map { UnsafeRawBufferPointer(rebasing: view[$0]) },
                payload: place.payload.map { UnsafeRawBufferPointer(rebasing: view[$0]) })
        }
        let headers = places.map { place in place.headers.map { UnsafeRawBufferPointer(rebasing: view[$0]) } }
        return SQLiteRecordBatch(memory: memory, partitions: partitions, entries: entries, headers: headers)
    }
}

/// A batch that owns the copy of its records.
final class SQLiteRecordBatch: RecordBatch {
    private let memory: UnsafeMutableRawBufferPointer
    private let encodedHeaders: [UnsafeRawBufferPointer?]

    init(
        memory: UnsafeMutableRawBufferPointer, partitions: [TopicPartition], entries: [Entry],
        headers: [UnsafeRawBufferPointer?]
    ) {
        self.memory = memory
        encodedHeaders = headers
        super.init(partitions: partitions, entries: entries)
    }

    deinit { memory.deallocate() }

    override func headers(at index: Int, except left: String?) -> [Header] {
        encodedHeaders[index].map(HeaderCoding.decode)?.filter { $0.name != left } ?? []
    }

    override func forEachHeader(
        at index: Int, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
    ) {
        if let encoded = encodedHeaders[index] { HeaderCoding.forEach(in: encoded, body) }
    }

    override func withHeader<Value, Failure>(
        _ name: String, at index: Int, _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        guard let encoded = encodedHeaders[index] else { return try body(nil) }
        return try body(HeaderCoding.find(name, in: encoded))
    }
}
