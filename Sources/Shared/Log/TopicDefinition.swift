/// A topic as it shall be.
public struct TopicDefinition: Equatable, Sendable {
    /// What becomes of old records, Kafka's `cleanup.policy`.
    public enum Cleanup: String, Sendable {
        /// Every record is kept for ever.
        case keep = "delete"
        /// Of each key the newest record is kept.
        case compact = "compact"
    }

    public let name: String
    public let partitions: Int32
    public let cleanup: Cleanup
    /// Copies of each partition; nil is what the brokers say. A log on one machine has one.
    public let replicas: Int32?

    public init(_ name: String, partitions: Int32, cleanup: Cleanup = .keep, replicas: Int32? = nil) {
        self.name = name
        self.partitions = partitions
        self.cleanup = cleanup
        self.replicas = replicas
    }
}

/// What creating a topic came to.
public enum TopicOutcome: Equatable, Sendable {
    case created
    case existed
    /// It exists with another number of partitions, which is never changed: records would change theirs.
    case differs(partitions: Int32)
}
