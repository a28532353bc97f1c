public import Commands
public import Log

/// What an agent does beside its tasks, and with which log: the HTTP server and the outbox of an intake.
public struct AgentEdge: Sendable {
    /// What runs until the worker is told to stop.
    public struct Running: Sendable {
        /// The log that the tasks are given.
        public let log: any EventLog
        /// Called once, before the tasks end.
        public let close: @Sendable () -> Void

        public init(log: any EventLog, close: @escaping @Sendable () -> Void) {
            self.log = log
            self.close = close
        }
    }

    public let settings: [AgentSetting]
    /// Started before the tasks, with the shared log.
    let start: @Sendable (AgentConfiguration, any EventLog, Logger) throws -> Running

    public init(
        _ settings: [AgentSetting],
        start: @escaping @Sendable (AgentConfiguration, any EventLog, Logger) throws -> Running
    ) {
        self.settings = settings
        self.start = start
    }
}

/// A key of an agent's own in its configuration: in the section of the agent's name, and an option over it.
public struct AgentSetting: Sendable {
    public let name: String
    public let option: Option<String?>

    /// - Parameter name: of the option; in the file underscores stand for its dashes.
    public init(_ name: String, _ placeholder: String, _ summary: String, environment: String) {
        self.name = name
        option = Option(name, placeholder, summary, environment: environment)
    }

    /// As the file has it.
    var key: String { String(name.map { $0 == "-" ? "_" : $0 }) }
}
