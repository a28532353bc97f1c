import Glibc
import Messages

/// Standard output, for commands whose reader may go away: `duixian tail … | head`.
struct StandardOutput {
    /// False when the reader is gone, and nobody needs the rest.
    private(set) var isOpen = true

    /// To be used before any thread writes: from now on a closed pipe is no reason to die.
    init() { signal(SIGPIPE, SIG_IGN) }

    /// Writes a message as one line of JSON.
    mutating func line(_ part: some MessagePart) {
        var buffer = ByteBuffer()
        part.write(into: &buffer)
        write(buffer.bytes + [UInt8(ascii: "\n")])
    }

    mutating func write(_ text: String) { write(Array(text.utf8)) }

    private mutating func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while isOpen, !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var wanted = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                poll(&wanted, 1, -1)
            } else if errno != EINTR {
                isOpen = false
            }
        }
    }
}
