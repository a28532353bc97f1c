/// How many committed records each of a worker's tasks has not decided, by the task's name; none for one that the worker
/// does not own. A task that is in a plan has at least one. What a worker says at `/lag`.
public struct LagAnswer: Hashable, Sendable, Codable {
    public let tasks: [String: Int64]

    public init(tasks: [String: Int64]) { self.tasks = tasks }
}
