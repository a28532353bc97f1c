internal import Synchronization

/// A task that runs on a thread of its own.
public final class TaskRun: Sendable {
    private let ending: Shared
    private let thread: WorkerThread

    private final class Shared: Sendable {
        let ending = Mutex<TaskEnding?>(nil)
    }

    /// - Parameter ended: hears of the end on the task's thread.
    public init<Stage: Decider & Sendable>(
        _ specification: TaskSpecification, _ decider: Stage, _ environment: TaskEnvironment,
        ended: @escaping @Sendable (TaskEnding) -> Void = { _ in }
    ) throws {
        let shared = Shared()
        ending = shared
        thread = try WorkerThread {
            let ending: TaskEnding
            do {
                ending = try TaskRunner(specification, decider, environment).run()
            } catch {
                ending = .configuration("\(error)")
            }
            shared.ending.withLock { $0 = ending }
            ended(ending)
        }
    }

    /// Waits for the end of the run.
    public func wait() -> TaskEnding {
        thread.join()
        return ending.ending.withLock { $0 } ?? .stopped
    }
}
