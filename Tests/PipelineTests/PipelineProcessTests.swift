import Agent
import Awards
import Foundation
import Glibc
import Log
import Storage
import TestSupport
import Testing

@testable import Intake

/// The agents as offices run them, on Apache Kafka: killed at any moment, and cut off from the broker while claims come
/// in. What they come to is what a quiet run over the embedded log comes to.
///
/// The moments are a seed's, which is printed; `TEST_SEED` sets it.
struct PipelineProcessTests {
    @Test("agents killed at random moments and a broker away for an hour's claims: outcomes equal the quiet run's")
    func kills() throws {
        guard let cluster = try KafkaCluster.start() else { return }
        defer { cluster.close() }
        var random = SeededGenerator(name: "PipelineProcessTests")
        let start = ContinuousClock.now
        let world = World(seed: 2_026, partitions: 2, firms: 60, claims: 220...220)
        let quiet = try Simulation(world, seed: nil)
        try quiet.run()
        let expected = try Outcomes(quiet.log, city: World.city, counties: World.counties)
        #expect(quiet.troubles + expected.faults == [])

        let log = KafkaLog(KafkaConfiguration(brokers: cluster.bootstrap, properties: [:])) { _, _ in }
        let topics = try SimulatedCity.shared.get().topics
        _ = try log.create(topics)
        let agents = try Agents(TemporaryFolder(), log: "kafka:\(cluster.bootstrap)")
        try agents.makeFolders()
        let people = try People(world, log, agents)
        for number in 0..<agents.count { try agents.start(number) }
        var kills = 0
        func trouble() throws {
            usleep(UInt32.random(in: 0..<300_000, using: &random))
            try agents.kill(Int.random(in: 0..<agents.count, using: &random))
            kills += 1
        }
        // The policy, early registers and waybills, and a hundred claims, while agents die.
        try people.write(lanes: [0, world.lanes.count - 4, world.lanes.count - 1])
        for _ in 0..<10 {
            try people.lodge(10)
            try trouble()
        }
        // The broker stops, and an hour's claims are taken in.
        cluster.kill()
        let lodged = people.lodged
        try people.lodge(.max)
        #expect(people.lodged - lodged >= 200)
        try agents.kill(2)
        try cluster.restart()
        try people.write(lanes: [world.lanes.count - 3, world.lanes.count - 2])
        for number in 0..<agents.count {
            usleep(UInt32.random(in: 0..<300_000, using: &random))
            try agents.kill(number)
            kills += 1
        }
        let came = try people.wait(for: expected, seconds: 300)
        try agents.stop()
        for difference in came.differences(from: expected).prefix(5) { Issue.record("\(difference)\n\(agents.words)") }
        #expect(came.faults == [])
        #expect(try Audit(log).run().findings == [])
        print(
            "FIGURE: \(people.lodged) versions through \(agents.starts) starts (\(kills) kills) on Kafka in "
                + "\(ContinuousClock.now - start): \(came.kinds.sorted { $0.key < $1.key })")
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
    private func append(_ records: [OutgoingRecord]) throws {
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

    /// Tends the agents and answers their reviews until all has come to what is expected, or for so long.
    func wait(for expected: Outcomes, seconds: Int) throws -> Outcomes {
        let start = ContinuousClock.now
        while true {
            try agents.tend()
            try append(try officer.read())
            let outcomes = try Outcomes(log, city: World.city, counties: World.counties)
            let isOver = ContinuousClock.now - start > .seconds(seconds)
            if isOver || outcomes.differences(from: expected).isEmpty { return outcomes }
            usleep(500_000)
        }
    }
}
