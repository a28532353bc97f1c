import Foundation
import Log
import Synchronization
import TestSupport

/// An office of a test's own: a division, its topics, its offices' file, and the processes that work for it.
final class Bureau {
    let folder: TemporaryFolder
    let division: String
    let tasks: Int
    /// Where the log is, for a command line, and the log itself.
    let address: String
    let log: any EventLog
    /// The agent's configuration, `loop:` and below.
    private let loop: String

    private static let count = Mutex(0)

    /// Divisions of the one log must differ: 150100, 150200 …
    private static func nextDivision() -> String {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return "15\(number < 10 ? "0" : "")\(number)00"
    }

    /// - Parameter loop: settings of the agents' loops, as their configuration has them.
    convenience init?(_ ground: Ground, tasks: Int = 2, loop: [String: Int] = [:]) throws {
        let folder = try TemporaryFolder()
        guard let address = try ground.address(in: folder) else { return nil }
        try self.init(address: address, folder: folder, tasks: tasks, loop: loop)
    }

    init(address: String, folder: TemporaryFolder, tasks: Int, loop: [String: Int]) throws {
        self.folder = folder
        self.address = address
        self.tasks = tasks
        division = Self.nextDivision()
        log = try Self.open(address)
        self.loop = loop.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)\n" }.joined()
        try makeTopics(in: log)
    }

    /// Opens a log as a test does: a test's own writing need not be on the disk before it goes on.
    static func open(_ address: String) throws -> any EventLog {
        address.hasPrefix("kafka:")
            ? KafkaLog(KafkaConfiguration(brokers: String(address.dropFirst(6))))
            : try SQLiteLog(file: address)
    }

    func makeTopics(in log: any EventLog) throws {
        let streams = ["claims", "registers", "tallies", "dead-letters", "retries", "echo-progress"]
        let single = ["settlements", "settle-progress", "health"]
        let topics =
            streams.map { TopicDefinition("\(division).\($0)", partitions: Int32(tasks)) }
            + single.map { TopicDefinition("\(division).\($0)", partitions: 1) }
        try eventually("topics can be made") {
            do {
                _ = try log.create(topics)
                // A broker hears of new topics a little later than its controller.
                let known = try log.topics()
                return topics.allSatisfy { known[$0.name] != nil }
            } catch let error as LogError where error.isRetriable {
                return false
            }
        }
    }

    func partitions(_ stream: String) -> [TopicPartition] {
        (0..<tasks).map { TopicPartition("\(division).\(stream)", Int32($0)) }
    }

    /// Writes the offices' file: the workers, each with its health address and the tasks it owns or stands by for.
    func offices(_ posts: [Post], name: String = "offices.yaml") throws -> String {
        let numbers = "[\((0..<tasks).map(String.init).joined(separator: ", "))]"
        let workers = posts.map { post in
            let share = post.agent == "echo" ? "{echo: \(numbers)}" : "{settle: [0]}"
            return "      - {name: \(post.name), agent: \(post.agent), health: \"\(post.host):\(post.port)\", "
                + "\(post.isStandby ? "standby" : "runs"): \(share)}\n"
        }
        let text = """
            partitions: \(tasks)
            offices:
              - division: "\(division)"
                name: {zh: 示例, en: Sample}
                tier: city
                workers:
            \(workers.joined())
            """
        let path = folder.file(name)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Writes a worker's configuration, and answers its command line, without the subcommand.
    func arguments(for post: Post, offices: String, state: String? = nil) throws -> [String] {
        let path = folder.file("\(post.name).yaml")
        let text = "office: \"\(division)\"\nworker: \(post.name)\n" + (loop.isEmpty ? "" : "loop:\n\(loop)")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return [
            "--config", path, "--offices", offices, "--log", address,
            "--state", folder.file(state ?? "state-\(post.name)"),
        ]
    }

    /// A worker that runs all tasks and nobody else does.
    func lonelyWorker(agent: String = "echo", environment: [String: String] = [:]) throws -> Worker {
        let post = try Post(agent == "echo" ? "only" : agent, agent: agent)
        return Worker(
            post, try arguments(for: post, offices: offices([post], name: "\(post.name)-offices.yaml")), environment)
    }

    /// Another process that was told the same: it claims all tasks too, and knows of nobody else.
    func rival(environment: [String: String] = [:]) throws -> Worker {
        let post = try Post("rival")
        return Worker(post, try arguments(for: post, offices: offices([post], name: "rival-offices.yaml")), environment)
    }

    /// An owner of all tasks and its standby, that know of each other.
    func pair(on machine: NetworkNamespace? = nil) throws -> (owner: Worker, standby: Worker) {
        let owner = try Post("owner", host: machine?.address ?? "127.0.0.1")
        let standby = try Post("standby", host: machine?.hostAddress ?? "127.0.0.1", isStandby: true)
        let offices = try offices([owner, standby])
        return (
            Worker(owner, try arguments(for: owner, offices: offices), on: machine),
            Worker(standby, try arguments(for: standby, offices: offices))
        )
    }

    /// Has the agent decide its history again, into another log.
    func replay() throws -> any EventLog {
        let into = folder.file("replay.sqlite")
        let copy = try SQLiteLog(file: into)
        try makeTopics(in: copy)
        let post = try Post("only")
        try ChildProcess.run(
            ChildProcess.product("TestAgent"),
            ["run"] + arguments(for: post, offices: offices([post]))
                + ["--replay", "--from", address, "--into", into], seconds: 120)
        return copy
    }

    /// Writes inputs for the tally, each into its key's partition.
    func tell(_ lines: [Line]) throws {
        for start in stride(from: 0, to: lines.count, by: 10_000) {
            try log.append(
                lines[start..<min(start + 10_000, lines.count)].map { line in
                    OutgoingRecord(
                        topic: "\(division).claims", partition: line.partition, key: Array(line.key.utf8),
                        payload: Array(line.text.utf8))
                })
        }
    }
}

/// A worker's place in the offices' file.
struct Post {
    let name: String
    let agent: String
    let host: String
    let port: Int
    let isStandby: Bool

    init(_ name: String, agent: String = "echo", host: String = "127.0.0.1", isStandby: Bool = false) throws {
        self.name = name
        self.agent = agent
        self.host = host
        self.isStandby = isStandby
        port = try FreePorts.block()
    }
}

/// An input of the tally.
struct Line {
    let partition: Int32
    let key: String
    let text: String
}
