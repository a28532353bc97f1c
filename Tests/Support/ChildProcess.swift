import Foundation
public import Glibc
import Synchronization

/// A process that a test starts, watches, and may kill at any moment. What it writes goes to files. It never outlives
/// the tests, but it does outlive this object: end it by name.
public final class ChildProcess: Sendable {
    /// How a process ended.
    public enum Ending: Equatable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    public let identifier: pid_t
    /// The executable and its arguments, for messages.
    public let command: String
    /// The files that hold its standard output and its standard error.
    public let outputFile: String
    public let errorFile: String

    private let folder: TemporaryFolder
    private let ended = DispatchGroup()
    /// Nil while it runs; then it is reaped and its number may be another's.
    private let ending = Mutex<Ending?>(nil)

    /// Starts an executable: a path, or a name to be found in PATH. `environment` is added to our own.
    ///
    /// - Throws: a sentence with the executable's name when it can't be started.
    public init(_ executable: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        outputFile = folder.file("output")
        errorFile = folder.file("errors")
        command = ([executable] + arguments).joined(separator: " ")
        var spawn = Spawn([executable] + arguments)
        spawn.environment = environment
        spawn.output = outputFile
        spawn.errors = errorFile
        identifier = try spawn.start()
        let cleanup = Watchdog.shared.atEnd("kill -9 \(identifier)")
        ended.enter()
        Thread.detachNewThread { [self] in
            reap()
            Watchdog.shared.forget(cleanup)
            ended.leave()
        }
    }

    /// The path of an executable of this package, beside the running tests.
    public static func product(_ name: String) -> String {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// Waits for the end, but takes the process's number back only under the lock, so that no signal goes astray.
    private func reap() {
        var information = siginfo_t()
        while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
        ending.withLock { ending in
            var status: Int32 = 0
            while waitpid(identifier, &status, 0) == -1, errno == EINTR {}
            let signal = status & 0x7f
            ending = signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
        }
    }

    /// Sends a signal, unless the process has ended.
    public func signal(_ number: Int32) {
        ending.withLock { if $0 == nil { _ = Glibc.kill(identifier, number) } }
    }

    /// Kills it at once (SIGKILL) and waits until it is gone.
    public func kill() {
        signal(SIGKILL)
        ended.wait()
    }

    /// Asks it to end (SIGTERM); `wait` tells whether it did.
    public func terminate() { signal(SIGTERM) }

    /// Stops it in its tracks (SIGSTOP), until `resume`.
    public func freeze() { signal(SIGSTOP) }

    public func resume() { signal(SIGCONT) }

    public var isRunning: Bool { ending.withLock { $0 == nil } }

    /// Waits for the end; blocks its thread.
    ///
    /// - Throws: `StillRunning` after so many seconds; the process goes on.
    @discardableResult
    public func wait(seconds: Int) throws -> Ending {
        guard ended.wait(timeout: .now() + .seconds(seconds)) == .success, let ending = ending.withLock({ $0 }) else {
            throw StillRunning(description: "\(command) still ran after \(seconds) s; its errors so far:\n\(errors)")
        }
        return ending
    }

    /// What it wrote so far to its standard output.
    public var output: String { Self.text(outputFile) }

    /// What it wrote so far to its standard error.
    public var errors: String { Self.text(errorFile) }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    /// Runs a command to its end and gives its standard output.
    ///
    /// - Throws: `Failed` when it ends otherwise than with 0, `StillRunning` when it has to be killed for taking too
    ///   long.
    @discardableResult
    public static func run(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:], seconds: Int = 60
    ) throws -> String {
        let child = try ChildProcess(executable, arguments, environment: environment)
        defer { child.kill() }
        let ending = try child.wait(seconds: seconds)
        guard ending == .exited(0) else {
            throw Failed(ending: ending, description: "\(child.command): \(ending)\n\(child.errors)\(child.output)")
        }
        return child.output
    }

    public struct StillRunning: Error, CustomStringConvertible {
        public let description: String
    }

    public struct Failed: Error, CustomStringConvertible {
        public let ending: Ending
        public let description: String
    }
}
