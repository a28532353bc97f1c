import Agent
import Awards
import Commands
import Foundation
import Glibc
import Log
import Messages
import Seals

/// A city with one county on a log, as the benchmark makes it: one partition, a policy, its guide, a round that is open,
/// and registers. Of the stages only those run that are measured.
final class PipelineInstallation {
    let log: any EventLog
    let firms: PipelineFirms
    private let city: Division
    private let county: Division
    private let folder: String
    private let address: LogAddress
    private let offices: Offices
    private var running: [(launch: WorkerLaunch, process: pid_t)] = []

    /// Records that are written at once.
    private static let piece = 5_000
    private static let readyLimit = Duration.seconds(600)

    private var officesFile: String { "\(folder)/offices.yaml" }
    private var configFile: String { "\(folder)/agent.yaml" }
    var verifications: String { Stream.verifications.topic(of: city) }
    var assessments: String { Stream.assessments.topic(of: city) }
    var claims: String { Stream.claims.topic(of: county) }

    /// - Parameter folder: where its files go.
    init(_ address: LogAddress, folder: String, batch: Int) throws {
        self.address = address
        self.folder = folder
        log = try address.open()
        (city, county) = try Self.divisions(log)
        firms = try PipelineFirms(county: county)
        let officesFile = "\(folder)/offices.yaml"
        try Self.write(try Self.officesText(city, county), to: officesFile)
        // Bytes must not end a transaction before its records do.
        try Self.write(
            "loop: {batch_records: \(batch), batch_outputs: \(2 * batch), batch_bytes: \(batch << 12)}\n",
            to: "\(folder)/agent.yaml")
        offices = try Offices.load(path: officesFile)
        _ = try Provisioning(offices: offices, log: log).run(offices.all)
    }

    /// Divisions that nothing on the log speaks of yet.
    private static func divisions(_ log: any EventLog) throws -> (city: Division, county: Division) {
        let taken = Set(try log.topics().keys.map { String($0.prefix(4)) })
        for number in (10...99).reversed() where !taken.contains("15\(number)") {
            if let city = Division("15\(number)00"), let county = Division("15\(number)23") { return (city, county) }
        }
        throw CommandFailure(.unavailable, "\(log.name) has the topics of 90 earlier runs; start with an empty one.")
    }

    private static func officesText(_ city: Division, _ county: Division) throws -> String {
        func worker(_ name: String, _ agent: AgentKind, _ runs: String) throws -> String {
            let port = try ClaimConnection.freePort()
            return "      - {name: \(name), agent: \(agent.rawValue), health: \"127.0.0.1:\(port)\", runs: \(runs)}\n"
        }
        return """
            partitions: 1
            offices:
              - division: "\(city)"
                name: {zh: 示例市, en: Sample City}
                tier: city
                workers:
            \(try worker("verifier", .verifier, "{verify: [0]}"))\
            \(try worker("waybills", .verifier, "{waybills: [0]}"))\
            \(try worker("calculator", .calculator, "{assess: [0]}"))\
            \(try worker("rounds", .calculator, "{round: [0]}"))\
              - division: "\(county)"
                name: {zh: 示例县, en: Sample County}
                tier: county
                superior: "\(city)"
                workers:
            \(try worker("intake", .intake, "{relay: [0]}"))
            """
    }

    private static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    // MARK: Records

    /// Writes policy, guide, round and registers.
    func furnish(policy path: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        var adopted = PolicyAdopted()
        adopted.programme = PipelineFirms.programme
        adopted.digest = SHA256.digest(of: bytes).description
        adopted.bytes = Base64Data(bytes)
        adopted.order = "bench"
        var guide = GuideSet()
        guide.programme = adopted.programme
        guide.year = 2022
        guide.digest = SHA256.digest(of: Array("bench".utf8)).description
        guide.order = "bench"
        var round = RoundOpened()
        round.round = "\(adopted.programme)-2022-1"
        round.programme = adopted.programme
        round.period = PipelineFirms.period
        round.opens = Moment("2022-09-01T00:00:00+08:00") ?? Moment()
        round.deadline = Moment("2099-12-31T23:59:59+08:00") ?? Moment()
        round.policy = adopted.digest
        round.guide = guide.digest
        round.order = "bench"
        let programmes = Stream.programmes.topic(of: city)
        try log.append([
            record(adopted, programmes, key: adopted.programme), record(guide, programmes, key: guide.programme),
            record(round, Stream.rounds.topic(of: city), key: round.round),
        ])
        let registers = Stream.registers.topic(of: city)
        let firmsAtOnce = Self.piece / 3
        for start in stride(from: 0, to: PipelineFirms.count, by: firmsAtOnce) {
            let some = start..<min(start + firmsAtOnce, PipelineFirms.count)
            try log.append(some.flatMap(firms.rows).map { record($0, registers, key: $0.applicant) })
        }
    }

    /// Writes claims to a topic: the county's, or one that is compared with it.
    func append(claims count: Int, to topic: String) throws {
        for start in stride(from: 0, to: count, by: Self.piece) {
            let claims = (start..<min(start + Self.piece, count)).map(firms.claim)
            try log.append(claims.map { record($0, topic, key: $0.applicant, id: "\($0.id).\($0.office).1") })
        }
    }

    private func record<Content: Message>(
        _ message: Content, _ topic: String, key: String, id: String = "bench"
    ) -> OutgoingRecord {
        let event = CloudEvent(
            id: id, type: Content.type, source: "\(county).bench", time: "2023-03-01T09:00:00+08:00")
        return OutgoingRecord(
            topic: topic, partition: 0, key: Array(key.utf8), payload: message.bytes,
            headers: event.headers.map { Header($0.name, $0.value) })
    }

    // MARK: Workers

    /// Starts a worker's process; it is killed when this thread ends.
    func start(_ name: String, _ more: [String] = []) throws -> ProcessUse {
        guard let (office, worker) = found(name), let path = WorkerLaunch.executable(of: worker.agent) else {
            throw CommandFailure(.unavailable, "There is no \(name) beside this duixian; build it as well.")
        }
        let launch = WorkerLaunch(
            office: office, worker: worker, path: path,
            arguments: [
                "run", "--office", office.code, "--worker", worker.name, "--offices", officesFile, "--log",
                address.description, "--state", "\(folder)/state", "--config", configFile,
            ] + more,
            logFile: "\(folder)/\(worker.name).log")
        let process = try launch.start()
        running.append((launch, process))
        return ProcessUse(process)
    }

    private func found(_ name: String) -> (Division, Worker)? {
        for office in offices.all {
            if let worker = office.workers.first(where: { $0.name == name }) { return (office.division, worker) }
        }
        return nil
    }

    /// - Throws: when a worker has ended.
    func check() throws {
        for (launch, process) in running {
            var information = siginfo_t()
            guard waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) == 0 else { continue }
            guard information.si_signo == 0 else {
                throw CommandFailure(.software, "\(launch.name) has ended: \(launch.lastLine)")
            }
        }
    }

    /// Has all workers finish what is open, and end.
    func stop() {
        for (_, process) in running { kill(process, SIGTERM) }
        for (_, process) in running {
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR { continue }
        }
        running = []
    }

    /// Waits until the stages have taken policy, round and registers.
    func awaitFurnished() throws {
        let sources = [
            ("\(city).verify.0", Stream.registers), ("\(city).verify.0", Stream.rounds),
            ("\(city).assess.0", Stream.rounds),
        ]
        let deadline = ContinuousClock.now + Self.readyLimit
        let never = StopSignal()
        while try !sources.allSatisfy({ try hasRead($0.0, TopicPartition($0.1.topic(of: city), 0)) }) {
            try check()
            guard ContinuousClock.now < deadline else {
                throw CommandFailure(.unavailable, "The registers are not loaded after 600 s; see \(folder).")
            }
            never.wait(milliseconds: 200)
        }
    }

    private func hasRead(_ task: String, _ partition: TopicPartition) throws -> Bool {
        let position = try log.committed(by: task, of: [partition])[partition] ?? 0
        return position >= (try log.ends(of: [partition])[partition]?.lastStable ?? 0)
    }

    /// - Throws: when what was written last is no award: then something else was measured.
    func checkLastAssessment() throws {
        let partition = TopicPartition(assessments, 0)
        let end = try log.ends(of: [partition])[partition]?.lastStable ?? 0
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        try reader.assign([partition: max(0, end - 100)])
        var last: ClaimAssessed?
        while (reader.reached[partition] ?? end) < end {
            for record in try reader.poll(PollLimits()) {
                last = try record.payload.map { try ClaimAssessed(reading: $0) }
            }
        }
        guard last?.outcome == .award else {
            throw CommandFailure(
                .software, "A claim that earns an award was given \(last.map { "\($0.outcome)" } ?? "none").")
        }
    }
}
