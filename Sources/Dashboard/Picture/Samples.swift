/// Numbers that were read picture by picture, for rates over the last minute and time lines of the last hour.
struct Samples<Key: Hashable & Sendable>: Sendable {
    private struct Point: Sendable {
        let timeMs: Int64
        let counts: [Key: Int64]
    }

    private var points: [Point] = []
    private var history: [Key: [Double?]] = [:]
    private var sampledMs: Int64?

    private static var windowMs: Int64 { 60_000 }
    private static var everyMs: Int64 { 30_000 }
    static var kept: Int { 120 }

    /// Counts that only grow.
    mutating func note(_ counts: [Key: Int64], timeMs: Int64) {
        points.append(Point(timeMs: timeMs, counts: counts))
        points.removeAll { timeMs - $0.timeMs > Self.windowMs + 5_000 }
    }

    /// A second, over the last minute or as long as is known; nil with a single point, or where it ran back.
    func rate(of key: Key) -> Double? {
        guard let last = points.last, let now = last.counts[key],
            let first = points.first(where: { $0.counts[key] != nil }), let before = first.counts[key],
            last.timeMs - first.timeMs >= 1_000, now >= before
        else { return nil }
        return Double(now - before) * 1_000 / Double(last.timeMs - first.timeMs)
    }

    /// Adds to the time lines, where half a minute has passed since the last time.
    mutating func sample(_ values: [Key: Double?], timeMs: Int64) {
        if let sampledMs, timeMs - sampledMs < Self.everyMs { return }
        sampledMs = timeMs
        for key in Set(values.keys).union(history.keys) {
            var line = history[key] ?? []
            line.append(values[key] ?? nil)
            if line.count > Self.kept { line.removeFirst(line.count - Self.kept) }
            history[key] = line
        }
    }

    /// The time line, filled up with gaps to a whole hour.
    func line(of key: Key) -> [Double?] {
        let line = history[key] ?? []
        return Array(repeating: nil, count: Self.kept - line.count) + line
    }
}
