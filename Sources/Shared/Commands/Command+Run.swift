internal import Glibc

/// Where a command writes. Safe from any thread: each text goes out whole, with write(2).
public struct Console: Sendable {
    public let write: @Sendable (String) -> Void
    public let writeError: @Sendable (String) -> Void

    public init(write: @escaping @Sendable (String) -> Void, writeError: @escaping @Sendable (String) -> Void) {
        self.write = write
        self.writeError = writeError
    }

    /// The process's own standard output and error. What cannot be written is lost, as nobody is left to be told.
    public static let standard = Console(
        write: { write($0, to: STDOUT_FILENO) }, writeError: { write($0, to: STDERR_FILENO) })

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                if count < 0, errno == EAGAIN {
                    var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&wait, 1, -1)
                    continue
                }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}

extension Command {
    /// Runs the process's command line, on the main thread, and ends the process.
    @MainActor
    public func main() async -> Never {
        let words = Array(CommandLine.arguments.dropFirst())
        let code = await run(words, environment: Command.environment())
        exit(code.rawValue)
    }

    /// Does what a command line says; `words` stand behind the executable's name. An error is one sentence on the
    /// console (of a file, one a line), and its exit code; one that has none is a fault of the program.
    public func run(
        _ words: [String], environment: [String: String], console: Console = .standard,
        isolation: isolated (any Actor)? = #isolation
    ) async -> ExitCode {
        var path = name
        do {
            switch try parse(words, environment: environment) {
            case .help(let command, let path): console.write(command.help(path: path, isRoot: path == name))
            case .version(let version): console.write(version + "\n")
            case .completion: console.write(bashCompletion())
            case .run(let command, let values):
                path = values.command
                switch command.body {
                case .group: break  // parse never ends at one
                case .blocking(let body): try body(values)
                case .concurrent(let body): try await body(values)
                }
            }
            return .ok
        } catch {
            let usage = error as? UsageError
            let text = String(describing: error)
            // Several lines each begin with the place that they are about, which a terminal turns into a link.
            console.writeError("\(usage?.path ?? path):\(text.contains("\n") ? "\n" : " ")\(text)\n")
            return (error as? any ExitCoded)?.exitCode ?? .software
        }
    }

    private static func environment() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return variables
    }
}
