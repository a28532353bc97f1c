import Agent
import Messages
import Testing

@testable import Calculator

/// Holds on payments: what an officer places and lifts, and what is none.
struct RoundHoldTests {
    private static let firm = "91150207MA0Q0A0A02"
    private static let holder = "o-1502-04"

    private func order(_ subject: HoldSet.Subject, _ name: String) -> PlaceHoldOrder {
        var order = PlaceHoldOrder()
        order.subject = subject
        order.name = name
        return order
    }

    private func holds(_ world: RoundFixture) -> [HoldSet] {
        world.written.compactMap { if case .held(let hold) = $0 { hold } else { nil } }
    }

    private func lifted(_ world: RoundFixture) -> [HoldLifted] {
        world.written.compactMap { if case .lifted(let lifted) = $0 { lifted } else { nil } }
    }

    @Test(arguments: [
        (HoldSet.Subject.enterprise, firm), (.clause, "baotou-2022/7-1"), (.round, RoundFixture.round),
    ])
    func aHoldIsPublishedUntilItIsLifted(_ subject: HoldSet.Subject, _ name: String) throws {
        var world = try RoundFixture()
        let told = try world.order(.holdPlace, order(subject, name), by: Self.holder)
        #expect(told.accepted, "\(told.sentence.en)")
        let hold = try #require(holds(world).first)
        #expect(hold.subject == subject && hold.name == name && hold.holder == Self.holder)
        #expect(hold.order == told.order && told.sentence.en.contains(hold.hold))
        #expect(world.state.holds[hold.hold]?.content == hold)
        var lift = LiftHoldOrder()
        lift.hold = hold.hold
        #expect(try world.order(.holdLift, lift, by: Self.holder).accepted)
        #expect(lifted(world).map(\.hold) == [hold.hold])
        #expect(world.state.holds[hold.hold] == nil)
        // It is gone: nobody lifts it again.
        let again = try world.order(.holdLift, lift, by: Self.holder)
        #expect(!again.accepted && again.sentence.en.contains("no hold \(hold.hold)"), "\(again.sentence.en)")
        #expect(lifted(world).count == 1)
    }

    @Test(arguments: [
        (HoldSet.Subject.enterprise, "91150207MA0Q0A0A00", "91150207MA0Q0A0A00"),
        (.clause, "baotou-2022", "There is no clause baotou-2022"),
        (.clause, "baotou-2022/99", "There is no clause baotou-2022/99"),
        (.clause, "unknown/7-1", "There is no clause unknown/7-1"),
        (.round, "baotou-2022/2023/none", "baotou-2022/2023/none"),
    ])
    func whatNobodyKnowsIsNotHeld(_ subject: HoldSet.Subject, _ name: String, _ sentence: String) throws {
        var world = try RoundFixture()
        let told = try world.order(.holdPlace, order(subject, name), by: Self.holder)
        #expect(!told.accepted && told.sentence.en.contains(sentence), "\(told.sentence.en)")
        #expect(holds(world).isEmpty)
    }

    @Test func theSameIsHeldOnceAndOtherThingsBeside() throws {
        var world = try RoundFixture()
        #expect(try world.order(.holdPlace, order(.clause, "baotou-2022/7-1"), by: Self.holder).accepted)
        let told = try world.order(.holdPlace, order(.clause, "baotou-2022/7-1"), by: Self.holder)
        let first = try #require(holds(world).first)
        #expect(!told.accepted && told.sentence.en.contains(first.hold), "\(told.sentence.en)")
        #expect(try world.order(.holdPlace, order(.enterprise, Self.firm), by: Self.holder).accepted)
        #expect(Set(holds(world).map(\.hold)).count == 2)
        // Lifting one leaves the other.
        var lift = LiftHoldOrder()
        lift.hold = first.hold
        #expect(try world.order(.holdLift, lift, by: Self.holder).accepted)
        #expect(world.state.holds.keys == holds(world).dropFirst().map(\.hold))
        #expect(try world.order(.holdPlace, order(.clause, "baotou-2022/7-1"), by: Self.holder).accepted)
    }

    /// A hold stops payments, which the payer decides; the round itself goes on.
    @Test func aHeldRoundIsStillConfirmed() throws {
        var world = try RoundFixture()
        #expect(try world.order(.holdPlace, order(.round, RoundFixture.round), by: Self.holder).accepted)
        _ = try world.close()
        try world.markAll([])
        try world.confirmAll()
        #expect(world.phase == .confirmed)
    }
}
