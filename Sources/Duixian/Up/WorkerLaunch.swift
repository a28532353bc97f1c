import Awards
import CLinux
import Commands
import Glibc

/// How a worker's process is started.
struct WorkerLaunch: Sendable {
    let office: Division
    /// Nil for the dashboard, which runs no tasks.
    let worker: Worker?
    /// The agent's executable.
    let path: String
    let arguments: [String]
    /// Where its lines go.
    let logFile: String

    /// `150223.echo-a`.
    var name: String { "\(office).\(worker?.name ?? "dashboard")" }

    /// Starts it; the process is killed when the calling thread ends.
    func start() throws(CommandFailure) -> pid_t {
        let output = open(logFile, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard output >= 0 else { throw CommandFailure(.cantCreate, "\(logFile) cannot be written: \(reason).") }
        defer { close(output) }
        var pointers = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        let process = duixian_spawn(path, &pointers, output)
        guard process > 0 else { throw CommandFailure(.temporary, "\(path) cannot be started: \(reason).") }
        return process
    }

    private var reason: String { String(cString: strerror(errno)) }

    /// The last line that it wrote, for a person who asks why it ended.
    var lastLine: String {
        guard let file = fopen(logFile, "r") else { return "" }
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        fseek(file, max(0, ftell(file) - 4_096), SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").last.map(String.init) ?? ""
    }

    /// The executable that runs an agent's tasks, beside this one; nil when it is not built.
    static func executable(of agent: AgentKind) -> String? {
        switch agent {
        // The shell has an `echo` of its own.
        case .echo: Executable.beside("echo-agent")
        case .intake, .verifier, .calculator, .notifier, .settler, .dashboard: Executable.beside(agent.rawValue)
        }
    }
}
