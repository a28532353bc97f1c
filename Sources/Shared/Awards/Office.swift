/// Who runs agents for a division.
public struct Office: Sendable {
    public let division: Division
    public let name: BilingualText
    public let tier: Tier
    /// The division of the office above. An office without one stands for every tier above its own, too.
    public let superior: Division?
    public let officers: [Officer]
    public let workers: [Worker]

    /// The agents that it runs, in the order of the life of a claim.
    public var agents: [AgentKind] {
        AgentKind.allCases.filter { kind in workers.contains { $0.agent == kind } }
    }

    public func officer(_ id: String) -> Officer? {
        officers.first { $0.id == id }
    }

    /// The tasks of a stage, with number ascending; none when the office does not run the stage.
    public func tasks(of stage: Stage) -> [TaskName] {
        workers.flatMap(\.runs).filter { $0.stage == stage }.sorted { $0.number < $1.number }
    }
}

/// A person who may sign orders of an office.
public struct Officer: Sendable {
    /// Unique in the whole installation.
    public let id: String
    public let name: BilingualText
    public let roles: Set<Role>
}

/// A process that runs tasks of one agent.
public struct Worker: Sendable {
    /// Unique within its office.
    public let name: String
    public let agent: AgentKind
    /// Where its `/health` and `/metrics` answer; a standby watches the owner's. Unique in the whole installation.
    public let health: HostPort
    /// The tasks that it owns from the start, in the order of the file.
    public let runs: [TaskName]
    /// The tasks that it takes over when their owner is gone.
    public let standby: [TaskName]
}
