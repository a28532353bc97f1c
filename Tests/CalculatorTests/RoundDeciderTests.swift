import Agent
import Awards
import Decimals
import Documents
import Log
import Messages
import Testing

@testable import Calculator

/// Given what was recorded, when an officer orders, then this is adopted, set or opened, and answered.
struct RoundDeciderTests {
    private let decider: RoundDecider
    private var state = RoundState(StateStore())
    private var orders = 0

    init() throws {
        let offices = try Offices.load(path: "deploy/offices.yaml")
        decider = try RoundDecider(try #require(TaskName("150200.round.0")), offices)
    }

    private mutating func when(_ record: Record) throws -> [RoundDecider.Output] {
        let input = try #require(try decider.input(from: record))
        let outputs = decider.decide(state, input).outputs
        for output in outputs { decider.evolve(&state, .output(output)) }
        return outputs
    }

    private mutating func order(_ kind: OrderKind, _ body: some Message) -> Record {
        orders += 1
        return DeciderRecords.order(kind, body: body, id: "o-\(orders)")
    }

    private mutating func adoption(of file: String) throws -> Record {
        var body = AdoptPolicyOrder()
        body.bytes = Base64Data(try Document.read("deploy/policies/\(file).yaml"))
        return order(.policyAdopt, body)
    }

    private func answer(_ outputs: [RoundDecider.Output]) throws -> OrderAnswered {
        guard case .answer(let answer)? = outputs.last else { throw Unanswered() }
        return answer
    }

    private struct Unanswered: Error {}

    @Test func theRetriesOfItsOfficeAreReadInThePartitionOfItsTask() {
        let sources = decider.specification.sources.filter { $0.partition.topic == "150200.retries" }
        #expect(
            sources == [TaskSpecification.Source(TopicPartition("150200.retries", 0), isTable: true, isDigested: true)])
    }

    @Test mutating func aPolicyOfTheOfficesTierIsAdoptedWithItsBytes() throws {
        let outputs = try when(adoption(of: "baotou-2022"))
        guard case .adopted(let policy)? = outputs.first else { throw Unanswered() }
        #expect(policy.programme == "baotou-2022")
        #expect(policy.bytes.bytes == (try Document.read("deploy/policies/baotou-2022.yaml")))
        #expect(try answer(outputs).accepted)
        #expect(outputs.count == 2)
        // The same file again changes nothing.
        let again = try when(adoption(of: "baotou-2022"))
        #expect(again.count == 1)
        #expect(try answer(again).accepted)
    }

    @Test(arguments: [
        ("qianjiang-2023draft", "draft"), ("nm39-2022", "tier region"),
    ])
    mutating func whatIsNotTheOfficesToAdoptIsRefused(file: String, says: String) throws {
        let outputs = try when(adoption(of: file))
        #expect(outputs.count == 1)
        let answer = try answer(outputs)
        #expect(!answer.accepted)
        #expect(answer.sentence.en.contains(says), "\(answer.sentence.en)")
    }

    @Test mutating func aFileThatIsWrongIsRefusedWithItsErrors() throws {
        var body = AdoptPolicyOrder()
        body.bytes = Base64Data(Array("programme: x".utf8))
        let answer = try answer(when(order(.policyAdopt, body)))
        #expect(!answer.accepted)
        #expect(answer.sentence.en.contains("the key clauses is missing"), "\(answer.sentence.en)")
    }

    private mutating func guide(_ facts: Facts, coefficient: Decimal128? = nil, closed: [String] = []) -> Record {
        var body = SetGuideOrder()
        body.programme = "baotou-2022"
        body.year = 2023
        body.facts = facts
        body.coefficient = coefficient
        body.closedClauses = closed
        return order(.guideSet, body)
    }

    @Test mutating func aGuideNeedsItsPolicyFirst() throws {
        #expect(try !answer(when(guide(["rate": .number(Decimal128(8))]))).accepted)
        _ = try when(adoption(of: "baotou-2022"))
        let outputs = try when(guide(["rate": .number(Decimal128(8))]))
        guard case .guide(let set)? = outputs.first else { throw Unanswered() }
        #expect(set.year == 2023)
        #expect(set.facts["rate"] == .number(Decimal128(8)))
    }

    @Test(
        arguments: [
            (["rate": Fact.number(Decimal128(11))], "above the law's bound"),
            (["local_sales": .number(Decimal128(1))], "No clause takes local_sales from the guide"),
            (["fx_usd_cny": .text("seven")], "expected a number"),
        ] as [(Facts, String)])
    mutating func aGuideBeyondTheLawIsRefused(facts: Facts, says: String) throws {
        _ = try when(adoption(of: "baotou-2022"))
        let answer = try answer(when(guide(facts)))
        #expect(!answer.accepted)
        #expect(answer.sentence.en.contains(says), "\(answer.sentence.en)")
    }

    @Test mutating func aRoundFixesThePolicyAndTheGuideOfItsYear() throws {
        _ = try when(adoption(of: "baotou-2022"))
        _ = try when(guide(["rate": .number(Decimal128(8))]))
        var body = OpenRoundOrder()
        body.programme = "baotou-2022"
        body.period = "2023"
        body.opens = try #require(Moment("2024-01-02T00:00:00+08:00"))
        body.deadline = try #require(Moment("2024-03-01T00:00:00+08:00"))
        let outputs = try when(order(.roundOpen, body))
        guard case .opened(let round)? = outputs.first else { throw Unanswered() }
        #expect(round.policy == state.policies["baotou-2022"])
        #expect(round.guide == state.guides["baotou-2022/2023"])
        // It cannot be opened twice, nor end before it begins.
        #expect(try !answer(when(order(.roundOpen, body))).accepted)
        body.period = "2024"
        body.deadline = body.opens
        #expect(try !answer(when(order(.roundOpen, body))).accepted)
    }
}
