import Awards
import Decimals
import Messages

/// Made-up claims of a year under five clauses of Baotou's programme, as the assess stage says them: livestream bases,
/// titles, hotels, stations in a queue and shops that are ranked. A seed determines all of them.
struct CloseClaims {
    static let programme = "baotou-2022"
    static let period = "2023"

    let count: Int
    let seed: UInt64
    /// Divisions whose offices took them in.
    let counties: [String]
    let policy: String

    /// The claim of a number, the same each time.
    func assessed(_ number: Int) throws -> ClaimAssessed {
        var random = Randomness(seed: seed &+ UInt64(number) &* 0x9e37_79b9)
        let firm = random.draw(0...count / 2)
        let clause = ["7-1", "7-1", "7-1", "4", "5", "6", "8"][random.draw(0...6)]
        var of = ClaimVersion()
        let digits = "\(10_000_000_000 + number)"
        of.claim = "\(clause)-\(Self.period)-be4c-\(digits.prefix(4))-\(digits.suffix(7))-c105"
        of.office = counties[firm % counties.count]
        of.programme = Self.programme
        of.clause = clause
        of.period = Self.period
        let code = "\(firm)"
        of.applicant =
            try USCC(completing: "91150207" + String(repeating: "0", count: 9 - code.count) + code).code
        of.object = object(of: clause, number, &random)
        let day = random.draw(10...28)
        of.received = Moment("2024-02-\(day)T\(random.draw(10...23)):\(random.draw(10...59)):00+08:00") ?? Moment()
        of.lodged = of.received
        var assessed = ClaimAssessed()
        assessed.of = of
        assessed.facts = try facts(of: clause, &random)
        assessed.outcome = clause == "8" ? .pendingRound : .award
        if clause != "8" { assessed.awardFen = 20_000_000 }
        assessed.policy = policy
        assessed.readings = ["A-05=from_issue", "A-14=local_products", "A-02=truncate"]
        if firm.isMultiple(of: 5) { assessed.earlier = [earlier(of)] }
        trace(&assessed)
        return assessed
    }

    private func object(of clause: String, _ number: Int, _ random: inout Randomness) -> String? {
        switch clause {
        case "6": "station-\(number)"
        case "5": "hotel-\(random.draw(0...count))"
        default: nil
        }
    }

    private func facts(of clause: String, _ random: inout Randomness) throws -> Facts {
        func whole(_ range: ClosedRange<Int>) -> Fact { .number(Decimal128(Int64(random.draw(range)))) }
        func yuan(_ range: ClosedRange<Int>) -> Fact { .number(Money(fen: Int64(random.draw(range))).yuan) }
        return switch clause {
        case "4": ["titles": .list([.text("国家级数字商务企业")]), "approved_on": .text("2023-05-10")]
        case "5": ["kind": .text("旅游饭店"), "grade": .text("五星级"), "rated_on": .text("2023-05-01")]
        case "6": ["stations": .number(Decimal128(1)), "national_demo_county": .boolean(false)]
        case "8":
            [
                "online_retail": yuan(1...9_000_000_000),
                "local_physical_retail": yuan(1_900_000_000...9_000_000_000),
            ]
        default:
            [
                "registered_in": .text("包头"), "area_m2": whole(990...2_900), "rooms": whole(4...24),
                "active_anchors": whole(10...49), "established_on": .text("2020-03-01"),
                "local_sales": yuan(1_800_000_000...7_800_000_000),
            ]
        }
    }

    private func earlier(_ of: ClaimVersion) -> PriorAward {
        var award = PriorAward()
        award.applicant = of.applicant
        award.programme = Self.programme
        award.clause = "7-1"
        award.year = 2022
        award.amountFen = 12_345_678
        award.tier = "city"
        return award
    }

    /// As long as that of a real assessment: the round passes over it.
    private func trace(_ assessed: inout ClaimAssessed) {
        for when in ["registered_in = city", "area_m2 >= area", "rooms >= least_rooms", "active_anchors > anchors"] {
            var condition = TraceCondition()
            condition.when = when
            condition.holds = true
            condition.reason = "active_anchors_not_over_10"
            assessed.conditions.append(condition)
        }
        for stage in ["amount", "cap"] {
            var step = TraceStep()
            step.stage = stage
            step.after = Decimal128(500_000)
            assessed.steps.append(step)
        }
    }
}
