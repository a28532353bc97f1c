internal import Glibc

/// The signals by which a process is told to stop: blocked in every thread, and waited for by one.
enum SignalSet {
    static func block() { change(SIG_BLOCK) }
    static func unblock() { change(SIG_UNBLOCK) }

    /// Waits until one comes.
    static func wait() {
        var signals = stopping
        var number: Int32 = 0
        while sigwait(&signals, &number) != 0 { continue }
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
