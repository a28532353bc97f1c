import Agent
import Awards
import Commands
import Glibc
import Log
import Seals

/// `duixian up`: a whole installation on one machine, for a trial.
enum UpCommand {
    private static let offices = Option(
        "offices", "FILE", "who the offices are", .file, default: "deploy/echo.yaml", environment: "DUIXIAN_OFFICES")
    private static let folder = Option(
        "folder", "FOLDER", "where log, snapshots and the workers' lines go; else below ~/.local/state", .file)
    private static let claims = Option(
        "claims", "N", "how many made-up claims to send", .integer(0...10_000_000), default: 20_000)
    private static let keep = Flag("keep", "goes on until Ctrl-C, instead of ending with the trial")

    static let command = Command(
        "up", "runs all offices on this machine, and shows that claims go in and echoes come out",
        [offices, CommandOptions.log, CommandOptions.config, folder, claims, keep],
        details: """
            It creates the topics, starts every worker of the offices' file whose program is built, starts one that \
            dies again after half a second, sends made-up claims, gives an order, and says what came of them. What it \
            started ends with it, however it ends.

            Without --log the log is a SQLite file in the folder; a second run goes on with it.
            """
    ) { values in
        signal(SIGPIPE, SIG_IGN)
        let stop = Interruption.signal()
        try Up(
            officesPath: values[offices], offices: try Offices.load(path: values[offices]),
            folder: try values[folder] ?? defaultFolder(), address: try address(values),
            config: values[CommandOptions.config], claims: values[claims], keeps: values[keep], stop: stop
        ).run()
    }

    /// Nil for the folder's own.
    private static func address(_ values: Values) throws -> LogAddress? {
        if values[CommandOptions.log] == nil, values[CommandOptions.config] == nil { return nil }
        return try CommandOptions.address(values)
    }

    private static func defaultFolder() throws -> String {
        if let state = getenv("XDG_STATE_HOME").map({ String(cString: $0) }), state.hasPrefix("/") {
            return "\(state)/duixian/up"
        }
        guard let home = getenv("HOME").map({ String(cString: $0) }), home.hasPrefix("/") else {
            throw CommandFailure(.usage, "Neither HOME nor XDG_STATE_HOME says where to keep the log: give --folder.")
        }
        return "\(home)/.local/state/duixian/up"
    }
}

/// Runs an installation on one machine.
struct Up {
    let officesPath: String
    let offices: Offices
    let folder: String
    let address: LogAddress?
    let config: String?
    let claims: Int
    let keeps: Bool
    let stop: StopSignal

    func run() throws {
        try FolderTree.make(folder)
        let lock = try FolderLock(folder)
        defer { lock.release() }
        let address = address ?? .file("\(folder)/log.sqlite")
        let log = try address.open()
        let echoing = offices.all.filter { $0.agents.contains(.echo) && WorkerLaunch.executable(of: .echo) != nil }
        let workers = launches(address)
        guard !workers.isEmpty, !echoing.isEmpty else {
            throw CommandFailure(
                .configuration,
                "\(officesPath) lists no echo worker, so a trial would show nothing; take deploy/echo.yaml.")
        }
        let created = try Provisioning(offices: offices, log: log).run(offices.all).reduce(0) { $0 + $1.created.count }
        say("\(created) topics created in \(log.name)")
        let supervisor = Supervisor(workers)
        supervisor.start()
        defer { supervisor.stop() }
        say("\(workers.count) workers of \(offices.all.count) offices started")
        let trial = Trial(
            offices: offices, echoing: echoing, log: log, claims: claims, supervisor: supervisor, stop: stop,
            progress: say)
        let result = try trial.run()
        Console.standard.write(summary(of: result, log, address, supervisor).text)
        guard keeps, !stop.isSet else { return }
        Console.standard.write("\nThe workers go on; Ctrl-C ends them.\n")
        while !stop.wait(milliseconds: 500) {
            if let trouble = supervisor.trouble { throw CommandFailure(.unavailable, trouble) }
        }
    }

    private func say(_ sentence: String) { Console.standard.write("\(sentence) …\n") }

    private func launches(_ address: LogAddress) -> [WorkerLaunch] {
        // A snapshot belongs to the log that it was made from.
        let digest = SHA256.digest(of: Array(address.description.utf8)).hex.prefix(12)
        let common =
            ["--offices", officesPath, "--log", address.description, "--state", "\(folder)/state-\(digest)"]
            + (config.map { ["--config", $0] } ?? [])
        return offices.all.flatMap { office in
            office.workers.compactMap { worker in
                guard !worker.agent.stages.isEmpty, let path = WorkerLaunch.executable(of: worker.agent) else {
                    return nil
                }
                return WorkerLaunch(
                    office: office.division, worker: worker, path: path,
                    arguments: ["run", "--office", office.division.code, "--worker", worker.name] + common,
                    logFile: "\(folder)/\(office.division).\(worker.name).log")
            }
        }
    }

    private func summary(
        of result: Trial.Result, _ log: any EventLog, _ address: LogAddress, _ supervisor: Supervisor
    ) -> Summary {
        let missing = AgentKind.allCases.filter { kind in
            offices.all.contains { $0.agents.contains(kind) } && WorkerLaunch.executable(of: kind) == nil
        }
        let config = config.map { " --config \($0)" } ?? ""
        return Summary(
            result: result, program: CommandLine.arguments.first ?? "duixian", keeps: keeps, logName: log.name,
            logPath: address.description, logOptions: "--log \(address)\(config)",
            officesOptions: "--offices \(officesPath)", folder: folder, restarts: supervisor.restarts, missing: missing)
    }
}
