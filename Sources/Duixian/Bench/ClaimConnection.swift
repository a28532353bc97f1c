import Commands
import Glibc

/// A connection to a server on this machine, kept open between claims.
final class ClaimConnection {
    private let descriptor: Int32
    private var rest: [UInt8] = []

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }

    /// A port that nobody listens at; taken by the server a moment later.
    static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard code == 0 else {
            throw CommandFailure(.unavailable, "No port is free: \(String(cString: strerror(errno))).")
        }
        return UInt16(bigEndian: address.sin_port)
    }

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(port: port)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw broken("refused") }
        var isOn: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, 4)
    }

    deinit { close(descriptor) }

    func post(_ body: [UInt8]) throws -> (status: Int, body: String) {
        let head =
            "POST /claims HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.count)\r\n\r\n"
        let bytes = Array(head.utf8) + body
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw broken("closed") }
            sent += count
        }
        return try answer()
    }

    private func answer() throws -> (status: Int, body: String) {
        while endOfHead == nil { try receive() }
        let end = endOfHead ?? 0
        var length = 0
        let lines = rest[..<end].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        for line in lines where line.lowercased().hasPrefix("content-length:") {
            length = Int(line.dropFirst(15).filter(\.isNumber)) ?? 0
        }
        while rest.count < end + 4 + length { try receive() }
        let body = String(decoding: rest[(end + 4)..<(end + 4 + length)], as: UTF8.self)
        rest.removeFirst(end + 4 + length)
        return (Int(lines.first?.dropFirst(9).prefix(3) ?? "") ?? 0, body)
    }

    private var endOfHead: Int? {
        let mark: [UInt8] = [13, 10, 13, 10]
        guard rest.count >= 4 else { return nil }
        return (0...(rest.count - 4)).first { rest[$0] == 13 && rest[$0..<($0 + 4)].elementsEqual(mark) }
    }

    private func receive() throws {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw broken("closed") }
        rest += buffer[..<count]
    }

    private func broken(_ what: String) -> CommandFailure {
        CommandFailure(.unavailable, "The intake \(what) the connection.")
    }
}
