import Agent
import Awards
import Commands
import Documents
import FoundationEssentials
import Glibc
import Log
import Messages
import Seals

/// `settler bench`: a city reads a year's awards and payments, and settles with 99 counties, as many as a city's
/// divisions have room for.
enum SettleBench {
    private static let address = Option(required: "on", "LOG", "the log to measure: kafka:HOST:PORT, or a SQLite file")
    private static let counts = Option(
        "awards", "N,…", "how many awards, of each run", .text, default: "10000,100000,1000000")
    private static let policy = Option(
        "policy", "FILE", "the file of baotou-2022", .file, default: "deploy/policies/baotou-2022.yaml")

    static let command = Command(
        "bench", "settles a year of many awards over 99 counties, and says how long each step takes",
        [address, counts, policy],
        details: """
            Each run has a city of its own. Its settler, the real one in the real loop, first reads all awards and \
            payments, which it does as they come over the year; how long that takes is shown beside. Then an officer \
            orders the close. What counts as the close is the time from that order to the record that says that the \
            year is settled: all statements are made, with a line for each award, all counties have agreed, and the \
            city has read their answers. Answers are written as the counties' settlers do that find every line right: \
            each of those checks a hundredth of the lines, on its own machine. Memory is that of the whole process, \
            which also makes the records.
            """
    ) { values in
        for text in values[counts].split(separator: ",") {
            guard let count = Int(text), count > 0 else {
                throw CommandFailure(.usage, "\(text) is no number of awards.")
            }
            let run = try SettleBenchRun(LogAddress(values[address]).open(), policy: values[policy], count: count)
            Console.standard.write(try run.measure() + "\n")
        }
    }
}

/// A city with 99 counties, and a settler that runs.
private struct SettleBenchRun {
    private let log: any EventLog
    private let count: Int
    private let city: Division
    private let offices: Offices
    private let policy: [UInt8]
    private let digest: String
    private static let programme = "baotou-2022"
    private static let round = "baotou-2022/2023/all"
    private static let piece = 5_000

    init(_ log: any EventLog, policy: String, count: Int) throws {
        let taken = Set(try log.topics().keys.map { String($0.prefix(4)) })
        let free = (10...99).lazy.filter { !taken.contains("15\($0)") }.compactMap { Division("15\($0)00") }
        guard let city = free.first else {
            throw CommandFailure(
                .unavailable, "\(log.name) has the topics of 90 earlier runs; start with an empty one.")
        }
        self.log = log
        self.count = count
        self.city = city
        let text = String(decoding: try Document.read(policy), as: UTF8.self)
        self.policy = Array(text.replacing("city: \"150200\"", with: "city: \"\(city)\"").utf8)
        digest = "\(SHA256.digest(of: self.policy))"
        let file = "\(Scratch.folder)/settle-bench-\(getpid()).yaml"
        try Data(Self.officesText(city).utf8).write(to: URL(filePath: file))
        defer { unlink(file) }
        offices = try Offices.load(path: file)
        try createTopics()
    }

    private enum Scratch {
        static var folder: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp" }
    }

    private static func officesText(_ city: Division) -> String {
        var text = """
            partitions: 1
            offices:
              - division: "\(city)"
                name: {zh: 示例市, en: Sample City}
                tier: city
                officers: [{id: o-settler, name: {zh: 示例甲, en: Sample A}, roles: [settler]}]
                workers:
                  - {name: c, agent: calculator, health: "127.0.0.1:1", runs: {assess: [0], round: [0]}}
                  - {name: s, agent: settler, health: "127.0.0.1:2", runs: {settle: [0]}}

            """
        for number in 1...99 {
            let county = "\(city.code.prefix(4))\(number < 10 ? "0" : "")\(number)"
            text += """
                  - division: "\(county)"
                    name: {zh: 示例县\(number), en: Sample County \(number)}
                    tier: county
                    superior: "\(city)"
                    officers: []
                    workers: [{name: s, agent: settler, health: "127.0.0.1:\(number + 2)", runs: {settle: [0]}}]

                """
        }
        return text
    }

    private func topic(_ stream: Awards.Stream) -> String { stream.topic(of: city) }

    private func createTopics() throws {
        var topics: [TopicDefinition] = []
        for office in offices.all {
            // Of the counties only what the city reads.
            for stream in office.division == city ? office.streams : [.payments, .settlements] {
                topics.append(TopicDefinition(stream.topic(of: office.division), partitions: 1, replicas: 1))
            }
        }
        _ = try log.create(topics)
    }

    // MARK: Records

    private func record<Content: Message>(_ message: Content, id: String, on topic: String) -> OutgoingRecord {
        OutgoingRecord(
            topic: topic, partition: 0, key: Array(id.utf8), payload: message.bytes,
            headers: [Header("ce_type", Content.type), Header("ce_id", id)])
    }

    private func award(_ number: Int) -> AwardProposed {
        var proposed = AwardProposed()
        proposed.round = Self.round
        proposed.of.claim = "claim-\(String(10_000_000 + number))-0123456789abcdef0123456789abcdef"
        proposed.of.office = offices.all[1 + number % 99].division.code
        proposed.of.programme = Self.programme
        proposed.of.clause = ["4", "7-1", "8"][number % 3]
        proposed.of.period = "2023"
        proposed.of.applicant = "91150207MA\(String(10_000_000 + number).suffix(7))X"
        proposed.outcome = .award
        let fen = Int64(10_000 + number % 1_000_003)
        proposed.awardFen = fen
        proposed.shares = ShareAmounts()
        proposed.shares?.city = fen / 2
        proposed.shares?.county = fen - fen / 2
        return proposed
    }

    private func payment(_ award: AwardProposed) -> PaymentSent {
        var sent = PaymentSent()
        sent.round = award.round
        sent.of = award.of
        sent.fen = award.awardFen ?? 0
        sent.payment = "payment"
        sent.reference = "payment-\(award.of.claim)"
        sent.order = "order"
        sent.follows.id = "order"
        sent.follows.digest = digest
        return sent
    }

    /// All of the year but the close.
    private func furnish() throws {
        var adopted = PolicyAdopted()
        adopted.programme = Self.programme
        adopted.digest = digest
        adopted.bytes = Base64Data(policy)
        adopted.order = "order"
        var opened = RoundOpened()
        opened.round = Self.round
        opened.programme = Self.programme
        opened.period = "2023"
        opened.policy = digest
        opened.order = "order"
        try log.append([
            record(adopted, id: digest, on: topic(.programmes)), record(opened, id: "opened", on: topic(.rounds)),
        ])
        var closed = RoundClosed()
        let hasher = SHA256()
        for start in stride(from: 0, to: count, by: Self.piece) {
            var records: [OutgoingRecord] = []
            for number in start..<min(start + Self.piece, count) {
                let award = award(number)
                hasher.update(Array("\(SHA256.digest(of: award.bytes))".utf8))
                closed.totalFen += award.awardFen ?? 0
                records.append(record(award, id: award.of.claim, on: topic(.awards)))
                let paid = payment(award)
                let county = Division(award.of.office) ?? city
                records.append(record(paid, id: paid.reference, on: Awards.Stream.payments.topic(of: county)))
            }
            try log.append(records)
        }
        closed.round = Self.round
        closed.claims = Int64(count)
        closed.awards = Int64(count)
        closed.digest = "\(hasher.finish())"
        closed.order = "order"
        var confirmed = RoundConfirmed()
        confirmed.round = Self.round
        confirmed.awards = closed.awards
        confirmed.totalFen = closed.totalFen
        confirmed.digest = closed.digest
        confirmed.order = "order"
        try log.append([
            record(closed, id: "closed", on: topic(.rounds)), record(confirmed, id: "confirmed", on: topic(.rounds)),
        ])
    }

    private func order() -> OrderGiven {
        var body = YearOrder()
        body.year = 2023
        var order = OrderGiven()
        order.id = "close"
        order.stage = Stage.settle.rawValue
        order.officer = "o-settler"
        order.kind = OrderKind.settleClose.name
        order.reason = "bench"
        order.at = "2023-12-31T09:00:00+08:00"
        order.body = RawJSON(body)
        return order
    }

    // MARK: The run

    func measure() throws -> String {
        let task = TaskName(division: city, stage: .settle, number: 0)
        let decider = try SettleDecider(task, offices)
        let stop = StopSignal()
        let status = TaskStatus(task: "\(task)")
        let clock = ContinuousClock()
        try furnish()
        var start = clock.now
        let run = try TaskRun(
            decider.specification, decider,
            TaskEnvironment(log: log, build: "bench", stateFolder: nil, stop: stop, status: status))
        defer {
            stop.set()
            _ = run.wait()
        }
        try waitUntilRead(decider.specification.sources.map(\.partition))
        let read = seconds(clock.now - start)
        let usedBefore = processorSeconds
        start = clock.now
        try log.append([record(order(), id: "close", on: topic(.orders))])
        let settlements = TopicPartition(topic(.settlements), 0)
        var statements: [SettlementProposed] = []
        var stated = 0.0
        try follow(settlements, for: "statement") { record, payload in
            // Statements stand behind their lines, and count when the plan that makes them is finished.
            switch record.header(text: "ce_type") {
            case SettlementProposed.type: statements.append(try SettlementProposed(reading: payload))
            case PlanFinished.type:
                guard statements.reduce(0, { $0 + $1.lines }) == Int64(count) else {
                    throw CommandFailure(.dataError, "The statements do not hold all \(count) awards.")
                }
                stated = seconds(clock.now - start)
                try log.append(statements.map(answer))
            case SettlementClosed.type: return true
            default: break
            }
            return false
        }
        let closed = seconds(clock.now - start)
        let total = statements.reduce(Int64(0)) { $0 + $1.totalFen }
        let used = processorSeconds - usedBefore
        return "\(count) awards, \(statements.count) counties: closed in \(closed) s (statements in \(stated) s, "
            + "\((used * 100).rounded() / 100) s of processor time), "
            + "\(Int(closed * 1_000_000) / count) µs an award; read before in \(read) s; at most \(peakMebibytes) MiB; "
            + "\(status.now.keys) rows of \(status.now.stateBytes >> 20) MiB; \(total) fen owed"
    }

    private func answer(_ proposed: SettlementProposed) -> OutgoingRecord {
        var answered = SettlementAnswered()
        answered.statement = proposed.statement
        answered.by = proposed.to
        answered.totalFen = proposed.totalFen
        answered.digest = proposed.digest
        answered.follows.id = proposed.statement
        answered.follows.digest = proposed.digest
        return record(
            answered, id: "\(proposed.statement).answer",
            on: Awards.Stream.settlements.topic(of: Division(proposed.to) ?? city))
    }

    /// Waits until the settler has read all that stands in the partitions now, as its progress tells.
    private func waitUntilRead(_ partitions: [TopicPartition]) throws {
        var left: [TopicPartition: Int64] = [:]
        // Behind the last record stand the marks of its transaction.
        let tails = try log.ends(of: partitions).mapValues { max($0.start, $0.lastStable - 10) }
        try LogScan.run(log, partitions, from: tails) { record in
            left[record.topicPartition] = record.offset + 1
            return true
        }
        let progress = TopicPartition(topic(.progress(of: .settle)), 0)
        try follow(progress, for: "end of the awards") { _, payload in
            for step in try ProgressRecorded(reading: payload).steps {
                guard let topic = step.topic, let partition = step.partition, let to = step.to else { continue }
                let place = TopicPartition(topic, Int32(clamping: partition))
                if let end = left[place], to >= end { left[place] = nil }
            }
            return left.isEmpty
        }
    }

    /// Reads a partition, and waits for its next records, until the body says that it has seen enough.
    private func follow(
        _ partition: TopicPartition, for what: String, _ body: (Record, UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        try reader.assign([partition: 0])
        let deadline = ContinuousClock.now + .seconds(600)
        while ContinuousClock.now < deadline {
            for record in try reader.poll(PollLimits(firstWaitMs: 1_000)) {
                if let payload = record.payload, try body(record, payload) { return }
            }
        }
        throw CommandFailure(.temporary, "The settler has written no \(what) within 600 s.")
    }

    private func seconds(_ duration: Duration) -> Double { (duration / .milliseconds(10)).rounded() / 100 }

    /// Of all threads of this process.
    private var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }

    private var peakMebibytes: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
        return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) >> 10
    }
}
