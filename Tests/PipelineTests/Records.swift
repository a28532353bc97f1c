import Log

/// A record that was read, with bytes of its own.
struct Records {
    let type: String
    let key: String
    let payload: [UInt8]
    let position: Position

    var text: String { String(decoding: payload, as: UTF8.self) }

    static func read(_ log: any EventLog, _ partition: TopicPartition, from: Int64 = 0, to end: Int64) throws
        -> [Records]
    {
        var records: [Records] = []
        guard from < end else { return [] }
        let reader = try log.reader(for: .folding)
        defer { reader.close() }
        try reader.assign([partition: from])
        while (reader.reached[partition] ?? 0) < end {
            for record in try reader.poll(PollLimits(firstWaitMs: 50, moreWaitMs: 0)) where record.offset < end {
                records.append(
                    Records(
                        type: record.header(text: "ce_type") ?? "",
                        key: record.key.map { String(decoding: $0, as: UTF8.self) } ?? "",
                        payload: record.payload.map { Array($0) } ?? [], position: record.position))
            }
        }
        return records
    }

    /// All records of a topic, partition by partition.
    static func all(_ log: any EventLog, _ topic: String) throws -> [Records] {
        let count = try log.topics()[topic] ?? 0
        let partitions = (0..<count).map { TopicPartition(topic, $0) }
        let ends = try log.ends(of: partitions)
        return try partitions.flatMap { try read(log, $0, to: ends[$0]?.lastStable ?? 0) }
    }
}
