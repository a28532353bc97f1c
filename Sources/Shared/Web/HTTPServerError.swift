/// Why a server did not start.
public struct HTTPServerError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        case portInUse
        /// The host has no address; the resolver's own words.
        case unknownHost(String)
        /// The system refused the address; its own words.
        case refused(String)
        /// libmicrohttpd did not start its threads.
        case notStarted
    }

    public let host: String
    public let port: UInt16
    public let reason: Reason

    public var description: String {
        let place = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        return switch reason {
        case .portInUse:
            "\(place): the port is in use by another process: stop that, or configure another port."
        case .unknownHost(let why):
            "\(place): the host has no address here (\(why)): configure an address of this machine."
        case .refused(let why):
            "\(place): the address cannot be listened on (\(why)): configure an address of this machine, and a port "
                + "of 1024 or more."
        case .notStarted:
            "\(place): the HTTP server did not start: check the limits on threads and open files of this process."
        }
    }
}

/// What went wrong inside while a request was answered, for the log: the client saw only a 500.
public struct HTTPServerFault: Hashable, Sendable {
    public let method: String
    public let path: String
    public let error: String
}
