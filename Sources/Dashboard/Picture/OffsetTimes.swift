/// When records of a partition were written, as far as the dashboard has read along: sparse, and bounded.
struct OffsetTimes: Sendable {
    /// The first record that is known by its time; what lies before it must be asked for.
    private(set) var first: Int64?
    /// The last record that was read, a real one: markers of transactions are none.
    private(set) var last: Int64?
    private(set) var lastMs: Int64?
    private var entries: [(offset: Int64, timeMs: Int64)] = []
    private var gapMs: Int64 = 500

    private static let most = 2_048

    mutating func note(_ offset: Int64, _ timeMs: Int64) {
        if first == nil { first = offset }
        last = offset
        lastMs = timeMs
        if let newest = entries.last, abs(timeMs - newest.timeMs) < gapMs { return }
        entries.append((offset, timeMs))
        guard entries.count > Self.most else { return }
        // Every second one goes, and from now on they stand further apart; the youngest half keeps its detail longest.
        let half = entries.count / 2
        entries = entries[..<half].enumerated().filter { $0.offset % 2 == 0 }.map(\.element) + entries[half...]
        gapMs = min(gapMs * 2, 60_000)
    }

    /// About when the first record at or behind the offset was written; nil where it was written before what is known.
    func time(at offset: Int64) -> Int64? {
        guard let first, offset >= first else { return nil }
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].offset <= offset { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? entries[low - 1].timeMs : nil
    }

    /// Forgets all: the partition begins anew.
    mutating func clear() { self = OffsetTimes() }
}
