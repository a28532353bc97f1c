import Awards
import Decimals
import Messages
import TestSupport
import Testing

@testable import Agent
@testable import Settler

/// Requests to the region, its answers, and budget that goes down.
struct YearFundsTests {
    private static let round = "nm-cb7-2023/2023/all"
    private static let awards = [
        YearWorld.Award(claim: "P", county: "150223", clause: "1", fen: 1_000, region: 1_000, programme: "nm-cb7-2023"),
        YearWorld.Award(claim: "Q", county: "150202", clause: "4", fen: 333, region: 333, programme: "nm-cb7-2023"),
    ]

    private func world() throws -> YearWorld {
        let world = try YearWorld()
        world.open(Self.round, "nm-cb7-2023", at: "150000")
        world.award(Self.awards, Self.round, at: "150000")
        world.confirm(Self.awards, Self.round, at: "150000")
        try world.settle()
        return world
    }

    private func grant(_ coefficient: String? = nil, _ available: [(String, Int64)] = []) throws -> GrantOrder {
        var order = GrantOrder()
        order.year = 2023
        order.coefficient = try coefficient.map { try Decimal128($0) }
        order.available = available.map { clause, fen in
            var funds = AvailableFunds()
            (funds.programme, funds.clause, funds.fen) = ("nm-cb7-2023", clause, fen)
            return funds
        }
        return order
    }

    @Test func theCityAsksForWhatTheRegionBearsWithItsBasis() throws {
        let world = try world()
        #expect(try world.year(.settleRequest).accepted)
        try world.settle()
        let request = try #require(world.statements.first)
        #expect(request.kind == .request && request.to == "150000" && request.totalFen == 1_333)
        #expect(request.matters.map(\.owedFen) == [1_000, 333])
        #expect(request.matters.allSatisfy { $0.basis?.isEmpty == false })
        #expect(world.answers.map(\.outcome) == [.agreed], "\(world.answers)")
        // Once asked for, it is not asked for again.
        #expect(try !world.year(.settleRequest).accepted)
        #expect(try world.ledger().sum == 0)
    }

    @Test func theRegionAppliesTheCoefficientAndDividesWhatThereIs() throws {
        let world = try world()
        #expect(try !world.order(.settleGrant, grant(), at: "150000").accepted)
        #expect(try world.year(.settleRequest).accepted)
        try world.settle()
        #expect(try !world.order(.settleGrant, grant("1.5"), at: "150000").accepted)
        #expect(try !world.order(.settleGrant, grant(nil, [("1", -1)]), at: "150000").accepted)
        #expect(try world.order(.settleGrant, grant("0.5", [("1", 400)]), at: "150000").accepted)
        try world.settle()
        guard case .granted(let granted)? = world.records.last else { return #expect(Bool(false), "nothing granted") }
        #expect(granted.grants.map(\.reducedFen) == [500, 166])
        #expect(granted.grants.map(\.grantedFen) == [400, 166])
        #expect(granted.totalFen == 566)
        // The need is answered: nothing is left to be asked for.
        #expect(try !world.order(.settleGrant, grant(), at: "150000").accepted)
        #expect(try !world.year(.settleRequest).accepted)
        #expect(try world.ledger().sum == 0)
    }

    /// Of what a city decides itself the region may bear a part: it has read the city's awards, and checks them.
    @Test(arguments: [true, false])
    func theCityAsksForWhatTheRegionBearsOfItsOwnAwards(isRight: Bool) throws {
        let world = try YearWorld()
        let awards = [
            YearWorld.Award(claim: "R", county: "150223", fen: 900, city: 300, region: 450),
            YearWorld.Award(claim: "S", county: "150202", fen: 400, city: 200),
        ]
        world.open()
        world.award(awards)
        world.confirm(awards)
        try world.settle()
        #expect(try world.year(.settleRequest).accepted)
        if !isRight {
            // The region has read a correction that the city's settler had not when it asked.
            var less = awards[0]
            (less.fen, less.region) = (100, 50)
            world.correct(awards[0], to: less)
            try world.read("150200.awards", at: "150000")
        }
        try world.settle()
        let request = try #require(world.statements.first)
        #expect(request.to == "150000" && request.lines == 1 && request.totalFen == 450)
        #expect(request.matters.first?.basis?.isEmpty == false)
        #expect(world.answers.map(\.outcome) == [isRight ? .agreed : .disputed], "\(world.answers)")
        let told = try world.order(.settleGrant, grant(), at: "150000")
        #expect(told.accepted == isRight, "\(told.sentence.en)")
        #expect(try world.ledger().sum == 0)
    }

    @Test func aRequestThatIsNotTheSumOfItsAwardsIsDisputed() throws {
        let world = try world()
        var more = Self.awards[0]
        more.region = 2_000
        more.fen = 2_000
        // The city reads another record than the region has confirmed.
        var corrected = AwardCorrected()
        corrected.round = Self.round
        corrected.of = YearWorld.version(more)
        corrected.number = 1
        corrected.afterFen = 900
        corrected.shares = ShareAmounts()
        corrected.shares?.region = 900
        corrected.order = "o-5"
        #expect(try world.year(.settleRequest).accepted)
        world.append(corrected, "150000.awards")
        try world.read("150000.awards", at: "150000")
        try world.settle()
        let answer = try #require(world.answers.last)
        #expect(answer.outcome == .disputed && answer.disputes.first?.cause == .corrected)
        #expect(try !world.order(.settleGrant, grant(), at: "150000").accepted)
        #expect(try world.year(.settleRequest).accepted)
        try world.settle()
        #expect(world.statements.last?.totalFen == 1_233)
        #expect(world.answers.last?.outcome == .agreed)
    }

    @Test(arguments: [
        ("150223", Int64(-1), "below zero"), ("150223", 600, "above the budget"), ("150999", 1, "not directly below"),
    ])
    func allotmentsStayWithinTheBudget(_ to: String, _ fen: Int64, _ sentence: String) throws {
        let world = try world()
        func order(_ to: String, _ fen: Int64) -> AllotOrder {
            var order = AllotOrder()
            (order.to, order.programme, order.clause, order.year) = (to, "baotou-2022", "7-1", 2023)
            order.amountFen = fen
            return order
        }
        // The city has nothing before the region has sent it anything, nor the region before it has a budget.
        #expect(try world.order(.allotMake, order("150223", 1)).sentence.en.contains("no budget"))
        #expect(try world.order(.allotMake, order("150200", 1_000), at: "150000").sentence.en.contains("no budget"))
        #expect(try world.order(.allotMake, order("150000", 2_000), at: "150000").accepted)
        #expect(try world.order(.allotMake, order("150200", 1_000), at: "150000").accepted)
        try world.settle()
        #expect(try world.order(.allotMake, order("150202", 500)).accepted)
        #expect(try world.order(.allotMake, order("150203", 500)).accepted)
        #expect(try world.order(.allotMake, order("150203", 100)).accepted)
        let told = try world.order(.allotMake, order(to, fen))
        #expect(!told.accepted && told.sentence.en.contains(sentence), "\(told.sentence.en)")
        #expect(try world.ledger().sum == 0)
    }
}
