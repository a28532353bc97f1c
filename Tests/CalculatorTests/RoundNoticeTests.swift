import Agent
import Decimals
import Messages
import Testing

@testable import Calculator

/// From proposals to confirmed awards, and what is corrected afterwards.
struct RoundNoticeTests {
    private static let firms = (0..<8).map { "91150207MA0Q0A0A\($0)X" }
    private static let arbiter = "o-1502-01"
    private static let confirmer = "o-1502-03"

    /// Shops whose online retail gives them ranks 1 to 6: only five are awarded.
    private func shops() throws -> RoundFixture {
        var world = try RoundFixture()
        var versions: [ClaimVersion] = []
        for (place, million) in [90, 80, 70, 60, 50, 40].enumerated() {
            let version = try world.version("S\(place)", "8", of: Self.firms[place])
            try world.assess(version, sales(Int64(million)), .pendingRound)
            versions.append(version)
        }
        _ = try world.close()
        try world.markAll(versions)
        return world
    }

    private func sales(_ million: Int64) -> Facts {
        [
            "online_retail": .number(Decimal128(million * 1_000_000)),
            "local_physical_retail": .number(Decimal128(million * 1_000_000)),
        ]
    }

    private func publish(_ world: inout RoundFixture) throws {
        var body = PublishOrder()
        body.round = RoundFixture.round
        body.workingDays = 3
        #expect(try world.order(.roundPublish, body).accepted)
    }

    private func object(_ world: inout RoundFixture, to claim: String) throws -> String {
        var body = ObjectOrder()
        body.round = RoundFixture.round
        body.claim = claim
        body.text = "网络零售额有误"
        #expect(try world.order(.roundObject, body, by: Self.arbiter).accepted)
        return try #require(world.state.objections[RoundFixture.round]?.last?.content.objection)
    }

    private func confirm(_ world: inout RoundFixture, by officer: String = confirmer) throws -> OrderAnswered {
        var body = ConfirmOrder()
        body.round = RoundFixture.round
        body.digest = try #require(world.state.rounds[RoundFixture.round]?.closed?.digest)
        return try world.order(.roundConfirm, body, by: officer)
    }

    @Test func theSixthIsNotAwarded() throws {
        let world = try shops()
        #expect(world.proposal("S4")?.outcome == .award)
        #expect(world.proposal("S5")?.reason == "rank_over_5")
    }

    @Test func confirmingTakesAnotherOfficerTheWholeNoticeAndNoOpenObjection() throws {
        var world = try shops()
        #expect(try !confirm(&world).accepted)
        try publish(&world)
        #expect(try confirm(&world, by: RoundFixture.closer).sentence.en.contains("another officer"))
        try world.workingDays(2)
        #expect(try confirm(&world).sentence.en.contains("1 working days left"))
        let objection = try object(&world, to: "S5")
        try world.workingDays(1)
        #expect(try confirm(&world).sentence.en.contains(objection))
        var body = ResolveOrder()
        body.round = RoundFixture.round
        body.objection = objection
        #expect(try world.order(.roundResolve, body, by: Self.arbiter).accepted)
        #expect(try confirm(&world).accepted)
        #expect(world.phase == .confirmed)
        // A second time changes nothing.
        #expect(try confirm(&world).sentence.en.contains("confirmed already"))
    }

    @Test func anObjectionAfterTheNoticeIsRefused() throws {
        var world = try shops()
        try publish(&world)
        try world.workingDays(3)
        var body = ObjectOrder()
        body.round = RoundFixture.round
        body.claim = "S5"
        body.text = "…"
        #expect(try world.order(.roundObject, body, by: Self.arbiter).sentence.en.contains("is over"))
    }

    @Test func anUpheldObjectionSaysWhomItMovesBeforeItDoes() throws {
        var world = try shops()
        try publish(&world)
        let objection = try object(&world, to: "S5")
        var body = ResolveOrder()
        body.round = RoundFixture.round
        body.objection = objection
        body.isUpheld = true
        body.facts = ["online_retail": .number(Decimal128(55_000_000))]
        body.isPreview = true
        let written = world.written.count
        let told = try world.order(.roundResolve, body, by: Self.arbiter)
        #expect(told.sentence.en.contains("2 change"), "\(told.sentence.en)")
        #expect(told.sentence.en.contains("S4") && told.sentence.en.contains("rank_over_5"), "\(told.sentence.en)")
        #expect(world.written.count == written + 1)
        body.isPreview = nil
        #expect(try world.order(.roundResolve, body, by: Self.arbiter).accepted)
        #expect(world.proposal("S5")?.outcome == .award)
        #expect(world.proposal("S4")?.reason == "rank_over_5")
        #expect(world.proposal("S0")?.revision == 1)
        #expect(world.proposal("S5")?.revision == 2)
        // What is shown to the public is another set now.
        #expect(world.phase == .adjudicated)
        #expect(try !confirm(&world).accepted)
        try publish(&world)
        try world.workingDays(3)
        #expect(try confirm(&world).accepted)
    }

    private func confirmed() throws -> RoundFixture {
        var world = try shops()
        try publish(&world)
        try world.workingDays(3)
        #expect(try confirm(&world).accepted)
        return world
    }

    private func amendment(_ claim: String, _ facts: Facts, supersedes: Int64 = 0) -> AmendOrder {
        var body = AmendOrder()
        body.round = RoundFixture.round
        body.claim = claim
        body.facts = facts
        body.supersedes = supersedes
        return body
    }

    @Test func aCorrectionIsADifference() throws {
        var world = try confirmed()
        let before = try #require(world.proposal("S4")?.awardFen)
        let facts: Facts = ["local_physical_retail": .number(Decimal128(1))]
        #expect(try world.order(.roundAmend, amendment("S4", facts), by: Self.arbiter).accepted)
        let corrected = try #require(
            world.state.corrections[ProposalName(RoundFixture.round, "S4")]?.content)
        #expect(corrected.beforeFen == before)
        #expect(corrected.deltaFen == corrected.afterFen - before)
        #expect(corrected.deltaFen < 0)
        #expect(corrected.number == 1)
        // What was proposed is never edited.
        #expect(world.proposal("S4")?.awardFen == before)
        let again = try world.order(.roundAmend, amendment("S4", facts), by: Self.arbiter)
        #expect(!again.accepted)
        #expect(again.sentence.en.contains("superseded"))
        #expect(try world.order(.roundAmend, amendment("S4", facts, supersedes: 1), by: Self.arbiter).accepted)
    }

    @Test func aFurtherPaymentThatOthersWouldPayIsRefused() throws {
        var world = try confirmed()
        let facts: Facts = ["online_retail": .number(Decimal128(99_000_000))]
        let answer = try world.order(.roundAmend, amendment("S5", facts), by: Self.arbiter)
        #expect(!answer.accepted)
        #expect(answer.sentence.en.contains("S4"), "\(answer.sentence.en)")
    }

    @Test(
        arguments: [
            (["online_retail": .text("many")], "cannot use"), ([:], "Name the facts"),
        ] as [(Facts, String)])
    func factsThatTheClauseCannotUseAreRefused(facts: Facts, says: String) throws {
        var world = try confirmed()
        let answer = try world.order(.roundAmend, amendment("S5", facts), by: Self.arbiter)
        #expect(!answer.accepted)
        #expect(answer.sentence.en.contains(says), "\(answer.sentence.en)")
    }

    /// The same order sent again is carried out once.
    @Test func anOrderIsCarriedOutOnce() throws {
        var world = try shops()
        var body = PublishOrder()
        body.round = RoundFixture.round
        body.workingDays = 3
        let record = DeciderRecords.order(
            .roundPublish, body: body, id: "twice", by: RoundFixture.closer, at: "2024-03-02T09:00:00+08:00")
        #expect(try world.take(record).count == 2)
        #expect(try world.take(record).isEmpty)
    }
}
