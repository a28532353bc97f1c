import Foundation
import Glibc

/// A process to be started: arguments, environment, and where its three streams go. It inherits no other open file.
struct Spawn {
    var arguments: [String]
    var environment: [String: String] = [:]
    /// A file descriptor to read from; nil: nothing to read.
    var input: Int32?
    /// Files to append to; nil: thrown away.
    var output: String?
    var errors: String?

    init(_ arguments: [String], input: Int32? = nil) {
        self.arguments = arguments
        self.input = input
    }

    /// Starts the process (its executable is looked up in PATH when the name has no slash).
    ///
    /// - Throws: `Failed`, with the executable and what the system said.
    func start() throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        let append = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", append, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors ?? "/dev/null", append, 0o600)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            if let file = Int32(name), file > 2 { posix_spawn_file_actions_addclose(&actions, file) }
        }

        // The threads of Dispatch, on which tests run, block signals; a child would go on blocking them.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var argumentPointers = arguments.map { strdup($0) } + [nil]
        var environmentPointers = all.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, arguments[0], &actions, &attributes, &argumentPointers, &environmentPointers)
        guard code == 0 else {
            throw Failed(description: "\(arguments[0]) could not be started: \(String(cString: strerror(code)))")
        }
        return process
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }
}
