import Log
import TestSupport
import Testing

/// The logs that the contract tests run over. Each test makes topics of its own.
enum LogUnderTest: String, CaseIterable, CustomTestStringConvertible {
    case memory
    case file
    case kafka

    var testDescription: String { rawValue }

    /// The log and a function that makes names of its own, and keeps the log's folder; nil where there is no Kafka.
    func open() throws -> (log: any EventLog, name: (String) -> String)? {
        switch self {
        case .memory: return (try SQLiteLog(), { $0 })
        case .file:
            let folder = try TemporaryFolder()
            return (try SQLiteLog(file: folder.file("log.sqlite")), { name in withExtendedLifetime(folder) { name } })
        case .kafka:
            guard let cluster = try KafkaCluster.required() else { return nil }
            let tag = String(UInt64.random(in: 0 ... .max), radix: 36)
            return (KafkaLog(KafkaConfiguration(brokers: cluster.bootstrap)), { "\(tag).\($0)" })
        }
    }
}

extension EventLog {
    /// A writer that has taken its id over.
    func takenWriter(_ id: String) throws -> any LogWriter {
        let writer = try writer(id: id)
        try retrying { () throws(LogError) in try writer.take() }
        return writer
    }

    /// The payloads of everything that is committed in a partition now; "-" for a tombstone.
    func all(_ partition: TopicPartition) throws -> [String] {
        try map(partition) { $0.payload.map { String(decoding: $0, as: UTF8.self) } ?? "-" }
    }

    /// Something of each record that is committed in a partition now.
    func map<Value>(_ partition: TopicPartition, _ body: (Record) -> Value) throws -> [Value] {
        let end = try ends(of: [partition])[partition]?.highWatermark ?? 0
        let reader = try reader(for: .folding)
        defer { reader.close() }
        try reader.assign([partition: 0])
        var found: [Value] = []
        while (reader.reached[partition] ?? 0) < end {
            // The batch's memory goes before its reader does.
            found.append(contentsOf: try reader.poll(PollLimits()).map(body))
        }
        return found
    }
}

/// A fresh broker may still be loading its coordinators.
func retrying(_ body: () throws(LogError) -> Void) throws(LogError) {
    for remaining in (0..<20).reversed() {
        do {
            return try body()
        } catch  where error.isRetriable && remaining > 0 {
            continue
        }
    }
}

extension LogWriter {
    func transaction(_ records: [OutgoingRecord], offsets: [TopicPartition: Int64] = [:]) throws {
        try begin()
        for record in records { try send(record) }
        if !offsets.isEmpty { try send(offsets: offsets) }
        try commit()
    }
}

func record(_ topic: String, _ payload: String?, in partition: Int32? = 0, key: String? = "k") -> OutgoingRecord {
    OutgoingRecord(
        topic: topic, partition: partition, key: key.map { Array($0.utf8) }, payload: payload.map { Array($0.utf8) })
}
