import Decimals
import Documents
import Messages
import Policy
import Testing

/// What cannot be computed is an error with a sentence, and never a refusal or an amount.
struct AssessmentErrorTests {
    private func rulebook(_ name: String, _ edits: [(String, String)] = []) throws -> Rulebook {
        var text = String(decoding: try Document.read("deploy/policies/\(name).yaml"), as: UTF8.self)
        for (old, new) in edits {
            try #require(text.contains(old))
            text = text.replacing(old, with: new)
        }
        return try Rulebook(Programme.load(Array(text.utf8), file: name))
    }

    private func sentence(_ body: () throws -> Assessment?) -> String {
        do {
            let assessment = try body()
            return "\(String(describing: assessment?.outcome))"
        } catch {
            return "\(error)"
        }
    }

    private func platforms(_ count: Int) -> Facts {
        let platforms = (0..<count).map { Fact.record(["platform": .text("P\($0)"), "option": .text("A")]) }
        return [
            "platform_turnover_usd": .number(Decimal128(25_000)), "platforms": .list(platforms),
            "prior_awards": .number(.zero),
        ]
    }

    @Test func aClaimOfTooManyRowsIsNoRefusal() throws {
        let rulebook = try rulebook("nm-cb7-2023")
        let few = try rulebook.assess("3-3", platforms(200))
        #expect(few?.outcome == .award(Money(fen: 5_000_000)))
        let said = sentence { try rulebook.assess("3-3", platforms(5_000)) }
        #expect(said.contains("more rows than can be computed"), "\(said)")
    }

    @Test func sharesAboveTheAwardAreAnError() throws {
        let rulebook = try rulebook(
            "baotou-2022",
            [("{value: 50%, unit: ratio, quote: 市本级负担50%}", "{value: 150%, unit: ratio, zh: 一, en: one}")])
        let facts: Facts = [
            "stations": .number(Decimal128(1)), "year_committed_total": .number(.zero),
            "national_demo_county": .boolean(false),
        ]
        let said = sentence { try rulebook.assess("6", facts) }
        #expect(said.contains("shares are more than the award"), "\(said)")
    }

    @Test func thePartsOfAnAwardAddUpToTheFen() throws {
        let rulebook = try rulebook("baotou-2022")
        let facts: Facts = [
            "parcels": .list([
                .record(["banner": .text("土右旗"), "count": .number(Decimal128(1))]),
                .record(["banner": .text("达茂旗"), "count": .number(Decimal128(1))]),
            ]),
            "banner_rate": .number(try Decimal128("0.255")),
        ]
        let assessment = try #require(try rulebook.assess("14", facts))
        #expect(assessment.outcome == .award(Money(fen: 51)))
        #expect(assessment.parts.map(\.amount.fen) == [25, 26])
    }

    @Test func aNullInAListIsAMistake() throws {
        let rulebook = try rulebook("baotou-2022")
        let said = sentence { try rulebook.assess("14", ["parcels": .list([.null])]) }
        #expect(said.contains("parcels: element 1: there is no null in a list"), "\(said)")
    }

    @Test func aRowWithoutItsDateIsAskedFor() throws {
        let rulebook = try rulebook("nm39-2022")
        let facts: Facts = [
            "applied_on": .text("2024-05-20"), "prior_awards": .number(.zero),
            "investments": .list([.record(["date": .null, "amount": .number(Decimal128(1_000_000))])]),
        ]
        #expect(try rulebook.assess("17", facts)?.outcome == .ask(["investments"]))
    }

    @Test func aMistakeOfFormHidesNoMistakeOfUnits() throws {
        let file = Result {
            try rulebook(
                "baotou-2022",
                [
                    ("else: not_connected", "elze: not_connected"),
                    ("amount: rate * local_sales", "amount: rate + local_sales"),
                ])
        }
        guard case .failure(let errors as DocumentErrors) = file else {
            Issue.record("the file should not load")
            return
        }
        let said = errors.description
        #expect(said.contains("unknown key elze; did you mean else?"))
        #expect(said.contains("cannot add yuan to a ratio"))
    }
}
