internal import Log

/// How a task's loop works. What it writes does not depend on it, but for where one transaction ends and the next
/// begins.
public struct LoopSettings: Equatable, Sendable {
    /// Inputs of a transaction, at most.
    public var batchRecords = 5_000
    /// Outputs of a transaction, at most; a decision with more is refused as too expensive.
    public var batchOutputs = 10_000
    /// Bytes of inputs, and of outputs, of a transaction, at most.
    public var batchBytes = 8 << 20
    /// How long to wait for the first record, and for more once there is one.
    public var firstWaitMs = 50
    public var moreWaitMs = 5
    /// How long to keep asking for the transactional id before the task is started anew.
    public var takeLimitMs: Int64 = 120_000
    /// After how many inputs, or after how long, a snapshot is written.
    public var snapshotRecords = 100_000
    public var snapshotMs: Int64 = 300_000
    /// CPU time that a decider may take for one input.
    public var decideLimitMs: Int64 = 5_000
    /// How often the offsets are committed again though nothing came: the brokers forget them otherwise.
    public var keepOffsetsMs: Int64 = 86_400_000

    public init() {}

    var poll: PollLimits {
        PollLimits(records: batchRecords, bytes: batchBytes, firstWaitMs: firstWaitMs, moreWaitMs: moreWaitMs)
    }
}
