import Commands
import Glibc

/// Sends single requests to a server on this machine, HTTP/1.1 (RFC 9112).
struct HTTPClient {
    let port: Int

    private static let limitSeconds = 60

    /// Sends a request to a server that listens, and reads the whole answer.
    func send(_ line: String, _ body: [UInt8]) throws -> (status: Int, body: String) {
        let descriptor = try connected()
        defer { close(descriptor) }
        let head =
            "\(line) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
        var rest = (Array(head.utf8) + body)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw failure("does not take the request") }
            rest = rest.dropFirst(count)
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("does not answer (\(String(cString: strerror(errno))))") }
            if count == 0 { break }
            answer += buffer[..<count]
        }
        let text = String(decoding: answer, as: UTF8.self)
        guard let status = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw failure("does not answer")
        }
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
        return (status, parts.count > 1 ? String(parts[1]) : "")
    }

    private func connected() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = FreePort.address(port)
        var limit = timeval(tv_sec: Self.limitSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            close(descriptor)
            throw failure("does not listen")
        }
        return descriptor
    }

    private func failure(_ what: String) -> CommandFailure {
        CommandFailure(.unavailable, "The server at 127.0.0.1:\(port) \(what); see commands.log.")
    }
}

/// A port of this machine that nobody listens on, below the range from which the system takes ports for outgoing
/// connections.
enum FreePort {
    static func find() throws(CommandFailure) -> Int {
        for _ in 0..<1_000 {
            let port = Int.random(in: 15_000..<32_000)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            defer { close(descriptor) }
            var address = address(port)
            let code = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if code == 0 { return port }
        }
        throw CommandFailure(.unavailable, "This machine has no free port.")
    }

    static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
