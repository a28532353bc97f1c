import Awards
import Log
import Messages

/// What workers last said of themselves.
struct HealthBook: Sendable {
    struct Word: Sendable {
        let report: HealthReported
        /// When it was heard, by the clock that never runs back.
        let heardMs: Int64
        /// How far the worker's clock was ahead of ours when its last words came, least delay first.
        var skewsMs: [Int64]
    }

    private(set) var words: [String: Word] = [:]
    /// A word may lie on the log for a picture's time before it is read.
    private static let kept = 12

    mutating func take(_ record: Record, nowMs: Int64, monotonicMs: Int64) {
        guard let payload = record.payload, let report = try? HealthReported(reading: payload) else { return }
        let key = "\(record.topic) \(report.agent) \(report.worker)"
        let ageMs = max(0, nowMs - record.timestampMs)
        var skews = words[key]?.skewsMs ?? []
        // What lay there before we looked says nothing of clocks.
        if ageMs < 15_000 { skews.append(record.timestampMs - nowMs) }
        if skews.count > Self.kept { skews.removeFirst() }
        // An older word that is read late is not taken for a fresh one.
        let isOld = words[key] == nil && ageMs > 15_000
        words[key] = Word(report: report, heardMs: isOld ? monotonicMs - ageMs : monotonicMs, skewsMs: skews)
    }

    /// What is known of each task: its owner's words before a standby's, and fresh ones before old ones.
    func tasks(monotonicMs: Int64) -> [String: (word: Word, health: TaskHealth)] {
        var found: [String: (word: Word, health: TaskHealth)] = [:]
        for (_, word) in words.sorted(by: { $0.key < $1.key }) {
            for health in word.report.tasks {
                guard let known = found[health.name] else {
                    found[health.name] = (word, health)
                    continue
                }
                let isFresher = Self.isFresh(word, monotonicMs) && !Self.isFresh(known.word, monotonicMs)
                let isOwner = health.role == .owner && known.health.role != .owner
                let knownIsGone = !Self.isFresh(known.word, monotonicMs)
                if isFresher || (isOwner && (Self.isFresh(word, monotonicMs) || knownIsGone)) {
                    found[health.name] = (word, health)
                }
            }
        }
        return found
    }

    /// A worker speaks every 5 s. One that has not for so long is gone; with the time that a picture takes this shows
    /// within 15 s.
    static let silenceMs: Int64 = 12_000

    static func isFresh(_ word: Word, _ monotonicMs: Int64) -> Bool { monotonicMs - word.heardMs < silenceMs }

    /// How far a clock is off for certain, whatever the way of its words took: nil while too few are known.
    static func skewMs(_ word: Word) -> Int64? {
        guard word.skewsMs.count >= 4, let least = word.skewsMs.max() else { return nil }
        // Words only come late, never early: ahead is ahead, and behind is what is left of the least delay.
        return least
    }
}
