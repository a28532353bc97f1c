import Awards
import Commands
import Decimals
import Glibc
import Messages
import Policy

/// Adjudicates whole rounds of Baotou's programme on one core: livestream claims from their facts, titles, hotels,
/// stations in the queue and the festival's subsidies, a fifth of the firms with an earlier award. Of three runs the best
/// is printed, in time of the processor.
enum AdjudicateBench {
    private static let policy = Option(
        "policy", "FILE", "the file of baotou-2022", .file, default: "deploy/policies/baotou-2022.yaml")
    private static let seed = Option("seed", "N", "of the random claims", .integer(1...Int.max), default: 20_220_826)
    private static let trace = Flag("trace", "makes the whole trace of each claim too")

    static let command = Command(
        "adjudicate", "adjudicating rounds of 1,000 to 500,000 claims", [policy, seed, trace]
    ) { values in
        let rulebook = try Rulebook(Programme.load(path: values[policy]))
        print("baotou-2022, whole rounds (seed \(values[seed])), one core")
        for count in [1_000, 10_000, 100_000, 500_000] {
            try run(rulebook, count, seed: UInt64(values[seed]), withTrace: values[trace])
        }
    }

    private static func run(_ rulebook: Rulebook, _ count: Int, seed: UInt64, withTrace: Bool) throws {
        let round = round(of: count, seed: seed)
        var best = Double.infinity
        var awards = 0
        for _ in 0..<3 {
            let start = clock()
            let outcomes = try rulebook.adjudicate(round, tracing: withTrace ? .whole : .none)
            best = min(best, Double(clock() - start) * 1_000 / Double(CLOCKS_PER_SEC))
            awards = outcomes.count { if case .award = $0.assessment.outcome { true } else { false } }
        }
        let each = Int(best * 1_000_000 / Double(count))
        print(
            "  \(count) claims: \(Int(best)) ms, \(each) ns a claim, \(awards) awards; resident at most "
                + "\(ResidentMemory.mebibytes("VmHWM")) MiB")
    }

    private static func round(of count: Int, seed: UInt64) -> Round {
        var random = Randomness(seed: seed)
        let claims = (0..<count).map { claim($0, of: count, &random) }
        var round = Round(year: 2023, asOf: CivilDate(daysSince1970: 19_783) ?? Self.day, claims: claims)
        for index in stride(from: 0, to: count, by: 5) {
            round.earlier.append(
                EarlierAward(
                    applicant: firm(random.draw(0...count / 2)), policy: index % 2 == 0 ? "baotou-2022" : "other",
                    clause: index % 2 == 0 ? "7-1" : nil, year: 2022 + index % 2,
                    amount: Money(fen: Int64(random.draw(1...20_000_000))), tier: .city))
        }
        round.guide.facts = ["rate": .number(Decimal128(10))]
        return round
    }

    private static let day = CivilDate(daysSince1970: 19_783)!

    private static func firm(_ number: Int) -> String { "91150202MA0N\(100_000 + number)" }

    private static func claim(_ index: Int, of count: Int, _ random: inout Randomness) -> RoundClaim {
        let clause = ["7-1", "7-1", "4", "5", "6", "8"][random.draw(0...5)]
        var claim = RoundClaim(
            id: "claim-\(index)", applicant: firm(random.draw(0...count / 2)), clause: clause)
        claim.received = Moment(
            "2023-\(random.draw(10...12))-\(random.draw(10...28))T\(random.draw(10...23)):30:00+08:00")
        switch clause {
        case "7-1":
            claim.facts = [
                "registered_in": .text("包头"), "area_m2": .number(Decimal128(Int64(random.draw(990...2_900)))),
                "rooms": .number(Decimal128(Int64(random.draw(4...24)))),
                "active_anchors": .number(Decimal128(Int64(random.draw(10...49)))),
                "established_on": .text("2020-03-01"),
                "local_sales": .number(yuan(1_800_000_000...7_800_000_000, &random)),
            ]
        case "6":
            claim.object = "station-\(index)"
            claim.facts = ["stations": .number(Decimal128(1)), "national_demo_county": .boolean(false)]
        case "8":
            claim.facts = [
                "online_retail": .number(yuan(1...9_000_000_000, &random)),
                "local_physical_retail": .number(yuan(1_900_000_000...9_000_000_000, &random)),
            ]
        case "5":
            claim.object = "hotel-\(random.draw(0...count))"
            claim.assessed = Money(fen: 30_000_000)
        default: claim.assessed = Money(fen: 20_000_000)
        }
        return claim
    }

    private static func yuan(_ fen: ClosedRange<Int>, _ random: inout Randomness) -> Decimal128 {
        Money(fen: Int64(random.draw(fen))).yuan
    }
}
