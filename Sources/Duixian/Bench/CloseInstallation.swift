import Agent
import Awards
import Commands
import Foundation
import Glibc
import Log
import Messages
import Seals

/// A city whose rounds are closed, on a log: policy, guide and round by the officers' own commands, assessments and
/// markers as the stage before writes them. Of its agents only the calculator's `Round` runs.
final class CloseInstallation {
    let log: any EventLog
    let city: Division
    private let folder: String
    private let address: LogAddress
    private let offices: Offices
    private let policy: String
    private var process: pid_t = 0
    private var launch: WorkerLaunch?

    /// Nine of them.
    let counties: [String]
    static let round = "\(CloseClaims.programme)/\(CloseClaims.period)/all"
    private static let partitions = 4
    private static let piece = 5_000
    private static let patience = Duration.seconds(900)

    private var officesFile: String { "\(folder)/offices-\(city).yaml" }
    var rounds: TopicPartition { TopicPartition(Stream.rounds.topic(of: city), 0) }
    var awards: TopicPartition { TopicPartition(Stream.awards.topic(of: city), 0) }
    private var assessments: String { Stream.assessments.topic(of: city) }

    init(_ address: LogAddress, folder: String, policy: String) throws {
        self.address = address
        self.folder = folder
        self.policy = policy
        log = try address.open()
        let taken = Set(try log.topics().keys.map { String($0.prefix(4)) })
        let free = (10...99).reversed().lazy.filter { !taken.contains("15\($0)") }.compactMap { Division("15\($0)00") }
        guard let city = free.first else {
            throw CommandFailure(
                .unavailable, "\(log.name) has the topics of 90 earlier runs; start with an empty one.")
        }
        self.city = city
        counties = Self.counties(of: city)
        let file = "\(folder)/offices-\(city).yaml"
        try Data(try Self.officesText(city).utf8).write(to: URL(fileURLWithPath: file))
        offices = try Offices.load(path: file)
        _ = try Provisioning(offices: offices, log: log).run(offices.all)
    }

    private static func counties(of city: Division) -> [String] {
        ["02", "03", "04", "05", "06", "07", "21", "22", "23"].map { city.code.prefix(4) + $0 }
    }

    private static func officesText(_ city: Division) throws -> String {
        var text = """
            partitions: \(partitions)
            offices:
              - division: "\(city)"
                name: {zh: 示例市, en: Sample City}
                tier: city
                officers:
                  - {id: o-closer, name: {zh: 示例甲, en: Sample A}, roles: [closer, policy]}
                workers:
                  - {name: verifier, agent: verifier, health: "127.0.0.1:\(try ClaimConnection.freePort())", runs: {verify: [0, 1, 2, 3], waybills: [0, 1, 2, 3]}}
                  - {name: assess, agent: calculator, health: "127.0.0.1:\(try ClaimConnection.freePort())", runs: {assess: [0, 1, 2, 3]}}
                  - {name: rounds, agent: calculator, health: "127.0.0.1:\(try ClaimConnection.freePort())", runs: {round: [0]}}

            """
        for county in counties(of: city) {
            text += """
                  - division: "\(county)"
                    name: {zh: 示例县\(county), en: Sample County \(county)}
                    tier: county
                    superior: "\(city)"
                    workers:
                      - {name: intake, agent: intake, health: "127.0.0.1:\(try ClaimConnection.freePort())", runs: {relay: [0]}}

                """
        }
        return text
    }

    // MARK: Records

    /// Writes the claims' assessments.
    func assess(_ claims: CloseClaims) throws {
        for start in stride(from: 0, to: claims.count, by: Self.piece) {
            try log.append(
                try (start..<min(start + Self.piece, claims.count)).map { number in
                    let assessed = try claims.assessed(number)
                    return record(assessed, assessed.of.applicant, id: "\(assessed.of.claim).1")
                })
        }
    }

    /// Passes on that all counties and registers are complete.
    func mark(_ closing: RoundClosing, _ claims: CloseClaims) throws {
        var versions: [String: Int64] = [:]
        for number in 0..<claims.count {
            let of = try claims.assessed(number).of
            versions["\(of.office)/\(partition(of.applicant))", default: 0] += 1
        }
        for partition in 0..<Int32(Self.partitions) {
            var marks: [AssessComplete] = []
            for office in closing.offices {
                var mark = AssessComplete()
                mark.office = office
                mark.versions = versions["\(office)/\(partition)"] ?? 0
                marks.append(mark)
            }
            for register in closing.registers {
                var mark = AssessComplete()
                mark.register = register
                mark.verifier = city.code
                marks.append(mark)
            }
            try log.append(
                marks.map { mark in
                    var mark = mark
                    mark.round = closing.round
                    mark.partition = Int64(partition)
                    return record(mark, "", id: "mark", partition: partition)
                })
        }
    }

    private func partition(_ applicant: String) -> Int32 {
        Partitioner.partition(of: Array(applicant.utf8), among: Int32(Self.partitions))
    }

    private func record<Content: Message>(
        _ message: Content, _ key: String, id: String, partition: Int32? = nil
    ) -> OutgoingRecord {
        let event = CloudEvent(
            id: id, type: Content.type, source: "\(city).assess.bench", time: "2024-03-01T09:00:00+08:00")
        return OutgoingRecord(
            topic: assessments, partition: partition ?? self.partition(key), key: Array(key.utf8),
            payload: message.bytes, headers: event.headers.map { Header($0.name, $0.value) })
    }

    /// What the round's records say from an offset on, as its type; nil while there is none.
    func find<Content: Message>(_ type: Content.Type, from offset: Int64 = 0) throws -> Content? {
        var found: Content?
        try LogScan.run(log, [rounds], from: [rounds: offset]) { record in
            guard record.header(text: "ce_type") == Content.type, let payload = record.payload else { return true }
            found = try Content(reading: payload)
            return false
        }
        return found
    }

    /// Of all proposals in their order, whichever city the counties are of.
    func digestOfProposals() throws -> SHA256Digest {
        let hasher = SHA256()
        try LogScan.run(log, [awards]) { record in
            guard record.header(text: "ce_type") == AwardProposed.type, let payload = record.payload else {
                return true
            }
            var proposal = try AwardProposed(reading: payload)
            proposal.of.office.removeFirst(4)
            hasher.update(proposal.bytes)
            return true
        }
        return hasher.finish()
    }

    // MARK: The calculator

    /// An officer's command.
    func order(_ words: [String]) throws {
        guard let calculator = WorkerLaunch.executable(of: .calculator) else { throw Self.notBuilt }
        let more = [
            "--office", city.code, "--officer", "o-closer", "--reason", "bench", "--offices", officesFile, "--log",
            address.description, "--wait", "600",
        ]
        _ = try Subprocess(calculator, words + more).output()
    }

    func furnish() throws {
        try order(["policy", "adopt", policy, "--yes"])
        try order(["guide", "set", CloseClaims.programme, CloseClaims.period, "rate=10", "fx_usd_cny=7.05"])
        try order([
            "round", "open", CloseClaims.programme, CloseClaims.period, "--opens", "2024-01-02T00:00:00+08:00",
            "--deadline", "2024-03-01T00:00:00+08:00",
        ])
    }

    private static let notBuilt = CommandFailure(
        .unavailable, "There is no calculator beside this duixian; build it as well.")

    /// Starts the process of `Round`; it is killed when this thread ends.
    func start() throws -> ProcessUse {
        guard let worker = offices[city]?.workers.first(where: { $0.name == "rounds" }),
            let path = WorkerLaunch.executable(of: .calculator)
        else { throw Self.notBuilt }
        let launch = WorkerLaunch(
            office: city, worker: worker, path: path,
            arguments: [
                "run", "--office", city.code, "--worker", worker.name, "--offices", officesFile, "--log",
                address.description, "--state", "\(folder)/state-\(city)",
            ],
            logFile: "\(folder)/rounds-\(city).log")
        self.launch = launch
        process = try launch.start()
        return ProcessUse(process)
    }

    /// - Parameter signal: `SIGKILL` leaves it no time for anything.
    func end(with signal: Int32 = SIGTERM) {
        guard process > 0 else { return }
        kill(process, signal)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR { continue }
        process = 0
    }

    /// So that a restart reads all of the log.
    func forgetSnapshots() { try? FileManager.default.removeItem(atPath: "\(folder)/state-\(city)") }

    /// Looks every 20 ms until something is so.
    func wait(for what: String, _ look: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + Self.patience
        let never = StopSignal()
        while try !look() {
            var information = siginfo_t()
            if process > 0, waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) == 0,
                information.si_signo != 0
            {
                throw CommandFailure(.software, "The calculator has ended: \(launch?.lastLine ?? "")")
            }
            guard ContinuousClock.now < deadline else {
                throw CommandFailure(.unavailable, "There is no \(what) after 900 s; see \(folder).")
            }
            // The pace itself: nothing is waited for but the clock.
            never.wait(milliseconds: 20)
        }
    }

    /// Whether all assessments are read.
    func hasReadAll() throws -> Bool {
        let partitions = (0..<Int32(Self.partitions)).map { TopicPartition(assessments, $0) }
        let positions = try log.committed(by: "\(city).round.0", of: partitions)
        let ends = try log.ends(of: partitions)
        return partitions.allSatisfy { (positions[$0] ?? 0) >= (ends[$0]?.lastStable ?? 0) }
    }
}
