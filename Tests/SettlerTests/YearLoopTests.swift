import Agent
import Awards
import Log
import Messages
import Testing

@testable import Settler

/// A year's close by a settler in its real loop, which ends and begins again.
struct YearLoopTests {
    private static let awards = [
        YearWorld.Award(claim: "A", county: "150223", fen: 301, city: 150),
        YearWorld.Award(claim: "B", county: "150202", fen: 900, city: 450),
    ]
    private let log: any EventLog
    private let offices: Offices

    /// All of a year but its close.
    init() throws {
        offices = try YearWorld.Cast.shared.get().offices
        let log = try SQLiteLog()
        self.log = log
        let known = offices
        _ = try log.create(
            known.all.flatMap { office in
                office.streams.map { stream in
                    TopicDefinition(
                        stream.topic(of: office.division),
                        partitions: Int32(stream.partitionCount(keyed: known.partitions)))
                }
            })
        let world = try YearWorld()
        world.open()
        world.award(Self.awards)
        world.confirm(Self.awards)
        for award in Self.awards { world.pay(award) }
        for topic in world.topics.keys.sorted() { try log.append((world.topics[topic] ?? []).map(\.copy)) }
    }

    /// The city's settler, as long as the body takes.
    private func whileItRuns(_ body: () throws -> Void) throws {
        let stop = StopSignal()
        let decider = try SettleDecider(try #require(TaskName("150200.settle.0")), offices)
        let run = try TaskRun(
            decider.specification, decider,
            TaskEnvironment(
                log: log, build: "test", stateFolder: nil, stop: stop, status: TaskStatus(task: "150200.settle.0")))
        defer {
            stop.set()
            _ = run.wait()
        }
        try body()
    }

    /// Until the settler has read all that stands on the streams now, as its progress tells.
    private func waitUntilRead() throws {
        let topics = ["150200.awards", "150200.rounds", "150200.programmes", "150202.payments", "150223.payments"]
        var left = try log.ends(of: topics.map { TopicPartition($0, 0) }).mapValues(\.lastStable)
        let _: ProgressRecorded = try first(.progress(of: .settle)) { progress in
            for step in progress.steps {
                guard let topic = step.topic, let to = step.to else { continue }
                let place = TopicPartition(topic, 0)
                if let end = left[place], to >= end { left[place] = nil }
            }
            return left.isEmpty
        }
    }

    /// Both counties agree to what they were sent.
    private func agree() throws {
        for county in ["150202", "150223"] {
            let proposed: SettlementProposed = try first(.settlements) { $0.to == county }
            var answered = SettlementAnswered()
            (answered.statement, answered.by) = (proposed.statement, county)
            (answered.totalFen, answered.digest) = (proposed.totalFen, proposed.digest)
            (answered.follows.id, answered.follows.digest) = (proposed.statement, proposed.digest)
            try log.append([
                OutgoingRecord(
                    topic: "\(county).settlements", partition: 0, key: nil, payload: answered.bytes,
                    headers: [Header("ce_type", SettlementAnswered.type), Header("ce_id", "\(county).answer")])
            ])
        }
    }

    /// The first message of a type on a stream that the body takes, once it is there.
    private func first<Content: Message>(
        _ stream: Awards.Stream, of office: String = YearWorld.city, where isIt: (Content) -> Bool
    ) throws -> Content {
        let division = try #require(Division(office))
        let partitions = try LogScan.partitions(of: stream.topic(of: division), in: log)
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        try reader.assign(Dictionary(uniqueKeysWithValues: partitions.map { ($0, 0) }))
        let deadline = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < deadline {
            for record in try reader.poll(PollLimits(firstWaitMs: 1_000)) {
                guard record.header(text: "ce_type") == Content.type, let payload = record.payload else { continue }
                let content = try Content(reading: payload)
                if isIt(content) { return content }
            }
        }
        throw NothingCame(what: Content.type)
    }

    private struct NothingCame: Error {
        let what: String
    }

    private func close(_ id: String) throws -> OrderAnswered {
        var body = YearOrder()
        body.year = 2023
        var order = OrderGiven()
        order.id = id
        order.stage = OrderKind.settleClose.stage.rawValue
        order.kind = OrderKind.settleClose.name
        order.officer = "o-1502-05"
        order.reason = "年终结算"
        order.at = "2023-12-31T09:00:00+08:00"
        order.body = RawJSON(body)
        try log.append([
            OutgoingRecord(
                topic: "150200.orders", partition: 0, key: Array(id.utf8), payload: order.bytes,
                headers: [Header("ce_type", OrderGiven.type), Header("ce_id", id)])
        ])
        return try first(.answers) { $0.order == id }
    }

    /// Orders whose answers go to different partitions.
    @Test(arguments: ["order-1", "order-2", "order-3", "order-4"])
    func theCloseIsAnsweredWhenItsPlanIsFinished(_ id: String) throws {
        try whileItRuns {
            try waitUntilRead()
            let told = try close(id)
            #expect(told.accepted, "\(told.sentence.en)")
            #expect(told.sentence.en == "Statements of 2023 go to 2 counties, 6.00 yuan in all.")
            try agree()
            let closed: SettlementClosed = try first(.settlements) { _ in true }
            #expect(closed.totalFen == 600 && closed.statements.count == 2)
        }
        // Begun again, it knows from the log what was done.
        try whileItRuns {
            let told = try close("\(id)-again")
            #expect(!told.accepted && told.sentence.en.contains("settled already"), "\(told.sentence.en)")
        }
    }

    @Test func whatBlocksTheCloseIsAnsweredTooAndKeptOverAStart() throws {
        var opened = RoundOpened()
        (opened.round, opened.programme, opened.period) = ("baotou-2022/2023/late", "baotou-2022", "2023")
        opened.order = "o-1"
        opened.policy = "sha256:" + String(repeating: "0", count: 64)
        try log.append([
            OutgoingRecord(
                topic: "150200.rounds", partition: 0, key: nil, payload: opened.bytes,
                headers: [Header("ce_type", RoundOpened.type)])
        ])
        for id in ["blocked-1", "blocked-2"] {
            try whileItRuns {
                try waitUntilRead()
                let told = try close(id)
                #expect(!told.accepted && told.sentence.en.contains("baotou-2022/2023/late"), "\(told.sentence.en)")
            }
        }
    }
}
