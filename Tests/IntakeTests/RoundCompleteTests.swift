import Agent
import Awards
import Foundation
import Log
import Messages
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Intake

/// An intake says of a round that all that was lodged by its deadline is there: once, and not before.
struct RoundCompleteTests {
    private static let deadlineMs = Samples.nowMs
    private let deadlineMs = Self.deadlineMs

    /// Turned by the tests.
    private final class Clock: Sendable {
        private let now = Mutex(deadlineMs - 60_000)

        func read() -> Int64 { now.withLock { $0 } }
        func turn(to milliseconds: Int64) { now.withLock { $0 = milliseconds } }
    }

    private struct County {
        let clock: Clock
        let shared: any EventLog
        let outbox: Outbox
        let desk: IntakeDesk
    }

    private func county(_ shared: any EventLog, _ outbox: Outbox) throws -> County {
        let offices = try Offices.load(path: Repository.file("deploy/offices.yaml"))
        for (topic, partitions) in [
            ("150000.programmes", 1), ("150000.rounds", 1), ("150200.programmes", 1), ("150200.rounds", 1),
            ("150223.claims", 4), ("150223.relay-progress", 1), ("150223.dead-letters", 4),
        ] { _ = try shared.create([TopicDefinition(topic, partitions: Int32(partitions))]) }
        let clock = Clock()
        let desk = IntakeDesk(
            outbox: outbox, terms: try TermsCopy(outbox.log, of: Samples.office, offices),
            evidence: EvidenceStore(folder: "/nowhere"), needsRound: false, nowMs: clock.read)
        return County(clock: clock, shared: shared, outbox: outbox, desk: desk)
    }

    private func say(_ closing: RoundClosing, _ shared: any EventLog) throws {
        try shared.append([
            OutgoingRecord(
                topic: "150200.rounds", partition: 0, key: nil, payload: closing.bytes,
                headers: [Header("ce_type", RoundClosing.type)])
        ])
    }

    private func markers(_ outbox: Outbox) throws -> [IntakeComplete] {
        try Samples.records(outbox.log, outbox.partition).compactMap { try? IntakeComplete(reading: Array($0.utf8)) }
    }

    /// What the markers must say when these versions count.
    private func expect(
        _ markers: [IntakeComplete], count versions: [(claim: String, version: Int64, applicant: String)],
        _ place: SourceLocation = #_sourceLocation
    ) {
        #expect(markers.map(\.partition) == [0, 1, 2, 3], sourceLocation: place)
        for marker in markers {
            let own = versions.filter {
                Partitioner.partition(of: Array($0.applicant.utf8), among: 4) == Int32(marker.partition)
            }
            #expect(marker.versions == Int64(own.count), sourceLocation: place)
            let list = own.map { (claim: $0.claim, version: $0.version) }
            #expect(marker.digest == VersionList.digest(of: list), sourceLocation: place)
            #expect(marker.office == "150223", sourceLocation: place)
        }
    }

    // MARK: The deadline

    @Test(
        "what was lodged one second before the deadline while the log was away is in, one second after is not",
        arguments: [false, true])
    func deadline(knows: Bool) throws {
        try deadline(try SQLiteLog(), knows: knows, goesAway: {}, comesBack: {})
    }

    @Test("the same on Apache Kafka, with the broker killed")
    func brokerAway() throws {
        guard let cluster = try KafkaCluster.start() else { return }
        defer { cluster.close() }
        let shared = KafkaLog(KafkaConfiguration(brokers: cluster.bootstrap, properties: [:])) { _, _ in }
        try deadline(shared, knows: true, goesAway: { cluster.kill() }, comesBack: { try cluster.restart() })
    }

    /// - Parameter knows: whether the county has heard that the round closes before the shared log goes away.
    private func deadline(
        _ shared: any EventLog, knows: Bool, goesAway: () throws -> Void, comesBack: () throws -> Void
    ) throws {
        let county = try county(shared, Samples.outbox())
        let desk = county.desk
        if knows { try say(Samples.closing(), shared) }
        try desk.terms.refresh(from: shared)
        try goesAway()
        func lodge(_ number: Int, atMs: Int64) throws -> OutboxReceipt {
            county.clock.turn(to: atMs)
            return try desk.lodge([Samples.draft(number)])[0].get()
        }
        let before = try lodge(0, atMs: deadlineMs - 1_000)
        #expect(try desk.completeRounds(partitions: 4) == [])
        let at = try lodge(1, atMs: deadlineMs)
        #expect(try desk.completeRounds(partitions: 4) == [])
        let after = try lodge(2, atMs: deadlineMs + 1_000)
        if !knows {
            #expect(try desk.completeRounds(partitions: 4) == [])
            try say(Samples.closing(), shared)
            try desk.terms.refresh(from: shared)
        }
        #expect(try desk.completeRounds(partitions: 4) == ["baotou-2022/2023/all"])
        // The clock runs back; what the office has said stays true.
        let last = try lodge(3, atMs: deadlineMs - 10_000)
        #expect(last.lodged >= after.lodged)
        #expect(try desk.completeRounds(partitions: 4) == [])
        try comesBack()
        try relay(county, until: 8)
        var forwarded: [IntakeComplete] = []
        for partition in 0..<4 {
            let records = try Samples.records(shared, TopicPartition("150223.claims", Int32(partition)))
            let place = try #require(records.firstIndex { (try? IntakeComplete(reading: Array($0.utf8))) != nil })
            forwarded.append(try IntakeComplete(reading: Array(records[place].utf8)))
            for text in records[(place + 1)...] {
                #expect(try ClaimSubmitted(reading: Array(text.utf8)).lodged.milliseconds > deadlineMs)
            }
        }
        expect(
            forwarded,
            count: [(before, 0), (at, 1)].map { ($0.0.claim, 1, USCCSample.code($0.1)) })
    }

    private func relay(_ county: County, until count: Int) throws {
        let decider = RelayDecider(TaskName(division: Samples.office, stage: .relay, number: 0))
        let stop = StopSignal()
        let status = TaskStatus(task: decider.specification.id)
        let environment = TaskEnvironment(
            log: RelayLog(county.outbox, county.shared), build: "test", stateFolder: nil, stop: stop, status: status)
        let run = try TaskRun(decider.specification, decider, environment)
        defer {
            stop.set()
            _ = run.wait()
        }
        let reader = try county.shared.reader(for: .folding)
        defer { reader.close() }
        try reader.assign(
            Dictionary(uniqueKeysWithValues: (0..<4).map { (TopicPartition("150223.claims", $0), Int64(0)) }))
        var seen = 0
        let start = ContinuousClock.now
        while seen < count {
            seen += try reader.poll(PollLimits()).count
            try #require(ContinuousClock.now - start < .seconds(120), "only \(seen) of \(count) records came")
        }
    }

    // MARK: What counts

    @Test("corrections and withdrawals count, what is not the round's or another office's does not")
    func counted() throws {
        let outbox = try Samples.outbox()
        var other = Samples.draft(4)
        other.clause = "8"
        var year = Samples.draft(5)
        year.period = "2022"
        var programme = Samples.draft(6)
        programme.programme = "nm39-2022"
        let receipts = try outbox.lodge(
            [
                .claim(Samples.draft(0)), .claim(Samples.draft(0, sales: 7)), .claim(Samples.draft(1)),
                .withdrawal(claim: Samples.draft(1).claimID, reason: nil), .claim(other), .claim(year),
                .claim(programme),
            ]) { Samples.nowMs }.map { try $0.get() }
        var foreign = try #require(try outbox.content(of: outbox.versions(of: receipts[0].claim)[0]))
        foreign.office = "150221"
        foreign.version = 9
        try outbox.log.append([
            OutgoingRecord(
                topic: outbox.partition.topic, partition: 0, key: Array(foreign.applicant.utf8),
                payload: foreign.bytes, headers: [Header("ce_type", ClaimSubmitted.type)])
        ])
        _ = try outbox.lodge([.claim(Samples.draft(0, sales: 8))]) { Samples.nowMs + 1 }
        for round in [Samples.closing(["7-1"]), Samples.closing()] {
            #expect(try outbox.complete(round, partitions: 4) { Samples.nowMs + 1 })
        }
        let markers = try markers(outbox)
        let clause = [(0, 1), (0, 2), (1, 1), (1, 2)].map { number, version in
            (Samples.draft(number).claimID, Int64(version), USCCSample.code(number))
        }
        expect(markers.filter { $0.round == "baotou-2022/2023/7-1" }, count: clause)
        expect(
            markers.filter { $0.round == "baotou-2022/2023/all" },
            count: clause + [(other.claimID, 1, USCCSample.code(4))])
    }

    @Test("an office that is not on the round's roster stays silent")
    func roster() throws {
        let county = try county(SQLiteLog(), Samples.outbox())
        var closing = Samples.closing()
        closing.offices = ["150221"]
        try say(closing, county.shared)
        try county.desk.terms.refresh(from: county.shared)
        county.clock.turn(to: deadlineMs + 1)
        #expect(try county.desk.completeRounds(partitions: 4) == [])
        #expect(try markers(county.outbox).isEmpty)
    }

    // MARK: Once

    @Test("a restart before says it, a restart behind does not say it again, with its index or without")
    func restarts() throws {
        let folder = try TemporaryFolder()
        func open() throws -> County {
            try county(SQLiteLog(file: folder.file("log")), Outbox.open(folder.file("outbox"), of: Samples.office))
        }
        let first = try open()
        try say(Samples.closing(), first.shared)
        try first.desk.terms.refresh(from: first.shared)
        _ = try first.desk.lodge([Samples.draft()])
        #expect(try first.desk.completeRounds(partitions: 4) == [])
        // It was down at the deadline, and the shared log is away when it starts.
        let second = try open()
        second.clock.turn(to: deadlineMs + 3_600_000)
        #expect(try second.desk.completeRounds(partitions: 4) == ["baotou-2022/2023/all"])
        for file in ["", "-wal", "-shm"].map({ folder.file("outbox-index\($0)") }) {
            let third = try open()
            third.clock.turn(to: deadlineMs - 1)
            #expect(try third.desk.completeRounds(partitions: 4) == [])
            #expect(try third.desk.lodge([Samples.draft(1)])[0].get().lodged.milliseconds == deadlineMs + 3_600_000)
            third.clock.turn(to: deadlineMs + 7_200_000)
            #expect(try third.desk.completeRounds(partitions: 4) == [])
            try? FileManager.default.removeItem(atPath: file)
        }
        expect(try markers(second.outbox), count: [(Samples.draft().claimID, 1, USCCSample.code(0))])
    }

    @Test("said by several processes at once while claims come, it is said once, and nothing behind it is in time")
    func together() throws {
        let folder = try TemporaryFolder()
        _ = try Outbox.open(folder.file("outbox"), of: Samples.office)
        let now = Mutex(Self.deadlineMs - 150)
        let tick: @Sendable () -> Int64 = {
            now.withLock { now in
                now += 1
                return now
            }
        }
        let said = Mutex(0)
        try IntakeTests.together(4) { thread in
            let outbox = try Outbox.open(folder.file("outbox"), of: Samples.office)
            for number in 0..<60 {
                _ = try outbox.lodge([.claim(Samples.draft(thread * 60 + number))], nowMs: tick)
                if try outbox.complete(Samples.closing(), partitions: 4, nowMs: tick) { said.withLock { $0 += 1 } }
            }
        }
        #expect(said.withLock { $0 } == 1)
        let outbox = try Outbox.open(folder.file("outbox"), of: Samples.office)
        let records = try Samples.records(outbox.log, outbox.partition)
        #expect(records.count == 244)
        let markers = try markers(outbox)
        let place = try #require(records.firstIndex(of: String(decoding: markers[0].bytes, as: UTF8.self)))
        func inTime(_ records: ArraySlice<String>) -> [ClaimSubmitted] {
            records.compactMap { try? ClaimSubmitted(reading: Array($0.utf8)) }.filter {
                $0.lodged.milliseconds <= deadlineMs
            }
        }
        let before = inTime(records[..<place])
        #expect(!before.isEmpty)
        #expect(inTime(records[place...]).isEmpty)
        expect(markers, count: before.map { ($0.id, $0.version, $0.applicant) })
    }
}
