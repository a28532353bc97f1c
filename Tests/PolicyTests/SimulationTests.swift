import Decimals
import Documents
import Foundation
import Messages
import Policy
import TestSupport
import Testing

@Suite struct SimulationTests {
    private static func changed(_ set: String, readings: [String: String] = [:]) throws -> Rulebook {
        let text = "programme: baotou-2022\nset: {\(set)}\n"
        let root = try Document.parse(text, file: "changes.yaml")
        let changes = try SimulationChanges.load(root, file: "changes.yaml")
        return try Rulebook(
            Programme.load(path: PolicyFiles.path("baotou-2022"), readings: readings, changes: [changes]))
    }

    private static func simulation(_ set: String, readings: [String: String] = [:]) throws -> Simulation {
        try Simulation(
            before: ["baotou-2022": PolicyFiles.rulebook("baotou-2022")],
            after: ["baotou-2022": changed(set, readings: readings)])
    }

    private static func claim(_ sales: String, county: String = "青山区", more: String = "") throws -> SimulationClaim {
        let json = """
            {"programme":"baotou-2022","clause":"7-1","id":"c","county":"\(county)","facts":{"registered_in":"包头",\
            "area_m2":1000,"rooms":5,"active_anchors":11,"established_on":"2021-01-01","applied_on":"2023-01-01"\(more)\
            \(sales.isEmpty ? "" : ",\"local_sales\":\(sales)")}}
            """
        return try SimulationClaim(json: Array(json.utf8))
    }

    @Test(arguments: [
        ("20000000", SimulatedChange.same, 20_000_000, 20_000_000), ("15000000", .newlyAwarded, 0, 15_000_000),
        ("50000000", .less, 50_000_000, 40_000_000), ("40000000.01", .same, 40_000_000, 40_000_000),
        ("14999999.99", .same, 0, 0), ("", .asks, 0, 0),
    ])
    func aLowerThresholdAndCap(sales: String, change: SimulatedChange, before: Int, after: Int) throws {
        let simulation = try Self.simulation(
            "7-1/parameters/cap/value: 400000, 7-1/parameters/threshold/value: 15000000")
        let outcomes = try simulation.outcomes(of: Self.claim(sales))
        #expect(outcomes.change == change)
        #expect(outcomes.amountBefore == Money(fen: Int64(before)))
        #expect(outcomes.amountAfter == Money(fen: Int64(after)))
    }

    @Test func aClauseThatIsTakenAwayRefuses() throws {
        let simulation = try Simulation(
            before: ["baotou-2022": PolicyFiles.rulebook("baotou-2022")],
            after: ["baotou-2022": PolicyFiles.rulebook("nm-cb7-2023")])
        #expect(try simulation.outcomes(of: Self.claim("20000000")).change == .newlyRefused)
    }

    /// What only one side asks for is left out on the other.
    @Test func factsOfOneSideAreNoFaultOfTheOther() throws {
        let set = "7-1/facts/rooms: null, 7-1/parameters/room_count: null, 7-1/conditions/4: null"
        let outcomes = try Self.simulation(set).outcomes(of: Self.claim("20000000"))
        #expect(outcomes.change == .same && outcomes.amountAfter.fen > 0)
        #expect(throws: SimulationError.self) {
            try Self.simulation(set).outcomes(of: Self.claim("20000000", more: ",\"nobody_knows\":1"))
        }
    }

    /// A guide's rate above the bound that is tried follows it.
    @Test func aGuideFollowsALowerBound() throws {
        let simulation = try Self.simulation("8/parameters/highest_rate/value: 8")
        let json =
            #"{"programme":"baotou-2022","clause":"8","facts":{"rank":1,"local_physical_retail":30000000,"rate":10}}"#
        let outcomes = try simulation.outcomes(of: SimulationClaim(json: Array(json.utf8)))
        #expect(outcomes.amountBefore == Money(fen: 1_000_000))
        #expect(outcomes.amountAfter == Money(fen: 800_000))
    }

    @Test func readingsSwitch() throws {
        let simulation = try Self.simulation("7-1/parameters/cap/value: 500000", readings: ["A-14": "all_sales"])
        let outcomes = try simulation.outcomes(of: Self.claim("20000000", more: ",\"total_sales\":30000000"))
        #expect(outcomes.change == .more && outcomes.amountAfter == Money(fen: 30_000_000))
    }

    /// Reports of pieces, merged in order, are the report of the whole.
    @Test func mergedReportsAreOne() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("SimulationTests.mergedReportsAreOne seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let simulation = try Self.simulation("7-1/parameters/cap/value: 300000, 7-1/parameters/rate/value: 1.1%")
        var whole = SimulationReport(greatest: 5)
        var pieces = (0..<4).map { _ in SimulationReport(greatest: 5) }
        var sum = Int64(0)
        for line in 1...200 {
            let sales = Int64.random(in: 10_000_000...60_000_000, using: &random)
            let claim = try Self.claim("\(sales)", county: ["青山区", "东河区"].randomElement(using: &random) ?? "")
            let outcomes = try simulation.outcomes(of: claim)
            sum += outcomes.amountAfter.fen - outcomes.amountBefore.fen
            whole.add(claim, outcomes, line: line)
            pieces[(line - 1) / 50].add(claim, outcomes, line: line)
        }
        var merged = SimulationReport(greatest: 5)
        for piece in pieces { merged.add(piece) }
        #expect(merged.total == whole.total)
        #expect(merged.clauses == whole.clauses)
        #expect(merged.counties == whole.counties)
        #expect(merged.greatest.map(\.line) == whole.greatest.map(\.line))
        #expect(merged.greatest.count == 5)
        #expect(whole.total.difference.yuan == Money(fen: sum).yuan)
        #expect(whole.counties.values.map(\.claims).reduce(0, +) == 200)
        #expect(SimulatedChange.allCases.map { whole.total[$0] }.reduce(0, +) == 200)
        #expect(whole.tiers.city.after + whole.tiers.county.after == whole.total.after)
    }

    @Test(arguments: [
        "", "5", "{}", "{\"programme\":\"baotou-2022\"}", "{\"programme\":1,\"clause\":\"7-1\",\"facts\":{}}",
        "{\"programme\":\"baotou-2022\",\"clause\":\"7-1\",\"facts\":[]}", "{\"programme\"",
        "{\"programme\":\"baotou-2022\",\"clause\":\"7-1\",\"facts\":{},\"colour\":\"red\"}",
    ])
    func aLineThatIsNoClaimIsAnError(line: String) {
        #expect(throws: SimulationError.self) { try SimulationClaim(json: Array(line.utf8)) }
    }

    @Test func whatIsNotThereIsAnErrorOfItsLine() throws {
        do {
            _ = try Self.changed("7-1/parameters/cap/value: 1, 7-2/parameters/cap/value: 2")
            Issue.record("a clause that is not there was changed")
        } catch let errors as DocumentErrors {
            #expect(errors.errors.map(\.file) == ["changes.yaml"])
            #expect(errors.errors.first?.mark?.line == 2)
        }
        do {
            _ = try Self.changed("7-1/parameters/cap/value: half a million")
            Issue.record("words were taken for a number")
        } catch let errors as DocumentErrors {
            #expect(errors.errors.map(\.file) == ["changes.yaml"])
        }
    }
}
