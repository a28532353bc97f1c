import Agent
import Awards
import Commands
import Documents
import FoundationEssentials
import Log
import Seals

/// Runs an installation on one machine.
struct Up {
    let officesPath: String
    let offices: Offices
    let folder: String
    /// Nil for the folder's own log.
    let address: LogAddress?
    let config: String?
    let script: Script?
    let keeps: Bool
    /// The port of a dashboard; nil for none.
    let dashboard: Int?
    let stop: StopSignal

    func run() throws {
        try FolderTree.make(folder)
        let lock = try FolderLock(folder)
        defer { lock.release() }
        if script != nil, address == nil { try clear() }
        let place = try makePlace()
        let log = try place.address.open()
        let workers = launches(place)
        guard !workers.isEmpty else {
            throw CommandFailure(.configuration, "\(officesPath) lists no worker whose program is built.")
        }
        let created = try Provisioning(offices: offices, log: log).run(offices.all).reduce(0) { $0 + $1.created.count }
        let isFresh = try script != nil && isEmpty(log)
        // Outboxes and snapshots of another log at the same address would be taken for this one's.
        if isFresh { try? FileManager.default.removeItem(atPath: place.state) }
        let supervisor = Supervisor(workers + [try dashboardLaunch(place)].compactMap { $0 })
        supervisor.start()
        defer { supervisor.stop() }
        if let dashboard { say("看板 Dashboard    http://127.0.0.1:\(dashboard)/") }
        say(
            "\(offices.all.count) offices, \(workers.count) workers, \(created) new topics in \(log.name); "
                + "waiting until every task has its owner …")
        let quiet = try Quiet(log, offices, workers.compactMap(\.worker), supervisor, stop)
        try quiet.wait()
        if let script, !stop.isSet {
            try Trial(up: self, place: place, log: log, quiet: quiet, script: script).run(isFresh: isFresh)
        }
        guard keeps || script == nil, !stop.isSet else { return }
        say("\nThe workers go on; Ctrl-C ends them.")
        while !stop.wait(milliseconds: 500) {
            if let trouble = supervisor.trouble { throw CommandFailure(.unavailable, trouble) }
        }
    }

    /// Whether nobody has written anything yet, but for what workers say of themselves.
    private func isEmpty(_ log: any EventLog) throws -> Bool {
        let deadline = WallClock.now() + 30_000
        let partitions = try offices.all.flatMap { office in
            try office.streams.filter { $0 != .health }.flatMap { stream in
                try LogScan.partitions(of: stream.topic(of: office.division), in: log)
            }
        }
        while true {
            do throws(LogError) {
                return try log.ends(of: partitions).values.allSatisfy { $0.highWatermark == 0 }
            } catch {
                // Brokers do not know at once who leads a topic that they have just made.
                guard error.isRetriable, WallClock.now() < deadline else { throw error }
                stop.wait(milliseconds: 50)
            }
        }
    }

    func say(_ sentence: String) { Console.standard.write("\(sentence)\n") }

    // MARK: Where things are

    /// Where workers and commands find things.
    struct Place {
        let address: LogAddress
        let offices: String
        let state: String

        func common(_ config: String?) -> [String] {
            ["--offices", offices, "--log", address.description] + (config.map { ["--config", $0] } ?? [])
        }
    }

    private func makePlace() throws -> Place {
        let address = address ?? .file("\(folder)/log.sqlite")
        // A snapshot belongs to the log that it was made from.
        let digest = SHA256.digest(of: Array(address.description.utf8)).hex.prefix(12)
        return Place(
            address: address, offices: try trialOffices(), state: "\(folder)/state-\(digest)")
    }

    /// The offices' file; with a script a copy that says that it is a trial, so that commands may say their time.
    private func trialOffices() throws -> String {
        guard script != nil, !offices.isTrial else { return officesPath }
        let copy = "\(folder)/offices.yaml"
        let text = try Document.read(officesPath) + Array("\ntrial: true   # commands may say their time\n".utf8)
        try Data(text).write(to: URL(filePath: copy))
        return copy
    }

    /// Takes away what an earlier run left in the folder, by name.
    private func clear() throws {
        let manager = FileManager.default
        let names = (try? manager.contentsOfDirectory(atPath: folder)) ?? []
        let own = names.filter { name in
            name.hasPrefix("log.sqlite") || name.hasPrefix("state-")
                || ["files", "pages", "letters", "offices.yaml"].contains(name) || name.hasSuffix(".log")
        }
        guard !own.isEmpty else { return }
        say("Starting afresh: the trial that lay in \(folder) is taken away (--folder names another place).")
        for name in own { try manager.removeItem(atPath: "\(folder)/\(name)") }
    }

    /// What an agent is told besides where a script is run.
    private func trialOptions(_ agent: AgentKind, _ office: Office) -> [String] {
        guard let script else { return [] }
        switch agent {
        // The script says when all is there, not this machine's clock.
        case .intake: return ["--complete", "asked"]
        case .notifier:
            return ["--letters", "\(script.folder)/../letters", "--files", "\(folder)/letters/\(office.division)"]
        case .verifier, .calculator, .settler, .dashboard, .echo: return []
        }
    }

    private func launches(_ place: Place) -> [WorkerLaunch] {
        offices.all.flatMap { office in
            office.workers.compactMap { worker in
                guard !worker.agent.stages.isEmpty, let path = WorkerLaunch.executable(of: worker.agent) else {
                    return nil
                }
                let own = ["run", "--office", office.division.code, "--worker", worker.name, "--state", place.state]
                return WorkerLaunch(
                    office: office.division, worker: worker, path: path,
                    arguments: own + trialOptions(worker.agent, office) + place.common(config),
                    logFile: "\(folder)/\(office.division).\(worker.name).log")
            }
        }
    }

    /// The dashboard of the office that verifies: dead letters are mostly its own. Nil where none is asked for.
    private func dashboardLaunch(_ place: Place) throws(CommandFailure) -> WorkerLaunch? {
        guard let dashboard else { return nil }
        guard let office = offices.all.first(where: { $0.agents.contains(.verifier) }) ?? offices.all.first,
            let path = WorkerLaunch.executable(of: .dashboard)
        else { throw CommandFailure(.configuration, "This build has no program dashboard; leave --dashboard out.") }
        let own = [
            "serve", "--office", office.division.code, "--listen", "127.0.0.1:\(dashboard)", "--state", place.state,
        ]
        return WorkerLaunch(
            office: office.division, worker: nil, path: path, arguments: own + place.common(config),
            logFile: "\(folder)/\(office.division).dashboard.log")
    }
}
