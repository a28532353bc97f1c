import Dispatch
import Synchronization

/// Gathers the requests of many threads, so that those that come while a transaction is written share the next one.
///
/// There is no thread of its own: whoever comes first writes for all that wait, then hands the pen to the next.
final class OutboxQueue: Sendable {
    private struct State {
        var waiting: [Place] = []
        var isWriting = false
    }

    /// One thread's request, and what it waits for.
    private final class Place: Sendable {
        enum Turn: Sendable {
            /// Everything up to here is written by somebody else: now it is this thread's turn to write.
            case write
            case done(Result<OutboxReceipt, any Error>)
        }

        let request: OutboxRequest
        private let turn = Mutex<Turn?>(nil)
        private let semaphore = DispatchSemaphore(value: 0)

        init(_ request: OutboxRequest) { self.request = request }

        func give(_ turn: Turn) {
            self.turn.withLock { $0 = turn }
            semaphore.signal()
        }

        func wait() -> Turn {
            semaphore.wait()
            return turn.withLock { $0 } ?? .write
        }
    }

    private static let mostRequests = 1_000

    private let outbox: Outbox
    private let nowMs: @Sendable () -> Int64
    private let state = Mutex(State())

    init(_ outbox: Outbox, nowMs: @escaping @Sendable () -> Int64) {
        self.outbox = outbox
        self.nowMs = nowMs
    }

    /// Takes a request in; when it returns, it is on the disk. Blocks.
    ///
    /// - Throws: an `OutboxRefusal`, or why nothing could be written.
    func lodge(_ request: OutboxRequest) throws -> OutboxReceipt {
        let place = Place(request)
        let writesNow = state.withLock { state in
            state.waiting.append(place)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if !writesNow, case .done(let result) = place.wait() { return try result.get() }
        write()
        guard case .done(let result) = place.wait() else {
            preconditionFailure("a request was asked to write when it had written")
        }
        return try result.get()
    }

    /// Writes for all that wait, the caller first, and hands on.
    private func write() {
        let group = state.withLock { state in
            let group = Array(state.waiting.prefix(Self.mostRequests))
            state.waiting.removeFirst(group.count)
            return group
        }
        do {
            let results = try outbox.lodge(group.map(\.request), nowMs: nowMs)
            for (place, result) in zip(group, results) { place.give(.done(result.mapError { $0 })) }
        } catch {
            for place in group { place.give(.done(.failure(error))) }
        }
        let next = state.withLock { state in
            if state.waiting.isEmpty { state.isWriting = false }
            return state.waiting.first
        }
        next?.give(.write)
    }
}
