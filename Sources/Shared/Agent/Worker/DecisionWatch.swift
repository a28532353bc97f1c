/// Notices when one decision takes too much processor time. Looked at a few times a second.
struct DecisionWatch {
    private let limitMs: Int64
    private var seen: (decision: UInt64, cpuMs: Int64)?

    init(limitMs: Int64) { self.limitMs = limitMs }

    mutating func isOver(_ status: TaskStatus) -> Bool { isOver(status.decidingNow, cpuMs: status.cpuMs ?? 0) }

    /// - Parameters:
    ///   - decision: a number that is another for each decision; nil between them.
    ///   - cpuMs: the thread's processor time.
    mutating func isOver(_ decision: UInt64?, cpuMs: Int64) -> Bool {
        guard let decision else {
            seen = nil
            return false
        }
        guard let seen, seen.decision == decision else {
            seen = (decision, cpuMs)
            return false
        }
        return cpuMs - seen.cpuMs > limitMs
    }
}
