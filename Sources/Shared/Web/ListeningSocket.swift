// For `sockaddr` alone: which of the two modules that include <sys/socket.h> owns it depends on the order of the build.
import CMicrohttpd
import Glibc

/// Opens a TCP socket that listens: done by us, so that a port in use is a clear error and port 0 tells what it became.
enum ListeningSocket {
    /// The socket, which the caller closes, and its port. Throws an `HTTPServerError`.
    static func open(host: String, port: UInt16) throws(HTTPServerError) -> (socket: Int32, port: UInt16) {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0, let list else {
            throw HTTPServerError(host: host, port: port, reason: .unknownHost(String(cString: gai_strerror(code))))
        }
        defer { freeaddrinfo(list) }
        var failure: Int32 = 0
        for address in sequence(first: list, next: { $0.pointee.ai_next }) {
            switch listening(on: address.pointee) {
            case .success(let opened): return opened
            case .failure(let error): failure = error.code
            }
        }
        if failure == EADDRINUSE { throw HTTPServerError(host: host, port: port, reason: .portInUse) }
        let words = String(cString: strerror(failure))
        throw HTTPServerError(host: host, port: port, reason: .refused(words))
    }

    private struct SystemError: Error {
        let code: Int32
    }

    private static func listening(on address: addrinfo) -> Result<(socket: Int32, port: UInt16), SystemError> {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(address.ai_family, kind, 0)
        guard descriptor >= 0 else { return .failure(SystemError(code: errno)) }
        // An address whose last connections still linger may be taken again: a worker restarts in under a second.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, 128) == 0,
            let port = port(of: descriptor)
        else {
            let code = errno
            Glibc.close(descriptor)
            return .failure(SystemError(code: code))
        }
        return .success((descriptor, port))
    }

    private static func port(of descriptor: Int32) -> UInt16? {
        var name = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        guard result == 0 else { return nil }
        // The port lies at the same place for IPv4 and IPv6: behind the family's two bytes.
        return withUnsafeBytes(of: &name) { UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self)) }
    }
}
