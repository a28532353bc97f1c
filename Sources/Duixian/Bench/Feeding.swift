import Foundation
import Synchronization

/// Something that goes on beside a measurement, on a thread of its own.
final class Feeding: Sendable {
    private let result = Mutex<Result<Void, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable () throws -> Void) throws {
        Thread.detachNewThread { [self] in
            let outcome = Result { try body() }
            result.withLock { $0 = outcome }
            done.signal()
        }
    }

    /// Waits for its end.
    func get() throws {
        done.wait()
        try result.withLock { $0 }?.get()
    }
}
