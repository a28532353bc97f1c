public import Awards
public import Commands
public import Log

/// An agent's executable: its command tree begins with `run`, which runs the tasks of one worker.
public struct AgentProgram: Sendable {
    private let kind: AgentKind
    private let stages: [any StageProgram]
    private let build: String
    private let edge: AgentEdge?

    /// - Parameter edge: what it does beside its tasks.
    public init(_ kind: AgentKind, build: String, stages: [any StageProgram], edge: AgentEdge? = nil) {
        self.edge = edge
        self.kind = kind
        self.build = build
        self.stages = stages
    }

    /// `run`: runs a worker, or with `--replay` decides its history again.
    public var run: Command {
        let replay = Flag("replay", "decide the recorded inputs again and compare, instead of running")
        let from = Option("from", "LOG", "with --replay: the log whose history is decided again")
        let into = Option("into", "LOG", "with --replay: the log that the same history is written into")
        return Command(
            "run", "runs the tasks of one worker of an office",
            AgentConfiguration.Options.all + (edge?.settings.map(\.option) ?? []) + [replay, from, into],
            details: """
                Which tasks those are stands in the offices' file. SIGTERM finishes the open batches and ends; a second
                one ends at once.

                Ends with 75 when it should be started again, 76 when two processes claim one task, 77 when a right is
                missing, 78 when the configuration is wrong.
                """
        ) { [self] values in
            let configuration = try AgentConfiguration(values, of: kind, edge?.settings ?? [])
            if values[replay] {
                guard let source = values[from] else {
                    throw CommandFailure(.usage, "--replay needs --from LOG, the log whose history is decided again.")
                }
                try replayTasks(configuration, from: source, into: values[into])
            } else {
                try WorkerProcess(kind, stages, configuration, build: build, edge: edge).run()
            }
        }
    }

    private func replayTasks(_ configuration: AgentConfiguration, from: String, into: String?) throws {
        let offices = try Offices.load(path: configuration.offices)
        let source = try LogAddress(from).open()
        let target = try into.map { try LogAddress($0).open() }
        guard let office = offices[configuration.office] else {
            throw CommandFailure(.configuration, "\(configuration.offices) has no office \(configuration.office).")
        }
        for program in stages {
            for task in office.tasks(of: program.stage) {
                let result = try program.replay(task, offices, ReplayRequest(from: source, into: target))
                if let difference = result.difference { throw CommandFailure(.dataError, difference) }
                Console.standard.write(
                    "\(task): \(result.transactions) transactions and \(result.outputs) outputs come out the same.\n")
            }
        }
    }
}

extension LogError: ExitCoded {
    /// What a command's process ends with when the log refuses it.
    public var exitCode: ExitCode {
        switch reason {
        case .fenced: .conflict
        case .notAllowed, .certificate: .notAllowed
        case .unknownTopic, .unknownPartition, .configuration: .configuration
        case .unreachable, .timedOut, .locked: .temporary
        case .readOnly, .full: .ioError
        case .tooLarge, .outOfRange, .corrupt: .dataError
        case .other: .software
        }
    }
}
