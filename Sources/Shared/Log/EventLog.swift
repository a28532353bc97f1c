/// A log of records in partitioned topics: what an agent needs of Apache Kafka, and no more.
///
/// ``KafkaLog`` is the real one, ``SQLiteLog`` the embedded one; one suite of contract tests runs over both.
/// A log may be used from any thread. Its readers and writers belong to one thread each.
public protocol EventLog: Sendable {
    /// Where it is, as messages name it.
    var name: String { get }

    /// Creates the topics that are missing and leaves the others as they are, in the order given.
    func create(_ topics: [TopicDefinition]) throws(LogError) -> [TopicOutcome]

    /// The topics there are, by name, each with its number of partitions.
    func topics() throws(LogError) -> [String: Int32]

    /// Where the partitions begin and end now.
    func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds]

    /// The first offset of each partition whose record is not older than the time; the end where all are older.
    func offsets(of partitions: [TopicPartition], atMs timeMs: Int64) throws(LogError) -> [TopicPartition: Int64]

    /// The offsets that this group's transactions have committed, of those partitions that have one.
    func committed(by group: String, of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: Int64]

    /// A reader of committed records.
    func reader(for purpose: ReaderPurpose) throws(LogError) -> any LogReader

    /// A writer of this id. It may write once it has taken the id over, ``LogWriter/take()``.
    func writer(id: String) throws(LogError) -> any LogWriter

    /// Writes records at once, outside any transaction of a ``LogWriter``: all together where the log can,
    /// durable when it returns.
    func append(_ records: [OutgoingRecord]) throws(LogError)
}

/// What a reader is tuned for.
public enum ReaderPurpose: Sendable {
    /// Each record as soon as it is there.
    case following
    /// Many records as fast as they come.
    case folding
}

/// How much one poll may bring and how long it may wait.
public struct PollLimits: Equatable, Sendable {
    public var records: Int
    public var bytes: Int
    /// How long to wait for the first record.
    public var firstWaitMs: Int
    /// How long to wait for more once there is one.
    public var moreWaitMs: Int

    public init(records: Int = 5_000, bytes: Int = 8 << 20, firstWaitMs: Int = 50, moreWaitMs: Int = 5) {
        self.records = records
        self.bytes = bytes
        self.firstWaitMs = firstWaitMs
        self.moreWaitMs = moreWaitMs
    }
}

/// Reads committed records of the partitions that it was given, each in order.
public protocol LogReader: AnyObject {
    /// From now on reads these partitions, each from its offset, and no others.
    func assign(_ offsets: [TopicPartition: Int64]) throws(LogError)

    /// The next records; an empty batch when there were none in time.
    func poll(_ limits: PollLimits) throws(LogError) -> RecordBatch

    /// How far each assigned partition has been read: the offset that follows the last record, or that follows
    /// what cannot be seen (aborted records, markers) where the partition's end is reached.
    var reached: [TopicPartition: Int64] { get }

    /// Ends the reader. It is of no more use.
    func close()
}

/// Writes records in transactions: all records and offsets of one become visible together, or none does.
///
/// A transaction that the process does not survive is aborted.
public protocol LogWriter: AnyObject {
    var id: String { get }

    /// Takes the id over. From now on an older writer of the same id fails as `fenced`, and its open transaction is
    /// aborted: when the call returns nobody else can write under the id. When it throws as `retriable`, the brokers
    /// did not answer within 10 s, and the same call may be made again.
    func take() throws(LogError)

    /// Looks up topics before the first record needs them, and says which are missing.
    func warm(_ topics: [String]) throws(LogError)

    func begin() throws(LogError)

    /// Adds a record to the open transaction. The bytes are copied.
    ///
    /// - Parameters:
    ///   - partition: nil for the key's own.
    ///   - limit: the largest record, ``RecordLimit``; a larger one is refused as `tooLarge`, before it is written.
    func send(
        topic: String, partition: Int32?, key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?,
        headers: [Header], limit: Int
    ) throws(LogError)

    /// Adds the positions that the writer's group has read up to.
    func send(offsets: [TopicPartition: Int64]) throws(LogError)

    /// Makes the transaction visible. When it throws as `retriable`, the same call may be made again; a failure that
    /// leaves open whether the transaction happened is `fatal` with the reason `timedOut`.
    func commit() throws(LogError)

    func abort() throws(LogError)

    /// Serves the log's callbacks; called when there is nothing to write.
    func idle()

    /// Ends the writer. It is of no more use.
    func close()
}

extension LogWriter {
    public func send(_ record: OutgoingRecord, limit: Int = RecordLimit.record) throws(LogError) {
        // A closure of withUnsafeBytes cannot carry a typed error through two levels: the result is carried instead.
        let result = withBytes(record.key) { key in
            withBytes(record.payload) { payload in
                Result { () throws(LogError) in
                    try send(
                        topic: record.topic, partition: record.partition, key: key, payload: payload,
                        headers: record.headers, limit: limit)
                }
            }
        }
        try result.get()
    }
}

/// Calls the body with the bytes' buffer, nil for nil.
func withBytes<Result>(_ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> Result) -> Result {
    guard let bytes else { return body(nil) }
    return bytes.withUnsafeBytes { body($0) }
}
