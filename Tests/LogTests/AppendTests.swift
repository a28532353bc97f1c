import Log
import Testing

/// What is appended outside transactions is there, all of it.
struct AppendTests {
    /// Of a partition that was just created the broker may refuse the first batch and take the second: with several
    /// requests on the way the first was lost, and nobody heard of it.
    @Test("every record is there, in order, from the first one on", arguments: LogUnderTest.allCases)
    func all(ground: LogUnderTest) throws {
        for _ in 0..<60 {
            guard let (log, name) = try ground.open() else { return }
            let topic = name("appended")
            _ = try log.create([TopicDefinition(topic, partitions: 2)])
            let records = (0..<2_000).map { number in
                OutgoingRecord(topic: topic, partition: Int32(number % 2), key: nil, payload: Array("\(number)".utf8))
            }
            try log.append(records)
            for partition in 0..<2 {
                let expected = stride(from: partition, to: records.count, by: 2).map { "\($0)" }
                #expect(try log.all(TopicPartition(topic, Int32(partition))) == expected)
            }
        }
    }
}
