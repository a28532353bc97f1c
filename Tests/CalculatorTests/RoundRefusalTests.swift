import Agent
import Decimals
import Messages
import Testing

@testable import Calculator

/// Orders that must not be followed: each is refused with a sentence that is recorded as its answer, and nothing else is
/// written.
struct RoundRefusalTests {
    private static let firm = "91150207MA0Q0A0AXU"

    private func title() -> Facts {
        ["titles": .list([.text("国家级数字商务企业")]), "approved_on": .text("2023-05-10")]
    }

    private func adjudicated() throws -> RoundFixture {
        var world = try RoundFixture()
        let version = try world.version("A", "4", of: Self.firm)
        try world.assess(version, title())
        _ = try world.close()
        try world.markAll([version])
        return world
    }

    private func published() throws -> RoundFixture {
        var world = try adjudicated()
        var body = PublishOrder()
        body.round = RoundFixture.round
        body.workingDays = 3
        #expect(try world.order(.roundPublish, body).accepted)
        return world
    }

    /// The answer is all that was written.
    private func refused(
        _ world: inout RoundFixture, _ kind: OrderKind, _ body: some Message, by officer: String = RoundFixture.closer,
        at moment: String = "2024-03-20T09:00:00+08:00"
    ) throws -> Text {
        let before = world.written
        let answer = try world.order(kind, body, by: officer, at: moment)
        #expect(!answer.accepted)
        #expect(!answer.sentence.zh.isEmpty)
        #expect(world.written.count == before.count + 1)
        guard case .answer(let recorded)? = world.written.last else {
            Issue.record("the refusal of \(kind.name) is not recorded")
            return answer.sentence
        }
        #expect(recorded == answer)
        return answer.sentence
    }

    @Test func aCloseBeforeTheDeadline() throws {
        var world = try RoundFixture()
        var body = CloseRoundOrder()
        body.round = RoundFixture.round
        body.asOf = "2024-02-29"
        let sentence = try refused(&world, .roundClose, body, at: "2024-02-29T23:59:59+08:00")
        #expect(sentence.en.contains("cannot be closed before"))
        #expect(world.phase == .open)
    }

    @Test func whoClosedItConfirmingIt() throws {
        var world = try published()
        try world.workingDays(3)
        var body = ConfirmOrder()
        body.round = RoundFixture.round
        body.digest = try #require(world.state.rounds[RoundFixture.round]?.closed?.digest)
        let sentence = try refused(&world, .roundConfirm, body, by: RoundFixture.closer)
        #expect(sentence.en.contains("another officer"))
        #expect(world.phase == .published)
    }

    @Test func anObjectionAfterTheNotice() throws {
        var world = try published()
        try world.workingDays(3)
        var body = ObjectOrder()
        body.round = RoundFixture.round
        body.claim = "A"
        body.text = "称号有误"
        #expect(try refused(&world, .roundObject, body).en.contains("is over"))
        #expect(world.state.objections[RoundFixture.round] == nil)
    }

    @Test func anAmendmentToASupersededAward() throws {
        var world = try adjudicated()
        try world.confirmAll()
        var body = AmendOrder()
        body.round = RoundFixture.round
        body.claim = "A"
        body.facts = ["titles": .list([])]
        #expect(try world.order(.roundAmend, body, by: RoundFixture.arbiter).accepted)
        body.facts = title()
        let sentence = try refused(&world, .roundAmend, body, by: RoundFixture.arbiter)
        #expect(sentence.en.contains("is superseded"))
        #expect(world.corrections.count == 1)
    }
}
