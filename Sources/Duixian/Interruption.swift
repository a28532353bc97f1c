import Agent
import Glibc

/// SIGINT and SIGTERM, by which a command that goes on is told to end. A second one ends the process at once.
enum Interruption {
    /// Set when one of them comes. To be called once, on the main thread, before any other is started.
    static func signal() -> StopSignal {
        let stop = StopSignal()
        change(SIG_BLOCK)
        Background.start {
            var signals = stopping
            var number: Int32 = 0
            while sigwait(&signals, &number) != 0 { continue }
            stop.set()
            change(SIG_UNBLOCK)
        }
        return stop
    }

    private static func change(_ how: Int32) {
        var signals = stopping
        pthread_sigmask(how, &signals, nil)
    }

    private static var stopping: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        return signals
    }
}

/// A thread that nobody waits for.
enum Background {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Body(body)).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context)
        precondition(code == 0, "the system gives no thread: \(String(cString: strerror(code)))")
        pthread_detach(thread)
    }
}
