public import Awards
internal import Commands
internal import Glibc
internal import Log
internal import Synchronization

/// A process that runs tasks of one agent for one office, and lives until it is told to stop.
public final class WorkerProcess: Sendable {
    private let configuration: AgentConfiguration
    private let worker: Worker
    private let offices: Offices
    private let programs: [Stage: any StageProgram]
    private let build: String
    private let edge: AgentEdge?
    private let logger: Logger
    private let metrics = Metrics()
    private let stop = StopSignal()
    /// Why the log does not answer, while it does not.
    private let logTrouble = Mutex<String?>(nil)
    private let endings = Mutex<[(task: String, ending: TaskEnding)]>([])

    private struct Running {
        let run: TaskRun
        let specification: TaskSpecification
        let observer: TaskObserver
    }

    public init(
        _ kind: AgentKind, _ programs: [any StageProgram], _ configuration: AgentConfiguration, build: String,
        edge: AgentEdge? = nil
    ) throws {
        self.edge = edge
        self.configuration = configuration
        self.build = build
        self.programs = Dictionary(programs.map { ($0.stage, $0) }) { $1 }
        offices = try Offices.load(path: configuration.offices)
        guard let office = offices[configuration.office] else {
            throw CommandFailure(.configuration, "\(configuration.offices) has no office \(configuration.office).")
        }
        guard let worker = office.workers.first(where: { $0.name == configuration.worker && $0.agent == kind }) else {
            let names = office.workers.filter { $0.agent == kind }.map(\.name).joined(separator: ", ")
            throw CommandFailure(
                .configuration,
                "\(configuration.offices) has no \(kind.rawValue) worker \(configuration.worker) at \(office.division)"
                    + (names.isEmpty ? "." : "; there is: \(names)."))
        }
        self.worker = worker
        let plain = Logger(level: configuration.level, format: configuration.format)
        logger = plain.with(["worker": .text("\(office.division).\(worker.name)")])
    }

    /// Runs all tasks; returns when SIGTERM or SIGINT came and the open batches are finished, or throws what only a
    /// person can mend, with its exit code. A second signal ends the process at once.
    public func run() throws {
        // Blocked before any thread starts, so that only `waitForEnd` hears of them.
        SignalSet.block()
        signal(SIGPIPE, SIG_IGN)
        try Folder.make(configuration.stateFolder)
        let shared = try configuration.log.open(logger: logger)
        let edge = try edge?.start(configuration, shared, logger)
        let log = edge?.log ?? shared
        warnOfCertificates()
        let observers = try makeObservers()
        let server = try HealthServer(
            host: worker.health.host, port: worker.health.port, metrics: metrics, logger: logger,
            lag: try lag(of: observers.map(\.observer.status), log)
        ) { [self] in
            let trouble = logTrouble.withLock { $0 }
            let report = HealthReport(
                worker: worker.name, build: build, tasks: observers.map { $0.observer.health(trouble) })
            return (report, trouble == nil && observers.allSatisfy { $0.observer.isHealthy })
        }
        defer { server.close() }
        let running = try observers.map { try start($0.task, $0.observer, log) }
        let reporter = try reporter(running, log)
        let watch = try watch(running)
        waitForEnd()
        edge?.close()
        stop.set()
        for task in running { _ = task.run.wait() }
        reporter.join()
        watch.join()
        logger.info("worker.stopped", "All tasks have stopped.")
        if let failure = endings.withLock({ $0 }).compactMap(Self.failure).first { throw failure }
    }

    private func makeObservers() throws -> [(task: TaskName, observer: TaskObserver)] {
        (worker.runs + worker.standby).map { task in
            (task, TaskObserver(task: task.description, metrics: metrics, logger: logger))
        }
    }

    /// Asks the log how far tasks are behind.
    private func lag(of tasks: [TaskStatus], _ log: any EventLog) throws -> @Sendable () throws -> LagAnswer {
        let names = worker.runs + worker.standby
        let sources = try names.map { try programs[$0.stage]?.specification(of: $0, offices).sources ?? [] }
        return {
            var behind: [String: Int64] = [:]
            for (task, sources) in zip(tasks, sources) {
                let now = task.now
                if now.role == .owner {
                    let records = try log.lag(of: sources.map(\.partition), behind: now.next)
                    behind[task.task] = now.isInPlan ? max(records, 1) : records
                }
            }
            return LagAnswer(tasks: behind)
        }
    }

    private func start(_ task: TaskName, _ observer: TaskObserver, _ log: any EventLog) throws -> Running {
        guard let program = programs[task.stage] else {
            throw CommandFailure(
                .configuration, "This agent has no stage \(task.stage.rawValue), so it cannot run \(task).")
        }
        let others = offices[task.division]?.workers.filter { other in
            other.name != worker.name && (other.runs + other.standby).contains(task)
        }
        let probes = (others ?? []).map { HealthProbe(host: $0.health.host, port: $0.health.port) }
        let ownership = Ownership(isOwnerAtStart: worker.runs.contains(task)) {
            probes.map { Ownership.Answer($0.ask(), of: task.description) }
        }
        let environment = TaskEnvironment(
            log: log, settings: configuration.loop, build: build, stateFolder: configuration.stateFolder, stop: stop,
            status: observer.status, ownership: ownership)
        let specification = try program.specification(of: task, offices)
        let run = try program.start(task, offices, environment) { [self] ending in
            let isFirst = endings.withLock { endings in
                endings.append((task.description, ending))
                return endings.count { $0.ending != .stopped } == 1
            }
            // Wakes `waitForEnd`: a worker whose task cannot go on must be seen by its supervisor. Only once, for a
            // second signal would end the process before its exit code.
            if isFirst, ending != .stopped { kill(getpid(), SIGTERM) }
        }
        return Running(run: run, specification: specification, observer: observer)
    }

    /// Every 5 s: a health record and the gauges that need the log.
    private func reporter(_ running: [Running], _ log: any EventLog) throws -> WorkerThread {
        let reporter = HealthReporter(
            division: configuration.office, agent: worker.agent, worker: worker.name, build: build, log: log,
            tasks: running.map { ($0.specification, $0.observer) }, logger: logger
        ) { [self] why in
            let isNew = logTrouble.withLock { trouble in
                defer { trouble = why }
                return trouble != why
            }
            guard isNew else { return }
            if let why { logger.error("log.away", why) } else { logger.info("log.back", "The log answers.") }
        }
        return try WorkerThread { [stop] in
            repeat { reporter.report() } while !stop.wait(milliseconds: 5_000)
        }
    }

    /// Ends the process when an input takes more processor time than it may: no thread can be stopped alone.
    private func watch(_ running: [Running]) throws -> WorkerThread {
        let limitMs = configuration.loop.decideLimitMs
        let tasks = running.map { ($0.run, $0.observer.status) }
        return try WorkerThread { [stop, logger] in
            var watches = tasks.map { _ in DecisionWatch(limitMs: limitMs) }
            while !stop.wait(milliseconds: 250) {
                for (index, (run, status)) in tasks.enumerated() where watches[index].isOver(status) {
                    run.noteLimit()
                    logger.error(
                        "task.too_expensive",
                        "An input takes more than \(limitMs / 1_000) s of processor time; the agent starts again and sets it aside.",
                        ["task": .text(status.task)])
                    _exit(ExitCode.temporary.rawValue)
                }
            }
        }
    }

    private func warnOfCertificates() {
        guard case .kafka(let kafka) = configuration.log, let path = kafka.properties["ssl.certificate.location"] else {
            return
        }
        do {
            let certificate = try Certificates.advice(on: path)
            if let certificate { logger.warning("certificate.ends", certificate) }
        } catch {
            logger.error("certificate.unreadable", "\(error)")
        }
    }

    private func waitForEnd() {
        SignalSet.wait()
        logger.info("worker.stopping", "Told to stop; open batches are finished.")
        // A second signal does not wait for them.
        SignalSet.unblock()
    }

    private static func failure(_ task: String, _ ending: TaskEnding) -> CommandFailure? {
        switch ending {
        case .stopped: nil
        case .conflict(let why): CommandFailure(.conflict, "\(task): \(why)")
        case .notAllowed(let why): CommandFailure(.notAllowed, "\(task): \(why)")
        case .configuration(let why): CommandFailure(.configuration, "\(task): \(why)")
        case .inconsistent(let why): CommandFailure(.software, "\(task): \(why)")
        }
    }
}

extension Ownership.Answer {
    init(_ outcome: ProbeOutcome, of task: String) {
        self =
            switch outcome {
            case .answered(let roles): .role(roles[task] ?? .standby)
            case .reset: .reset
            case .silent: .silent
            }
    }
}
