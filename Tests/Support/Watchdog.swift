import Foundation
import Glibc
import Synchronization

/// Cleans up after the tests however their process ends, by kill -9 too: a shell of its own session that holds a list
/// of commands, and runs them, last first, when the pipe from this process closes.
public final class Watchdog: Sendable {
    public static let shared = Watchdog()

    private struct State {
        let pipe: FileHandle
        var count = 0
    }

    private let state: Mutex<State>

    private init() {
        let script = """
            trap '' INT TERM HUP
            commands=()
            while IFS=$'\\t' read -r number command; do
                if [[ -n $command ]]; then commands[number]=$command; else unset "commands[number]"; fi
            done
            numbers=("${!commands[@]}")
            for ((i = ${#numbers[@]} - 1; i >= 0; i--)); do eval "${commands[${numbers[i]}]}"; done
            """
        let pipe = Pipe()
        // The kernel closes our end when this process is gone, and no child of ours may have it open.
        for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
            _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        let shell = Spawn(["setsid", "bash", "-c", script], input: pipe.fileHandleForReading.fileDescriptor)
        do { _ = try shell.start() } catch { preconditionFailure("nothing would clean up after the tests: \(error)") }
        state = Mutex(State(pipe: pipe.fileHandleForWriting))
    }

    /// Has a line of shell run when this process is gone, and gives the number by which to take it back.
    @discardableResult
    public func atEnd(_ command: String) -> Int {
        state.withLock { state in
            state.count += 1
            state.pipe.write(Data("\(state.count)\t\(command)\n".utf8))
            return state.count
        }
    }

    /// Takes back what `atEnd` gave the number for.
    public func forget(_ number: Int) {
        state.withLock { $0.pipe.write(Data("\(number)\t\n".utf8)) }
    }
}
