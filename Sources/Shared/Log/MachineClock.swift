internal import Glibc

/// The machine's clocks, for waiting, measuring and time stamps. Nothing that decides may read them.
public enum MachineClock {
    /// Milliseconds since 1970, UTC.
    public static var nowMs: Int64 { read(CLOCK_REALTIME) }
    /// Milliseconds since some moment; never runs back.
    public static var monotonicMs: Int64 { read(CLOCK_MONOTONIC) }
    /// Processor time of the thread whose clock it is, in milliseconds.
    public static func cpuMs(of clock: Int32) -> Int64 { read(clock) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
