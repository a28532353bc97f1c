import Agent
import Awards
import Foundation
import Log
import Synchronization
import TestSupport
import Testing

/// All stages of the first half over a log in memory, in any order and with any accident: what they come to is what a
/// quiet run comes to.
///
/// A run that fails names its seed; `PIPELINE_SEED=17 swift test --filter PipelineSimulationTests` has that run again.
struct PipelineSimulationTests {
    /// So many schedules share a world, whose quiet run is made once.
    private static let schedules: UInt64 = 10
    private static let seeds: UInt64 = 200

    @Test("whatever dies, is aborted, sent again or overtaken, outcomes equal the quiet run's")
    func faults() throws {
        if let text = ProcessInfo.processInfo.environment["PIPELINE_SEED"], let seed = UInt64(text) {
            let faults = try Self.run(seed, quiet: Self.quiet(world: seed / Self.schedules)).faults
            for fault in faults { Issue.record("PIPELINE_SEED=\(seed): \(fault)") }
            return
        }
        let start = ContinuousClock.now
        let summary = Mutex(Summary())
        let worlds = Atomic<UInt64>(0)
        let threads = (0..<2).map { _ in
            Beside {
                while true {
                    let world = worlds.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard world < Self.seeds / Self.schedules else { return }
                    let quiet = try Self.quiet(world: world)
                    summary.withLock { $0.add(quiet.outcomes) }
                    for seed in (world * Self.schedules)..<((world + 1) * Self.schedules) {
                        let result = try Self.run(seed, quiet: quiet)
                        summary.withLock { $0.add(seed, result) }
                    }
                }
            }
        }
        for thread in threads { try thread.wait() }
        summary.withLock { summary in
            print("FIGURE: \(summary.runs) simulated runs in \(ContinuousClock.now - start): \(summary.text)")
            for fault in summary.faults.prefix(20) { Issue.record("\(fault)") }
            #expect(summary.runs == Self.seeds)
            // It has been everywhere: each kind of end, and a death at each step.
            for kind in ["award", "reject", "refused", "withdrawn", "pending_round", "refer", "waiting"] {
                #expect(summary.kinds[kind] ?? 0 > 0, "\(kind)")
            }
            for step in [
                "take", "fold", "folded", "assign", "read", "has read", "decided", "begun", "sent", "offsets sent",
                "committed", "abort",
            ] {
                #expect(summary.deaths[step] ?? 0 > 0, "nothing died at \(step)")
            }
            #expect(summary.aborts > 0)
        }
    }

    @Test("a pipeline that is broken on purpose is noticed", arguments: Turn.Mutation.allCases)
    func mutations(mutation: Turn.Mutation) throws {
        for world in UInt64(0)..<12 {
            let quiet = try Self.quiet(world: world)
            if try !Self.run(world * Self.schedules, quiet: quiet, mutation: mutation).faults.isEmpty { return }
        }
        Issue.record("12 runs with \(mutation) came to the same as the quiet run")
    }

    struct RunResult {
        var faults: [String]
        var deaths: [String: Int] = [:]
        var aborts = 0
        var turns = 0
    }

    struct Quiet {
        let world: World
        let outcomes: Outcomes
    }

    private static func quiet(world number: UInt64) throws -> Quiet {
        let world = World(seed: number, partitions: try SimulatedCity.shared.get().offices.partitions)
        let simulation = try Simulation(world, seed: nil)
        try simulation.run()
        let outcomes = try outcomes(of: simulation)
        let faults = simulation.troubles + outcomes.faults
        guard faults.isEmpty else { throw NotQuiet(description: "the quiet run of world \(number): \(faults)") }
        return Quiet(world: world, outcomes: outcomes)
    }

    struct NotQuiet: Error, CustomStringConvertible {
        let description: String
    }

    private static func outcomes(of simulation: Simulation) throws -> Outcomes {
        try Outcomes(simulation.log, city: World.city, counties: World.counties)
    }

    private static func run(_ seed: UInt64, quiet: Quiet, mutation: Turn.Mutation? = nil) throws -> RunResult {
        let simulation = try Simulation(quiet.world, seed: seed, mutation: mutation)
        try simulation.run()
        let outcomes = try outcomes(of: simulation)
        var faults = simulation.troubles + outcomes.faults
        if simulation.troubles.isEmpty { faults += outcomes.differences(from: quiet.outcomes) }
        faults += try Audit(simulation.log).run().findings.map(\.sentence)
        return RunResult(
            faults: faults, deaths: simulation.deaths, aborts: simulation.aborts, turns: simulation.turns)
    }

    private struct Summary {
        var runs: UInt64 = 0
        var turns = 0
        var aborts = 0
        var faults: [String] = []
        var deaths: [String: Int] = [:]
        var kinds: [String: Int] = [:]

        mutating func add(_ outcomes: Outcomes) { kinds.merge(outcomes.kinds, uniquingKeysWith: +) }

        mutating func add(_ seed: UInt64, _ result: RunResult) {
            runs += 1
            turns += result.turns
            aborts += result.aborts
            deaths.merge(result.deaths, uniquingKeysWith: +)
            if let first = result.faults.first {
                faults.append("PIPELINE_SEED=\(seed): \(first) (and \(result.faults.count - 1) more)")
            }
        }

        var text: String {
            "\(turns) turns, \(deaths.values.reduce(0, +)) deaths, \(aborts) aborts; "
                + kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        }
    }
}
