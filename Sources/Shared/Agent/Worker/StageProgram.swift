public import Awards

/// A stage as its executable offers it: how each of its tasks is made.
public protocol StageProgram: Sendable {
    var stage: Stage { get }

    /// What a task reads and writes.
    func specification(of task: TaskName, _ offices: Offices) throws -> TaskSpecification

    /// Runs a task on a thread of its own.
    func start(
        _ task: TaskName, _ offices: Offices, _ environment: TaskEnvironment,
        ended: @escaping @Sendable (TaskEnding) -> Void
    ) throws -> TaskRun

    /// Decides a task's history again.
    func replay(_ task: TaskName, _ offices: Offices, _ replay: ReplayRequest) throws -> ReplayResult
}

/// A stage with its decider.
public struct StageOf<Stage: Decider & Sendable>: StageProgram {
    public let stage: Awards.Stage
    private let make: @Sendable (TaskName, Offices) throws -> (TaskSpecification, Stage)

    public init(
        _ stage: Awards.Stage, _ make: @escaping @Sendable (TaskName, Offices) throws -> (TaskSpecification, Stage)
    ) {
        self.stage = stage
        self.make = make
    }

    public func specification(of task: TaskName, _ offices: Offices) throws -> TaskSpecification {
        try make(task, offices).0
    }

    public func start(
        _ task: TaskName, _ offices: Offices, _ environment: TaskEnvironment,
        ended: @escaping @Sendable (TaskEnding) -> Void
    ) throws -> TaskRun {
        let (specification, decider) = try make(task, offices)
        return try TaskRun(specification, decider, environment, ended: ended)
    }

    public func replay(_ task: TaskName, _ offices: Offices, _ replay: ReplayRequest) throws -> ReplayResult {
        let (specification, decider) = try make(task, offices)
        return try TaskReplay(specification, decider, replay).run()
    }
}
