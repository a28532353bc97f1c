/// What a worker does for a task.
public enum TaskRole: String, Codable, Hashable, Sendable {
    /// Decides, or folds in order to.
    case owner
    /// Folds along and watches the owner.
    case standby
    /// Does not know yet which of the two it will be.
    case starting
}

/// What a worker says of itself at `/health`.
public struct HealthReport: Hashable, Sendable, Codable {
    public struct Task: Hashable, Sendable, Codable {
        /// `150200.verify.0`
        public let task: String
        public let role: TaskRole
        /// What it is at, in words of the loop: `run`, `fold`, `broker down`.
        public let state: String

        public init(task: String, role: TaskRole, state: String) {
            self.task = task
            self.role = role
            self.state = state
        }
    }

    public let worker: String
    public let build: String
    public let tasks: [Task]

    public init(worker: String, build: String, tasks: [Task]) {
        self.worker = worker
        self.build = build
        self.tasks = tasks
    }
}
