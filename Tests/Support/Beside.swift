import Foundation
import Synchronization

/// Something that goes on beside a test, on a thread of its own: what blocks must not wait for a thread of Swift's pool,
/// which other tests may hold.
public final class Beside: Sendable {
    private let result = Mutex<Result<Void, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    public init(_ body: @escaping @Sendable () throws -> Void) {
        Thread.detachNewThread { [self] in
            let outcome = Result { try body() }
            result.withLock { $0 = outcome }
            done.signal()
        }
    }

    /// Waits for its end, and throws what it threw. Once.
    public func wait() throws {
        done.wait()
        try result.withLock { $0 }?.get()
    }
}
