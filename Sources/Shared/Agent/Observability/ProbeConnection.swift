import Glibc

/// A TCP connection whose every step has a time limit. The caller closes it.
struct ProbeConnection {
    private let descriptor: Int32

    /// Connects to the first address of the host that takes the connection. With none, `reset` only if every address
    /// refused: one that kept silent may be the worker's.
    init(host: String, port: UInt16, timeoutMs: Int) throws(ProbeFailure) {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0, let list else { throw .silent }
        defer { freeaddrinfo(list) }
        var worst = ProbeFailure.reset
        for address in sequence(first: list, next: { $0.pointee.ai_next }) {
            do {
                descriptor = try Self.connect(to: address.pointee, timeoutMs: timeoutMs)
                return
            } catch {
                switch error {
                case .reset: continue
                case .silent: worst = .silent
                }
            }
        }
        throw worst
    }

    func close() { Glibc.close(descriptor) }

    func send(_ bytes: [UInt8], until deadline: ContinuousClock.Instant) throws(ProbeFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else {
                try Self.waitOrFail(descriptor, POLLOUT, until: deadline)
            }
        }
    }

    /// Some bytes; `reset` when the other side has closed.
    func receive(until deadline: ContinuousClock.Instant) throws(ProbeFailure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 { return Array(buffer[..<count]) }
            if count == 0 { throw .reset }
            try Self.waitOrFail(descriptor, POLLIN, until: deadline)
        }
    }

    private static func connect(to address: addrinfo, timeoutMs: Int) throws(ProbeFailure) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(address.ai_family, kind, 0)
        guard descriptor >= 0 else { throw .silent }
        do throws(ProbeFailure) {
            if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return descriptor }
            guard errno == EINPROGRESS || errno == EINTR else { throw failure(of: errno) }
            try wait(for: descriptor, POLLOUT, until: .now + .milliseconds(timeoutMs))
            var code: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 else { throw .silent }
            guard code == 0 else { throw failure(of: code) }
            return descriptor
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    /// After a call that gave -1: waits when it would have blocked, goes on when a signal came, else throws.
    private static func waitOrFail(
        _ descriptor: Int32, _ event: Int32, until deadline: ContinuousClock.Instant
    ) throws(ProbeFailure) {
        switch errno {
        case EINTR: return
        case EAGAIN: try wait(for: descriptor, event, until: deadline)
        case let code: throw failure(of: code)
        }
    }

    private static func wait(
        for descriptor: Int32, _ event: Int32, until deadline: ContinuousClock.Instant
    ) throws(ProbeFailure) {
        while true {
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            guard left > 0 else { throw .silent }
            var wanted = pollfd(fd: descriptor, events: Int16(event), revents: 0)
            if poll(&wanted, 1, Int32(min(left.rounded(.up), 1e9))) > 0 { return }
        }
    }

    private static func failure(of code: Int32) -> ProbeFailure {
        code == ECONNREFUSED || code == ECONNRESET || code == EPIPE ? .reset : .silent
    }
}
