import Glibc
import Synchronization

/// Where lines go: a closure that takes a whole line with its line break, on any thread.
public struct LogSink: Sendable {
    let write: @Sendable ([UInt8]) -> Void

    public init(_ write: @escaping @Sendable ([UInt8]) -> Void) {
        self.write = write
    }

    /// A file descriptor that stays open, by default standard error. A line is one write(2), so that processes which
    /// share the descriptor don't mix theirs; what the system takes only in part is completed before the next line.
    /// A line that cannot be written (a full disk, a pipe whose reader is gone) is dropped: a log never stops an agent.
    /// The process must ignore SIGPIPE.
    public static func descriptor(_ descriptor: Int32 = 2) -> LogSink {
        let turn = Turn()
        return LogSink { line in
            turn.mutex.withLock { _ in writeWhole(line, to: descriptor) }
        }
    }

    private final class Turn: Sendable {
        let mutex = Mutex(())
    }

    private static func writeWhole(_ line: [UInt8], to descriptor: Int32) {
        var rest = line[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wanted, 1, -1)
            } else if errno != EINTR {
                return
            }
        }
    }
}
