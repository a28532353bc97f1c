internal import Glibc

/// A thread of the operating system: C that blocks must not hold up Swift's own threads.
///
/// Unchecked: the handle is set once, before anybody else sees it, and joined once.
final class WorkerThread: @unchecked Sendable {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private var handle = pthread_t()

    init(_ run: @escaping @Sendable () -> Void) throws(LoopError) {
        let body = Unmanaged.passRetained(Body(run))
        let code = pthread_create(
            &handle, nil,
            { argument in
                guard let argument else { return nil }
                // Retained by `init` for this thread alone.
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        guard code == 0 else {
            body.release()
            throw LoopError(.again, "no thread can be started: \(String(cString: strerror(code)))")
        }
    }

    func join() { pthread_join(handle, nil) }

    /// The clock of the processor time that the calling thread has used.
    static var cpuClock: Int32 {
        var clock = clockid_t()
        pthread_getcpuclockid(pthread_self(), &clock)
        return clock
    }
}
