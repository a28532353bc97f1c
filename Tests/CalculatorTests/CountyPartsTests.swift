import Agent
import Awards
import Decimals
import Messages
import Testing

@testable import Calculator

/// An award that several counties pay names each of them with its part.
struct CountyPartsTests {
    private static let firm = "91150207MA0Q0A0AXU"

    private func parcels(_ counts: [(banner: String, count: Int64)]) -> Facts {
        [
            "parcels": .list(
                counts.map { .record(["banner": .text($0.banner), "count": .number(Decimal128($0.count))]) })
        ]
    }

    private func closed(_ facts: Facts) throws -> RoundFixture {
        var world = try RoundFixture()
        let version = try world.version("W", "14", of: Self.firm)
        try world.assess(version, facts)
        _ = try world.close()
        try world.markAll([version])
        return world
    }

    @Test func eachCountyHasItsPartWithItsShares() throws {
        let world = try closed(parcels([("土右旗", 40_001), ("达茂旗", 29_999), ("稀土高新区", 20_003), ("东河区", 1)]))
        let proposal = try #require(world.proposal("W"))
        let parts = try #require(proposal.parts)
        #expect(parts.map(\.name) == ["土右旗", "达茂旗", "稀土高新区", "东河区"])
        #expect(parts.map(\.county) == ["150221", "150223", "150271", "150202"])
        #expect(parts.map(\.amountFen) == [1_200_030, 899_970, 400_060, 20])
        #expect(parts.map { $0.shares?.city } == [600_015, 449_985, 200_030, 10])
        #expect(parts.map { $0.shares?.county } == [600_015, 449_985, 200_030, 10])
        #expect(parts.reduce(0) { $0 + $1.amountFen } == proposal.awardFen)
    }

    @Test func aCorrectionSaysWhatEachCountyPaysNowAndPaidBefore() throws {
        var world = try closed(parcels([("土右旗", 100), ("固阳县", 100)]))
        try world.confirmAll()
        var amend = AmendOrder()
        amend.round = RoundFixture.round
        amend.claim = "W"
        amend.facts = parcels([("土右旗", 100), ("固阳县", 50)])
        #expect(try world.order(.roundAmend, amend, by: RoundFixture.arbiter).accepted)
        let corrected = try #require(world.corrections.last)
        #expect(corrected.parts?.map(\.amountFen) == [3_000, 1_500])
        #expect(corrected.partsBefore?.map(\.amountFen) == [3_000, 3_000])
        #expect(corrected.deltaFen == -1_500)
    }

    @Test func aClauseThatItsOwnCountyPaysHasNoParts() throws {
        var world = try RoundFixture()
        let version = try world.version("A", "4", of: Self.firm)
        try world.assess(version, ["titles": .list([.text("国家级数字商务企业")]), "approved_on": .text("2023-05-10")])
        _ = try world.close()
        try world.markAll([version])
        #expect(world.proposal("A")?.outcome == .award)
        #expect(world.proposal("A")?.parts == nil)
    }

    @Test(arguments: [
        ("达茂旗", "150223"), ("达尔罕茂明安联合旗", "150223"), ("稀土高新区", "150271"), ("石拐区", "150205"), ("区", nil), ("呼和浩特市", nil),
        ("", nil),
    ])
    func aCountyIsFoundByTheNameThatPoliciesCallItBy(_ name: String, _ division: String?) throws {
        let offices = try Offices.load(path: "deploy/offices.yaml").subordinates(of: #require(Division("150200")))
        #expect(CountyNames(offices).division(named: name)?.code == division)
    }
}
