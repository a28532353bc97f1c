internal import Synchronization

/// A task that runs on a thread of its own.
public final class TaskRun: Sendable {
    private let shared: Shared
    private let thread: WorkerThread

    private final class Shared: Sendable {
        let ending = Mutex<TaskEnding?>(nil)
        let journal = Mutex<CrashJournal?>(nil)
    }

    /// - Parameter ended: hears of the end on the task's thread.
    public init<Stage: Decider & Sendable>(
        _ specification: TaskSpecification, _ decider: Stage, _ environment: TaskEnvironment,
        ended: @escaping @Sendable (TaskEnding) -> Void = { _ in }
    ) throws {
        let shared = Shared()
        self.shared = shared
        thread = try WorkerThread {
            let ending: TaskEnding
            do {
                let runner = try TaskRunner(specification, decider, environment)
                shared.journal.withLock { $0 = runner.journal }
                ending = runner.run()
            } catch {
                ending = .configuration("\(error)")
            }
            shared.ending.withLock { $0 = ending }
            ended(ending)
        }
    }

    /// Notes, for the next start, that the record which is being decided takes too long.
    func noteLimit() { shared.journal.withLock { $0 }?.noteLimit() }

    /// Waits for the end of the run.
    public func wait() -> TaskEnding {
        thread.join()
        return shared.ending.withLock { $0 } ?? .stopped
    }
}
