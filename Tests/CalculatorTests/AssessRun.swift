import Agent
import Awards
import Decimals
import Documents
import Log
import Messages
import Seals
import Synchronization
import TestSupport
import Testing

@testable import Calculator

/// Baotou's assess task 0 in the loop, over a log in memory.
struct AssessRun {
    let log: SQLiteLog
    let offices: Offices
    private let task: TaskName
    private let stage: StageOf<AssessDecider>
    /// Whether it restarts behind each transaction of one record.
    let restarts: Bool

    init(restarts: Bool) throws {
        self.restarts = restarts
        log = try SQLiteLog()
        let offices = try Offices.load(path: "deploy/offices.yaml")
        self.offices = offices
        stage = StageOf(.assess) { task, offices in
            let decider = AssessDecider(task, offices)
            return (decider.specification, decider)
        }
        task = try #require(TaskName("150200.assess.0"))
        for office in offices.all {
            let topics = office.streams.map {
                TopicDefinition(
                    $0.topic(of: office.division), partitions: Int32($0.partitionCount(keyed: offices.partitions)))
            }
            _ = try log.create(topics)
        }
    }

    /// Writes messages and lets the task decide them before anything else comes.
    func tell(_ messages: any Message..., on stream: String = "verifications") throws {
        for message in messages { try write(message.bytes, type(of: message).type, on: stream) }
        try run()
    }

    func write(_ payload: [UInt8], _ type: String, on stream: String = "verifications") throws {
        let headers = [Header("ce_type", type)]
        try log.append([
            OutgoingRecord(topic: "150200.\(stream)", partition: 0, key: nil, payload: payload, headers: headers)
        ])
    }

    /// Sends a letter's record again, as this one.
    func retry(_ letter: DeadLetter, as message: some Message) throws {
        var retry = RetryRequested()
        retry.letter = letter.id
        retry.stage = letter.stage
        retry.task = letter.task
        retry.attempt = letter.attempt + 1
        retry.topic = letter.originTopic
        retry.recordType = type(of: message).type
        retry.record = Base64Data(message.bytes)
        try tell(retry, on: "retries")
    }

    func run() throws {
        let partitions = try stage.specification(of: task, offices).sources.map(\.partition)
        let ends = try log.ends(of: partitions).mapValues(\.lastStable)
        var settings = LoopSettings()
        if restarts { settings.batchRecords = 1 }
        while try !isThrough(ends) {
            let stop = StopSignal()
            let status = TaskStatus(task: "\(task)") { [restarts] event in
                guard case .committed = event else { return }
                if restarts || (try? isThrough(ends)) == true { stop.set() }
            }
            let environment = TaskEnvironment(
                log: log, settings: settings, build: "test", stateFolder: nil, stop: stop, status: status)
            let ending = try stage.start(task, offices, environment) { _ in }.wait()
            try #require(ending == .stopped)
        }
    }

    private func isThrough(_ ends: [TopicPartition: Int64]) throws -> Bool {
        let read = try log.committed(by: "\(task)", of: Array(ends.keys))
        return ends.allSatisfy { (read[$0.key] ?? 0) >= $0.value }
    }

    // MARK: What it wrote

    func written<Content: Message>(_ type: Content.Type, on stream: String = "assessments") throws -> [Content] {
        let place = TopicPartition("150200.\(stream)", 0)
        let end = try log.ends(of: [place])[place]?.lastStable ?? 0
        let reader = try log.reader(for: .folding)
        defer { reader.close() }
        try reader.assign([place: 0])
        var found: [Content] = []
        while (reader.reached[place] ?? 0) < end {
            for record in try reader.poll(PollLimits()) where record.header(text: "ce_type") == type.type {
                found.append(try Content(reading: try #require(record.payload)))
            }
        }
        return found
    }

    var letters: [DeadLetter] { get throws { try written(DeadLetter.self, on: "dead-letters") } }

    var lastMark: AssessComplete { get throws { try #require(try written(AssessComplete.self).last) } }

    func expectSameInReplay() throws {
        let result = try stage.replay(task, offices, ReplayRequest(from: log, into: nil))
        #expect(result.difference == nil && result.transactions > 0)
    }
}

/// What the tests of the assess stage say.
enum Verified {
    static func policy() throws -> PolicyAdopted {
        var adopted = PolicyAdopted()
        let bytes = try Document.read("deploy/policies/baotou-2022.yaml")
        adopted.programme = "baotou-2022"
        adopted.digest = "\(SHA256.digest(of: bytes))"
        adopted.bytes = Base64Data(bytes)
        adopted.order = "o-0"
        return adopted
    }

    static func round(_ clauses: [String] = []) throws -> RoundOpened {
        var round = RoundOpened()
        round.round = "baotou-2022/2023/" + (clauses.first ?? "all")
        round.programme = "baotou-2022"
        round.clauses = clauses
        round.period = "2023"
        round.policy = try policy().digest
        round.order = "o-9"
        return round
    }

    static func claim(
        _ name: String, office: String = "150207", clause: String = "7-1", version: Int64 = 1, number: Int64 = 1,
        sales: Fact = .number(Decimal128(35_000_000))
    ) -> ClaimVerified {
        var verified = ClaimVerified()
        verified.of.claim = name
        verified.of.version = version
        verified.of.office = office
        verified.of.programme = "baotou-2022"
        verified.of.clause = clause
        verified.of.period = "2023"
        verified.of.applicant = "91150202MA0Q0A0A0X"
        verified.of.received = Moment("2024-02-02T09:00:00+08:00") ?? Moment()
        verified.of.lodged = verified.of.received
        verified.number = number
        verified.facts = [
            "registered_in": .text("包头"), "area_m2": .number(Decimal128(1200)), "rooms": .number(Decimal128(6)),
            "active_anchors": .number(Decimal128(12)), "established_on": .text("2020-03-01"), "local_sales": sales,
        ]
        return verified
    }

    /// A claim that no clause can be applied to: its sales are a text.
    static func poison(
        _ name: String, office: String = "150207", clause: String = "7-1", version: Int64 = 1, number: Int64 = 1
    ) -> ClaimVerified {
        claim(name, office: office, clause: clause, version: version, number: number, sales: .text("a lot"))
    }

    static func mark(_ office: String?, register: RegisterDay? = nil, held: [HeldVersion] = []) -> VerifyComplete {
        var mark = VerifyComplete()
        mark.round = "baotou-2022/2023/7-1"
        mark.office = office
        mark.register = register
        mark.versions = 3
        mark.digest = "\(SHA256.digest(of: [7]))"
        mark.held = held
        return mark
    }
}
