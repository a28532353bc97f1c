import Foundation
import Glibc

/// One connection to an HTTP server on this machine, kept open between requests.
final class HTTPConnection {
    struct Answer {
        var status = 0
        var headers: [String: String] = [:]
        var body = ""
    }

    struct Broken: Error {}

    private let descriptor: Int32
    private var rest: [UInt8] = []

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Broken() }
        var isOn: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, 4)
    }

    deinit { close(descriptor) }

    func send(
        _ method: String, _ path: String, _ body: [UInt8] = [], type: String = "application/json"
    ) throws -> Answer {
        try write(head(method, path, body.count, type) + body)
        return try answer()
    }

    /// With headers of its own.
    func send(_ method: String, _ path: String, _ body: [UInt8], _ headers: [String: String]) throws -> Answer {
        let lines = (["Host": "localhost"].merging(headers) { $1 }).map { "\($0): \($1)\r\n" }.joined()
        try write(Array("\(method) \(path) HTTP/1.1\r\n\(lines)Content-Length: \(body.count)\r\n\r\n".utf8) + body)
        return try answer()
    }

    func send(_ method: String, _ path: String, _ body: String) throws -> Answer {
        try send(method, path, Array(body.utf8))
    }

    /// Says that a body of so many bytes comes, and sends none of it.
    func announce(_ method: String, _ path: String, bytes: Int, type: String = "application/json") throws -> Answer {
        try write(head(method, path, bytes, type))
        return try answer()
    }

    private func head(_ method: String, _ path: String, _ bytes: Int, _ type: String) -> [UInt8] {
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: \(type)\r\n"
            + "Content-Length: \(bytes)\r\n\r\n"
        return Array(head.utf8)
    }

    private func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Broken() }
            sent += count
        }
    }

    private func answer() throws -> Answer {
        var end = endOfHeaders()
        while end == nil {
            try receive()
            end = endOfHeaders()
        }
        guard let end else { throw Broken() }
        var answer = Answer()
        // Line by line without Foundation: a load is to be felt by the server, not by this.
        for line in rest[..<end].split(separator: UInt8(ascii: "\n")) {
            let line = String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
            if answer.status == 0 {
                answer.status = Int(line.dropFirst(9).prefix(3)) ?? 0
            } else if let colon = line.firstIndex(of: ":") {
                answer.headers[line[..<colon].lowercased()] = String(line[colon...].dropFirst(2))
            }
        }
        rest.removeFirst(end + 4)
        let length = Int(answer.headers["content-length"] ?? "0") ?? 0
        while rest.count < length { try receive() }
        answer.body = String(decoding: rest[..<length], as: UTF8.self)
        rest.removeFirst(length)
        return answer
    }

    /// Where the headers end.
    private func endOfHeaders() -> Int? {
        let mark = UInt32(bigEndian: 0x0D0A_0D0A)
        return rest.withUnsafeBytes { bytes in
            var index = 0
            while index + 4 <= bytes.count {
                if bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self) == mark { return index }
                index += 1
            }
            return nil
        }
    }

    private func receive() throws {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw Broken() }
        rest += buffer[..<count]
    }
}
