import Agent
import Awards
import Decimals
import Documents
import Log
import Messages
import Policy
import Testing

@testable import Calculator

/// A banner's implementing rules (Baotou 二十二), from the order to the awards.
struct RulesTests {
    private let decider: RoundDecider
    private var state = RoundState(StateStore())
    private var orders = 0

    init() throws {
        decider = try RoundDecider(
            try #require(TaskName("150200.round.0")), try Offices.load(path: "deploy/offices.yaml"))
    }

    private static func rules(_ division: String, _ set: String) -> [UInt8] {
        Array(
            """
            # 实施细则
            programme: baotou-2022
            division: "\(division)"
            issuer: {zh: 某旗人民政府, en: A banner}
            set: {\(set)}

            """.utf8)
    }

    /// What is adopted, and the answer.
    private mutating func adopt(_ file: [UInt8]) throws -> (adopted: PolicyAdopted?, answer: OrderAnswered?) {
        orders += 1
        var body = AdoptPolicyOrder()
        body.bytes = Base64Data(file)
        let record = DeciderRecords.order(.policyAdopt, body: body, id: "o-\(orders)")
        let outputs = decider.decide(state, try #require(try decider.input(from: record))).outputs
        for output in outputs { decider.evolve(&state, .output(output)) }
        var found: (PolicyAdopted?, OrderAnswered?) = (nil, nil)
        for output in outputs {
            if case .adopted(let adopted) = output { found.0 = adopted }
            if case .answer(let answer) = output { found.1 = answer }
        }
        return found
    }

    private static let baotou = Result { try Document.read("deploy/policies/baotou-2022.yaml") }

    private func rulebook(_ adopted: PolicyAdopted?) throws -> Rulebook {
        try Rulebook(Programme.load(try #require(adopted).bytes.bytes, file: "baotou-2022"))
    }

    private func cap(_ rulebook: Rulebook, at division: String) throws -> String {
        let parameter = rulebook.rulebook(at: division).programme.clause("7-1")?.parameter("cap")
        guard case .number(let cap)? = parameter?.value else { return "" }
        return "\(cap)"
    }

    @Test mutating func rulesAreAdoptedByOrderAndStandUntilOthersTakeTheirPlace() throws {
        let upper = try Self.baotou.get()
        #expect(try adopt(Self.rules("150223", "7-1/parameters/cap/value: 400000")).answer?.accepted == false)
        #expect(try adopt(upper).adopted?.bytes.bytes == upper)
        let first = try adopt(Self.rules("150223", "7-1/parameters/cap/value: 400000"))
        #expect(first.answer?.accepted == true && first.answer?.sentence.zh.contains("某旗人民政府") == true)
        var rulebook = try rulebook(first.adopted)
        #expect(try ["150223", "150203"].map { try cap(rulebook, at: $0) } == ["400000", "500000"])
        _ = try adopt(Self.rules("150203", "7-1/parameters/cap/value: 450000"))
        let again = try adopt(Self.rules("150223", "7-1/parameters/cap/value: 300000"))
        rulebook = try self.rulebook(again.adopted)
        #expect(
            try ["150223", "150203", "150204"].map { try cap(rulebook, at: $0) } == ["300000", "450000", "500000"])
        // The same again changes nothing, and neither does the upper text, which takes them with it.
        #expect(try adopt(Self.rules("150223", "7-1/parameters/cap/value: 300000")).adopted == nil)
        #expect(try adopt(upper).adopted == nil)
    }

    @Test mutating func whatTheyMayNotSetIsRefused() throws {
        _ = try adopt(try Self.baotou.get())
        for (file, sentence) in [
            (Self.rules("150223", "7-1/parameters/cap/value: 600000"), "may only be lowered"),
            (Self.rules("150223", "7-1/parameters/threshold/value: 1"), "does not let threshold"),
            (Self.rules("150102", "7-1/parameters/cap/value: 1"), "no division below this office"),
            (Self.rules("15022", "7-1/parameters/cap/value: 1"), "six digits"),
        ] {
            let told = try #require(try adopt(file).answer)
            #expect(!told.accepted && told.sentence.en.contains(sentence), "\(told.sentence.en)")
        }
    }

    /// The same facts in two banners, assessed and adjudicated: each by its own cap.
    @Test mutating func eachDivisionsClaimsAreDecidedByItsOwnNumbers() throws {
        _ = try adopt(try Self.baotou.get())
        let rulebook = try rulebook(try adopt(Self.rules("150223", "7-1/parameters/cap/value: 400000")).adopted)
        var facts = try #require(ExampleFacts(for: "7-1", in: rulebook)).facts
        facts["local_sales"] = .number(Decimal128(60_000_000))
        let clauses = AssessedClauses()
        let amounts = try ["150223", "150203"].map { division in
            try clauses.clause("7-1", of: "digest", at: division) { rulebook }?.assess(facts)?.amount
        }
        #expect(amounts == [Money(fen: 40_000_000), Money(fen: 50_000_000)])

        let clause = try #require(rulebook.programme.clause("7-1"))
        var own = Facts()
        for entry in facts.entries where clause.fact(entry.name)?.round == nil { own[entry.name] = entry.value }
        var round = Round(year: 2023, asOf: try #require(CivilDate("2024-03-01")), claims: [])
        for (index, division) in ["150223", "150203", nil].enumerated() {
            var claim = RoundClaim(
                id: "c\(index)", applicant: "9115020\(index)MA0Q0A0A0X", clause: "7-1", facts: own)
            claim.division = division
            round.claims.append(claim)
        }
        let outcomes = try rulebook.adjudicate(round).map(\.assessment)
        #expect(outcomes.map(\.outcome) == [40_000_000, 50_000_000, 50_000_000].map { .award(Money(fen: $0)) })
        #expect(outcomes[0].shares.city == Money(fen: 20_000_000))
        let text = try #require(try rulebook.rulebook(at: "150223").explanation(of: "7-1", facts, in: .zh))
        #expect(text.contains("某旗人民政府") && text.contains("原文"), "\(text)")
    }
}
