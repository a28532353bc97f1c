import Foundation
import Glibc
import Web

/// A browser's part: requests over a connection each, with cookies.
final class PageClient {
    struct Answer {
        let status: Int
        let head: String
        let body: String

        /// The token that the page's forms carry.
        var token: String {
            guard let start = body.range(of: "name=\"csrf\" value=\"") else { return "" }
            return String(body[start.upperBound...].prefix(64))
        }
    }

    struct Silent: Error {}

    let port: Int
    private var cookies: [String: String] = [:]

    init(port: Int) { self.port = port }

    func waitUntilReady() throws {
        for _ in 0..<3_000 {
            if let answer = try? get("/"), answer.status < 400 { return }
            usleep(20_000)
        }
        throw Silent()
    }

    func get(_ path: String, _ headers: [String: String] = [:]) throws -> Answer {
        try send("GET", path, headers, [])
    }

    func post(_ path: String, _ fields: [String: String], _ headers: [String: String] = [:]) throws -> Answer {
        let body = fields.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        let type = ["Content-Type": "application/x-www-form-urlencoded"]
        return try send("POST", path, type.merging(headers) { $1 }, Array(body.utf8))
    }

    func send(_ method: String, _ path: String, _ headers: [String: String], _ body: [UInt8]) throws -> Answer {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\nAccept: text/html\r\n"
        if !cookies.isEmpty { head += "Cookie: " + cookies.map { "\($0)=\($1)" }.joined(separator: "; ") + "\r\n" }
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if !body.isEmpty || method == "POST" { head += "Content-Length: \(body.count)\r\n" }
        let bytes = try exchange(Array((head + "\r\n").utf8) + body)
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.components(separatedBy: "\r\n\r\n")
        guard let first = parts.first, let status = first.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else {
            throw Silent()
        }
        for line in first.split(separator: "\r\n") where line.lowercased().hasPrefix("set-cookie: ") {
            let pair = line.dropFirst(12).prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { cookies[String(pair[0])] = String(pair[1]) }
        }
        return Answer(status: status, head: first, body: parts.dropFirst().joined(separator: "\r\n\r\n"))
    }

    /// Sends bytes as they are, and reads until the server closes.
    func exchange(_ bytes: [UInt8]) throws -> [UInt8] {
        let descriptor = try connected()
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return answer }
            answer += buffer[..<count]
        }
    }

    func connected() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            close(descriptor)
            throw Silent()
        }
        return descriptor
    }
}
