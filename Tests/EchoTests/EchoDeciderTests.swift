import Agent
import Awards
import Log
import Messages
import Testing

@testable import Echo

/// Given what was recorded, when a record comes, then these outputs follow.
struct EchoDeciderTests {
    private let partitions = 4
    private let applicant = "91150202MA0Q0A0A0X"

    private func decider(task: Int) throws -> EchoDecider {
        EchoDecider(try #require(TaskName("150223.echo.\(task)")), partitions: partitions)
    }

    private func when(
        _ record: Record, task: Int = 0, given outputs: [EchoDecider.Output] = []
    ) throws -> [EchoDecider.Output]? {
        let decider = try decider(task: task)
        var state = EchoDecider.State(StateStore())
        for output in outputs { decider.evolve(&state, .output(output)) }
        return try decider.input(from: record).map { decider.decide(state, $0).outputs }
    }

    private func record(_ message: some Message, type: String, on topic: String) -> Record {
        let headers = [Header("ce_type", type)]
        return Record(
            OutgoingRecord(topic: topic, partition: 0, key: nil, payload: message.bytes, headers: headers),
            at: Position(TopicPartition(topic, 0), 0))
    }

    private func claim(type: String = ClaimSubmitted.type) -> Record {
        var claim = ClaimSubmitted()
        claim.id = "c-1"
        claim.version = 2
        claim.office = "150223"
        claim.programme = "p"
        claim.clause = "7-1"
        claim.period = "2022"
        claim.applicant = applicant
        claim.received = Moment("2023-03-01T09:00:00+08:00") ?? Moment()
        claim.lodged = claim.received
        return record(claim, type: type, on: "150223.claims")
    }

    private func order(
        kind: String = "echo.say", stage: String = "echo", applicant: String? = nil, body: String = #"{"text":"hi"}"#
    ) throws -> Record {
        var order = OrderGiven()
        order.id = "o-1"
        order.stage = stage
        order.officer = "someone"
        order.at = "2023-03-01T09:00:00+08:00"
        order.kind = kind
        order.applicant = applicant
        order.body = try RawJSON(body)
        return record(order, type: OrderGiven.type, on: "150223.orders")
    }

    private func heard(_ count: Int) -> EchoDecider.Output {
        var echo = ClaimEchoed()
        echo.claim = "c-1"
        echo.version = 2
        echo.applicant = applicant
        echo.heard = count
        return .heard(echo)
    }

    @Test("a claim is echoed, with how many of the applicant were heard")
    func claims() throws {
        #expect(try when(claim()) == [heard(1)])
        #expect(try when(claim(), given: [heard(1), heard(2)]) == [heard(3)])
    }

    @Test("other records of the topic are nothing to it, but one without a type is a dead letter")
    func others() throws {
        #expect(try when(claim(type: "claim.withdrawn.v1")) == nil)
        let untyped = Record(
            OutgoingRecord(topic: "150223.claims", partition: 0, key: nil, payload: [1]),
            at: Position(TopicPartition("150223.claims", 0), 0))
        #expect(throws: EchoDecider.Untyped.self) { try when(untyped) }
        #expect(throws: MessageError.self) {
            try when(record(OrderAnswered(), type: ClaimSubmitted.type, on: "150223.claims"))
        }
    }

    private func answer(_ outputs: [EchoDecider.Output]?) throws -> OrderAnswered {
        let answers = try #require(outputs).compactMap { output in
            if case .answer(let answer) = output { answer } else { nil }
        }
        #expect(answers.count == 1)
        return try #require(answers.first)
    }

    @Test("it says what it is ordered to say, and refuses what it cannot")
    func orders() throws {
        let said = try answer(try when(order()))
        #expect(said.order == "o-1" && said.accepted && said.sentence.en == "The echo says: hi")
        let wordless = try answer(try when(order(body: #"{"text":7}"#)))
        #expect(!wordless.accepted && wordless.sentence.en.contains("text: expected text"))
        let unknown = try answer(try when(order(kind: "echo.sing")))
        #expect(!unknown.accepted && unknown.sentence.en == "The stage echo has no order echo.sing.")
    }

    @Test("one task answers: the applicant's, or task 0")
    func answerer() throws {
        #expect(try when(order(stage: "round")) == nil)
        #expect(try when(order(), task: 1) == nil)
        let own = Int(Partitioner.partition(of: Array(applicant.utf8), among: Int32(partitions)))
        for task in 0..<partitions {
            #expect(try (when(order(applicant: applicant), task: task) != nil) == (task == own))
        }
    }

    @Test("a broken order is one dead letter, of task 0")
    func brokenOrder() throws {
        let broken = record(ClaimEchoed(), type: OrderGiven.type, on: "150223.orders")
        #expect(throws: MessageError.self) { try when(broken) }
        #expect(try when(broken, task: 1) == nil)
    }
}
