import Glibc
import Synchronization

/// TCP ports that nobody listens on, none given twice in a process. They lie below the range from which the system
/// takes ports for outgoing connections, so that none of those can be in the way.
public enum FreePorts {
    private static let given = Mutex<Set<Int>>([])

    /// The first of `count` free ports in a row.
    ///
    /// - Throws: `NoneFree` after 1,000 tries.
    public static func block(of count: Int = 1) throws -> Int {
        try given.withLock { given in
            for _ in 0..<1_000 {
                let first = Int.random(in: 15_000..<32_000)
                let ports = first..<first + count
                guard given.isDisjoint(with: ports), ports.allSatisfy(isFree) else { continue }
                given.formUnion(ports)
                return first
            }
            throw NoneFree()
        }
    }

    private static func isFree(_ port: Int) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    public struct NoneFree: Error {}
}
