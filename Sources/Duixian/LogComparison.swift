import Agent
import Awards
import Log
import Seals

/// Compares two logs by stream and key: of each key the same payloads in the same order. Positions, times and the
/// interleaving of keys are the log's own; health and progress, which hold such, are passed over. Where several tasks
/// write under one key, as those that count waybills do, each one's order counts: among them there is none.
struct LogComparison {
    /// The records of one key of one topic, digested in their order.
    private struct Chain: Equatable {
        var count = 0
        var digest: SHA256Digest?
    }

    private struct Key: Hashable {
        let topic: String
        /// Markers of a round's end have one key in all partitions of a stream.
        let partition: Int32
        /// Who wrote it.
        let source: String
        let key: [UInt8]?
    }

    /// What the comparison came to.
    struct Result {
        var records = 0
        var keys = 0
        /// A sentence each.
        var differences: [String] = []
    }

    let left: any EventLog
    let right: any EventLog

    private static let passedOver = Set([Stream.health] + Stage.allCases.map(Stream.progress)).map(\.id)

    func run() throws -> Result {
        let leftChains = try chains(of: left)
        let rightChains = try chains(of: right)
        var result = Result()
        result.keys = leftChains.count
        result.records = leftChains.values.reduce(0) { $0 + $1.count }
        let keys = Set(leftChains.keys).union(rightChains.keys).sorted { one, other in
            guard one.topic == other.topic else { return one.topic < other.topic }
            let keys = (one.key ?? [], other.key ?? [])
            if keys.0 == keys.1 { return (one.source, one.partition) < (other.source, other.partition) }
            return keys.0.lexicographicallyPrecedes(keys.1)
        }
        for key in keys where leftChains[key] != rightChains[key] {
            let name = key.key.map { String(decoding: $0, as: UTF8.self) } ?? "no key"
            let counts = (leftChains[key]?.count ?? 0, rightChains[key]?.count ?? 0)
            let what =
                counts.0 == counts.1
                ? "the \(counts.0) records differ, or their order" : "\(counts.0) records and \(counts.1)"
            result.differences.append("\(key.topic), key \(name), written by \(key.source): \(what)")
        }
        return result
    }

    private func chains(of log: any EventLog) throws -> [Key: Chain] {
        // Brokers have topics of their own.
        let topics = try log.topics().filter { topic, _ in
            Division(String(topic.prefix { $0 != "." })) != nil
                && !Self.passedOver.contains { topic.hasSuffix(".\($0)") }
        }
        let partitions = topics.sorted { $0.key < $1.key }.flatMap { topic, count in
            (0..<count).map { TopicPartition(topic, $0) }
        }
        var chains: [Key: Chain] = [:]
        let hasher = SHA256()
        try LogScan.run(log, partitions) { record in
            let key = Key(
                topic: record.topic, partition: record.partition, source: record.header(text: "ce_source") ?? "",
                key: record.key.map { Array($0) })
            var chain = chains[key] ?? Chain()
            if let digest = chain.digest { hasher.update(digest) }
            // Behind its length, so that no two sequences are digested alike.
            withUnsafeBytes(of: Int64(record.payload?.count ?? -1).littleEndian) { hasher.update($0) }
            if let payload = record.payload { hasher.update(payload) }
            chain.digest = hasher.finish()
            chain.count += 1
            chains[key] = chain
            return true
        }
        return chains
    }
}
