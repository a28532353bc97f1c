import Agent
import Decimals
import Messages
import Testing

@testable import Calculator

/// A round is closed over exactly what was lodged by its deadline.
struct RoundCloseTests {
    private static let firms = ["91150207MA0Q0A0AXU", "91150207MA0Q0A0BXR", "91150207MA0Q0A0CXN"]

    private func title() throws -> Facts {
        ["titles": .list([.text("国家级数字商务企业")]), "approved_on": .text("2023-05-10")]
    }

    @Test func itIsAdjudicatedWhenAllMarkersAreThere() throws {
        var world = try RoundFixture()
        let claim = try world.version("A", "4", of: Self.firms[0])
        try world.assess(claim, title())
        #expect(try world.close().accepted)
        #expect(world.phase == .closing)
        try world.markAll([claim])
        #expect(world.phase == .adjudicated)
        let proposal = try #require(world.proposal("A"))
        #expect(proposal.outcome == .award)
        #expect((proposal.awardFen ?? 0) > 0)
        #expect(world.state.rounds[RoundFixture.round]?.closed?.awards == 1)
    }

    @Test func itIsNotClosedBeforeItsDeadline() throws {
        var world = try RoundFixture()
        var body = CloseRoundOrder()
        body.round = RoundFixture.round
        body.asOf = "2024-02-29"
        let answer = try world.order(.roundClose, body, at: "2024-02-29T23:59:59+08:00")
        #expect(!answer.accepted)
        #expect(answer.sentence.en.contains("takes claims in until"))
    }

    @Test func aSilentCountyBlocksByNameUntilItIsWaived() throws {
        var world = try RoundFixture()
        let claim = try world.version("A", "4", of: Self.firms[0])
        let other = try world.version("B", "4", of: Self.firms[1], at: "150221")
        try world.assess(claim, title())
        try world.assess(other, title())
        _ = try world.close()
        try world.markAll(besides: ["150221"], [claim, other])
        #expect(world.blockers.map(\.kind) == [.silent])
        #expect(world.blockers.map(\.name) == ["150221"])
        var waive = WaiveOrder()
        waive.round = RoundFixture.round
        waive.subject = .office
        waive.name = "150221"
        #expect(try world.order(.roundWaive, waive).accepted)
        #expect(world.phase == .adjudicated)
        #expect(world.proposal("A")?.outcome == .award)
        #expect(world.proposal("B") == nil)
    }

    @Test func aMissingRegisterBlocksByName() throws {
        var world = try RoundFixture()
        _ = try world.close()
        try world.markAll(besides: ["tax"], [])
        #expect(world.blockers.map(\.name) == ["tax"])
        #expect(world.phase == .closing)
    }

    @Test func aVersionThatWaitsBlocksUntilItIsAssessed() throws {
        var world = try RoundFixture()
        let claim = try world.version("A", "4", of: Self.firms[0])
        var held = HeldVersion()
        held.of = claim
        _ = try world.close()
        try world.markAll([claim], held: [held])
        #expect(world.blockers.map(\.kind) == [.waits])
        #expect(world.blockers.map(\.name) == ["A"])
        try world.assess(claim, title())
        #expect(world.phase == .adjudicated)
        #expect(world.proposal("A")?.outcome == .award)
    }

    /// A register's marker may ask for a verification with a higher number than the one that is there.
    @Test func aVersionThatIsVerifiedAgainIsWaitedFor() throws {
        var world = try RoundFixture()
        let claim = try world.version("A", "4", of: Self.firms[0])
        try world.assess(claim, title())
        var held = HeldVersion()
        held.of = claim
        held.number = 2
        _ = try world.close()
        try world.markAll([claim], held: [held])
        #expect(world.blockers.map(\.kind) == [.waits])
        try world.assess(claim, title(), number: 2)
        #expect(world.phase == .adjudicated)
    }

    @Test func anOlderVerificationNeverReplacesANewerOne() throws {
        var world = try RoundFixture()
        let claim = try world.version("A", "4", of: Self.firms[0])
        try world.assess(claim, title(), number: 2)
        try world.assess(claim, [:], .refused, number: 1)
        _ = try world.close()
        try world.markAll([claim])
        #expect(world.proposal("A")?.outcome == .award)
    }

    @Test func aWaivedClaimIsCarriedOver() throws {
        var world = try RoundFixture()
        let claim = try world.version("A", "4", of: Self.firms[0])
        var held = HeldVersion()
        held.of = claim
        _ = try world.close()
        try world.markAll([claim], held: [held])
        var waive = WaiveOrder()
        waive.round = RoundFixture.round
        waive.subject = .claim
        waive.name = "A"
        #expect(try world.order(.roundWaive, waive).accepted)
        #expect(world.proposal("A")?.outcome == .carried)
    }

    @Test func anUnreadLetterBlocksUntilItIsResolved() throws {
        var world = try RoundFixture()
        let claim = try world.version("A", "4", of: Self.firms[0])
        var held = HeldVersion()
        held.cause = .letter
        held.letter = "letter-1"
        _ = try world.close()
        try world.markAll([claim], held: [held])
        #expect(world.blockers.contains { $0.kind == .letter && $0.name == "letter-1" })
        // What it held waits: known, and not decided.
        var resolved = LetterResolved()
        resolved.letter = "letter-1"
        resolved.of = claim
        resolved.isOpen = true
        try world.take(DeciderRecords.record(resolved, on: "150200.assessments"), asTable: true)
        #expect(world.blockers.map(\.kind) == [.waits])
        try world.assess(claim, title())
        #expect(world.phase == .adjudicated)
    }

    @Test func aCountThatDiffersBlocks() throws {
        var world = try RoundFixture()
        let claim = try world.version("A", "4", of: Self.firms[0])
        let lost = try world.version("B", "4", of: Self.firms[0])
        try world.assess(claim, title())
        _ = try world.close()
        try world.markAll([claim, lost])
        #expect(world.blockers.map(\.kind) == [.count])
        #expect(world.phase == .closing)
        try world.assess(lost, title())
        #expect(world.phase == .adjudicated)
    }

    @Test func theLastVersionLodgedByTheDeadlineCounts() throws {
        var world = try RoundFixture()
        let first = try world.version("A", "4", of: Self.firms[0])
        let second = try world.version(
            "A", "4", of: Self.firms[0], number: 2, lodged: "2024-03-01T00:00:00+08:00")
        let late = try world.version(
            "A", "4", of: Self.firms[0], number: 3, lodged: "2024-03-01T00:00:01+08:00")
        try world.assess(first, title())
        try world.assess(late, [:], .withdrawn)
        try world.assess(second, title())
        _ = try world.close()
        try world.markAll([first, second])
        #expect(world.proposal("A")?.of.version == 2)
        #expect(world.proposal("A")?.outcome == .award)
    }

    /// It answers a request of the verifier's, so that it may come late: it is in no county's count.
    @Test func aVersionThatCompletesAnotherCountsAsThatOne() throws {
        var world = try RoundFixture()
        let first = try world.version("A", "4", of: Self.firms[0])
        var answer = try world.version("A", "4", of: Self.firms[0], number: 2, lodged: "2024-03-05T09:00:00+08:00")
        let late = try world.version("A", "4", of: Self.firms[0], number: 3, lodged: "2024-03-05T09:00:01+08:00")
        answer.counted = first.lodged
        var held = HeldVersion()
        held.of = first
        _ = try world.close()
        try world.markAll([first], held: [held])
        #expect(world.blockers.map(\.kind) == [.waits])
        try world.assess(late, title())
        #expect(world.phase == .closing)
        try world.assess(answer, title())
        #expect(world.phase == .adjudicated)
        #expect(world.proposal("A")?.of.version == 2)
    }

    @Test func eachVerifierHasRegistersOfItsOwn() throws {
        var closing = RoundClosing()
        closing.round = RoundFixture.round
        closing.verifiers = ["150200", "150300"]
        closing.registers = [RegisterDay("tax", "2024-02-29")]
        var complete = AssessComplete()
        complete.round = RoundFixture.round
        complete.register = closing.registers[0]
        complete.verifier = "150200"
        let there = try #require(MarkName(complete))
        let blockers = RoundRoll.missing(closing, RoundLife(RoundOpened()), 1) { $0 == there }
        #expect(blockers.map(\.name) == ["tax"] && blockers.map(\.office) == ["150300"])
    }

    /// Each claim of an applicant, or for one object, brings all earlier awards that it knows of.
    @Test func anEarlierAwardCountsOnceHoweverManyClaimsKnowOfIt() throws {
        func award(claims: Int) throws -> Int64? {
            var world = try RoundFixture()
            var before = PriorAward()
            before.applicant = Self.firms[0]
            before.programme = "another"
            before.year = 2023
            before.amountFen = 5_000_000
            before.tier = "city"
            let versions = try (0..<claims).map { try world.version("A\($0)", "4", of: Self.firms[$0]) }
            for version in versions { try world.assess(version, title(), earlier: [before]) }
            _ = try world.close()
            try world.markAll(versions)
            return world.proposal("A0")?.awardFen
        }
        #expect(try award(claims: 1) == 15_000_000)
        #expect(try award(claims: 2) == 15_000_000)
    }

    @Test func ofTwoCountiesTheFirstByReceiptStands() throws {
        var world = try RoundFixture()
        let later = try world.version(
            "A", "4", of: Self.firms[0], at: "150202", received: "2024-02-01T09:00:00.5+08:00")
        let first = try world.version(
            "A", "4", of: Self.firms[0], at: "150221", received: "2024-02-01T01:00:00Z")
        try world.assess(later, title())
        try world.assess(first, title())
        _ = try world.close()
        try world.markAll([later, first])
        #expect(world.proposal("A")?.of.office == "150221")
        let other = try #require(world.proposal("A@150202"))
        #expect(other.outcome == .duplicate)
        #expect(other.kept == "150221")
    }

    @Test func aWithdrawnClaimLetsTheOtherCountysStand() throws {
        var world = try RoundFixture()
        let taken = try world.version("A", "4", of: Self.firms[0], at: "150202", number: 2)
        let other = try world.version(
            "A", "4", of: Self.firms[0], at: "150221", received: "2024-02-02T09:00:00+08:00")
        try world.assess(taken, [:], .withdrawn)
        try world.assess(other, title())
        _ = try world.close()
        try world.markAll([taken, other])
        #expect(world.proposal("A")?.of.office == "150221")
        #expect(world.proposal("A@150202")?.outcome == .withdrawn)
    }

    @Test func whatTheVerifierRefusedStaysRefused() throws {
        var world = try RoundFixture()
        let claim = try world.version("A", "4", of: Self.firms[0])
        try world.assess(claim, [:], .refused)
        _ = try world.close()
        try world.markAll([claim])
        #expect(world.proposal("A")?.outcome == .refused)
    }

    /// Another round's adjudication may begin with the same input: what was passed over is not forgotten.
    @Test func whatWasPassedOverIsTakenUpWithTheNextDay() throws {
        var world = try RoundFixture()
        let claim = try world.version("A", "4", of: Self.firms[0])
        var held = HeldVersion()
        held.of = claim
        _ = try world.close()
        try world.markAll([claim], held: [held])
        var assessed = AssessedVersion()
        assessed.of = claim
        assessed.outcome = .award
        assessed.facts = try title()
        world.decider.evolve(&world.state, .row(.assessed(assessed)))
        #expect(world.phase == .closing)
        try world.workingDays(1)
        #expect(world.phase == .adjudicated)
        #expect(world.proposal("A")?.outcome == .award)
    }
}
