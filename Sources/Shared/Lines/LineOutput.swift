import Glibc
public import Messages

/// Lines of JSON on standard output, many at a time. The reader may go away: `… | head`.
public struct LineOutput {
    private var bytes: [UInt8] = []
    private var isOpen = true

    public init() { signal(SIGPIPE, SIG_IGN) }

    public mutating func write(_ fact: Fact) {
        bytes += fact.json.utf8
        bytes.append(UInt8(ascii: "\n"))
        if bytes.count > 1 << 16 { flush() }
    }

    public mutating func write(_ text: String) {
        bytes += text.utf8
        if bytes.count > 1 << 16 { flush() }
    }

    public mutating func flush() {
        var rest = bytes[...]
        while isOpen, !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { isOpen = false }
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
