import Agent
import Foundation
import TestSupport

/// An agent's process, and what a supervisor does: it starts it again when it has ended.
final class Worker {
    let post: Post
    private let arguments: [String]
    private let machine: NetworkNamespace?
    var environment: [String: String]
    private(set) var process: ChildProcess?
    /// How each process that ended by itself did.
    private(set) var endings: [ChildProcess.Ending] = []
    private(set) var starts = 0

    init(
        _ post: Post, _ arguments: [String], _ environment: [String: String] = [:], on machine: NetworkNamespace? = nil
    ) {
        self.post = post
        self.arguments = arguments
        self.environment = environment
        self.machine = machine
    }

    /// No test leaves a process behind.
    deinit { process?.kill() }

    func start() throws {
        let executable = ChildProcess.product("TestAgent")
        let words = (post.agent == "echo" ? ["run"] : ["reader", "run"]) + arguments
        process =
            try machine?.start(executable, words, environment: environment)
            ?? ChildProcess(executable, words, environment: environment)
        starts += 1
    }

    /// Starts it again when it has ended, whatever ended it.
    ///
    /// - Throws: when it ended otherwise than by a crash or asking for another start: that is for a person.
    func tend() throws {
        guard let process, !process.isRunning else { return }
        let ending = try process.wait(seconds: 1)
        endings.append(ending)
        switch ending {
        case .killed, .exited(75), .exited(137): try start()
        case .exited: throw NeverHappened(description: "\(process.command) ended with \(ending):\n\(process.errors)")
        }
    }

    /// Looks again and again until something has happened, and starts the process again whenever it has ended.
    func tend(until what: String, seconds: Int = 60, _ body: () throws -> Bool) throws {
        do {
            try eventually(what, seconds: seconds) {
                try tend()
                return try body()
            }
        } catch let error as NeverHappened {
            throw NeverHappened(description: "\(error)\n\(post.name), started \(starts) times, says:\n\(errors)")
        }
    }

    /// kill -9.
    func kill() {
        process?.kill()
        process = nil
    }

    func wait(seconds: Int) throws -> ChildProcess.Ending {
        guard let process else { throw NeverHappened(description: "\(post.name) was not started") }
        return try process.wait(seconds: seconds)
    }

    /// Asks it to end, and waits until it has.
    func stop() throws -> ChildProcess.Ending {
        process?.terminate()
        defer { process = nil }
        return try wait(seconds: 30)
    }

    var errors: String { process?.errors ?? "" }

    /// The roles of its tasks; nil when it does not answer.
    var roles: [TaskRole]? {
        let probe = HealthProbe(host: post.host, port: UInt16(post.port), connectTimeoutMs: 100, readTimeoutMs: 500)
        guard case .answered(let roles) = probe.ask() else { return nil }
        return Array(roles.values)
    }

    /// Waits until all of its tasks have a role.
    func become(_ role: TaskRole, seconds: Int = 30) throws {
        try eventually("\(post.name) becomes \(role.rawValue)", seconds: seconds) {
            guard let roles, !roles.isEmpty else { return false }
            return roles.allSatisfy { $0 == role }
        }
    }

    /// The status and the text of `/health`; nil when it does not answer.
    func health() throws -> (isHealthy: Bool, text: String)? {
        let output = try ChildProcess.run(
            "curl", ["-s", "-m", "2", "-w", "\n%{http_code}", "http://\(post.host):\(post.port)/health"])
        let lines = output.split(separator: "\n")
        guard let code = lines.last, let text = lines.first else { return nil }
        return (code == "200", String(text))
    }
}
