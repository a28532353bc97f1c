internal import Glibc

/// Records as they were read, in order, with the memory that they lie in.
///
/// A ``Record`` is a view into its batch and keeps it alive; nothing is copied on the way in.
public class RecordBatch {
    struct Entry {
        let source: Int
        let offset: Int64
        let timestampMs: Int64
        let key: UnsafeRawBufferPointer?
        let payload: UnsafeRawBufferPointer?
    }

    let partitions: [TopicPartition]
    let entries: [Entry]

    init(partitions: [TopicPartition], entries: [Entry]) {
        self.partitions = partitions
        self.entries = entries
    }

    public var count: Int { entries.count }
    public var isEmpty: Bool { entries.isEmpty }

    /// All bytes of keys and payloads.
    public var bytes: Int { entries.reduce(0) { $0 + ($1.key?.count ?? 0) + ($1.payload?.count ?? 0) } }

    /// All headers but those of a name that is left out.
    func headers(at index: Int, except left: String?) -> [Header] { [] }
    /// Calls the body with each header's name and value, in order. They are valid in the body only.
    func forEachHeader(at index: Int, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void) {
        for header in headers(at: index, except: nil) {
            var name = header.name
            name.withUTF8 { name in header.value.withUnsafeBytes { body(UnsafeRawBufferPointer(name), $0) } }
        }
    }
    /// Calls the body with the last value of this name, nil when there is none. It is valid in the body only.
    func withHeader<Value, Failure>(
        _ name: String, at index: Int, _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try body(nil)
    }
}

extension RecordBatch: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { entries.count }
    public subscript(index: Int) -> Record { Record(batch: self, index: index) }
}

/// A record that lies in memory of its own, not in a log's.
final class SingleRecord: RecordBatch {
    private let record: OutgoingRecord
    private let memory: [UnsafeMutableRawBufferPointer]
    private let values: [String: UnsafeRawBufferPointer]

    init(_ record: OutgoingRecord, at position: Position, timestampMs: Int64) {
        self.record = record
        var memory: [UnsafeMutableRawBufferPointer] = []
        func copy(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
            let part = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
            part.copyBytes(from: bytes)
            memory.append(part)
            return UnsafeRawBufferPointer(part)
        }
        let entry = Entry(
            source: 0, offset: position.offset, timestampMs: timestampMs, key: record.key.map(copy),
            payload: record.payload.map(copy))
        values = Dictionary(record.headers.map { ($0.name, copy($0.value)) }) { $1 }
        self.memory = memory
        super.init(partitions: [position.partition], entries: [entry])
    }

    deinit { for part in memory { part.deallocate() } }

    override func headers(at index: Int, except left: String?) -> [Header] {
        record.headers.filter { $0.name != left }
    }

    override func withHeader<Value, Failure>(
        _ name: String, at index: Int, _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try body(values[name])
    }
}

/// Records of other batches as one batch, in the order given.
final class JoinedRecords: RecordBatch {
    private let records: [Record]

    init(_ records: [Record]) {
        self.records = records
        var partitions: [TopicPartition] = []
        let entries = records.map { record in
            let source = partitions.firstIndex(of: record.topicPartition) ?? partitions.count
            if source == partitions.count { partitions.append(record.topicPartition) }
            return Entry(
                source: source, offset: record.offset, timestampMs: record.timestampMs, key: record.key,
                payload: record.payload)
        }
        super.init(partitions: partitions, entries: entries)
    }

    override func headers(at index: Int, except left: String?) -> [Header] {
        records[index].batch.headers(at: records[index].index, except: left)
    }

    override func withHeader<Value, Failure>(
        _ name: String, at index: Int, _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try records[index].withHeader(name, body)
    }
}

extension RecordBatch {
    /// A batch of records that may come from several others, which stay in memory with it.
    public static func joining(_ records: [Record]) -> RecordBatch { JoinedRecords(records) }
}

/// One record of a batch.
public struct Record {
    fileprivate let batch: RecordBatch
    fileprivate let index: Int

    init(batch: RecordBatch, index: Int) {
        self.batch = batch
        self.index = index
    }

    /// A record as it would be read at this position.
    public init(_ record: OutgoingRecord, at position: Position, timestampMs: Int64 = 0) {
        self.init(batch: SingleRecord(record, at: position, timestampMs: timestampMs), index: 0)
    }

    private var entry: RecordBatch.Entry { batch.entries[index] }

    public var topicPartition: TopicPartition { batch.partitions[entry.source] }
    public var topic: String { topicPartition.topic }
    public var partition: Int32 { topicPartition.partition }
    public var offset: Int64 { entry.offset }
    public var position: Position { Position(topicPartition, offset) }
    /// A number of the partition within its batch: equal for records of the same partition.
    public var source: Int { entry.source }
    /// When the record was written, by the writer's clock, in milliseconds since 1970.
    public var timestampMs: Int64 { entry.timestampMs }

    /// The key's bytes in the batch's memory: valid as long as this record is.
    public var key: UnsafeRawBufferPointer? { entry.key }
    /// The payload's bytes in the batch's memory: valid as long as this record is. nil is a tombstone.
    public var payload: UnsafeRawBufferPointer? { entry.payload }

    public var headers: [Header] { batch.headers(at: index, except: nil) }
    /// All headers but those of this name, which costs nothing where there are no others.
    public func headers(except name: String) -> [Header] { batch.headers(at: index, except: name) }
    /// Calls the body with each header's name and value, in order: one pass where several are looked for. They are
    /// valid in the body only.
    public func forEachHeader(_ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void) {
        batch.forEachHeader(at: index, body)
    }
    /// The last value of this name.
    public func header(text name: String) -> String? {
        withHeader(name) { $0.map { String(decoding: $0, as: UTF8.self) } }
    }

    /// Calls the body with the last value of this name, nil when there is none. It is valid in the body only.
    public func withHeader<Value, Failure>(
        _ name: String, _ body: (UnsafeRawBufferPointer?) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try batch.withHeader(name, at: index, body)
    }
}

extension UnsafeRawBufferPointer {
    /// Whether these are the bytes of a text.
    package func isText(_ text: String) -> Bool {
        guard text.utf8.count == count else { return false }
        if let answer = text.utf8.withContiguousStorageIfAvailable({ isEqual(to: UnsafeRawBufferPointer($0)) }) {
            return answer
        }
        return elementsEqual(text.utf8)
    }

    package func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
        guard other.count == count, let start = other.baseAddress, let own = baseAddress else {
            return other.count == count
        }
        return memcmp(own, start, count) == 0
    }
}
