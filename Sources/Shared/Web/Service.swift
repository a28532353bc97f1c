import CMicrohttpd
import Dispatch
import Synchronization

/// What libmicrohttpd's threads share, and the callbacks by which they come to us. An `Exchange` belongs to one
/// request, and libmicrohttpd handles a request on one thread only.
final class Service: Sendable {
    let router: Router
    let maximumBodyBytes: Int
    let report: @Sendable (HTTPServerFault) -> Void
    /// Entered by each request that was begun, left when it is over.
    let open = DispatchGroup()
    let isClosing = Atomic(false)
    let clients = Clients()
    /// The event streams that are open: they end when the server does.
    private let streams = Mutex<Set<BodyStream>>([])

    private static let closing = Problem(
        status: 503, detail: "The server is stopping; try again in a second.",
        headers: [Response.Header("Retry-After", "1")])

    init(router: Router, maximumBodyBytes: Int, report: @escaping @Sendable (HTTPServerFault) -> Void) {
        self.router = router
        self.maximumBodyBytes = maximumBodyBytes
        self.report = report
    }

    /// Called once with the headers, then with each piece of the body, then once more with nothing.
    static let access: MHD_AccessHandlerCallback = { service, connection, path, method, _, piece, size, state in
        guard let service, let connection, let path, let method, let size, let state else { return .NO }
        let shared = Unmanaged<Service>.fromOpaque(service).takeUnretainedValue()
        guard let known = state.pointee else {
            let exchange = Exchange(
                method: String(cString: method), path: String(cString: path), connection: connection, service: shared)
            state.pointee = Unmanaged.passRetained(exchange).toOpaque()
            // Entered before the flag is read: close() sets the flag, then waits, and so misses none.
            shared.open.enter()
            if shared.isClosing.load(ordering: .sequentiallyConsistent) {
                return shared.send(Service.closing.response, for: exchange, on: connection)
            }
            guard let response = exchange.immediateRefusal else { return .YES }
            return shared.send(response, for: exchange, on: connection)
        }
        let exchange = Unmanaged<Exchange>.fromOpaque(known).takeUnretainedValue()
        guard size.pointee > 0 else { return shared.send(exchange.answer(), for: exchange, on: connection) }
        let isTaken = exchange.take(UnsafeRawBufferPointer(start: piece, count: size.pointee))
        size.pointee = 0
        return isTaken ? .YES : .NO
    }

    /// Called once for each request that `access` has begun, however it ended.
    static let completed: MHD_RequestCompletedCallback = { service, _, state, _ in
        guard let service, let state, let known = state.pointee else { return }
        state.pointee = nil
        Unmanaged<Exchange>.fromOpaque(known).release()
        Unmanaged<Service>.fromOpaque(service).takeUnretainedValue().open.leave()
    }

    /// Keeps path and query as sent: an escaped slash belongs to its segment, and a broken escape is refused.
    static let leaveEscaped:
        @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<CChar>?) -> Int = { _, _, text in
            var count = 0
            while let text, text[count] != 0 { count += 1 }
            return count
        }

    private func send(_ response: Response, for exchange: Exchange, on connection: OpaquePointer) -> MHD_Result {
        guard let prepared = prepare(response, for: connection) else {
            report(exchange.fault("the handler's response has a status or a header that HTTP does not allow"))
            guard let refusal = prepare(Exchange.internalError.response, for: connection) else { return .NO }
            defer { MHD_destroy_response(refusal) }
            return MHD_queue_response(connection, 500, refusal)
        }
        defer { MHD_destroy_response(prepared) }
        return MHD_queue_response(connection, UInt32(response.status), prepared)
    }

    /// Ends all event streams, and those that begin from now on.
    func endStreams() {
        isClosing.store(true, ordering: .sequentiallyConsistent)
        for stream in streams.withLock({ $0 }) { stream.end() }
    }

    func forget(_ stream: BodyStream) { _ = streams.withLock { $0.remove(stream) } }

    private func begin(_ stream: BodyStream, on connection: OpaquePointer) -> OpaquePointer? {
        _ = streams.withLock { $0.insert(stream) }
        if isClosing.load(ordering: .sequentiallyConsistent) { stream.end() }
        return StreamReply(stream, connection, self).response()
    }

    /// libmicrohttpd's form of a response, which the caller destroys; nil when it refuses a header.
    private func prepare(_ response: Response, for connection: OpaquePointer) -> OpaquePointer? {
        guard (200...599).contains(response.status) else { return nil }
        let made: OpaquePointer?
        if let stream = response.stream {
            made = begin(stream, on: connection)
        } else {
            var body = response.body
            made = body.withUnsafeMutableBytes { bytes in
                MHD_create_response_from_buffer(bytes.count, bytes.baseAddress, .RESPMEM_MUST_COPY)
            }
        }
        guard let made else { return nil }
        var headers = response.headers
        if isClosing.load(ordering: .sequentiallyConsistent) { headers.append(Response.Header("Connection", "close")) }
        for header in headers where MHD_add_response_header(made, header.name, header.value) != .YES {
            MHD_destroy_response(made)
            return nil
        }
        return made
    }
}
