/// The executables that an office runs.
public enum AgentKind: String, CaseIterable, Sendable {
    case intake, verifier, calculator, notifier, settler, dashboard
    /// Answers what it hears; shows that an installation works.
    case echo

    /// The deciders of the executable. The dashboard has none: it only reads.
    public var stages: [Stage] {
        Stage.allCases.filter { $0.agent == self }
    }
}

/// One decider of an agent; its tasks are named after it.
public enum Stage: String, CaseIterable, Sendable {
    case relay, verify, waybills, assess, round, notify, settle, echo

    public var agent: AgentKind {
        switch self {
        case .relay: .intake
        case .verify, .waybills: .verifier
        case .assess, .round: .calculator
        case .notify: .notifier
        case .settle: .settler
        case .echo: .echo
        }
    }

    /// A task for each partition of its keyed streams; otherwise a single one, 0, that reads all.
    public var isPartitioned: Bool {
        switch self {
        case .verify, .waybills, .assess, .echo: true
        case .relay, .round, .notify, .settle: false
        }
    }

    /// How many tasks it has in an installation of so many partitions.
    public func taskCount(partitions: Int) -> Int {
        isPartitioned ? partitions : 1
    }
}
