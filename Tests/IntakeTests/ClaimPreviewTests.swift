import Awards
import Decimals
import Documents
import Messages
import Policy
import TestSupport
import Testing

@testable import Intake

/// What the form says of a claim while it is filled in.
struct ClaimPreviewTests {
    private let rulebooks: [String: Rulebook]

    init() throws {
        var rulebooks: [String: Rulebook] = [:]
        for name in ["baotou-2022", "nm-cb7-2023", "nm39-2022", "qianjiang-2023draft"] {
            let bytes = try Document.read(Repository.file("deploy/policies/\(name).yaml"))
            rulebooks[name] = try Rulebook(Programme.load(bytes, file: name))
        }
        self.rulebooks = rulebooks
    }

    private func preview(_ clause: String, _ facts: Facts, guide: Facts = [:]) throws -> ClaimPreview {
        let rulebook = try #require(rulebooks["baotou-2022"])
        var set = GuideSet()
        set.facts = guide
        let given = ClaimPreview.Given(
            facts: facts, period: "2023", applicant: USCCSample.code(1), guide: set,
            day: CivilDate("2023-05-01"))
        return try #require(ClaimPreview(rulebook, clause, given))
    }

    private static let stream: Facts = [
        "registered_in": .text("包头"), "area_m2": .number(Decimal128(1_200)), "rooms": .number(Decimal128(5)),
        "active_anchors": .number(Decimal128(12)), "established_on": .text("2021-03-01"),
    ]

    @Test("what is not filled in is asked for, what is known decides, and only the round knows the rest")
    func amounts() throws {
        var facts = Self.stream
        #expect(try preview("7-1", facts).amount == .needs(["local_sales"]))
        facts["local_sales"] = .number(Decimal128(30_000_000))
        #expect(try preview("7-1", facts).amount == .award(Money(fen: 30_000_000)))
        facts["rooms"] = .number(Decimal128(4))
        #expect(try preview("7-1", facts).amount == .refused(reason: "rooms_below_5"))
        // A condition that is false refuses, whatever else is missing.
        #expect(
            try preview("7-1", ["rooms": .number(Decimal128(4))]).amount == .refused(reason: "rooms_below_5"))
        let base: Facts = [
            "titles": .list([.text("国家级数字商务企业")]), "approved_on": .text("2022-10-01"),
        ]
        #expect(try preview("4", base).amount == .awardIfFirst(Money(fen: 20_000_000)))
        guard case .officer(let reason, nil) = try preview("12", [:]).amount else {
            Issue.record("an officer decides about clause 12")
            return
        }
        #expect(reason == "amount_not_stated")
        facts = Self.stream
        facts["clause"] = .text("7-1")
        facts["local_sales"] = .number(Decimal128(30_000_000))
        let about = try preview("22", facts)
        #expect(about.amount == .award(Money(fen: 30_000_000)))
        #expect(about.checks(.zh).contains { $0.text.contains("直播间") && $0.truth == .holds })
    }

    @Test("what the year's guide must say is not asked of the applicant")
    func guide() throws {
        let facts: Facts = [
            "registered_in": .text("包头"), "served_firms": .number(Decimal128(20)),
            "online_turnover_usd": .number(Decimal128(10_000_000)), "fiscal_prev": .number(.zero),
            "fiscal_cur": .number(Decimal128(9_000_000)), "city_delta": .number(Decimal128(1_000_000)),
        ]
        #expect(try preview("11-2", facts).amount == .needsGuide(["fx_usd_cny"]))
        let rate: Facts = ["fx_usd_cny": .number(try Decimal128("7.05"))]
        #expect(try preview("11-2", facts, guide: rate).amount == .award(Money(fen: 70_500_000)))
    }

    @Test("conditions are said in both languages, with what is missing to each")
    func words() throws {
        var facts = Self.stream
        facts["local_sales"] = .number(Decimal128(19_000_000))
        let preview = try preview("7-1", facts)
        let sales = try #require(preview.checks(.zh).last)
        #expect(sales.truth == .fails && sales.miss == "差 1,000,000 元" && sales.facts.contains("19,000,000 元"))
        let english = try #require(preview.checks(.en).last)
        #expect(english.truth == .fails && english.miss == "1,000,000 yuan short")
        #expect(preview.leftToRound.map(\.zh).contains("同一获评对象就高不重复"))
    }

    @Test("facts that are typed give what the worked cases expect")
    func worked() throws {
        var compared = 0
        for item in try WorkedCase.read("golden.jsonl") where item.readings.isEmpty && item.facts["decided"] == nil {
            guard let rulebook = rulebooks[item.programme], let clause = rulebook.programme.clause(item.clause),
                let expected = item.expect["award"] ?? item.expect["reject"]
            else { continue }
            let named = rulebook.programme.clauseNamed(in: item.facts, by: clause)
            let asked = (clause.facts + (named?.facts ?? [])).filter(\.isDeclared)
            let (typed, rest) = Self.typed(item.facts, asked)
            var facts = typed.declared(asked)
            for entry in rest.entries { facts[entry.name] = entry.value }
            // The year and the day are the case's own, where it says them.
            let preview = try #require(ClaimPreview(rulebook, item.clause, ClaimPreview.Given(facts: facts)))
            switch preview.amount {
            case .award(let award): #expect(expected == .number(award.yuan), "\(item)")
            case .refused(let reason): #expect(expected == .text(reason), "\(item)")
            case .awardIfFirst, .officer, .needs, .needsGuide, .pendingRound, .unknown:
                Issue.record("\(item): \(preview.amount)")
            }
            compared += 1
        }
        #expect(compared > 120, "\(compared)")
    }

    /// The facts that an applicant declares as he would type them; the others as they are.
    private static func typed(_ facts: Facts, _ asked: [FactDeclaration]) -> (ClaimEntries, Facts) {
        var entries = ClaimEntries()
        var rest = Facts()
        for entry in facts.entries {
            let name = "facts.\(entry.name)"
            guard asked.contains(where: { $0.name == entry.name }) else {
                rest[entry.name] = entry.value
                continue
            }
            switch entry.value {
            case .list(let rows):
                let records = rows.compactMap { row in if case .record(let record) = row { record } else { nil } }
                if rows.isEmpty { rest[entry.name] = entry.value }
                if records.isEmpty { entries.set(name, rows.map(Self.text).joined(separator: "；")) }
                for (number, record) in records.enumerated() {
                    for field in record.entries { entries.set("\(name).\(number).\(field.name)", text(field.value)) }
                }
            case .null, .record: rest[entry.name] = entry.value
            case .number, .text, .boolean: entries.set(name, text(entry.value))
            }
        }
        return (entries, rest)
    }

    private static func text(_ fact: Fact) -> String {
        switch fact {
        case .number(let number): "\(number)"
        case .text(let text): text
        case .boolean(let value): value ? "是" : "否"
        case .null, .list, .record: fact.json
        }
    }
}
