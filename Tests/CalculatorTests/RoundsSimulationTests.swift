import Agent
import Awards
import Decimals
import Documents
import Foundation
import Lines
import Log
import Messages
import Policy
import TestSupport
import Testing

@testable import Calculator

/// Last year's rounds under changed rules, from the log alone.
struct RoundsSimulationTests {
    private static let firms = (0..<8).map { "91150207MA0Q0A0A\($0)X" }

    /// A confirmed round: five of six shops are awarded, one of them corrected since, and two livestream bases.
    private func confirmed() throws -> RoundFixture {
        var world = try RoundFixture()
        var versions: [ClaimVersion] = []
        for (place, million) in [90, 80, 70, 60, 50, 40].enumerated() {
            let version = try world.version("S\(place)", "8", of: Self.firms[place])
            let sales = Fact.number(Decimal128(Int64(million) * 1_000_000))
            try world.assess(version, ["online_retail": sales, "local_physical_retail": sales], .pendingRound)
            versions.append(version)
        }
        for (place, million) in [45, 90].enumerated() {
            let version = try world.version("L\(place)", "7-1", of: Self.firms[6 + place], at: "150223")
            try world.assess(version, livestream(Int64(million)))
            versions.append(version)
        }
        _ = try world.close()
        try world.markAll(versions)
        try world.confirmAll()
        var amend = AmendOrder()
        amend.round = RoundFixture.round
        amend.claim = "L1"
        amend.facts = ["local_sales": .number(Decimal128(30_000_000))]
        #expect(try world.order(.roundAmend, amend, by: RoundFixture.arbiter).accepted)
        return world
    }

    private func livestream(_ million: Int64) -> Facts {
        [
            "registered_in": .text("包头"), "area_m2": .number(Decimal128(1_500)), "rooms": .number(Decimal128(8)),
            "active_anchors": .number(Decimal128(15)), "established_on": .text("2020-03-01"),
            "local_sales": .number(Decimal128(million * 1_000_000)),
        ]
    }

    /// What the city's topics would hold.
    private func log(of world: RoundFixture) throws -> SQLiteLog {
        let log = try SQLiteLog()
        let topics = world.decider.topics
        _ = try log.create(
            [topics.programmes, topics.rounds, topics.awards, topics.days].map { TopicDefinition($0, partitions: 1) }
                + [TopicDefinition(topics.assessments, partitions: 4)])
        func record(_ message: some Message, _ topic: String, _ key: String) -> OutgoingRecord {
            OutgoingRecord(
                topic: topic, partition: 0, key: Array(key.utf8), payload: message.bytes,
                headers: [Header("ce_type", type(of: message).type)])
        }
        var records = world.assessments.map { record($0, topics.assessments, $0.of.applicant) }
        for output in world.written {
            switch output {
            case .adopted(let policy): records.append(record(policy, topics.programmes, policy.programme))
            case .guide(let guide): records.append(record(guide, topics.programmes, guide.programme))
            case .opened(let opened): records.append(record(opened, topics.rounds, opened.round))
            case .closing(let closing): records.append(record(closing, topics.rounds, closing.round))
            case .closed(let closed): records.append(record(closed, topics.rounds, closed.round))
            case .published(let published): records.append(record(published, topics.rounds, published.round))
            case .confirmed(let confirmed): records.append(record(confirmed, topics.rounds, confirmed.round))
            case .proposed(let proposal): records.append(record(proposal, topics.awards, proposal.of.claim))
            case .corrected(let corrected): records.append(record(corrected, topics.awards, corrected.of.claim))
            default: continue
            }
        }
        try log.append(records)
        return log
    }

    private func ends(_ log: SQLiteLog) throws -> [TopicPartition: Int64] {
        let partitions = try log.topics().flatMap { topic, count in (0..<count).map { TopicPartition(topic, $0) } }
        return try log.ends(of: partitions).mapValues(\.highWatermark)
    }

    private func simulation(_ log: SQLiteLog) throws -> RoundsSimulation {
        try RoundsSimulation(
            log, try Offices.load(path: Repository.file("deploy/offices.yaml")), of: #require(Division("150200")),
            year: "2023", in: .en)
    }

    @Test func underTheSameTermsNothingChanges() throws {
        let log = try log(of: try confirmed())
        var simulation = try simulation(log)
        var terms = RoundTrial.GuideTerms()
        terms.facts = ["rate": .number(Decimal128(10))]
        let report = try simulation.report(terms, greatest: 10, keepingAll: true)
        #expect(report.total.claims == 8)
        #expect(report.total[.same] == 8, "\(report.differing)")
        #expect(report.total.before == report.total.after)
        #expect(report.total.before > Sum())
    }

    @Test func anotherRateOfTheGuideChangesItsClauseAndNothingIsWritten() throws {
        let log = try log(of: try confirmed())
        let before = try ends(log)
        var simulation = try simulation(log)
        var terms = RoundTrial.GuideTerms()
        terms.facts = ["rate": .number(Decimal128(5))]
        let report = try simulation.report(terms, greatest: 10, keepingAll: true)
        #expect(report.total[.less] == 5)
        #expect(report.differing.map(\.clause.clause) == Array(repeating: "8", count: 5))
        #expect(report.counties.keys.sorted() == ["150207 Jiuyuan District", "150223 Darhan Muminggan United Banner"])
        #expect(try ends(log) == before)
    }

    @Test func aDraftIsTriedOnWhatStandsAfterCorrections() throws {
        let folder = try TemporaryFolder()
        let log = try log(of: try confirmed())
        let before = try ends(log)
        let draft = "{programme: baotou-2022, set: {7-1/parameters/cap/value: 200000}}"
        let file = folder.file("draft.yaml")
        try draft.write(toFile: file, atomically: true, encoding: .utf8)
        var simulation = try simulation(log)
        try simulation.apply(SimulationPlan(files: [file], readings: []))
        let report = try simulation.report(RoundTrial.GuideTerms(), greatest: 10, keepingAll: true)
        // Of the two bases the one was corrected to 300,000 yuan.
        #expect(report.differing.map(\.id) == ["L0", "L1"])
        #expect(report.differing.map { "\($0.before)" } == ["450000.00", "300000.00"])
        #expect(report.differing.map { "\($0.after)" } == ["200000.00", "200000.00"])
        #expect(try ends(log) == before)
    }
}
