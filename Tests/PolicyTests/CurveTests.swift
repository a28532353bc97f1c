import Decimals
import Feel
import Messages
import Policy
import Testing

@Suite struct CurveTests {
    private static func curve(
        _ programme: String, _ clause: String, over: String? = nil, given: Facts = [:]
    ) throws -> Curve {
        try Curve(
            of: clause, in: PolicyFiles.rulebook(programme), over: over.flatMap { FactPath($0) }, given: given, .zh)
    }

    private static func number(_ text: String) throws -> Decimal128 { try Decimal128(text) }

    /// One fen below the threshold nothing, at it 200,000; the cap begins where 1% first reaches it.
    @Test func thresholdCliffAndCapAreExact() throws {
        let curve = try Self.curve("baotou-2022", "7-1")
        #expect(curve.variable.path == FactPath(fact: "local_sales"))
        #expect(try curve.thresholds.map(\.x) == [Self.number("20000000"), Self.number("50000000")])
        #expect(curve.thresholds.map(\.cause).last == .cap)
        let cliff = try #require(curve.cliffs.first)
        #expect(curve.cliffs.count == 1)
        #expect(try cliff.left.x == Self.number("19999999.99"))
        #expect(cliff.left.result == .refused(reason: "sales_below_20m"))
        #expect(try cliff.right.x == Self.number("20000000"))
        #expect(cliff.right.result == .award(Money(fen: 20_000_000)))
        #expect(!cliff.belongsLeft)
        #expect(curve.regions.map(\.result) == [.refused(reason: "sales_below_20m")])
        #expect(curve.plateaus.map(\.award) == [Money(fen: 50_000_000)])
        #expect(curve.plateaus.first?.cause == .cap)
        #expect(try curve.low == .zero && Self.number("50000000") < curve.high)
    }

    /// 超过10人: ten itself is refused, so the law's number is on the left.
    @Test func aNumberThatIsExceededBelongsToTheLeft() throws {
        let curve = try Self.curve("baotou-2022", "7-1", over: "active_anchors")
        let cliff = try #require(curve.cliffs.first)
        #expect(try cliff.belongsLeft && cliff.x == Self.number("10"))
        #expect(try cliff.right.x == Self.number("11"))
    }

    @Test func tiersHaveTheirEdges() throws {
        let curve = try Self.curve("qianjiang-2023draft", "3-1")
        #expect(try curve.cliffs.map(\.x) == ["10000000", "50000000", "100000000"].map { try Self.number($0) })
        #expect(curve.plateaus.map(\.award.fen) == [10_000_000, 15_000_000, 20_000_000])
        let turnover = try Self.curve("qianjiang-2023draft", "4", over: "turnover")
        // 1000（含）to 5000（含）: the upper edge belongs to the middle tier.
        #expect(turnover.cliffs.map(\.belongsLeft) == [false, true])
    }

    /// The number with the most thresholds, though the award grows with another one too.
    @Test(arguments: [
        ("qianjiang-2023draft", "4", "turnover"), ("qianjiang-2023draft", "6", "taxable_online_sales"),
        ("baotou-2022", "7-1", "local_sales"), ("baotou-2022", "13", "city_retained"), ("nm-cb7-2023", "2", "trips"),
    ])
    func theMostTellingNumberIsDrawn(programme: String, clause: String, fact: String) throws {
        #expect(try Self.curve(programme, clause).variable.path.fact == fact)
    }

    /// Where no number of the law lies on the axis, it goes to twice the example, or the claim.
    @Test(arguments: [
        ("baotou-2022", "13", "2000000"), ("baotou-2022", "20", "2000000"), ("nm-cb7-2023", "2", "200"),
    ])
    func anAxisWithoutThresholdsFollowsTheExample(programme: String, clause: String, high: String) throws {
        #expect(try Self.curve(programme, clause).high == Self.number(high))
        let given = try Self.curve(programme, clause).variable.path.fact
        let curve = try Self.curve(programme, clause, given: [given: .number(Decimal128(7_000_000))])
        #expect(curve.high == Decimal128(14_000_000))
    }

    /// Twice the example, which takes the policy's yearly total for a likely number.
    @Test func executivesAreDrawnOverASumThatMayBe() throws {
        let curve = try Self.curve("qianjiang-2023draft", "3-2", over: "local_contribution")
        #expect(curve.thresholds.isEmpty && curve.high == Decimal128(40_000_000))
    }

    /// Tiers inside a formula over a list, where no condition changes.
    @Test func stairsInsideAFormulaAreFound() throws {
        let curve = try Self.curve("qianjiang-2023draft", "9")
        #expect(curve.variable.path == FactPath(fact: "startups", field: "turnover"))
        #expect(try curve.cliffs.map(\.x) == ["1000000", "2000000", "5000000"].map { try Self.number($0) })
        #expect(curve.thresholds.map(\.cause).contains(.parameter("tier_2")))
    }

    /// Each station gives as much as the one before: no cliffs, until the city's total is used up.
    @Test func onePieceMoreIsNoCliff() throws {
        let curve = try Self.curve("baotou-2022", "6", given: ["year_committed_total": .number(Decimal128(400_000))])
        #expect(curve.cliffs.isEmpty)
        #expect(curve.thresholds.map(\.cause) == [.budget])
        #expect(try curve.thresholds.first?.x == Self.number("60"))
    }

    /// A clause about another clause is drawn over the other's number, in its words.
    @Test func theOtherClausesFactsHaveTheirWords() throws {
        let curve = try Self.curve("baotou-2022", "22")
        #expect(curve.variable.label == "该基地此前所获奖励")
        #expect(curve.regions.last?.result == .refused(reason: "higher_already_paid"))
    }

    /// Whatever is above zero goes to a person: zero itself is the law's number.
    @Test func zeroIsANumberOfTheLaw() throws {
        let curve = try Self.curve("qianjiang-2023draft", "4", over: "awarded_in_earlier_years")
        let cliff = try #require(curve.cliffs.first)
        #expect(cliff.belongsLeft && cliff.x == .zero)
        #expect(curve.regions.map(\.result) == [.referred(reason: "duration_not_stated", ceiling: nil)])
    }

    @Test func aDecisionEndsAtItsCeiling() throws {
        let curve = try Self.curve("nm-cb7-2023", "4")
        #expect(curve.variable.path.fact == "decided")
        #expect(curve.thresholds.map(\.cause) == [.ceiling])
        #expect(curve.regions.map(\.result) == [.refused(reason: "decision_exceeds_ceiling")])
    }

    @Test func givenFactsAreKept() throws {
        let given: Facts = ["fiscal_prev": .number(.zero), "fiscal_cur": .number(Decimal128(600_000))]
        let curve = try Self.curve("baotou-2022", "11-1", given: given)
        #expect(curve.facts["fiscal_cur"] == .number(Decimal128(600_000)))
        #expect(curve.thresholds.map(\.cause).contains(.limit(0)))
        #expect(curve.samples.map(\.result.amount).max() == Money(fen: 60_000_000))
    }

    @Test func whatCannotBeDrawnIsSaid() throws {
        let rulebook = try PolicyFiles.rulebook("baotou-2022")
        for (clause, over) in [("4", "titles"), ("99", nil), ("7-1", "nothing"), ("1", nil)] {
            #expect(throws: CurveError.self, "\(clause)") {
                try Curve(of: clause, in: rulebook, over: over.flatMap { FactPath($0) }, .en)
            }
        }
    }

    /// Every clause that computes and asks for a number is drawn; samples grow, and none is above the plateau of its cap.
    @Test(arguments: PolicyFiles.names) func everyClauseWithANumberIsDrawn(name: String) throws {
        let rulebook = try PolicyFiles.rulebook(name)
        var drawn = 0
        for clause in rulebook.programme.clauses where ExampleFacts(for: clause.id, in: rulebook) != nil {
            let hasNumber = clause.facts.contains { if case .number = $0.type { true } else { false } }
            guard hasNumber else { continue }
            let curve = try Curve(of: clause.id, in: rulebook, .en)
            drawn += 1
            #expect(curve.samples.count > 2 && curve.low < curve.high, "\(clause.id)")
            let places = curve.samples.map(\.x)
            #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 }, "\(clause.id)")
            if case .award = clause.grant {
                #expect(curve.samples.contains { $0.result.amount > .zero }, "\(clause.id) never gives an award")
            }
            for threshold in curve.thresholds {
                #expect(curve.low <= threshold.x && threshold.x <= curve.high, "\(clause.id)")
                #expect(!Wording(.zh).name(of: threshold.cause, in: clause).isEmpty || threshold.cause == .outcome)
            }
        }
        #expect(drawn > 3)
    }

    @Test(arguments: [
        ("20000000", "yuan", "2,000万元", "20 million yuan"), ("100000000", "yuan", "1亿元", "100 million yuan"),
        ("120000000", "yuan", "1.2亿元", "120 million yuan"),
        ("19999999.99", "yuan", "19,999,999.99元", "19,999,999.99 yuan"),
        ("123450", "yuan", "123,450元", "123,450 yuan"), ("500000", "yuan", "50万元", "500,000 yuan"),
        ("0.05", "ratio", "5%", "5%"), ("10", "persons", "10人", "10 persons"), ("2024", "year", "2024年", "2024"),
        ("0", "yuan", "0元", "0 yuan"), ("12345", "usd", "12,345美元", "12,345 dollars"),
    ])
    func quantitiesAreExactInFewCharacters(value: String, unit: String, zh: String, en: String) throws {
        #expect(try Wording(.zh).compact(Self.number(value), Unit(unit)) == zh)
        #expect(try Wording(.en).compact(Self.number(value), Unit(unit)) == en)
    }
}
