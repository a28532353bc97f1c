public import Log

/// What a task is given by the process that runs it.
public struct TaskEnvironment: Sendable {
    public let log: any EventLog
    public let settings: LoopSettings
    /// The version of the program, which progress records name.
    public let build: String
    /// Where the task keeps its snapshot and journal; nil keeps neither.
    public let stateFolder: String?
    public let stop: StopSignal
    public let status: TaskStatus
    /// Whether the process is the task's owner from the start, and how it asks the other processes that may be.
    public let ownership: Ownership

    public init(
        log: any EventLog, settings: LoopSettings = LoopSettings(), build: String, stateFolder: String?,
        stop: StopSignal, status: TaskStatus, ownership: Ownership = .alone
    ) {
        self.log = log
        self.settings = settings
        self.build = build
        self.stateFolder = stateFolder
        self.stop = stop
        self.status = status
        self.ownership = ownership
    }
}

/// Who else may own a task.
public struct Ownership: Sendable {
    /// What another worker answers when it is asked about the task.
    public enum Answer: Equatable, Sendable {
        case role(TaskRole)
        /// Its port is closed: the process is gone.
        case reset
        /// Nothing comes back: the machine, or the way to it, is gone, or the process hangs.
        case silent
    }

    public let isOwnerAtStart: Bool
    /// Asks each of the others; none for a task that only one worker may run.
    public let ask: @Sendable () -> [Answer]

    public init(isOwnerAtStart: Bool, ask: @escaping @Sendable () -> [Answer]) {
        self.isOwnerAtStart = isOwnerAtStart
        self.ask = ask
    }

    public static let alone = Ownership(isOwnerAtStart: true) { [] }
}

/// Decides when a standby may take a task over: never beside a living owner, for taking over fences it.
struct OwnerWatch {
    static let resetLimitMs: Int64 = 1_000
    static let silenceLimitMs: Int64 = 15_000

    private var goneSinceMs: Int64?
    private var silentSinceMs: Int64?

    /// Whether nobody seems to own the task, so that looking again soon is worth it.
    var isSuspicious: Bool { silentSinceMs != nil }

    /// True when the owner is gone: every other worker has been so, without a break, for long enough.
    mutating func isGone(_ answers: [Ownership.Answer], nowMs: Int64) -> Bool {
        let isAlive = answers.contains { $0 == .role(.owner) || $0 == .role(.starting) }
        if isAlive {
            goneSinceMs = nil
            silentSinceMs = nil
            return false
        }
        let since = silentSinceMs ?? nowMs
        silentSinceMs = since
        if answers.contains(.silent) {
            goneSinceMs = nil
        } else {
            goneSinceMs = goneSinceMs ?? nowMs
        }
        if let goneSinceMs, nowMs - goneSinceMs >= Self.resetLimitMs { return true }
        return nowMs - since >= Self.silenceLimitMs
    }
}
