import CMicrohttpd
import Dispatch
import Glibc
import Synchronization

/// The connections that are open, so that a server can hang up on all of them.
final class Clients: Sendable {
    private struct State {
        /// The sockets, by the address of libmicrohttpd's connection.
        var sockets: [UInt: Int32] = [:]
        var isOver = false
    }

    private let state = Mutex(State())
    private let open = DispatchGroup()

    /// Takes no more clients, hangs up on those that are there, and waits until libmicrohttpd has let them go.
    func hangUp(within time: DispatchTimeInterval) {
        state.withLock { state in
            state.isOver = true
            // Under the lock: libmicrohttpd tells of a connection's end before it closes the socket.
            for socket in state.sockets.values { _ = shutdown(socket, Int32(SHUT_RDWR)) }
        }
        _ = open.wait(timeout: .now() + time)
    }

    private func take(_ connection: OpaquePointer) {
        let socket = duixian_socket_of(connection)
        open.enter()
        state.withLock { state in
            state.sockets[UInt(bitPattern: connection)] = socket
            // It was accepted before the server closed.
            if state.isOver { _ = shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    private func leave(_ connection: OpaquePointer) {
        _ = state.withLock { $0.sockets.removeValue(forKey: UInt(bitPattern: connection)) }
        open.leave()
    }

    /// Whether a client is taken at all.
    static let accepts: MHD_AcceptPolicyCallback = { service, _, _ in
        guard let service else { return .NO }
        let shared = Unmanaged<Service>.fromOpaque(service).takeUnretainedValue()
        return shared.clients.state.withLock { $0.isOver } ? .NO : .YES
    }

    /// Called when a connection begins, and once when it ends.
    static let changed: MHD_NotifyConnectionCallback = { service, connection, _, change in
        guard let service, let connection else { return }
        let clients = Unmanaged<Service>.fromOpaque(service).takeUnretainedValue().clients
        if change == .CONNECTION_NOTIFY_STARTED { clients.take(connection) } else { clients.leave(connection) }
    }
}
