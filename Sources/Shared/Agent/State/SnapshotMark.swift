internal import Log
internal import Seals

/// What a snapshot is a snapshot of: a task's positions behind one of its transactions.
struct SnapshotMark: Equatable, Sendable {
    let task: String
    let number: Int64
    /// The digest of that transaction's progress record: the log must have the same one.
    let previous: SHA256Digest
    let progressFrom: Int64
    let next: [TopicPartition: Int64]
    let outputs: [TopicPartition: OwnOutputs]

    init<Stage: Decider>(_ state: TaskState<Stage>, task: String) {
        self.task = task
        number = state.number
        previous = state.previous
        progressFrom = state.progressFrom
        next = state.next
        outputs = state.outputs
    }

    /// Puts the task where the snapshot was taken. Partitions that it did not read then begin at 0.
    func apply<Stage: Decider>(to state: TaskState<Stage>) {
        state.number = number
        state.previous = previous
        state.progressFrom = progressFrom
        state.next.merge(next) { $1 }
        state.outputs = outputs
    }
}

extension SnapshotMark: StateValue {
    private static let version: UInt64 = 1

    func write(to bytes: inout [UInt8]) {
        Self.version.write(to: &bytes)
        task.write(to: &bytes)
        number.write(to: &bytes)
        previous.hex.write(to: &bytes)
        progressFrom.write(to: &bytes)
        UInt64(next.count).write(to: &bytes)
        for (partition, offset) in next.sorted(by: { $0.key < $1.key }) {
            partition.write(to: &bytes)
            offset.write(to: &bytes)
        }
        UInt64(outputs.count).write(to: &bytes)
        for (partition, place) in outputs.sorted(by: { $0.key < $1.key }) {
            partition.write(to: &bytes)
            place.from.write(to: &bytes)
            place.seen.write(to: &bytes)
        }
    }

    init?(from bytes: inout StateBytes) {
        guard UInt64(from: &bytes) == Self.version, let task = String(from: &bytes), let number = Int64(from: &bytes),
            let previous = String(from: &bytes).flatMap(SHA256Digest.init), let progressFrom = Int64(from: &bytes),
            let nextCount = UInt64(from: &bytes)
        else { return nil }
        var next: [TopicPartition: Int64] = [:]
        for _ in 0..<nextCount {
            guard let partition = TopicPartition(from: &bytes), let offset = Int64(from: &bytes) else { return nil }
            next[partition] = offset
        }
        var outputs: [TopicPartition: OwnOutputs] = [:]
        guard let outputCount = UInt64(from: &bytes) else { return nil }
        for _ in 0..<outputCount {
            guard let partition = TopicPartition(from: &bytes), let from = Int64(from: &bytes),
                let seen = Int(from: &bytes)
            else { return nil }
            outputs[partition] = OwnOutputs(from: from, seen: seen)
        }
        self.task = task
        self.number = number
        self.previous = previous
        self.progressFrom = progressFrom
        self.next = next
        self.outputs = outputs
    }
}
