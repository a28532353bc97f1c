public import Log
internal import Messages
internal import Synchronization

/// How a task is doing, as health, metrics and the watch over it read it. The loop writes it once a batch.
public final class TaskStatus: Sendable {
    public struct Values: Sendable {
        public var role = TaskRole.starting
        /// What it does or waits for, in one sentence.
        public var doing = "starting"
        /// The last failure, until a batch succeeds again.
        public var trouble: String?
        public var number: Int64 = 0
        public var recordsIn = 0
        public var recordsOut = 0
        public var batches = 0
        public var deadLetters = 0
        public var aborts = 0
        public var fenced = 0
        public var restores = 0
        public var snapshots = 0
        public var keys = 0
        public var stateBytes = 0
        /// When the open transaction began, in milliseconds since 1970.
        public var openSinceMs: Int64?
        /// The time of the newest input that is decided, in milliseconds since 1970.
        public var newestInputMs: Int64?
        public var oldestOpenMs: Int64?
        public var lastSnapshotMs: Int64?
        /// A plan is under way: there is something to do, whatever is left to read.
        public var isInPlan = false
        /// How far each partition is decided.
        public var next: [TopicPartition: Int64] = [:]
    }

    /// Something that happened, for the log and the histograms.
    public enum Event: Sendable {
        case committed(inputs: Int, outputs: Int, tookMs: Int64)
        case aborted(String)
        case buried(kind: String, why: String, at: Position)
        case role(TaskRole, String)
        case trouble(String)
        case note(String)
        /// The state was folded from the log.
        case restored
        /// Another process has taken the task over.
        case fenced
    }

    public let task: String
    /// The clock of the processor time of the task's thread; nil before it runs.
    private let cpuClock = Mutex<Int32?>(nil)
    private let values = Mutex(Values())
    private let hear: @Sendable (Event) -> Void
    /// The offset that is being decided or -1, and a number that each record changes.
    private let decidingOffset = Atomic<Int64>(-1)
    private let decidingNumber = Atomic<UInt64>(0)

    public init(task: String, hear: @escaping @Sendable (Event) -> Void = { _ in }) {
        self.task = task
        self.hear = hear
    }

    public var now: Values { values.withLock { $0 } }

    func change(_ body: (inout Values) -> Void) { values.withLock { body(&$0) } }

    func set(_ role: TaskRole, _ doing: String) {
        let isNew = values.withLock { values in
            defer {
                values.role = role
                values.doing = doing
            }
            return values.role != role || values.doing != doing
        }
        if isNew { hear(.role(role, doing)) }
    }

    func trouble(_ sentence: String) {
        let isNew = values.withLock { values in
            defer { values.trouble = sentence }
            return values.trouble != sentence
        }
        if isNew { hear(.trouble(sentence)) }
    }

    func note(_ sentence: String) { hear(.note(sentence)) }

    func deciding(_ offset: Int64) {
        decidingNumber.wrappingAdd(1, ordering: .relaxed)
        decidingOffset.store(offset, ordering: .relaxed)
    }

    func decided() { decidingOffset.store(-1, ordering: .relaxed) }

    /// To be called on the task's thread.
    func noteThread() { cpuClock.withLock { $0 = WorkerThread.cpuClock } }

    /// Processor time of the task's thread, in milliseconds.
    var cpuMs: Int64? { cpuClock.withLock { $0 }.map(MachineClock.cpuMs) }

    /// What is being decided now, as a number that is another for each record.
    var decidingNow: UInt64? {
        decidingOffset.load(ordering: .relaxed) < 0 ? nil : decidingNumber.load(ordering: .relaxed)
    }

    func idle(reached: [TopicPartition: Int64]) {
        change { values in
            values.trouble = nil
            // What lies before it is decided, or cannot be seen.
            for (partition, offset) in reached { values.next[partition] = offset }
        }
    }

    func beganTransaction() { change { $0.openSinceMs = MachineClock.nowMs } }

    func restored() {
        change { $0.restores += 1 }
        hear(.restored)
    }

    func fenced() {
        change { $0.fenced += 1 }
        hear(.fenced)
    }

    func buried(_ kind: DeadLetter.Kind, _ why: String, _ position: Position) {
        hear(.buried(kind: kind.rawValue, why: why, at: position))
    }

    func committed(
        number: Int64, inputs: Int, outputs: Int, letters: Int, tookMs: Int64, newestInputMs: Int64, store: StateStore,
        next: [TopicPartition: Int64], oldestOpenMs: Int64?
    ) {
        change { values in
            values.number = number
            values.recordsIn += inputs
            values.recordsOut += outputs
            values.deadLetters += letters
            values.batches += 1
            values.trouble = nil
            values.openSinceMs = nil
            if newestInputMs > 0 { values.newestInputMs = newestInputMs }
            values.keys = store.count
            values.stateBytes = store.bytes
            values.next.merge(next) { $1 }
            values.oldestOpenMs = oldestOpenMs
        }
        hear(.committed(inputs: inputs, outputs: outputs, tookMs: tookMs))
    }

    func aborted(_ error: LogError) {
        change { values in
            values.aborts += 1
            values.openSinceMs = nil
        }
        hear(.aborted(error.description))
    }
}
