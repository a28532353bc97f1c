import Log
import TestSupport
import Testing

/// What an `EventLog` promises, whichever it is.
@Suite(.serialized)
struct LogContractTests {
    @Test("topics are created once, and a changed number of partitions is told", arguments: LogUnderTest.allCases)
    func topics(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let topic = name("t")
        #expect(try log.create([TopicDefinition(topic, partitions: 3)]) == [.created])
        #expect(
            try log.create([
                TopicDefinition(topic, partitions: 3), TopicDefinition(name("u"), partitions: 1, cleanup: .compact),
            ]) == [.existed, .created])
        #expect(try log.create([TopicDefinition(topic, partitions: 4)]) == [.differs(partitions: 3)])
        #expect(try log.topics()[topic] == 3)
    }

    @Test("records of a partition keep their order, with key, payload and headers", arguments: LogUnderTest.allCases)
    func order(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let topic = name("t")
        _ = try log.create([TopicDefinition(topic, partitions: 2)])
        let writer = try log.takenWriter(name("w"))
        defer { writer.close() }
        for round in 0..<3 {
            try writer.transaction(
                (0..<50).map { number in
                    OutgoingRecord(
                        topic: topic, partition: Int32(number % 2), key: Array("k\(number)".utf8),
                        payload: Array("\(round * 50 + number)".utf8),
                        headers: [Header("a", "1"), Header("a", "\(number)")])
                })
        }
        let even = TopicPartition(topic, 0)
        #expect(try log.all(even) == stride(from: 0, to: 150, by: 2).map(String.init))
        #expect(try log.all(TopicPartition(topic, 1)) == stride(from: 1, to: 150, by: 2).map(String.init))
        #expect(try log.map(even) { $0.header(text: "a") ?? "" }.prefix(3) == ["0", "2", "4"])
        #expect(try log.map(even) { $0.headers.count }.allSatisfy { $0 == 2 })
        // A name can be looked for in vain, and left out; and all are heard in one pass.
        #expect(try log.map(even) { $0.header(text: "b") }.allSatisfy { $0 == nil })
        #expect(try log.map(even) { $0.headers(except: "a") }.allSatisfy { $0.isEmpty })
        #expect(try log.map(even) { $0.headers(except: "aa") == $0.headers }.allSatisfy { $0 })
        let passed = try log.map(even) { record in
            var passed: [Header] = []
            record.forEachHeader { passed.append(Header(String(decoding: $0, as: UTF8.self), Array($1))) }
            return passed == record.headers
        }
        #expect(passed.allSatisfy { $0 })
        #expect(try log.map(even) { $0.key.map { String(decoding: $0, as: UTF8.self) } ?? "" }.first == "k0")
        let offsets = try log.map(even) { $0.offset }
        #expect(offsets == offsets.sorted() && Set(offsets).count == 75)
    }

    @Test("a record without a partition goes to its key's, by murmur2", arguments: LogUnderTest.allCases)
    func partitioner(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let topic = name("t")
        _ = try log.create([TopicDefinition(topic, partitions: 4)])
        let writer = try log.takenWriter(name("w"))
        defer { writer.close() }
        let keys = (0..<40).map { "91150202MA0N\($0)" }
        try writer.transaction(keys.map { record(topic, $0, in: nil, key: $0) })
        for partition in Int32(0)..<4 {
            let expected = keys.filter { Partitioner.partition(of: Array($0.utf8), among: 4) == partition }
            #expect(try log.all(TopicPartition(topic, partition)) == expected)
        }
    }

    @Test("a transaction is seen whole or not at all, an aborted one never", arguments: LogUnderTest.allCases)
    func atomicity(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let topic = name("t")
        _ = try log.create([TopicDefinition(topic, partitions: 2)])
        let writer = try log.takenWriter(name("w"))
        defer { writer.close() }
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        try reader.assign([TopicPartition(topic, 0): 0, TopicPartition(topic, 1): 0])
        try writer.begin()
        try writer.send(record(topic, "a", in: 0))
        try writer.send(record(topic, "b", in: 1))
        #expect(try reader.poll(PollLimits(firstWaitMs: 300)).isEmpty)
        try writer.abort()
        try writer.transaction([record(topic, "c", in: 0), record(topic, "d", in: 1)])
        var seen: Set<String> = []
        while seen.count < 2 {
            for record in try reader.poll(PollLimits()) {
                seen.insert(String(decoding: try #require(record.payload), as: UTF8.self))
            }
        }
        #expect(seen == ["c", "d"])
        #expect(try log.all(TopicPartition(topic, 0)) == ["c"])
    }

    @Test("offsets are committed with the records or not at all", arguments: LogUnderTest.allCases)
    func offsets(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let (input, output, id) = (name("in"), name("out"), name("w"))
        _ = try log.create([TopicDefinition(input, partitions: 2), TopicDefinition(output, partitions: 1)])
        let (first, second) = (TopicPartition(input, 0), TopicPartition(input, 1))
        #expect(try log.committed(by: id, of: [first, second]) == [:])
        let writer = try log.takenWriter(id)
        defer { writer.close() }
        try writer.transaction([record(output, "1")], offsets: [first: 7])
        #expect(try log.committed(by: id, of: [first, second]) == [first: 7])
        try writer.begin()
        try writer.send(record(output, "2"))
        try writer.send(offsets: [first: 8, second: 1])
        try writer.abort()
        #expect(try log.committed(by: id, of: [first, second]) == [first: 7])
        #expect(try log.all(TopicPartition(output, 0)) == ["1"])
        try writer.transaction([], offsets: [second: 3])
        #expect(try log.committed(by: id, of: [first, second]) == [first: 7, second: 3])
    }

    @Test(
        "a newer writer of the same id fences the older, whose open transaction is aborted",
        arguments: LogUnderTest.allCases)
    func fencing(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let (topic, id) = (name("t"), name("w"))
        _ = try log.create([TopicDefinition(topic, partitions: 1)])
        let older = try log.takenWriter(id)
        defer { older.close() }
        try older.transaction([record(topic, "older")])
        try older.begin()
        try older.send(record(topic, "lost"))
        let newer = try log.takenWriter(id)
        defer { newer.close() }
        try newer.transaction([record(topic, "newer")])
        let error = #expect(throws: LogError.self) { try older.commit() }
        #expect(error?.reason == .fenced && error?.kind == .fatal)
        #expect(try log.all(TopicPartition(topic, 0)) == ["older", "newer"])
    }

    @Test("a reader from the start sees each record once, while a writer goes on", arguments: LogUnderTest.allCases)
    func concurrentWriter(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let (topic, id) = (name("t"), name("w"))
        _ = try log.create([TopicDefinition(topic, partitions: 1)])
        let partition = TopicPartition(topic, 0)
        let total = 2_000
        let writing = Beside {
            let writer = try log.takenWriter(id)
            defer { writer.close() }
            for start in stride(from: 0, to: total, by: 100) {
                try writer.transaction((start..<start + 100).map { record(topic, "\($0)") })
            }
        }
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        try reader.assign([partition: 0])
        var seen: [String] = []
        while seen.count < total {
            seen.append(
                contentsOf: try reader.poll(PollLimits()).map {
                    $0.payload.map { String(decoding: $0, as: UTF8.self) } ?? "-"
                })
        }
        try writing.wait()
        #expect(seen == (0..<total).map(String.init))
    }

    @Test(
        "reading reaches the high watermark, behind markers and aborted records too", arguments: LogUnderTest.allCases)
    func highWatermark(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let topic = name("t")
        _ = try log.create([TopicDefinition(topic, partitions: 1)])
        let partition = TopicPartition(topic, 0)
        let writer = try log.takenWriter(name("w"))
        defer { writer.close() }
        try writer.transaction((0..<10).map { record(topic, "\($0)") })
        try writer.begin()
        try writer.send(record(topic, "aborted"))
        // On Kafka an abort of what has not reached the brokers yet is fatal to the writer.
        while kind == .kafka, try (log.ends(of: [partition])[partition]?.highWatermark ?? 0) < 12 { continue }
        try writer.abort()
        let ends = try #require(try log.ends(of: [partition])[partition])
        #expect(ends.start == 0 && ends.highWatermark >= 10)
        #expect(try log.all(partition).count == 10)
    }

    @Test("a range can be read, and the first record since a time be found", arguments: LogUnderTest.allCases)
    func ranges(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let topic = name("t")
        _ = try log.create([TopicDefinition(topic, partitions: 1)])
        let partition = TopicPartition(topic, 0)
        try log.append((0..<20).map { record(topic, "\($0)") })
        let times = try log.map(partition) { $0.timestampMs }
        let reader = try log.reader(for: .folding)
        defer { reader.close() }
        try reader.assign([partition: 15])
        var seen: [String] = []
        while seen.count < 5 {
            seen += try reader.poll(PollLimits(records: 2)).map {
                String(decoding: $0.payload ?? .init(start: nil, count: 0), as: UTF8.self)
            }
        }
        #expect(seen == ["15", "16", "17", "18", "19"])
        let newest = try #require(times.max())
        let found = try log.offsets(of: [partition], atMs: newest)[partition]
        #expect(found.map { Int($0) } == times.firstIndex { $0 >= newest })
        #expect(try log.offsets(of: [partition], atMs: newest + 3_600_000)[partition] == 20)
    }

    @Test("a null payload is a tombstone, an empty one is not", arguments: LogUnderTest.allCases)
    func tombstones(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let topic = name("t")
        _ = try log.create([TopicDefinition(topic, partitions: 1)])
        let writer = try log.takenWriter(name("w"))
        defer { writer.close() }
        let headers = [Header("h", "")]
        try writer.transaction([
            record(topic, nil), record(topic, ""), record(topic, "no key", key: nil),
            record(topic, "empty key", key: ""),
            OutgoingRecord(topic: topic, partition: 0, key: [1], payload: nil, headers: headers),
            OutgoingRecord(topic: topic, partition: 0, key: [], payload: [], headers: headers),
        ])
        let partition = TopicPartition(topic, 0)
        #expect(try log.map(partition) { $0.payload?.count } == [nil, 0, 6, 9, nil, 0])
        #expect(try log.map(partition) { $0.key?.count } == [1, 1, nil, 0, 1, 0])
    }

    @Test("a record of 1 MiB passes, a larger one is refused and named", arguments: LogUnderTest.allCases)
    func largeRecords(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let topic = name("t")
        _ = try log.create([TopicDefinition(topic, partitions: 1)])
        let writer = try log.takenWriter(name("w"))
        defer { writer.close() }
        func large(_ size: Int) -> OutgoingRecord {
            OutgoingRecord(
                topic: topic, partition: 0, key: nil,
                payload: (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
        }
        try writer.begin()
        try writer.send(large(1 << 20))
        let error = #expect(throws: LogError.self) { try writer.send(large(1 << 20 + 1)) }
        #expect(error?.reason == .tooLarge && error?.description.contains("1048577 bytes") == true)
        try writer.send(large(RecordLimit.deadLetter), limit: RecordLimit.deadLetter)
        try writer.commit()
        #expect(try log.map(TopicPartition(topic, 0)) { $0.payload?.count ?? 0 } == [1 << 20, RecordLimit.deadLetter])
    }

    @Test("an empty transaction and an empty batch do no harm", arguments: LogUnderTest.allCases)
    func emptiness(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let topic = name("t")
        _ = try log.create([TopicDefinition(topic, partitions: 1)])
        let writer = try log.takenWriter(name("w"))
        defer { writer.close() }
        try writer.transaction([])
        try log.append([])
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        #expect(try reader.poll(PollLimits(firstWaitMs: 1)).isEmpty)
        try reader.assign([TopicPartition(topic, 0): 0])
        #expect(try reader.poll(PollLimits(firstWaitMs: 1)).isEmpty)
        #expect(try log.all(TopicPartition(topic, 0)).isEmpty)
    }

    @Test("a batch stays within its limits and nothing is lost between batches", arguments: LogUnderTest.allCases)
    func limits(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let topic = name("t")
        _ = try log.create([TopicDefinition(topic, partitions: 1)])
        let payload = String(repeating: "x", count: 1_000)
        try log.append((0..<200).map { record(topic, "\($0) \(payload)") })
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        try reader.assign([TopicPartition(topic, 0): 0])
        var sizes: [Int] = []
        while sizes.reduce(0, +) < 200 {
            let batch = try reader.poll(PollLimits(records: 30, bytes: 10_000))
            if !batch.isEmpty { sizes.append(batch.count) }
            #expect(batch.bytes < 10_000 + 1_010)
        }
        #expect(sizes.reduce(0, +) == 200 && sizes.allSatisfy { $0 <= 10 })
    }

    @Test("a topic or partition that is not there is named", arguments: LogUnderTest.allCases)
    func unknownTopic(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let topic = name("t")
        _ = try log.create([TopicDefinition(topic, partitions: 1)])
        let writer = try log.takenWriter(name("w"))
        defer { writer.close() }
        let missing = #expect(throws: LogError.self) { try writer.warm([name("missing")]) }
        #expect(missing?.reason == .unknownTopic && missing?.message.contains("duixian provision") == true)
        try writer.begin()
        let partition = #expect(throws: LogError.self) { try writer.send(record(topic, "x", in: 5)) }
        #expect(partition?.reason == .unknownPartition)
        try writer.abort()
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        let unread = #expect(throws: LogError.self) { try reader.assign([TopicPartition(name("missing"), 0): 0]) }
        #expect(unread?.reason == .unknownTopic)
    }

    @Test("a position behind the end is an error, never a jump", arguments: LogUnderTest.allCases)
    func outOfRange(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let topic = name("t")
        _ = try log.create([TopicDefinition(topic, partitions: 1)])
        try log.append([record(topic, "1")])
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        let error = #expect(throws: LogError.self) {
            try reader.assign([TopicPartition(topic, 0): 100])
            for _ in 0..<100 { _ = try reader.poll(PollLimits(firstWaitMs: 100)) }
        }
        #expect(error?.reason == .outOfRange)
    }

    @Test("of a compacted topic each key's newest record stays", arguments: [LogUnderTest.memory, .file])
    func compaction(_ kind: LogUnderTest) throws {
        guard let (log, name) = try kind.open() else { return }
        let topic = name("t")
        _ = try log.create([TopicDefinition(topic, partitions: 1, cleanup: .compact)])
        try log.append([record(topic, "1", key: "a"), record(topic, "2", key: "b"), record(topic, "3", key: "a")])
        try log.append([record(topic, "4", key: "b")])
        #expect(try log.all(TopicPartition(topic, 0)) == ["3", "4"])
    }
}
