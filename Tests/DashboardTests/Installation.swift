import Agent
import Awards
import Documents
import Foundation
import Log
import Messages
import Seals
import TestSupport

@testable import Dashboard

/// A small installation for tests: a banner that runs the echo, and a city above it that runs nothing but a dashboard.
struct Installation {
    static let banner = "150223"
    static let partitions = 2

    let folder: TemporaryFolder
    let offices: Offices
    let officesFile: String
    let ports: Int

    init() throws {
        folder = try TemporaryFolder()
        ports = try FreePorts.block(of: 3)
        officesFile = folder.file("offices.yaml")
        let text = """
            partitions: \(Self.partitions)
            offices:
              - division: "150200"
                name: {zh: 包头市, en: Baotou}
                tier: city
                officers: [{id: o-1502-01, name: {zh: 甲, en: A}, roles: [operator]}]
                workers:
                  - {name: calculator, agent: calculator, health: "127.0.0.1:\(ports + 2)", runs: {assess: [0, 1], round: [0]}}
              - division: "\(Self.banner)"
                name: {zh: 达尔罕茂明安联合旗, en: Darhan Muminggan United Banner}
                tier: county
                superior: "150200"
                officers:
                  - {id: o-150223-01, name: {zh: 乙, en: B}, roles: [operator]}
                  - {id: o-150223-02, name: {zh: 丙, en: C}, roles: [operator]}
                  - {id: o-150223-03, name: {zh: 丁, en: D}, roles: [reviewer]}
                workers:
                  - {name: echo-a, agent: echo, health: "127.0.0.1:\(ports)", runs: {echo: [0, 1]}}
            """
        try text.write(toFile: officesFile, atomically: false, encoding: .utf8)
        offices = try Offices.load(path: officesFile)
    }

    var office: Office {
        get throws {
            guard let division = Division(Self.banner), let office = offices[division] else { throw Missing() }
            return office
        }
    }

    struct Missing: Error {}

    /// Makes the topics of all offices, and those that the test agent writes.
    func provision(_ log: any EventLog) throws {
        var topics = offices.all.flatMap { office in
            office.streams.map { stream in
                TopicDefinition(
                    stream.topic(of: office.division),
                    partitions: Int32(stream.partitionCount(keyed: offices.partitions)))
            }
        }
        topics += ["registers", "tallies"].map { TopicDefinition("\(Self.banner).\($0)", partitions: 2) }
        _ = try log.create(topics)
    }

    static func claim(_ id: String, applicant: String = "91150223MA0Q0A0A0X", name: String = "示例公司") -> ClaimSubmitted {
        var claim = ClaimSubmitted()
        claim.id = id
        claim.office = banner
        claim.programme = "baotou-2022"
        claim.clause = "7-1"
        claim.period = "2023"
        claim.applicant = applicant
        claim.applicantName = name
        claim.facts = ["local_sales": .text("21000000")]
        var account = Account()
        account.holder = "王小明"
        account.bank = "示例银行"
        account.number = "6222020200112233445"
        claim.account = account
        return claim
    }

    static func record(
        _ message: some Message, on stream: String, key: String, partition: Int32? = nil, office: String = banner
    ) -> OutgoingRecord {
        let event = CloudEvent(
            id: key, type: type(of: message).type, source: "\(banner).test", time: "2024-03-01T09:00:00+08:00")
        return OutgoingRecord(
            topic: "\(office).\(stream)", partition: partition, key: Array(key.utf8), payload: message.bytes,
            headers: event.headers.map { Header($0.name, $0.value) })
    }

    static func letter(_ id: String, attempt: Int = 1, task: Int = 0, record: [UInt8] = Array("{}".utf8)) -> DeadLetter
    {
        var letter = DeadLetter()
        letter.id = id
        letter.office = banner
        letter.stage = "echo"
        letter.task = "\(banner).echo.\(task)"
        letter.kind = .refusedByDecider
        letter.error = "it cannot be used"
        letter.attempt = attempt
        letter.originTopic = "\(banner).claims"
        letter.failedType = ClaimSubmitted.type
        letter.key = "91150223MA0Q0A0A0X"
        letter.record = Base64Data(record)
        letter.recordSize = Int64(record.count)
        letter.recordDigest = SHA256.digest(of: record).description
        return letter
    }

    /// What a task wrote in one transaction: it read a partition up to an offset.
    static func progress(_ number: Int64, task: Int = 0, topic: String = "claims", from: Int64, to: Int64)
        -> OutgoingRecord
    {
        var progress = ProgressRecorded()
        progress.number = number
        progress.task = "\(banner).echo.\(task)"
        var step = ProgressStep()
        step.topic = "\(banner).\(topic)"
        step.partition = task
        step.from = from
        step.to = to
        progress.steps = [step]
        let digest = SHA256.digest(of: []).description
        (progress.outputsDigest, progress.inputsDigest, progress.previous) = (digest, digest, digest)
        return record(progress, on: "echo-progress", key: progress.task, partition: Int32(task))
    }

    static func health(_ role: TaskHealth.Role = .owner) -> OutgoingRecord {
        var health = HealthReported()
        health.agent = "echo"
        health.worker = "echo-a"
        health.at = "2024-03-01T09:00:00+08:00"
        health.tasks = (0..<partitions).map { number in
            var task = TaskHealth()
            task.name = "\(banner).echo.\(number)"
            task.role = role
            task.state = "run"
            return task
        }
        return record(health, on: "health", key: "echo echo-a", partition: 0)
    }

    func index(_ name: String = "index.sqlite") throws -> InstallationIndex {
        try InstallationIndex(path: folder.file(name), own: office.division, log: "test")
    }

    /// A dashboard of the banner within this process.
    func serving(_ log: any EventLog, accounts: String? = nil, own: [String: String] = [:]) throws -> Serving {
        var settings = own
        settings["listen"] = "127.0.0.1:\(try FreePorts.block())"
        settings["accounts"] = accounts
        return try Serving(
            office, offices, log, logName: "test", state: folder.path, ServeCommand.Choices(settings),
            logger: Logger(format: .text, sink: LogSink { _ in }))
    }
}

/// Looks again and again until something is so.
///
/// - Throws: `NeverHappened` after three minutes.
func until(_ what: String, _ isSo: () throws -> Bool) throws {
    let start = ContinuousClock.now
    while try !isSo() {
        guard ContinuousClock.now - start < .seconds(180) else { throw NeverHappened(description: "never: \(what)") }
        usleep(20_000)
    }
}

struct NeverHappened: Error, CustomStringConvertible {
    let description: String
}
