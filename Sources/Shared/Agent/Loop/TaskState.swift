internal import Log
internal import Seals

/// What a task knows, and how far it is: all that a restart must find again.
final class TaskState<Stage: Decider> {
    let store = StateStore()
    /// Of the loop's thread alone; a decider gets no other way to them than the one it is given.
    @exclusivity(unchecked) var tables: Stage.State
    var plans: PlanBook
    /// The number of the last transaction; 0 before the first.
    var number: Int64 = 0
    /// The digest of the last progress record.
    var previous: SHA256Digest
    /// The offset in the progress partition from which the next progress record is found.
    var progressFrom: Int64 = 0
    /// The next offset of each partition that the task reads.
    var next: [TopicPartition: Int64]
    var outputs: [TopicPartition: OwnOutputs] = [:]
    /// Offsets that were read since the last snapshot, also those that were only folded: a task that starts often
    /// would never write a snapshot otherwise.
    private(set) var sinceSnapshot: Int64 = 0

    init(_ specification: TaskSpecification) {
        tables = Stage.State(store)
        plans = PlanBook(store)
        previous = Self.genesis(specification.id)
        next = Dictionary(uniqueKeysWithValues: specification.sources.map { ($0.partition, 0) })
    }

    /// What the first progress record of a task follows.
    static func genesis(_ task: String) -> SHA256Digest { SHA256.digest(of: Array(task.utf8)) }

    func read(_ count: Int64) {
        let (sum, isOver) = sinceSnapshot.addingReportingOverflow(count)
        // What is folded may say of itself that it is as much as a number can be.
        sinceSnapshot = isOver ? .max : sum
    }

    func tookSnapshot() { sinceSnapshot = 0 }

    func wrote(_ count: Int, to partition: TopicPartition) {
        outputs[partition, default: OwnOutputs(from: 0, seen: 0)].seen += count
    }
}

/// Where a task's own outputs in a partition go on: behind `seen` of its records from the offset `from` on.
struct OwnOutputs: Equatable {
    var from: Int64
    var seen: Int
}

/// The plans that a task is in the middle of. Rows of table 0, so that snapshots and undoing hold them too.
struct PlanBook {
    /// A plan that the task itself carries out.
    struct Own: Equatable {
        var plan: Plan
        /// What went to each target so far, in their order.
        var written: [PlanTally]
    }

    /// A plan of somebody else that is finished and now read.
    struct Reading: Equatable {
        let partition: TopicPartition
        let plan: String
        let next: Int64
        let end: Int64
    }

    private var owned: Table<String, Own>
    private var begun: Table<String, Int64>
    private var readings: Table<String, Reading>

    init(_ store: StateStore) {
        owned = Table(of: store, 0)
        begun = Table(of: store, 0)
        readings = Table(of: store, 0)
    }

    var own: Own? {
        get { owned["own"] }
        set { owned["own"] = newValue }
    }

    var reading: Reading? {
        get { readings["reading"] }
        set { readings["reading"] = newValue }
    }

    /// Where a plan of another task begins in a partition.
    subscript(plan: String, partition: TopicPartition) -> Int64? {
        get { begun["begun \(partition) \(plan)"] }
        set { begun["begun \(partition) \(plan)"] = newValue }
    }
}

/// How many records of a plan lie in a partition, and the chain of their digests.
struct PlanTally: Equatable {
    var count: Int64 = 0
    var digest = SHA256.digest(of: [])

    mutating func add(_ record: SHA256Digest, _ hasher: SHA256) {
        hasher.update(digest)
        hasher.update(record)
        digest = hasher.finish()
        count += 1
    }
}

extension TopicPartition: StateValue {
    func write(to bytes: inout [UInt8]) {
        topic.write(to: &bytes)
        Int64(partition).write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let topic = String(from: &bytes), let partition = Int64(from: &bytes) else { return nil }
        self.init(topic, Int32(truncatingIfNeeded: partition))
    }
}

extension PlanTally: StateValue {
    func write(to bytes: inout [UInt8]) {
        count.write(to: &bytes)
        digest.hex.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let count = Int64(from: &bytes), let digest = String(from: &bytes).flatMap(SHA256Digest.init) else {
            return nil
        }
        self.count = count
        self.digest = digest
    }
}

extension PlanBook.Own: StateValue {
    func write(to bytes: inout [UInt8]) {
        plan.id.write(to: &bytes)
        plan.subject.write(to: &bytes)
        plan.targets.write(to: &bytes)
        plan.cursor.write(to: &bytes)
        written.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let id = String(from: &bytes), let subject = String(from: &bytes),
            let targets = [TopicPartition](from: &bytes), let cursor = String(from: &bytes),
            let written = [PlanTally](from: &bytes)
        else { return nil }
        plan = Plan(id: id, subject: subject, targets: targets, cursor: cursor)
        self.written = written
    }
}

extension PlanBook.Reading: StateValue {
    func write(to bytes: inout [UInt8]) {
        partition.write(to: &bytes)
        plan.write(to: &bytes)
        next.write(to: &bytes)
        end.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let partition = TopicPartition(from: &bytes), let plan = String(from: &bytes),
            let next = Int64(from: &bytes), let end = Int64(from: &bytes)
        else { return nil }
        self.init(partition: partition, plan: plan, next: next, end: end)
    }
}
