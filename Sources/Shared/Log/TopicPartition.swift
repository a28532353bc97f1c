/// One partition of one topic.
public struct TopicPartition: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let topic: String
    public let partition: Int32

    public init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.topic == right.topic ? left.partition < right.partition : left.topic < right.topic
    }

    public var description: String { "\(topic)[\(partition)]" }
}

/// Where a record lies: `topic[partition]@offset`.
public struct Position: Hashable, Sendable, CustomStringConvertible {
    public let partition: TopicPartition
    public let offset: Int64

    public init(_ partition: TopicPartition, _ offset: Int64) {
        self.partition = partition
        self.offset = offset
    }

    public var description: String { "\(partition)@\(offset)" }
}

/// The offsets at which a partition begins and ends. Each end is the offset that follows the last record.
public struct PartitionEnds: Equatable, Sendable {
    public let start: Int64
    /// Before it every transaction has ended: readers of committed records get no further.
    public let lastStable: Int64
    /// The end of all that was written, open and aborted transactions included.
    public let highWatermark: Int64

    public init(start: Int64, lastStable: Int64, highWatermark: Int64) {
        self.start = start
        self.lastStable = lastStable
        self.highWatermark = highWatermark
    }
}
