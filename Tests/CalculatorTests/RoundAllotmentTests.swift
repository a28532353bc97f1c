import Agent
import Awards
import Decimals
import Messages
import Testing

@testable import Calculator

/// Budget that was allotted is the limit of what a Round confirms.
struct RoundAllotmentTests {
    private static let firm = "91150207MA0Q0A0A0X"

    /// A round with one award, on notice; answers what the confirmer is told.
    ///
    /// - Parameter rule: what the policy says of allotments; nothing where it is empty.
    private func confirm(
        _ allotments: [AllotmentMade], on topic: String = "150000.allotments", rule: String = ""
    ) throws -> OrderAnswered {
        var world = try RoundFixture { policy in
            rule.isEmpty ? policy : policy.replacing("\ntiers: {", with: "\nallotments: \(rule)\ntiers: {")
        }
        let version = try world.version("S0", "8", of: Self.firm)
        let sales = Decimal128(30_000_000)
        try world.assess(
            version, ["online_retail": .number(sales), "local_physical_retail": .number(sales)], .pendingRound)
        _ = try world.close()
        try world.markAll([version])
        #expect(world.proposal("S0")?.awardFen == 1_000_000)
        for allotment in allotments { try world.take(DeciderRecords.record(allotment, on: topic), asTable: true) }
        var publish = PublishOrder()
        publish.round = RoundFixture.round
        publish.workingDays = 1
        _ = try world.order(.roundPublish, publish)
        try world.workingDays(1)
        var body = ConfirmOrder()
        body.round = RoundFixture.round
        body.digest = try #require(world.state.rounds[RoundFixture.round]?.closed?.digest)
        return try world.order(.roundConfirm, body, by: "o-1502-03")
    }

    private func allotment(
        _ fen: Int64, clause: String? = "8", number: Int64 = 1, to: String = "150200", from: String = "150000"
    ) -> AllotmentMade {
        var made = AllotmentMade()
        (made.from, made.to, made.programme, made.clause, made.year) = (from, to, "baotou-2022", clause, 2023)
        (made.number, made.amountFen, made.order) = (number, fen, "o-1")
        made.follows.id = "o-1"
        made.follows.digest = "sha256:" + String(repeating: "0", count: 64)
        return made
    }

    @Test func withoutAnAllotmentThereIsNoSuchLimit() throws {
        #expect(try confirm([]).accepted)
        #expect(try confirm([allotment(0, clause: "7-1")]).accepted)
    }

    @Test func whereThePolicyAsksForAnAllotmentNothingIsConfirmedWithoutOne() throws {
        let told = try confirm([], rule: "required")
        #expect(!told.accepted)
        #expect(told.sentence.en.contains("baotou-2022/8/2023") && told.sentence.en.contains("10000.00"), "\(told)")
        // Of another clause, or another office's, it is none.
        #expect(try !confirm([allotment(2_000_000, clause: "7-1")], rule: "required").accepted)
        #expect(try !confirm([allotment(2_000_000, to: "150223")], rule: "required").accepted)
        #expect(try !confirm([allotment(999_999)], rule: "required").accepted)
        #expect(try !confirm([allotment(0)], rule: "required").accepted)
        #expect(try confirm([allotment(1_000_000)], rule: "required").accepted)
        #expect(try confirm([allotment(1_000_000, clause: nil)], rule: "required").accepted)
        #expect(try confirm([], rule: "where_made").accepted)
    }

    @Test func theBudgetItselfIsEnoughAndAFenLessIsNot() throws {
        #expect(try confirm([allotment(1_000_000)]).accepted)
        let told = try confirm([allotment(999_999)])
        #expect(!told.accepted)
        #expect(told.sentence.en.contains("baotou-2022/8/2023") && told.sentence.en.contains("9999.99"), "\(told)")
        #expect(try !confirm([allotment(999_999, clause: nil)]).accepted)
    }

    @Test func theLastAllotmentCounts() throws {
        #expect(try confirm([allotment(0), allotment(1_000_000, number: 2)]).accepted)
        #expect(try !confirm([allotment(0, number: 2), allotment(1_000_000)]).accepted)
    }

    @Test func whatAnotherOfficeSaysOrIsAllottedIsNothing() throws {
        #expect(try confirm([allotment(0, to: "150223")]).accepted)
        #expect(try confirm([allotment(0, from: "150200")]).accepted)
    }
}
