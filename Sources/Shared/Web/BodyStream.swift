internal import CMicrohttpd
internal import Synchronization

/// A body that goes on as long as there is something to say, such as server-sent events. Any thread may send; what
/// the client does not take waits in memory, up to a limit.
public final class BodyStream: Sendable, Hashable {
    public enum Outcome: Sendable {
        case taken
        /// The client takes too little: the bytes are dropped, whole.
        case full
        /// The stream is over, or its client has gone.
        case over
    }

    private struct State {
        var pending: [UInt8] = []
        var isEnded = false
        var suspended: Connection?
    }

    /// Sendable: it is kept only while the connection is suspended, which libmicrohttpd keeps until it is resumed, and
    /// resuming is allowed from any thread; the stream's lock lets one do it, once.
    private struct Connection: @unchecked Sendable {
        let handle: OpaquePointer
    }

    private let limitBytes: Int
    private let onEnd: @Sendable () -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limitBytes: how much may wait for the client.
    ///   - onEnd: called once when the connection is over, on a thread of the server.
    public init(limitBytes: Int = 256 << 10, onEnd: @escaping @Sendable () -> Void = {}) {
        self.limitBytes = limitBytes
        self.onEnd = onEnd
    }

    @discardableResult
    public func send(_ bytes: [UInt8]) -> Outcome {
        state.withLock { state in
            if state.isEnded { return .over }
            guard state.pending.count + bytes.count <= limitBytes else { return .full }
            state.pending += bytes
            Self.resume(&state)
            return .taken
        }
    }

    /// Sends one server-sent event (WHATWG HTML, 9.2). The data may have several lines.
    @discardableResult
    public func send(event name: String, data: String) -> Outcome {
        let lines = data.split(separator: "\n", omittingEmptySubsequences: false).map { "data: \($0)\n" }.joined()
        return send(Array("event: \(name)\n\(lines)\n".utf8))
    }

    /// A comment, which only shows whether the client is still there.
    @discardableResult
    public func beat() -> Outcome { send(Array(":\n\n".utf8)) }

    /// Ends it behind what was sent.
    public func end() {
        state.withLock { state in
            state.isEnded = true
            Self.resume(&state)
        }
    }

    public var isOver: Bool { state.withLock { $0.isEnded } }

    private static func resume(_ state: inout State) {
        guard let connection = state.suspended.take() else { return }
        MHD_resume_connection(connection.handle)
    }

    /// Gives what waits to the server. Where there is nothing the connection sleeps until the next `send`: it is put
    /// to sleep under the lock that `send` takes, so that no news is missed. Nil at the end.
    func take(into place: UnsafeMutablePointer<CChar>, most: Int, on connection: OpaquePointer) -> Int? {
        let connection = Connection(handle: connection)
        let bytes: [UInt8]? = state.withLock { state in
            if state.pending.isEmpty {
                if state.isEnded { return nil }
                MHD_suspend_connection(connection.handle)
                state.suspended = connection
                return []
            }
            let bytes = Array(state.pending.prefix(most))
            state.pending.removeFirst(bytes.count)
            return bytes
        }
        guard let bytes else { return nil }
        for (index, byte) in bytes.enumerated() { place[index] = CChar(bitPattern: byte) }
        return bytes.count
    }

    /// The connection is gone.
    func finish() {
        state.withLock { state in
            state.isEnded = true
            state.pending = []
            state.suspended = nil
        }
        onEnd()
    }

    public static func == (left: BodyStream, right: BodyStream) -> Bool { left === right }
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A stream on its connection, as libmicrohttpd's callbacks are given it.
final class StreamReply {
    let stream: BodyStream
    let connection: OpaquePointer
    let service: Service

    init(_ stream: BodyStream, _ connection: OpaquePointer, _ service: Service) {
        self.stream = stream
        self.connection = connection
        self.service = service
    }

    /// A response of no known length; the caller destroys it, and its end gives the reply back. Nil without memory.
    func response() -> OpaquePointer? {
        let retained = Unmanaged.passRetained(self)
        let made = MHD_create_response_from_callback(
            UInt64.max, 32 << 10, Self.read, retained.toOpaque(), Self.free)
        if made == nil { retained.release() }
        return made
    }

    private static let read: MHD_ContentReaderCallback = { reply, _, place, most in
        guard let reply, let place else { return -2 }
        let own = Unmanaged<StreamReply>.fromOpaque(reply).takeUnretainedValue()
        // -1 is MHD_CONTENT_READER_END_OF_STREAM, a cast that Swift does not import.
        return own.stream.take(into: place, most: most, on: own.connection) ?? -1
    }

    private static let free: MHD_ContentReaderFreeCallback = { reply in
        guard let reply else { return }
        let own = Unmanaged<StreamReply>.fromOpaque(reply).takeRetainedValue()
        own.service.forget(own.stream)
        own.stream.finish()
    }
}
