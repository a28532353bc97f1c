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

    func headers(at index: Int) -> [Header] { [] }
    func header(_ name: String, at index: Int) -> [UInt8]? { nil }
}

extension RecordBatch: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { entries.count }
    public subscript(index: Int) -> Record { Record(batch: self, index: index) }
}

/// One record of a batch.
public struct Record {
    private let batch: RecordBatch
    private let index: Int

    init(batch: RecordBatch, index: Int) {
        self.batch = batch
        self.index = index
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

    public var headers: [Header] { batch.headers(at: index) }
    /// The last value of this name.
    public func header(_ name: String) -> [UInt8]? { batch.header(name, at: index) }
    public func header(text name: String) -> String? { header(name).map { String(decoding: $0, as: UTF8.self) } }
}
