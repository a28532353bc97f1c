import CMicrohttpd
import Dispatch
import Synchronization

/// An HTTP/1.1 server (RFC 9110, 9112) on threads of its own, over libmicrohttpd.
///
/// Every refusal is answered as problem details (RFC 9457), but for what is not HTTP at all or larger than the limit of
/// headers: that libmicrohttpd answers itself, with 400, 414 or 431.
public final class HTTPServer: Sendable {
    public struct Configuration: Hashable, Sendable {
        /// An address of this machine, or a name for one; `0.0.0.0` or `::` for all.
        public var host = "127.0.0.1"
        /// 0 takes any port that is free; `HTTPServer.port` tells which.
        public var port: UInt16 = 0
        /// At most so many handlers run at once; a slow one delays the other connections of its thread.
        public var threads = 2
        /// The request line and the headers together, 1 KiB or more.
        public var maximumHeaderBytes = 32 * 1024
        /// A larger body is answered 413.
        public var maximumBodyBytes = 1024 * 1024
        /// A connection on which nothing moves for so long is closed.
        public var connectionTimeoutSeconds = 30
        /// More connections than this wait until one ends.
        public var maximumConnections = 256
        /// How long `close()` waits for open requests.
        public var closeTimeoutSeconds = 5

        public init() {}
    }

    public let configuration: Configuration
    /// The port that it listens on.
    public let port: UInt16
    private let service: Service
    private let daemon: Mutex<Daemon?>

    /// The daemon and its retained `Service`.
    /// Sendable: libmicrohttpd's handle may be stopped from any thread, and the mutex lets one do it, once.
    private struct Daemon: @unchecked Sendable {
        let handle: OpaquePointer
        let service: Unmanaged<Service>
    }

    /// Starts to listen; throws an `HTTPServerError`. `report` is called on the server's threads.
    public init(
        _ configuration: Configuration = Configuration(), routes: [Route],
        report: @escaping @Sendable (HTTPServerFault) -> Void
    ) throws {
        let (socket, port) = try ListeningSocket.open(host: configuration.host, port: configuration.port)
        let service = Service(
            router: Router(routes: routes), maximumBodyBytes: configuration.maximumBodyBytes, report: report)
        // The daemon's threads use the service until close() has stopped them, and then give it back.
        let retained = Unmanaged.passRetained(service)
        guard let handle = Self.start(configuration, socket: socket, service: retained) else {
            retained.release()
            // libmicrohttpd has closed the socket, as it does when its threads don't start.
            throw HTTPServerError(host: configuration.host, port: configuration.port, reason: .notStarted)
        }
        self.configuration = configuration
        self.port = port
        self.service = service
        daemon = Mutex(Daemon(handle: handle, service: retained))
    }

    /// Answers 503 to what comes now, lets the open requests finish for at most `closeTimeoutSeconds`, then stops to
    /// listen and ends the threads. A second call does nothing. Blocks; not to be called from a handler. A server that
    /// is not closed runs on.
    ///
    /// MHD_quiesce_daemon, which would refuse new connections, aborts the process when a thread of the pool takes the
    /// listening socket out of its epoll set at the same moment (0.9.75, daemon.c:5531). And a daemon that is being
    /// stopped crashes on a request that is no HTTP, which it would answer itself (MHD_queue_response queues nothing
    /// then, and the headers of nothing are built): so all clients are gone before it is stopped.
    public func close() {
        guard let daemon = self.daemon.withLock({ daemon in daemon.take() }) else { return }
        service.endStreams()
        _ = service.open.wait(timeout: .now() + .seconds(configuration.closeTimeoutSeconds))
        service.clients.hangUp(within: .seconds(configuration.closeTimeoutSeconds))
        MHD_stop_daemon(daemon.handle)
        daemon.service.release()
    }

    private static func start(
        _ configuration: Configuration, socket: Int32, service: Unmanaged<Service>
    ) -> OpaquePointer? {
        func option(_ option: MHD_OPTION, _ value: Int, _ pointer: UnsafeMutableRawPointer? = nil) -> MHD_OptionItem {
            MHD_OptionItem(option: option, value: value, ptr_value: pointer)
        }
        var options = [
            option(.LISTEN_SOCKET, Int(socket)),
            option(.CONNECTION_MEMORY_LIMIT, max(configuration.maximumHeaderBytes, 1024)),
            option(.CONNECTION_LIMIT, max(configuration.maximumConnections, configuration.threads)),
            option(.CONNECTION_TIMEOUT, configuration.connectionTimeoutSeconds),
            // A request without Host, or with a broken header, is refused.
            option(.STRICT_FOR_CLIENT, 1),
            option(.UNESCAPE_CALLBACK, unsafeBitCast(Service.leaveEscaped, to: Int.self)),
            option(.NOTIFY_COMPLETED, unsafeBitCast(Service.completed, to: Int.self), service.toOpaque()),
            option(.NOTIFY_CONNECTION, unsafeBitCast(Clients.changed, to: Int.self), service.toOpaque()),
        ]
        if configuration.threads > 1 { options.append(option(.THREAD_POOL_SIZE, configuration.threads)) }
        options.append(option(.END, 0))
        return duixian_start_daemon(
            MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue, Clients.accepts,
            Service.access, service.toOpaque(), &options)
    }
}
