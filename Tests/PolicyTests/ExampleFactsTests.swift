import Decimals
import Messages
import Policy
import Testing

@Suite struct ExampleFactsTests {
    /// Whatever promises something has an example on which it keeps its promise.
    @Test(arguments: PolicyFiles.names) func everyClauseButADutyHasAnExample(file: String) throws {
        let rulebook = try PolicyFiles.rulebook(file)
        for clause in rulebook.programme.clauses {
            let example = ExampleFacts(for: clause.id, in: rulebook)
            if case .duty = clause.grant {
                #expect(example == nil, "\(clause.id)")
                continue
            }
            let found = try #require(example, "\(clause.id) has no example")
            switch (clause.grant, found.assessment.outcome) {
            case (.award, .award(let award)), (.decision, .award(let award)): #expect(award.fen > 0, "\(clause.id)")
            case (.open, .refer), (.target, .target(true)), (.bound, .bound(true)): break
            default: Issue.record("\(clause.id): \(found.assessment.outcome) on \(Fact.record(found.facts).json)")
            }
            let again = try rulebook.assess(clause.id, found.facts)
            #expect(again?.outcome == found.assessment.outcome)
        }
    }

    /// What is assumed anyway is left out, and what nobody needs too.
    @Test func factsWithADefaultStayAway() throws {
        let example = try #require(ExampleFacts(for: "7-1", in: PolicyFiles.rulebook("baotou-2022")))
        #expect(!example.facts.names.contains("has_base"))
        #expect(!example.facts.names.contains("prior_awards"))
        #expect(!example.facts.names.contains("total_sales"))
        #expect(example.facts.names.contains("local_sales"))
    }

    @Test func factsThatAreGivenStay() throws {
        let given: Facts = ["local_sales": .number(Decimal128(21_000_000)), "registered_in": .text("包头")]
        let example = try #require(ExampleFacts(for: "7-1", in: PolicyFiles.rulebook("baotou-2022"), keeping: given))
        #expect(example.facts["local_sales"] == .number(Decimal128(21_000_000)))
        #expect(example.assessment.outcome == .award(Money(fen: 21_000_000)))
        let refused: Facts = ["local_sales": .number(Decimal128(19_999_999))]
        #expect(try ExampleFacts(for: "7-1", in: PolicyFiles.rulebook("baotou-2022"), keeping: refused) == nil)
    }

    @Test func aClauseThatIsNotThereHasNone() throws {
        #expect(try ExampleFacts(for: "99", in: PolicyFiles.rulebook("baotou-2022")) == nil)
    }
}
