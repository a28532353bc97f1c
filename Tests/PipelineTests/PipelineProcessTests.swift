import Agent
import Awards
import Foundation
import Glibc
import Log
import Messages
import Storage
import TestSupport
import Testing

@testable import Intake

/// The agents as offices run them, on Apache Kafka: killed at any moment, and cut off from the broker while claims come
/// in up to the deadline. The round that is closed over them, published and confirmed comes to the awards of a quiet run
/// over the embedded log.
///
/// The moments are a seed's, which is printed; `TEST_SEED` sets it.
struct PipelineProcessTests {
    @Test("agents killed at random moments and a broker away at the deadline: the awards equal the quiet run's")
    func kills() throws {
        guard let cluster = try KafkaCluster.start() else { return }
        defer { cluster.close() }
        var random = SeededGenerator(name: "PipelineProcessTests")
        let start = ContinuousClock.now
        let world = World(closing: 2_026, partitions: 2, firms: 40, claims: 140...140)
        let quiet = try Simulation(world, seed: nil)
        try quiet.run()
        let expected = try ClosingOutcomes(quiet.log, world)
        #expect(quiet.troubles + expected.faults == [] && expected.isConfirmed)

        let log = KafkaLog(KafkaConfiguration(brokers: cluster.bootstrap, properties: [:])) { _, _ in }
        let topics = try SimulatedCity.shared.get().topics
        _ = try log.create(topics)
        let agents = try Agents(TemporaryFolder(), log: "kafka:\(cluster.bootstrap)")
        try agents.makeFolders()
        let people = try People(world, log, agents)
        for number in 0..<agents.count { try agents.start(number) }
        var kills = 0
        func trouble(_ most: UInt32 = 300_000) throws {
            usleep(UInt32.random(in: 0..<most, using: &random))
            try agents.kill(Int.random(in: 0..<agents.count, using: &random))
            kills += 1
        }
        // The policy, half of the registers, and sixty claims, while agents die.
        let registers = world.lanes.indices.filter { world.lanes[$0].isStrict || world.lanes[$0].isFile }
        try people.write(lanes: [0] + registers.filter { $0.isMultiple(of: 2) })
        for _ in 0..<6 {
            try people.lodge(10)
            try trouble()
        }
        // The broker stops, and all others are taken in, up to the deadline and beyond it.
        cluster.kill()
        let lodged = people.lodged
        try people.lodge(.max)
        #expect(people.lodged - lodged >= 100)
        try agents.kill(2)
        try cluster.restart()
        // The round is closed, and agents die on the way.
        let others = world.lanes.indices.filter { $0 > 0 && !registers.contains($0) }
        try people.write(lanes: others + registers.filter { !$0.isMultiple(of: 2) })
        for _ in 0..<6 { try trouble() }
        let desk = RoundDesk(log, waivers: quiet.waived)
        let end = ContinuousClock.now + .seconds(300)
        var steps = 0
        while !desk.isOver, ContinuousClock.now < end {
            try agents.tend()
            try people.answer()
            if let orders = try desk.next() {
                try people.append(orders)
                if desk.isLooking { continue }
                steps += 1
                // Each step is a good moment to die.
                try trouble(100_000)
            }
            usleep(200_000)
        }
        let came = try ClosingOutcomes(log, world)
        for difference in came.differences(from: expected).prefix(5) { Issue.record("\(difference)\n\(agents.words)") }
        #expect(came.faults == [] && came.isConfirmed, "\(came.blockers)")
        #expect(try Audit(log).run().findings == [])
        try agents.stop()
        print(
            "FIGURE: a round over \(people.lodged) versions, with \(agents.starts) starts (\(kills) kills) and \(steps) "
                + "steps of officers, on Kafka in \(ContinuousClock.now - start): "
                + "\(came.kinds.sorted { $0.key < $1.key })")
    }
}

/// The officers who close the round, as in the quiet run: what is waived there is waived here when it blocks here.
private final class RoundDesk {
    private let log: any EventLog
    private var waivers: [[OutgoingRecord]]
    private var holidays = 0
    private var hasPublished = false
    private var hasCounted = false
    private var hasConfirmed = false
    private(set) var isOver = false
    /// The last orders only had the round look again.
    private(set) var isLooking = false

    init(_ log: any EventLog, waivers: [[OutgoingRecord]]) {
        self.log = log
        self.waivers = waivers
    }

    /// What is to be ordered now; nil while there is nothing.
    func next() throws -> [OutgoingRecord]? {
        let told = try RoundTold(log)
        if told.confirmed != nil { isOver = true }
        isLooking = false
        guard let closed = told.closed else {
            guard let blocked = told.blocked, let next = waivers.first else { return nil }
            guard Set(Orders.waivers(blocked).map(\.key)) == Set(next.map(\.key)) else {
                // What was named last may have been decided since.
                holidays += 1
                isLooking = true
                return holidays.isMultiple(of: 8) ? [Orders.holiday] : nil
            }
            return waivers.removeFirst()
        }
        if !hasPublished {
            hasPublished = true
            return [Orders.publish]
        }
        guard told.published != nil, !hasConfirmed else { return nil }
        if !hasCounted {
            hasCounted = true
            return Orders.days
        }
        let days = TopicPartition("\(World.city).days", 0)
        let read = try log.committed(by: "\(World.city).round.0", of: [days])[days] ?? 0
        guard try read >= log.ends(of: [days])[days]?.lastStable ?? 0 else { return nil }
        hasConfirmed = true
        return [Orders.confirm(closed.digest)]
    }
}

/// All who bring something to the agents' world, or answer them.
private final class People {
    private let world: World
    private let log: any EventLog
    private let agents: Agents
    private let officer: Officer
    private let outboxes: [Outbox]
    private var claims: [(office: Int, request: OutboxRequest, atMs: Int64)]
    private(set) var lodged = 0

    init(_ world: World, _ log: any EventLog, _ agents: Agents) throws {
        self.world = world
        self.log = log
        self.agents = agents
        officer = Officer(log, world, partitions: 2)
        // A clerk's command is another process than the intake that forwards; here it is this one.
        outboxes = try World.counties.indices.map { county in
            guard let division = Division(World.counties[county]) else { throw SimulatedCity.NoName(text: "county") }
            return try Outbox.open(agents.outbox(of: county), of: division)
        }
        claims = world.lanes.flatMap(\.actions).compactMap { action in
            guard case .lodge(let office, let request, let atMs) = action else { return nil }
            return (office, request, atMs)
        }.sorted { $0.atMs < $1.atMs }
    }

    func lodge(_ most: Int) throws {
        for (office, request, atMs) in claims.prefix(most) {
            for result in try outboxes[office].lodge([request], nowMs: { atMs }) where try result.get().isNew {
                lodged += 1
            }
        }
        claims.removeFirst(min(most, claims.count))
    }

    func write(lanes: [Int]) throws {
        for lane in lanes {
            let records = world.lanes[lane].actions.compactMap { action -> OutgoingRecord? in
                if case .write(let record) = action { record } else { nil }
            }
            try append(records)
        }
    }

    /// What the broker does not take yet is sent again.
    func append(_ records: [OutgoingRecord]) throws {
        let start = ContinuousClock.now
        while !records.isEmpty {
            do {
                return try log.append(records)
            } catch {
                guard error.reason != .notAllowed, ContinuousClock.now - start < .seconds(30) else { throw error }
                usleep(100_000)
            }
        }
    }

    func answer() throws { try append(try officer.read()) }
}
