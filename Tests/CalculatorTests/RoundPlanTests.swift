import Agent
import Decimals
import Log
import Messages
import Testing

@testable import Calculator

/// What takes an adjudication of a whole round is a plan: written in pieces, and the same whoever writes which.
struct RoundPlanTests {
    private static let firms = (0..<8).map { "91150207MA0Q0A0A\($0)X" }
    private static let arbiter = "o-1502-01"

    private func sales(_ million: Int64) -> Facts {
        [
            "online_retail": .number(Decimal128(million * 1_000_000)),
            "local_physical_retail": .number(Decimal128(million * 1_000_000)),
        ]
    }

    /// Six shops of which five are awarded, on notice.
    private func shops(piece: Int = 5_000, dies: Bool = false) throws -> RoundFixture {
        var world = try RoundFixture(piece: piece, dies: dies)
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

    private func publish(_ world: inout RoundFixture) throws {
        var body = PublishOrder()
        body.round = RoundFixture.round
        body.workingDays = 3
        #expect(try world.order(.roundPublish, body).accepted)
    }

    /// An objection that is upheld: the sixth shop becomes the fifth.
    private func objection(_ world: inout RoundFixture) throws -> ResolveOrder {
        var object = ObjectOrder()
        object.round = RoundFixture.round
        object.claim = "S5"
        object.text = "网络零售额有误"
        #expect(try world.order(.roundObject, object, by: Self.arbiter).accepted)
        var body = ResolveOrder()
        body.round = RoundFixture.round
        body.objection = try #require(world.state.objections[RoundFixture.round]?.last?.content.objection)
        body.isUpheld = true
        body.facts = ["online_retail": .number(Decimal128(55_000_000))]
        return body
    }

    /// A year of a round: closed, an objection looked at and upheld, confirmed, an award corrected.
    private func year(piece: Int, dies: Bool) throws -> RoundFixture {
        var world = try shops(piece: piece, dies: dies)
        try publish(&world)
        var body = try objection(&world)
        body.isPreview = true
        #expect(try world.order(.roundResolve, body, by: Self.arbiter).accepted)
        body.isPreview = nil
        #expect(try world.order(.roundResolve, body, by: Self.arbiter).accepted)
        try world.confirmAll()
        var amend = AmendOrder()
        amend.round = RoundFixture.round
        amend.claim = "S0"
        amend.facts = ["local_physical_retail": .number(Decimal128(1))]
        #expect(try world.order(.roundAmend, amend, by: Self.arbiter).accepted)
        return world
    }

    @Test("whoever dies between two pieces, the next one goes on", arguments: [1, 2, 4])
    func takenUp(piece: Int) throws {
        let whole = try year(piece: 5_000, dies: false)
        let pieces = try year(piece: piece, dies: true)
        #expect(pieces.written == whole.written)
        #expect(pieces.pieces > whole.pieces)
        for claim in ["S0", "S1", "S2", "S3", "S4", "S5"] {
            #expect(pieces.proposal(claim)?.digest == whole.proposal(claim)?.digest)
            #expect(pieces.proposal(claim)?.content == whole.proposal(claim)?.content)
        }
        #expect(pieces.phase == .confirmed)
        #expect(pieces.corrections == whole.corrections && pieces.corrections.count == 1)
    }

    @Test func anOrderBeginsAPlanAndDecidesNothingBeforeItIsFinished() throws {
        var world = try shops(piece: 1)
        try publish(&world)
        let body = try objection(&world)
        let record = DeciderRecords.order(.roundResolve, body: body, id: "resolve-1", by: Self.arbiter)
        let input = try #require(try world.decider.input(from: record))
        let decision = world.decider.decide(world.state, input)
        #expect(decision.outputs.isEmpty)
        var plan = try #require(decision.plan)
        #expect(plan.id == "resolve-1")
        var written: [RoundDecider.Output] = []
        while true {
            let piece = world.decider.proceed(world.state, with: plan)
            #expect(piece.outputs.count <= 4)
            #expect(piece.time == "2023-03-01T09:00:00+08:00")
            written += piece.outputs
            guard let cursor = piece.cursor else { break }
            plan = Plan(id: plan.id, subject: plan.subject, targets: plan.targets, cursor: cursor)
            #expect(world.phase == .published)
            #expect(world.proposal("S5")?.reason == "rank_over_5")
        }
        // The order's own words, both claims whose rank it moves, and the sum of all.
        #expect(written.count == 5)
        guard case .objectionResolved? = written.first, case .answer(let answer) = written[1],
            case .closed(let closed)? = written.last
        else {
            Issue.record("\(written)")
            return
        }
        #expect(answer.accepted && answer.order == "resolve-1")
        #expect(closed.revision == 2 && closed.awards == 5 && closed.order == "resolve-1")
        world.decider.evolve(&world.state, .finished(plan))
        #expect(world.phase == .adjudicated)
        #expect(world.proposal("S5")?.outcome == .award)
        // It is carried out once.
        let again = world.decider.decide(world.state, input)
        #expect(again.outputs.isEmpty && again.plan == nil)
    }

    /// Each of a plan's records lies in a partition that it has announced.
    @Test func aPlanSaysWhereItWrites() throws {
        var world = try shops()
        try publish(&world)
        let body = try objection(&world)
        for number in 0..<8 {
            let id = "resolve-\(number)"
            let record = DeciderRecords.order(.roundResolve, body: body, id: id, by: Self.arbiter)
            let input = try #require(try world.decider.input(from: record))
            let plan = try #require(world.decider.decide(world.state, input).plan)
            let partition = Partitioner.partition(of: Array(id.utf8), among: 4)
            #expect(
                Set(plan.targets) == [
                    TopicPartition("150200.awards", 0), TopicPartition("150200.rounds", 0),
                    TopicPartition("150200.answers", partition),
                ])
        }
    }
}
