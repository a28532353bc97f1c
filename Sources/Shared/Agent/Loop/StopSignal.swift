internal import Glibc

/// A lock with a condition: threads wait on it for news from others.
///
/// Unchecked: the pointers never change, and what they point to is made for use from many threads.
final class Bell: @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    /// Only touched under the lock.
    private var rings: UInt64 = 0

    init() {
        pthread_mutex_init(lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(lock)
        changed.deallocate()
        lock.deallocate()
    }

    func ring() {
        pthread_mutex_lock(lock)
        rings += 1
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(lock)
    }

    /// How often it has rung.
    var count: UInt64 {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return rings
    }

    /// Waits until it has rung more often than `seen`, at most so long; answers how often it has.
    @discardableResult
    func wait(after seen: UInt64, milliseconds: Int) -> UInt64 {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let nanoseconds = Int(deadline.tv_nsec) + milliseconds % 1_000 * 1_000_000
        deadline.tv_sec += milliseconds / 1_000 + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while rings == seen {
            if pthread_cond_timedwait(changed, lock, &deadline) == ETIMEDOUT { break }
        }
        return rings
    }
}

/// Tells threads to stop, and wakes those that wait.
public final class StopSignal: Sendable {
    private let bell = Bell()

    public init() {}

    public var isSet: Bool { bell.count > 0 }

    public func set() { bell.ring() }

    /// Waits until it is set, at most so long; true when it is set.
    @discardableResult
    public func wait(milliseconds: Int) -> Bool { bell.wait(after: 0, milliseconds: milliseconds) > 0 }
}
