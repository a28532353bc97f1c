import Agent
import Awards
import Log
import Messages
import TestSupport
import Testing

@testable import Intake

/// The relay: what is in the outbox comes to the office's claims once, in order.
struct RelayTests {
    private static let task = TaskName(division: Samples.office, stage: .relay, number: 0)
    private static let claims = "150223.claims"
    private static let partitions: Int32 = 4

    private func provision(_ log: any EventLog) throws {
        _ = try log.create(
            [("claims", Self.partitions), ("relay-progress", 1), ("dead-letters", Self.partitions)].map {
                TopicDefinition("150223.\($0.0)", partitions: $0.1)
            })
    }

    /// Runs the relay until the body returns.
    private func relaying(
        _ outbox: Outbox, _ shared: any EventLog, batch: Int = 7, _ body: (TaskStatus) throws -> Void
    ) throws -> TaskEnding {
        let decider = RelayDecider(Self.task)
        let stop = StopSignal()
        let status = TaskStatus(task: decider.specification.id)
        var settings = LoopSettings()
        settings.batchRecords = batch
        let environment = TaskEnvironment(
            log: RelayLog(outbox, shared), settings: settings, build: "test", stateFolder: nil, stop: stop,
            status: status)
        let run = try TaskRun(decider.specification, decider, environment)
        let result = Result { try body(status) }
        stop.set()
        let ending = run.wait()
        try result.get()
        return ending
    }

    private func forwarded(_ log: any EventLog) throws -> [[String]] {
        try (0..<Self.partitions).map { try Samples.records(log, TopicPartition(Self.claims, $0)) }
    }

    private func wait(_ log: any EventLog, for count: Int, seconds: Int = 60) throws {
        let start = ContinuousClock.now
        let reader = try log.reader(for: .folding)
        defer { reader.close() }
        try reader.assign(
            Dictionary(uniqueKeysWithValues: (0..<Self.partitions).map { (TopicPartition(Self.claims, $0), 0) }))
        var seen = 0
        while seen < count {
            seen += try reader.poll(PollLimits()).count
            try #require(ContinuousClock.now - start < .seconds(seconds), "only \(seen) of \(count) claims came")
        }
    }

    /// What the outbox holds, by the partition that it belongs to.
    private func expected(_ outbox: Outbox) throws -> [[String]] {
        var lists = [[String]](repeating: [], count: Int(Self.partitions))
        for text in try Samples.records(outbox.log, outbox.partition) {
            if let marker = try? IntakeComplete(reading: Array(text.utf8)) {
                lists[Int(marker.partition)].append(text)
                continue
            }
            let applicant = try ClaimSubmitted(reading: Array(text.utf8)).applicant
            lists[Int(Partitioner.partition(of: Array(applicant.utf8), among: Self.partitions))].append(text)
        }
        return lists
    }

    @Test("claims come once and in order, and later ones follow; the log may be the outbox's own file")
    func forwards() throws {
        let folder = try TemporaryFolder()
        let outbox = try Outbox.open(folder.file("one"), of: Samples.office)
        for shared in [try SQLiteLog(), outbox.log] {
            try provision(shared)
            let before = try Samples.records(outbox.log, outbox.partition).count
            let ending = try relaying(outbox, shared) { _ in
                _ = try outbox.lodge((0..<30).map { .claim(Samples.draft(before + $0)) }) { Samples.nowMs }
                try wait(shared, for: before + 30)
                _ = try outbox.lodge([.claim(Samples.draft(before + 500))]) { Samples.nowMs }
                try wait(shared, for: before + 31)
            }
            #expect(ending == .stopped)
            #expect(try forwarded(shared) == expected(outbox))
            let report = try Audit(shared).run()
            #expect(report.findings == [], "\(report.findings.map(\.sentence))")
        }
    }

    @Test("of many claims the order of each partition is that of the outbox, through restarts")
    func order() throws {
        let shared = try SQLiteLog()
        try provision(shared)
        let outbox = try Samples.outbox()
        let count = 20_000
        let applicants = (0..<50).map { Array(USCCSample.code($0).utf8) }
        try outbox.log.append(
            (0..<count).map { number in
                OutgoingRecord(
                    topic: outbox.partition.topic, partition: 0, key: applicants[number % 50],
                    payload: Array("\(number)".utf8))
            })
        for part in 1...4 {
            _ = try relaying(outbox, shared, batch: 300) { _ in try wait(shared, for: count / 4 * part) }
        }
        let partitions = try forwarded(shared).map { $0.compactMap { Int($0) } }
        #expect(partitions.allSatisfy { $0 == $0.sorted() })
        #expect(partitions.flatMap { $0 }.sorted() == Array(0..<count))
    }

    @Test("a replay copies the relay's progress beside the claims, and the chain holds there too")
    func replay() throws {
        let shared = try SQLiteLog()
        try provision(shared)
        let outbox = try Samples.outbox()
        _ = try outbox.lodge((0..<20).map { .claim(Samples.draft($0)) }) { Samples.nowMs }
        _ = try relaying(outbox, shared) { _ in try wait(shared, for: 20) }
        let into = try SQLiteLog()
        try provision(into)
        let reader = try shared.reader(for: .folding)
        try reader.assign(
            Dictionary(uniqueKeysWithValues: (0..<Self.partitions).map { (TopicPartition(Self.claims, $0), 0) }))
        var copied = 0
        while copied < 20 {
            let records = try reader.poll(PollLimits()).map { record in
                OutgoingRecord(
                    topic: record.topic, partition: record.partition, key: record.key.map { Array($0) },
                    payload: record.payload.map { Array($0) }, headers: record.headers)
            }
            try into.append(records)
            copied += records.count
        }
        reader.close()
        let offices = try Offices.load(path: Repository.file("deploy/offices.yaml"))
        let result = try RelayStage().replay(Self.task, offices, ReplayRequest(from: shared, into: into))
        #expect(result.transactions >= 3 && result.difference == nil)
        let report = try Audit(into).run()
        #expect(report.findings == [] && report.chains.map(\.transactions) == [result.transactions])
    }

    @Test("an outbox that is not the one that was forwarded from stops the relay")
    func otherOutbox() throws {
        let shared = try SQLiteLog()
        try provision(shared)
        let outbox = try Samples.outbox()
        _ = try outbox.lodge((0..<5).map { .claim(Samples.draft($0)) }) { Samples.nowMs }
        _ = try relaying(outbox, shared) { _ in try wait(shared, for: 5) }
        let other = try Samples.outbox()
        _ = try other.lodge([.claim(Samples.draft(7))]) { Samples.nowMs }
        // It ends by itself, and says why.
        let decider = RelayDecider(Self.task)
        let status = TaskStatus(task: decider.specification.id)
        let environment = TaskEnvironment(
            log: RelayLog(other, shared), build: "test", stateFolder: nil, stop: StopSignal(), status: status)
        let ending = try TaskRun(decider.specification, decider, environment).wait()
        guard case .inconsistent(let why) = ending else {
            Issue.record("\(ending)")
            return
        }
        #expect(why.contains("5 records of this outbox were forwarded") && why.contains("holds only 1"))
    }

    /// At each call that the relay makes of the shared log's writer: as if the process died before it, and behind it.
    @Test("a crash between any two steps repeats nothing and loses nothing", arguments: [false, true])
    func crashes(behind: Bool) throws {
        let outbox = try Samples.outbox()
        _ = try outbox.lodge((0..<10).map { .claim(Samples.draft($0)) }) { Samples.nowMs }
        #expect(try outbox.complete(Samples.closing(), partitions: 4) { Samples.nowMs + 1 })
        _ = try outbox.lodge((10..<14).map { .claim(Samples.draft($0)) }) { Samples.nowMs }
        let expected = try expected(outbox)
        var step = 0
        var isThrough = false
        while !isThrough {
            step += 1
            let shared = try SQLiteLog()
            try provision(shared)
            let mortal = MortalLog(shared, dies: step, behind: behind)
            _ = try relaying(outbox, mortal) { _ in try wait(shared, for: 18) }
            #expect(try forwarded(shared) == expected, "step \(step)")
            isThrough = !mortal.hasDied
        }
        #expect(step > 15)
    }

    @Test("claims are taken in while the broker is stopped, and all come once when it is back")
    func brokerAway() throws {
        guard let cluster = try KafkaCluster.start() else { return }
        defer { cluster.close() }
        let shared = KafkaLog(KafkaConfiguration(brokers: cluster.bootstrap, properties: [:])) { _, _ in }
        try provision(shared)
        let outbox = try Samples.outbox()
        _ = try outbox.lodge((0..<20).map { .claim(Samples.draft($0)) }) { Samples.nowMs }
        _ = try relaying(outbox, shared) { _ in
            try wait(shared, for: 20)
            cluster.kill()
            for number in 20..<60 { _ = try outbox.lodge([.claim(Samples.draft(number))]) { Samples.nowMs } }
            try cluster.restart()
            try wait(shared, for: 60, seconds: 120)
        }
        _ = try relaying(outbox, shared) { _ in
            _ = try outbox.lodge([.claim(Samples.draft(60))]) { Samples.nowMs }
            try wait(shared, for: 61)
        }
        #expect(try forwarded(shared) == expected(outbox))
        #expect(try Audit(shared).run().findings == [])
    }
}
