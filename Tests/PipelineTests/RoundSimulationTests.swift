import Agent
import Awards
import Foundation
import Log
import Messages
import Synchronization
import TestSupport
import Testing

/// A round is closed, shown to the public and confirmed, over claims and registers that come in any order and with any
/// accident: the awards are those of the quiet run, byte by byte.
///
/// A run that fails names its seed; `PIPELINE_SEED=17 swift test --filter RoundSimulationTests` has that run again, and
/// `PIPELINE_SEED=20-39` those.
@Suite(.serialized) struct RoundSimulationTests {
    /// So many schedules share a world, whose quiet run is made once.
    private static let schedules: UInt64 = 10
    private static let seeds: UInt64 = 200

    @Test("whatever comes when, the round comes to the same awards")
    func anyOrder() throws {
        if let text = ProcessInfo.processInfo.environment["PIPELINE_SEED"] {
            let ends = text.split(separator: "-").compactMap { UInt64($0) }
            for seed in (ends.first ?? 0)...(ends.last ?? 0) {
                let result = try Self.run(seed, quiet: Self.quiet(world: seed / Self.schedules))
                print("PIPELINE_SEED=\(seed): \(result.turns) turns, \(result.deaths) deaths, \(result.kinds)")
                for fault in result.faults { Issue.record("PIPELINE_SEED=\(seed): \(fault)") }
            }
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
                    for seed in (world * Self.schedules)..<((world + 1) * Self.schedules) {
                        let result = try Self.run(seed, quiet: quiet)
                        summary.withLock { $0.add(seed, result) }
                    }
                }
            }
        }
        for thread in threads { try thread.wait() }
        summary.withLock { summary in
            print("FIGURE: \(summary.runs) simulated rounds in \(ContinuousClock.now - start): \(summary.text)")
            for fault in summary.faults.prefix(20) { Issue.record("\(fault)") }
            #expect(summary.runs == Self.seeds)
            // It has been everywhere.
            for kind in [
                "award", "reject", "refer", "refused", "withdrawn", "duplicate", "carried", "verified again", "letters",
                "waived", "away", "behind a marker",
            ] {
                #expect(summary.kinds[kind] ?? 0 > 0, "\(kind)")
            }
        }
    }

    @Test("what of a round's close is broken on purpose is noticed", arguments: Mischief.Broken.allCases)
    func broken(what: Mischief.Broken) throws {
        for world in UInt64(0)..<12 {
            let quiet = try Self.quiet(world: world)
            for schedule in UInt64(0)..<2 {
                let result = try Self.run(world * Self.schedules + schedule, quiet: quiet, broken: what)
                guard let fault = result.faults.first else { continue }
                print("FIGURE: \(what) is noticed at seed \(world * Self.schedules + schedule): \(fault.prefix(160))")
                // A county whose versions have not all come blocks the round by name.
                if what == .lostVersions { #expect(result.blockers.contains { $0.kind == .count }) }
                return
            }
        }
        Issue.record("24 runs with \(what) came to the same as the quiet runs")
    }

    private struct RunResult {
        var faults: [String]
        var kinds: [String: Int] = [:]
        var blockers: [RoundBlocker] = []
        var deaths = 0
        var turns = 0
    }

    private struct Quiet {
        let world: World
        let outcomes: ClosingOutcomes
    }

    /// The quiet runs that were made, which all tests share.
    private static let quiets = Mutex<[UInt64: Quiet]>([:])

    private static func quiet(world number: UInt64) throws -> Quiet {
        if let known = quiets.withLock({ $0[number] }) { return known }
        let quiet = try makeQuiet(world: number)
        quiets.withLock { $0[number] = quiet }
        return quiet
    }

    private static func makeQuiet(world number: UInt64) throws -> Quiet {
        let world = World(closing: number, partitions: try SimulatedCity.shared.get().offices.partitions)
        let simulation = try Simulation(world, seed: nil)
        try simulation.run()
        let outcomes = try ClosingOutcomes(simulation.log, world)
        let faults = simulation.troubles + outcomes.faults + (outcomes.isConfirmed ? [] : ["it was not confirmed"])
        guard faults.isEmpty else { throw NotQuiet(description: "the quiet run of world \(number): \(faults)") }
        return Quiet(world: world, outcomes: outcomes)
    }

    private struct NotQuiet: Error, CustomStringConvertible {
        let description: String
    }

    private static func run(_ seed: UInt64, quiet: Quiet, broken: Mischief.Broken? = nil) throws -> RunResult {
        let isPoisoned = seed.isMultiple(of: 3) || broken == .lettersNotHeld || broken == .notReported
        let simulation = try Simulation(
            quiet.world, seed: seed, mischief: Mischief(broken, isPoisoned: isPoisoned))
        let isAway = simulation.away != nil
        try simulation.run()
        let outcomes = try ClosingOutcomes(simulation.log, quiet.world)
        var faults = simulation.troubles + outcomes.faults
        if simulation.troubles.isEmpty { faults += outcomes.differences(from: quiet.outcomes) }
        faults += try Audit(simulation.log).run().findings.map(\.sentence)
        var kinds = outcomes.kinds
        if isAway { kinds["away"] = 1 }
        kinds["behind a marker"] = simulation.lodgedBehind
        return RunResult(
            faults: faults, kinds: kinds, blockers: outcomes.blockers,
            deaths: simulation.deaths.values.reduce(0, +), turns: simulation.turns)
    }

    private struct Summary {
        var runs: UInt64 = 0
        var turns = 0
        var deaths = 0
        var faults: [String] = []
        var kinds: [String: Int] = [:]

        mutating func add(_ seed: UInt64, _ result: RunResult) {
            runs += 1
            turns += result.turns
            deaths += result.deaths
            kinds.merge(result.kinds, uniquingKeysWith: +)
            if let first = result.faults.first {
                faults.append("PIPELINE_SEED=\(seed): \(first) (and \(result.faults.count - 1) more)")
            }
        }

        var text: String {
            "\(turns) turns, \(deaths) deaths; "
                + kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        }
    }
}
