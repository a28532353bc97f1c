public import Awards
public import Log

/// What a task reads and writes: it follows from the offices and the route, and never changes while the task runs.
public struct TaskSpecification: Equatable, Sendable {
    /// One partition that a task reads.
    public struct Source: Equatable, Sendable {
        public let partition: TopicPartition
        /// Its rows evolve the state, and are read again after a restart.
        public let isTable: Bool
        /// Its stream has no progress of its own, so its records' digest stands in ours.
        public let isDigested: Bool

        public init(_ partition: TopicPartition, isTable: Bool = false, isDigested: Bool = false) {
            self.partition = partition
            self.isTable = isTable
            self.isDigested = isDigested
        }
    }

    public let name: TaskName
    public let sources: [Source]
    /// The topics that the stage writes, besides those of the loop.
    public let outputs: [String]

    /// - Parameter sources: without the office's retries, which the loop adds where `retryPartitions` says.
    public init(_ name: TaskName, sources: [Source], outputs: [String], retryPartitions: [Int32] = []) {
        self.name = name
        id = name.description
        division = "\(name.division)"
        progress = TopicPartition("\(name.division).\(name.stage.rawValue)-progress", Int32(name.number))
        deadLetters = "\(name.division).dead-letters"
        let retries = "\(name.division).retries"
        self.retries = retries
        self.sources =
            sources
            + retryPartitions.map { Source(TopicPartition(retries, $0), isTable: true, isDigested: true) }
        self.outputs = outputs
    }

    /// Transactional id and group alike.
    public let id: String
    public let division: String
    let progress: TopicPartition
    let retries: String
    let deadLetters: String

    /// All topics that the task writes.
    public var allOutputs: [String] {
        var topics = outputs
        for topic in [deadLetters, progress.topic] where !topics.contains(topic) { topics.append(topic) }
        return topics
    }

    func source(_ partition: TopicPartition) -> Source? { sources.first { $0.partition == partition } }
}
