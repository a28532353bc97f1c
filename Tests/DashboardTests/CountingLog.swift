import Log
import Synchronization

/// A log that counts what is asked of it.
final class CountingLog: EventLog {
    let log: any EventLog
    let questions = Atomic<Int>(0)
    let readers = Atomic<Int>(0)

    init(_ log: any EventLog) { self.log = log }

    private func count() { questions.add(1, ordering: .relaxed) }

    var asked: Int { questions.load(ordering: .relaxed) }
    var name: String { log.name }

    func create(_ topics: [TopicDefinition]) throws(LogError) -> [TopicOutcome] { try log.create(topics) }

    func topics() throws(LogError) -> [String: Int32] {
        count()
        return try log.topics()
    }

    func ends(of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: PartitionEnds] {
        count()
        return try log.ends(of: partitions)
    }

    func offsets(of partitions: [TopicPartition], atMs timeMs: Int64) throws(LogError) -> [TopicPartition: Int64] {
        count()
        return try log.offsets(of: partitions, atMs: timeMs)
    }

    func committed(by group: String, of partitions: [TopicPartition]) throws(LogError) -> [TopicPartition: Int64] {
        count()
        return try log.committed(by: group, of: partitions)
    }

    func reader(for purpose: ReaderPurpose) throws(LogError) -> any LogReader {
        count()
        readers.add(1, ordering: .relaxed)
        return try log.reader(for: purpose)
    }

    func writer(id: String) throws(LogError) -> any LogWriter { try log.writer(id: id) }

    func append(_ records: [OutgoingRecord]) throws(LogError) { try log.append(records) }
}
