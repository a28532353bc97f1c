import Agent
import Awards
import Commands
import Glibc
import Log

/// `duixian replay`: has every agent decide its history again.
enum ReplayCommand {
    private static let from = Option(
        required: "from", "LOG", "the log whose history is decided again: kafka:HOST:PORT, or a SQLite file")
    private static let into = Option("into", "LOG", "a log without records, into which the same history is written")

    static let command = Command(
        "replay", "decides the whole history again, and compares every record",
        [from, into, CommandOptions.offices, CommandOptions.anyOffice],
        details: """
            For each office and each of its agents that is built it runs the agent's own run --replay. What came from \
            outside (claims, registers, orders, days) is copied with --into, not decided.

            Ends with 65 at the first record that comes out otherwise, and names it.
            """
    ) { values in
        let offices = try CommandOptions.loadOffices(values)
        let chosen = try CommandOptions.chosen(offices, values)
        let source = try CommandOptions.openLog(at: LogAddress(values[from]))
        if let into = values[into] {
            let target = try LogAddress(into).open()
            _ = try Provisioning(offices: offices, log: target).run(chosen)
            for office in chosen { try HistoryCopy(from: source, into: target).copy(office) }
        }
        var missing: Set<String> = []
        for office in chosen {
            for agent in office.agents where !agent.stages.isEmpty {
                guard let path = WorkerLaunch.executable(of: agent) else {
                    missing.insert(agent.rawValue)
                    continue
                }
                try replay(office, agent, path, values)
            }
        }
        if !missing.isEmpty {
            Console.standard.writeError(
                "Left out, because this build has no such program: \(missing.sorted().joined(separator: ", ")).\n")
        }
    }

    private static func replay(_ office: Office, _ agent: AgentKind, _ path: String, _ values: Values) throws {
        guard let worker = office.workers.first(where: { $0.agent == agent }) else { return }
        var arguments = [
            "run", "--replay", "--from", values[from], "--office", office.division.code, "--worker", worker.name,
            "--offices", values[CommandOptions.offices], "--log", values[from], "--state", "/nonexistent",
        ]
        if let into = values[into] { arguments += ["--into", into] }
        let code = try Executable.run(path, arguments)
        guard code == 0 else {
            throw CommandFailure(
                ExitCode(rawValue: code) ?? .software,
                "The \(agent.rawValue) of \(office.division) does not come out the same; see above.")
        }
    }
}

/// Another program, run to its end.
enum Executable {
    /// The path of one beside this one; nil when there is none.
    static func beside(_ name: String) -> String? {
        guard let own = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(own) }
        let folder = String(cString: own).split(separator: "/").dropLast().map { "/\($0)" }.joined()
        let path = "\(folder)/\(name)"
        return access(path, X_OK) == 0 ? path : nil
    }

    /// With our own standard streams. Answers its exit code, or 128 and the signal that ended it.
    static func run(_ path: String, _ arguments: [String]) throws(CommandFailure) -> Int32 {
        var pointers = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, path, nil, nil, &pointers, environ)
        guard code == 0 else {
            throw CommandFailure(.unavailable, "\(path) cannot be started: \(String(cString: strerror(code))).")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR { continue }
        return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    }
}

/// Copies what came from outside into a log without records.
struct HistoryCopy {
    let from: any EventLog
    let into: any EventLog

    private static let batchRecords = 1_000

    func copy(_ office: Office) throws {
        for stream in office.streams where stream.origin == .edges && stream != .health {
            let topic = stream.topic(of: office.division)
            let partitions = try LogScan.partitions(of: topic, in: from)
            let target = try LogScan.partitions(of: topic, in: into)
            guard try into.ends(of: target).values.allSatisfy({ $0.highWatermark == 0 }) else {
                throw CommandFailure(
                    .dataError, "\(topic) has records in \(into.name) already: give --into a log without any.")
            }
            for partition in partitions { try copy(partition) }
        }
    }

    private func copy(_ partition: TopicPartition) throws {
        var batch: [OutgoingRecord] = []
        try LogScan.run(from, [partition]) { record in
            batch.append(
                OutgoingRecord(
                    topic: record.topic, partition: record.partition, key: record.key.map { Array($0) },
                    payload: record.payload.map { Array($0) }, headers: record.headers))
            if batch.count == Self.batchRecords {
                try into.append(batch)
                batch = []
            }
            return true
        }
        if !batch.isEmpty { try into.append(batch) }
    }
}
