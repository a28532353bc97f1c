internal import CLinux
internal import Glibc

/// The machine's clocks, for waiting and for time stamps. Nothing that decides may read them.
enum Clock {
    /// Milliseconds since 1970, UTC.
    static var nowMs: Int64 { read(CLOCK_REALTIME) }
    /// Milliseconds since some moment; never runs back.
    static var monotonicMs: Int64 { read(CLOCK_MONOTONIC) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
