import Foundation
import Glibc
import Synchronization

/// A machine of its own, as far as the network goes: a Linux network namespace with one cable to us. It can be cut
/// off as a machine is that has lost its power: nothing answers any more, and nothing says so.
public final class NetworkNamespace: Sendable {
    public let name: String
    /// Our end of the cable, where a broker that it shall reach must listen.
    public let hostAddress: String
    /// Its end: what runs inside is reached here.
    public let address: String

    private let cleanup: Int
    private static let count = Mutex<Int>(0)

    /// - Returns: nil, and says so, where no namespace can be made: that takes root and `ip` (iproute2).
    /// - Throws: when there is none and nothing may be skipped.
    public static func required() throws -> NetworkNamespace? {
        do {
            return try NetworkNamespace()
        } catch {
            try Requirement.skip("what is tested in a network namespace needs root and iproute2 (\(error))")
            return nil
        }
    }

    private init() throws {
        let number = Self.count.withLock { count in
            count += 1
            return count
        }
        let process = Int(getpid())
        let name = "dx\(process)n\(number)"
        self.name = name
        let network = "10.\(200 + number % 50).\(process % 256)"
        hostAddress = "\(network).1"
        address = "\(network).2"
        // With the namespace goes its end of the cable, and with that the other.
        cleanup = Watchdog.shared.atEnd("ip netns del \(name)")
        try Self.ip("netns add \(name)")
        try Self.ip("link add \(name)h type veth peer name cable netns \(name)")
        try Self.ip("addr add \(hostAddress)/24 dev \(name)h")
        try Self.ip("link set \(name)h up")
        try Self.ip("-n \(name) addr add \(address)/24 dev cable")
        try Self.ip("-n \(name) link set cable up")
        try Self.ip("-n \(name) link set lo up")
    }

    private static func ip(_ arguments: String) throws {
        try ChildProcess.run("ip", arguments.split(separator: " ").map(String.init))
    }

    /// Starts an executable inside; the child is that very process.
    public func start(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:]
    ) throws -> ChildProcess {
        try ChildProcess("ip", ["netns", "exec", name, executable] + arguments, environment: environment)
    }

    /// Cuts the cable: each side goes on sending, to a hardware address that nobody has.
    public func cutOff() throws {
        let nobody = "lladdr 02:00:00:00:00:01 nud permanent"
        try Self.ip("neigh replace \(address) dev \(name)h \(nobody)")
        try Self.ip("-n \(name) neigh replace \(hostAddress) dev cable \(nobody)")
    }

    public func reconnect() throws {
        try Self.ip("neigh del \(address) dev \(name)h")
        try Self.ip("-n \(name) neigh del \(hostAddress) dev cable")
    }

    /// Takes the machine away; kill first what runs there.
    public func close() throws {
        try Self.ip("netns del \(name)")
        Watchdog.shared.forget(cleanup)
    }
}
