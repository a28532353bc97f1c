import Agent
import Glibc
import Synchronization

/// Keeps workers running: each has a thread that starts its process, waits for its end, and starts it again.
final class Supervisor: Sendable {
    private struct State {
        var running: [String: pid_t] = [:]
        /// Those that are not to run now.
        var paused: Set<String> = []
        var threads = 0
        var restarts = 0
        var trouble: String?
    }

    /// A worker that ends so often, each time so soon, will not get better by itself.
    private static let patience = 5
    private static let soonMs: Int64 = 5_000
    private static let pauseMs = 500
    private static let stopLimitMs = 20_000

    private let workers: [WorkerLaunch]
    private let state = Mutex(State())
    private let stopping = StopSignal()
    private let allEnded = StopSignal()

    init(_ workers: [WorkerLaunch]) { self.workers = workers }

    /// Why a worker cannot run, once that is known.
    var trouble: String? { state.withLock { $0.trouble } }
    func isPaused(_ worker: String) -> Bool { state.withLock { $0.paused.contains(worker) } }

    /// Has a worker finish its open batch and end, and keeps it from being started until it is resumed.
    ///
    /// - Returns: false when there is no worker of that name.
    func pause(_ worker: String) -> Bool {
        guard workers.contains(where: { $0.name == worker }) else { return false }
        state.withLock { state in
            state.paused.insert(worker)
            if let process = state.running[worker] { kill(process, SIGTERM) }
        }
        while state.withLock({ $0.running[worker] != nil }) {
            if stopping.wait(milliseconds: 10) { break }
        }
        return true
    }

    func resume(_ worker: String) -> Bool { state.withLock { $0.paused.remove(worker) != nil } }

    /// How often a worker that had died was started again.
    var restarts: Int { state.withLock { $0.restarts } }

    func start() {
        state.withLock { $0.threads = workers.count }
        if workers.isEmpty { allEnded.set() }
        for worker in workers {
            Background.start { [self] in
                tend(worker)
                if state.withLock({ state in
                    state.threads -= 1
                    return state.threads == 0
                }) {
                    allEnded.set()
                }
            }
        }
    }

    private func tend(_ worker: WorkerLaunch) {
        var quickEnds = 0
        while true {
            let began = WallClock.now()
            guard let process = start(worker) else {
                guard isPaused(worker.name) else { return }
                if stopping.wait(milliseconds: 20) { return }
                continue
            }
            let code = end(of: process, worker)
            if stopping.isSet { return }
            if isPaused(worker.name) { continue }
            quickEnds = WallClock.now() - began < Self.soonMs ? quickEnds + 1 : 0
            if let code, quickEnds >= Self.patience {
                return report("\(worker.name) ended with \(code): \(worker.lastLine) (see \(worker.logFile))")
            }
            if stopping.wait(milliseconds: Self.pauseMs) { return }
            state.withLock { $0.restarts += 1 }
        }
    }

    /// Starts the process, unless it is paused or all are being stopped.
    private func start(_ worker: WorkerLaunch) -> pid_t? {
        state.withLock { state -> pid_t? in
            if stopping.isSet || state.paused.contains(worker.name) { return nil }
            do {
                let process = try worker.start()
                state.running[worker.name] = process
                return process
            } catch {
                state.trouble = "\(error)"
                return nil
            }
        }
    }

    private func report(_ trouble: String) {
        state.withLock { $0.trouble = $0.trouble ?? trouble }
    }

    /// Waits for its end; the exit code, or nil when a signal ended it. Its number is given back only under the
    /// lock, so that no signal of ours goes to another process.
    private func end(of process: pid_t, _ worker: WorkerLaunch) -> Int32? {
        var information = siginfo_t()
        while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0, errno == EINTR { continue }
        return state.withLock { state in
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR { continue }
            state.running[worker.name] = nil
            return status & 0x7f == 0 ? (status >> 8) & 0xff : nil
        }
    }

    /// Has all workers finish their open batches and end; kills those that do not.
    func stop() {
        stopping.set()
        signalAll(SIGTERM)
        if allEnded.wait(milliseconds: Self.stopLimitMs) { return }
        signalAll(SIGKILL)
        allEnded.wait(milliseconds: Self.stopLimitMs)
    }

    private func signalAll(_ number: Int32) {
        state.withLock { for process in $0.running.values { kill(process, number) } }
    }
}
