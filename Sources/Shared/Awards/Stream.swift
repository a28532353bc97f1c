/// Records of one kind of one office: the topic `<division>.<id>`, which only that office writes.
public struct Stream: Hashable, Sendable {
    /// The topic's name behind the division: `dead-letters`.
    public let id: String
    public let holds: BilingualText
    public let writer: Writer
    public let layout: Layout
    public let retention: Retention
    public let origin: Origin

    /// Who of the office writes it.
    public enum Writer: Hashable, Sendable {
        case agent(AgentKind)
        /// Whichever agents the office runs.
        case everyAgent
        /// Officers, through commands and pages.
        case officers
        case clock
    }

    /// How its records lie in partitions.
    public enum Layout: Hashable, Sendable {
        /// By key, in as many partitions as the installation has.
        case keyed
        /// One partition: one order of all records.
        case single
        /// A partition for each task of the stage.
        case tasks(of: Stage)
    }

    public enum Retention: Hashable, Sendable {
        /// Every record, for ever.
        case everything
        /// Of each key the newest record.
        case newest
    }

    /// Where its records come from: what a replay does with them follows.
    public enum Origin: Hashable, Sendable {
        /// Deciders: a replay decides them again.
        case tasks
        /// What comes from outside, through forms, commands, imports and banks: a replay copies them.
        case edges
    }

    init(
        _ id: String, _ writer: Writer, _ layout: Layout, _ origin: Origin = .tasks,
        retention: Retention = .everything, zh: String, en: String
    ) {
        self.id = id
        self.holds = BilingualText(zh: zh, en: en)
        self.writer = writer
        self.layout = layout
        self.retention = retention
        self.origin = origin
    }

    public func topic(of division: Division) -> String { "\(division).\(id)" }

    /// How many partitions its topics have in an installation whose keyed streams have so many.
    public func partitionCount(keyed: Int) -> Int {
        switch layout {
        case .keyed: keyed
        case .single: 1
        case .tasks(let stage): stage.taskCount(partitions: keyed)
        }
    }
}

extension Office {
    /// The streams whose topics the office must have: those that its agents write, their progress, and those that
    /// every office has.
    public var streams: [Stream] {
        let agents = Set(agents)
        return Stream.all.filter { stream in
            switch stream.writer {
            case .agent(let agent):
                // An echo without an intake is a trial: it hears samples.
                agents.contains(agent) || (stream == .claims && agents.contains(.echo))
            case .everyAgent, .officers, .clock: true
            }
        }
    }
}
