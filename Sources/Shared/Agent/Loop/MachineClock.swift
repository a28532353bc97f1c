internal import Glibc

/// The machine's clocks, for waiting, measuring and time stamps. No decider reads them.
enum MachineClock {
    /// Milliseconds since 1970, UTC.
    static var nowMs: Int64 { read(CLOCK_REALTIME) }
    /// Milliseconds since some moment; never runs back.
    static var monotonicMs: Int64 { read(CLOCK_MONOTONIC) }
    /// Processor time of the thread whose clock it is, in milliseconds.
    static func cpuMs(of clock: Int32) -> Int64 { read(clock) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
