import Awards
import Log
import Messages
import Synchronization
import Testing

@testable import Agent

struct OrderDeskTests {
    private static let offices = """
        partitions: 2
        offices:
          - division: "150200"
            name: {zh: 市, en: City}
            tier: city
            officers:
              - {id: city-operator, name: {zh: 甲, en: A}, roles: [operator]}
              - {id: city-reviewer, name: {zh: 乙, en: B}, roles: [reviewer]}
            workers:
              - {name: echo, agent: echo, health: a:1, runs: {echo: [0, 1]}}
          - division: "150223"
            name: {zh: 旗, en: Banner}
            tier: county
            superior: "150200"
            officers:
              - {id: banner-operator, name: {zh: 丙, en: C}, roles: [operator]}
            workers:
              - {name: dashboard, agent: dashboard, health: a:2}
        """

    private let log: any EventLog
    private let desk: OrderDesk

    init() throws {
        let offices = try Offices.load(Array(Self.offices.utf8), file: "offices.yaml")
        log = try SQLiteLog()
        desk = OrderDesk(offices: offices, log: log) { 1_700_000_000_123 }
        _ = try log.create([
            TopicDefinition("150200.orders", partitions: 1), TopicDefinition("150200.answers", partitions: 2),
            TopicDefinition("150223.orders", partitions: 1),
        ])
    }

    private func draft(
        office: String = "150200", stage: Stage = .echo, kind: String = "echo.say", officer: String = "city-operator",
        reason: String = "test", applicant: String? = nil
    ) throws -> OrderDraft {
        OrderDraft(
            office: try #require(Division(office)), stage: stage, kind: kind, officer: officer, reason: reason,
            applicant: applicant)
    }

    @Test("who may not give an order is told why, which is recorded, and no stage sees it")
    func refusals() throws {
        let city = try #require(Division("150200"))
        let banner = try #require(Division("150223"))
        let nobody = try #require(Division("150203"))
        let cases: [(OrderDraft, OrderRefusal)] = [
            (try draft(office: "150203"), .noOffice(nobody)),
            (try draft(officer: "x"), .noOfficer("x", city)),
            (
                try draft(officer: "banner-operator"),
                .otherOffice(officer: "banner-operator", of: banner, city)
            ),
            (
                try draft(officer: "city-reviewer"),
                .noRole(officer: "city-reviewer", .operator, kind: "echo.say", holders: ["city-operator"])
            ),
            (try draft(kind: "echo.sing"), .noKind("echo.sing", .echo)),
            (try draft(stage: .round), .noKind("echo.say", .round)),
            (try draft(office: "150223", officer: "banner-operator"), .notRun(.echo, banner)),
            (try draft(reason: ""), .noReason),
            (try draft(applicant: "91150202MA0Q0A0A0"), .badApplicant("91150202MA0Q0A0A0")),
            (try draft(applicant: "91150202MA0Q0A0A0I"), .badApplicant("91150202MA0Q0A0A0I")),
        ]
        for (draft, refusal) in cases {
            #expect(throws: refusal) { try desk.give(draft, waitMs: 0) }
            #expect(refusal.description.hasSuffix(".") && refusal.sentence.zh.hasSuffix("。"))
        }
        #expect(try sentences(of: "150200") == cases.filter { $0.0.office == city }.map(\.1.sentence))
        #expect(try sentences(of: "150223") == [OrderRefusal.notRun(.echo, banner).sentence])
        let inbox = OrderInbox(of: try #require(TaskName("150200.echo.0")), partitions: 2)
        try LogScan.run(log, [TopicPartition("150200.orders", 0)]) { record in
            let seen = try inbox.order(in: record)
            #expect(seen == nil)
            return true
        }
    }

    private func sentences(of office: String) throws -> [Text] {
        var sentences: [Text] = []
        try LogScan.run(log, [TopicPartition("\(office).orders", 0)]) { record in
            sentences.append(try OrderRefused(reading: try #require(record.payload)).sentence)
            return true
        }
        return sentences
    }

    @Test("the same order at the same moment is answered as it was before, and not written again")
    func again() throws {
        let draft = try draft()
        guard case .recorded = try desk.give(draft, waitMs: 0) else { return #expect(Bool(false), "an answer") }
        let order = try #require(try orders().first)
        let inbox = OrderInbox(of: try #require(TaskName("150200.echo.0")), partitions: 2)
        let answer = inbox.refuse(order, zh: "否", en: "no")
        try append(answer, to: inbox)
        #expect(try desk.give(draft, waitMs: 0) == .answered(answer))
        #expect(try orders().count == 1)
    }

    private func append(_ answer: OrderAnswered, to inbox: OrderInbox) throws {
        try log.append([
            OutgoingRecord(
                topic: inbox.answers, key: Array(answer.order.utf8), payload: answer.bytes,
                headers: [Header("ce_type", OrderAnswered.type)])
        ])
    }

    @Test("an order that nobody answers is recorded, and who must answer is said")
    func recorded() throws {
        let outcome = try desk.give(try draft(), waitMs: 10)
        let order = try #require(try orders().first)
        #expect(outcome == .recorded(order: order.id, mustAnswer: .echo))
        #expect(order.at == "2023-11-14T22:13:20.123Z" && order.officer == "city-operator" && order.id.count == 64)
    }

    @Test("the id is made from what the order says and when")
    func identity() throws {
        let first = try draft().order(atMs: 5)
        #expect(first.id == (try draft().order(atMs: 5).id))
        let others = [
            try draft().order(atMs: 6), try draft(kind: "echo.sayx").order(atMs: 5),
            try draft(officer: "y").order(atMs: 5), try draft(applicant: "9").order(atMs: 5),
            try draft(office: "150223").order(atMs: 5), try draft(stage: .round).order(atMs: 5),
        ]
        #expect(Set(others.map(\.id)).union([first.id]).count == others.count + 1)
    }

    @Test("the answer with the order's id is returned, and no other")
    func answered() throws {
        let desk = desk
        let draft = try draft()
        let outcome = Outcome()
        let thread = try WorkerThread {
            let found = Result { try desk.give(draft, waitMs: 60_000) }
            outcome.value.withLock { $0 = found }
        }
        var found: OrderGiven?
        while found == nil { found = try orders().first }
        let task = try #require(TaskName("150200.echo.0"))
        let inbox = OrderInbox(of: task, partitions: 2)
        var other = try #require(found)
        other.id = "other"
        let right = inbox.accept(try #require(found), zh: "好", en: "yes")
        for answer in [inbox.refuse(other, zh: "否", en: "no"), right] { try append(answer, to: inbox) }
        thread.join()
        #expect(try outcome.value.withLock { $0 }?.get() == .answered(right))
    }

    private final class Outcome: Sendable {
        let value = Mutex<Result<OrderOutcome, any Error>?>(nil)
    }

    private func orders() throws -> [OrderGiven] {
        let partition = TopicPartition("150200.orders", 0)
        let end = try log.ends(of: [partition])[partition]?.lastStable ?? 0
        let reader = try log.reader(for: .folding)
        defer { reader.close() }
        try reader.assign([partition: 0])
        var orders: [OrderGiven] = []
        while (reader.reached[partition] ?? 0) < end {
            orders += try reader.poll(PollLimits()).map { try OrderGiven(reading: try #require($0.payload)) }
        }
        return orders
    }
}
