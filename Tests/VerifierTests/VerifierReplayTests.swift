import Agent
import Awards
import Log
import Messages
import Synchronization
import TestSupport
import Testing

@testable import Verifier

/// Both stages in the loop, over a log in memory: restarts change nothing, and a replay decides the same.
struct VerifierReplayTests {
    private let offices: Offices
    private let log: SQLiteLog

    init() throws {
        offices = try Sample.offices()
        log = try SQLiteLog()
        for office in offices.all {
            let topics = office.streams.map {
                TopicDefinition(
                    $0.topic(of: office.division), partitions: Int32($0.partitionCount(keyed: offices.partitions)))
            }
            _ = try log.create(topics)
        }
    }

    private func tell(_ message: some Message, _ topic: String, key: String, partition: Int32? = nil) throws {
        var record = OutgoingRecord(topic: topic, partition: partition, key: Array(key.utf8), payload: message.bytes)
        record = OutgoingRecord(
            topic: topic, partition: partition, key: record.key, payload: record.payload,
            headers: [
                Header("ce_type", type(of: message).type), Header("ce_time", "2023-03-01T09:00:00+08:00"),
            ])
        try log.append([record])
    }

    /// Runs a task until it has read all there is, and stops it after every few transactions.
    private func run(_ stage: some StageProgram, _ number: Int) throws {
        let task = try Sample.task("150200.\(stage.stage.rawValue).\(number)")
        let partitions = try stage.specification(of: task, offices).sources.map(\.partition)
        let ends = try log.ends(of: partitions).mapValues(\.lastStable)
        var settings = LoopSettings()
        settings.batchRecords = 3
        while try !isBehind(ends, task) {
            let stop = StopSignal()
            let commits = Mutex(0)
            let status = TaskStatus(task: "\(task)") { event in
                guard case .committed = event else { return }
                let isEnough = commits.withLock {
                    $0 += 1
                    return $0 == 3
                }
                if isEnough || (try? isBehind(ends, task)) == true { stop.set() }
            }
            let environment = TaskEnvironment(
                log: log, settings: settings, build: "test", stateFolder: nil, stop: stop, status: status,
                ownership: .alone)
            _ = try stage.start(task, offices, environment) { _ in }.wait()
        }
    }

    private func isBehind(_ ends: [TopicPartition: Int64], _ task: TaskName) throws -> Bool {
        let read = try log.committed(by: "\(task)", of: Array(ends.keys))
        return ends.allSatisfy { (read[$0.key] ?? 0) >= $0.value }
    }

    private func payloads(_ stream: String) throws -> [String] {
        var payloads: [String] = []
        for partition in 0..<Int32(4) {
            let place = TopicPartition("150200.\(stream)", partition)
            let end = try log.ends(of: [place])[place]?.lastStable ?? 0
            let reader = try log.reader(for: .folding)
            defer { reader.close() }
            try reader.assign([place: 0])
            while (reader.reached[place] ?? 0) < end {
                for record in try reader.poll(PollLimits()) {
                    payloads.append(
                        (record.header(text: "ce_type") ?? "?") + " "
                            + String(decoding: record.payload ?? .init(start: nil, count: 0), as: UTF8.self))
                }
            }
        }
        return payloads
    }

    private func tellAll() throws {
        let programmes = "150200.programmes"
        try tell(try Sample.policy(), programmes, key: "baotou-2022", partition: 0)
        for (number, firm) in [Sample.firm, Sample.other].enumerated() {
            for clause in ["7-1", "14", "99", "4"] {
                let facts: Facts = clause == "7-1" ? Sample.liveFacts : [:]
                let claim = Sample.claim("c-\(number)-\(clause)", clause: clause, applicant: firm, facts: facts)
                try tell(claim, "150204.claims", key: firm)
                try tell(claim, "150204.claims", key: firm)
            }
            for input in [Sample.registration(firm), Sample.tax(firm), Sample.inspection(firm)] {
                guard case .row(_, let row) = input else { continue }
                try tell(row, "150200.registers", key: firm)
            }
            for parcel in 0..<10 {
                let row = WaybillsRun.row("SF\(parcel + number * 8)", firm)
                try tell(row, "150200.waybills", key: row.number)
            }
        }
        for partition in 0..<Int32(4) {
            guard case .imported(_, let imported) = Sample.imported(.credit) else { continue }
            try tell(imported, "150200.registers", key: "credit", partition: partition)
            var end = RegisterImported()
            end.kind = RegisterFormat.waybills
            end.asOf = "2023-01-31"
            end.digest = "sha256:" + String(repeating: "0", count: 64)
            try tell(end, "150200.waybills", key: "waybills", partition: partition)
        }
    }

    @Test("waybills are counted and claims verified over restarts, and a replay decides the same")
    func replays() throws {
        try tellAll()
        for number in 0..<4 { try run(Main.waybills, number) }
        for number in 0..<4 { try run(Main.verify, number) }
        let made = try payloads("verifications")
        let letters = try payloads("dead-letters")
        #expect(letters.isEmpty, "\(letters.first ?? "")")
        #expect(made.count { $0.hasPrefix(ClaimRefused.type) } == 2, "clause 99")
        let verified = try made.filter { $0.hasPrefix(ClaimVerified.type) }.map {
            try ClaimVerified(reading: Array($0.utf8.dropFirst(ClaimVerified.type.utf8.count + 1)))
        }
        #expect(Set(verified.map(\.of.claim)) == ["c-0-7-1", "c-1-7-1", "c-0-14", "c-1-14"])
        for claim in verified where claim.of.clause == "14" {
            #expect(claim.facts["duplicate_waybills"] == Sample.number(2))
        }
        for stage in [Main.verify, Main.waybills] as [any StageProgram] {
            for number in 0..<4 {
                let task = try Sample.task("150200.\(stage.stage.rawValue).\(number)")
                let result = try stage.replay(task, offices, ReplayRequest(from: log, into: nil))
                #expect(result.difference == nil)
                #expect(result.transactions > 0)
            }
        }
    }

    @Test("a round's registers are verified again by a plan, over restarts, and a replay decides the same")
    func plans() throws {
        let stage = StageOf<VerifyDecider>(.verify) { task, offices in
            let decider = try VerifyDecider(task, offices, most: 3, rulebooks: Sample.rulebooks)
            return (decider.specification, decider)
        }
        func row(_ input: VerifyDecider.Input) throws {
            guard case .row(_, let row) = input else { return }
            try tell(row, "150200.registers", key: row.applicant)
        }
        func markers(_ day: String) throws {
            guard case .imported(_, let end) = Sample.imported(.tax, asOf: day, isComplete: false) else { return }
            for partition in 0..<Int32(4) { try tell(end, "150200.registers", key: "tax", partition: partition) }
        }
        try tell(try Sample.policy(), "150200.programmes", key: "baotou-2022", partition: 0)
        for input in [Sample.registration(), Sample.inspection(), Sample.sales(2, "2023-06-30")] { try row(input) }
        for number in 0..<8 { try tell(Sample.claim("c-\(number)"), "150204.claims", key: Sample.firm) }
        for number in 0..<4 { try run(stage, number) }
        try row(Sample.sales(3, "2023-07-31"))
        for number in 0..<4 { try run(stage, number) }
        for number in 8..<16 { try tell(Sample.claim("c-\(number)"), "150204.claims", key: Sample.firm) }
        for number in 0..<4 { try run(stage, number) }
        try markers("2023-06-30")
        guard case .closing(let closing) = try Sample.closing(registers: [.tax: "2023-06-30"]),
            case .intake(let intake) = Sample.intake()
        else { return }
        try tell(closing, "150200.rounds", key: "r", partition: 0)
        for partition in 0..<Int32(4) { try tell(intake, "150204.claims", key: "r", partition: partition) }
        for number in 0..<4 { try run(stage, number) }
        // A plan is finished before its task reads on.
        for firm in [Sample.firm, Sample.other] {
            try tell(Sample.claim("c-16", applicant: firm), "150204.claims", key: firm)
        }
        for number in 0..<4 { try run(stage, number) }

        let made = try payloads("verifications")
        #expect(try payloads("dead-letters").isEmpty)
        #expect(made.contains { $0.hasPrefix("plan.finished") })
        #expect(made.count { $0.hasPrefix(VerifyComplete.type) } == 8, "of the register and of the county")
        let verified = try made.filter { $0.hasPrefix(ClaimVerified.type) }.map {
            try ClaimVerified(reading: Array($0.utf8.dropFirst(ClaimVerified.type.utf8.count + 1)))
        }
        let times = Dictionary(verified.map { ($0.of.claim, 1) }, uniquingKeysWith: +)
        #expect(times.values.count { $0 == 2 } == 8, "those that stood on the later row")
        let last = Dictionary(verified.map { ($0.of.claim, $0) }) { $0.number > $1.number ? $0 : $1 }
        #expect(last.count == 17 && last.values.allSatisfy { $0.facts["local_sales"] == Sample.number(2) })
        for number in 0..<4 {
            let task = try Sample.task("150200.verify.\(number)")
            let result = try stage.replay(task, offices, ReplayRequest(from: log, into: nil))
            #expect(result.difference == nil)
        }
    }
}
