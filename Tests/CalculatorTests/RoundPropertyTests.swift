import Agent
import Awards
import Decimals
import Messages
import TestSupport
import Testing

@testable import Calculator

/// What holds of every round that the decider closes, over random claims under six clauses of Baotou's programme.
struct RoundPropertyTests {
    private static let rounds = 20
    private static let claims = 90
    private static let caps: [String: Int64] = ["4": 20_000_000, "5": 100_000_000, "7-1": 50_000_000]
    /// Of clause 6, a queue, and of clause 8, which cuts all alike.
    private static let totals: [String: Int64] = ["6": 100_000_000, "8": 50_000_000]

    private struct Claim {
        let version: ClaimVersion
        let facts: Facts
    }

    /// A closed round, with what it proposed.
    private struct Closed {
        var world: RoundFixture
        let proposals: [AwardProposed]

        init(_ claims: [Claim]) throws {
            world = try RoundFixture()
            for claim in claims { try world.assess(claim.version, claim.facts) }
            _ = try world.close()
            try world.markAll(claims.map(\.version))
            proposals = world.written.compactMap { output in
                guard case .proposed(let proposal) = output else { return nil }
                return proposal
            }
        }

        func last(_ proposal: AwardProposed) -> AwardStep? { proposal.steps.last }
    }

    private static func random(_ generator: inout SeededGenerator) throws -> [Claim] {
        let world = try RoundFixture()
        return try (0..<claims).map { number in
            let clause = ["4", "5", "6", "6", "7-1", "8", "8"].randomElement(using: &generator) ?? "4"
            let firm = Int.random(in: 0..<30, using: &generator)
            var version = try world.version(
                "C\(number)", clause, of: "91150207MA0Q0A\(10 + firm)AX",
                received: "2024-02-\(Int.random(in: 10...28, using: &generator))T09:00:00+08:00")
            if clause == "5" { version.object = "hotel-\(Int.random(in: 0..<8, using: &generator))" }
            if clause == "6" { version.object = "station-\(number)" }
            return Claim(version: version, facts: facts(of: clause, &generator))
        }
    }

    private static func facts(of clause: String, _ generator: inout SeededGenerator) -> Facts {
        func whole(_ range: ClosedRange<Int64>) -> Fact {
            .number(Decimal128(Int64.random(in: range, using: &generator)))
        }
        switch clause {
        case "4": return ["titles": .list([.text("国家级数字商务企业")]), "approved_on": .text("2023-05-10")]
        case "5":
            let grade = ["五星级", "四星级", "三星级"].randomElement(using: &generator) ?? ""
            return ["kind": .text("旅游饭店"), "grade": .text(grade), "rated_on": .text("2023-05-01")]
        case "6": return ["stations": whole(1...9), "national_demo_county": .boolean(false)]
        case "8":
            // Few figures, so that ranks are shared and equal claims meet in the cut.
            let sales = [200, 400, 400, 900, 900, 900].randomElement(using: &generator) ?? 200
            return [
                "online_retail": .number(Decimal128(Int64(sales) * 1_000_000)),
                "local_physical_retail": .number(Decimal128(Int64(sales) * 900_000)),
            ]
        default:
            return [
                "registered_in": .text("包头"), "area_m2": whole(990...2_000), "rooms": whole(4...20),
                "active_anchors": whole(9...40), "established_on": .text("2020-03-01"),
                "local_sales": whole(15_000_000...90_000_000),
            ]
        }
    }

    private static func tryAll(
        _ name: String, _ body: (Closed, [Claim], inout SeededGenerator) throws -> Void
    ) throws {
        var generator = SeededGenerator(name: name)
        for _ in 0..<rounds {
            let claims = try random(&generator)
            try body(try Closed(claims), claims, &generator)
        }
    }

    @Test func noAwardIsAboveItsCapAndSumsStayWithinTheirTotals() throws {
        var bound: [String: Int] = [:]
        try Self.tryAll("caps") { round, claims, _ in
            #expect(round.proposals.count == claims.count)
            var sums: [String: Int64] = [:]
            for proposal in round.proposals {
                let fen = proposal.awardFen ?? 0
                if let cap = Self.caps[proposal.of.clause] { #expect(fen <= cap, "\(proposal.of.claim)") }
                sums[proposal.of.clause, default: 0] += fen
            }
            for (clause, total) in Self.totals {
                #expect(sums[clause] ?? 0 <= total)
                if total - (sums[clause] ?? 0) < 1_000_000 { bound[clause, default: 0] += 1 }
            }
            let closed = try #require(round.world.state.rounds[RoundFixture.round]?.closed)
            #expect(closed.totalFen == sums.values.reduce(0, +))
        }
        #expect(Set(bound.keys) == Set(Self.totals.keys), "a total never bound: \(bound)")
    }

    @Test func equalClaimsOfACutGetEqualAmounts() throws {
        var cuts = 0
        try Self.tryAll("cut") { round, _, _ in
            var parts: [String: Set<String>] = [:]
            for proposal in round.proposals where proposal.of.clause == "8" && proposal.outcome == .award {
                guard let step = round.last(proposal), step.stage == "budget" else { continue }
                parts["\(step.before)", default: []].insert("\(step.after)")
                cuts += 1
            }
            for (before, after) in parts { #expect(after.count == 1, "\(before) became \(after)") }
        }
        #expect(cuts > 20, "too few cuts to say anything: \(cuts)")
    }

    @Test func everyLoserNamesTheClaimThatWasKept() throws {
        var losers = 0
        try Self.tryAll("losers") { round, _, _ in
            let byClaim = Dictionary(uniqueKeysWithValues: round.proposals.map { ($0.of.claim, $0) })
            for proposal in round.proposals where proposal.reason == "lower_of_same_object" {
                losers += 1
                let kept = try #require(proposal.kept.flatMap { byClaim[$0] }, "\(proposal.of.claim) names nobody")
                #expect(kept.of.claim != proposal.of.claim)
                #expect(kept.reason != "lower_of_same_object", "\(proposal.of.claim) lost to \(kept.of.claim)")
            }
        }
        #expect(losers > 20, "too few losers to say anything: \(losers)")
    }

    @Test func theStepsEndInTheAward() throws {
        try Self.tryAll("steps") { round, _, _ in
            for proposal in round.proposals where proposal.outcome == .award {
                let fen = try #require(proposal.awardFen)
                #expect(round.last(proposal)?.after == Money(fen: fen).yuan, "\(proposal.of.claim)")
                for (step, next) in zip(proposal.steps, proposal.steps.dropFirst()) {
                    #expect(step.after == next.before)
                }
                let shares = proposal.shares
                let borne = [shares?.county, shares?.city, shares?.region].compactMap { $0 }
                if !borne.isEmpty { #expect(borne.reduce(0, +) == fen) }
            }
        }
    }

    @Test func theOrderInWhichClaimsArriveChangesNothing() throws {
        try Self.tryAll("arrival") { round, claims, generator in
            let other = try Closed(claims.shuffled(using: &generator))
            #expect(other.proposals.map(\.bytes) == round.proposals.map(\.bytes))
        }
    }

    @Test func aSecondCloseOrConfirmChangesNothing() throws {
        try Self.tryAll("twice") { round, _, _ in
            var world = round.world
            let proposals = world.written.count
            #expect(try !world.close().accepted)
            #expect(world.written.count == proposals + 1)
            try world.confirmAll()
            #expect(world.phase == .confirmed)
            let confirmed = try #require(world.state.rounds[RoundFixture.round]?.confirmed)
            let written = world.written.count
            var again = ConfirmOrder()
            again.round = RoundFixture.round
            again.digest = confirmed.digest
            #expect(try !world.order(.roundConfirm, again, by: RoundFixture.confirmer).accepted)
            #expect(try !world.close().accepted)
            // The two answers, and nothing else.
            #expect(world.written.count == written + 2)
            #expect(world.state.rounds[RoundFixture.round]?.confirmed == confirmed)
        }
    }
}
