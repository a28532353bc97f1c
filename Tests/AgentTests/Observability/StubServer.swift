import Foundation
import Testing

/// A listening socket on 127.0.0.1 that answers as a test wants, or not at all.
final class StubServer: Sendable {
    enum Behaviour: Sendable {
        /// Holds the port without listening: connections are refused.
        case refuses
        /// The kernel takes connections, and nobody ever answers.
        case neverAnswers
        /// The kernel takes no connection either: the queue is full, and stays so.
        case takesNoConnection
        /// Sends these bytes after the request, and then closes.
        case sends(String)
        /// Sends these bytes, and then resets the connection.
        case resets(after: String)
        /// Sends these bytes, and then nothing more, but stays.
        case stalls(after: String)
    }

    let port: UInt16
    private let descriptor: Int32

    init(_ behaviour: Behaviour) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        try #require(isBound, "bind: errno \(errno)")
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
        switch behaviour {
        case .refuses: break
        case .neverAnswers: try #require(listen(descriptor, 8) == 0)
        case .takesNoConnection:
            try #require(listen(descriptor, 0) == 0)
            // Left open on purpose, as long as the process lives.
            for _ in 0..<8 {
                let filler = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
                _ = withUnsafePointer(to: &address) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(filler, $0, size) }
                }
            }
        case .sends(let text): try serve(text) { close($0) }
        case .resets(let text):
            try serve(text) { connection in
                var noWaiting = linger(l_onoff: 1, l_linger: 0)
                setsockopt(
                    connection, SOL_SOCKET, SO_LINGER, &noWaiting, socklen_t(MemoryLayout<linger>.size))
                close(connection)
            }
        // The connection is left open on purpose, as long as the process lives.
        case .stalls(let text): try serve(text) { _ in }
        }
    }

    deinit { close(descriptor) }

    private func serve(_ text: String, end: @escaping @Sendable (Int32) -> Void) throws {
        try #require(listen(descriptor, 8) == 0)
        let descriptor = descriptor
        Thread.detachNewThread {
            let connection = accept(descriptor, nil, nil)
            var request: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
                let count = recv(connection, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                request += buffer[..<count]
            }
            let bytes = Array(text.utf8)
            _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            end(connection)
        }
    }
}
