public import Log

/// Reads what a log holds now.
public enum LogScan {
    /// Calls the body with every committed record of the partitions, from each one's start or the offset given, up to
    /// their ends as they are now. The body says whether to go on.
    public static func run(
        _ log: any EventLog, _ partitions: [TopicPartition], from: [TopicPartition: Int64] = [:],
        _ body: (Record) throws -> Bool
    ) throws {
        let ends = try log.ends(of: partitions)
        let starts = ends.map { partition, ends in (partition, max(from[partition] ?? 0, ends.start)) }
        let reader = try log.reader(for: .folding)
        defer { reader.close() }
        try reader.assign(Dictionary(uniqueKeysWithValues: starts))
        while ends.contains(where: { (reader.reached[$0.key] ?? 0) < $0.value.lastStable }) {
            for record in try reader.poll(PollLimits(moreWaitMs: 0)) where try !body(record) { return }
        }
    }

    /// All partitions of a topic.
    public static func partitions(of topic: String, in log: any EventLog) throws -> [TopicPartition] {
        guard let count = try log.topics()[topic] else { return [] }
        return (0..<count).map { TopicPartition(topic, $0) }
    }
}
