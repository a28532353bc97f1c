internal import Awards
internal import Log
internal import Messages
internal import Seals

/// The task whose chain a partition of a progress topic is.
struct ChainName {
    static let suffix = "-progress"
    let partition: TopicPartition
    let task: String

    /// nil for a partition of any other topic than `<division>.<stage>-progress`.
    init?(_ partition: TopicPartition) {
        guard partition.topic.hasSuffix(Self.suffix) else { return nil }
        let stage = partition.topic.dropLast(Self.suffix.count)
        guard stage.contains(".") else { return nil }
        self.partition = partition
        task = "\(stage).\(partition.partition)"
    }
}

/// Follows one chain: each progress record against the one before, and what it says of outputs and inputs against
/// what lies in the log. Stops at the first that does not hold, for all behind it rests on it.
final class ChainAudit {
    /// What does not hold, where, and in which transaction.
    private struct Broken: Error {
        let transaction: Int64
        let positions: [Position]
        let what: String
    }

    private let name: ChainName
    private let log: any EventLog
    private let topics: [String: Int32]
    private let stop: StopSignal
    private let hear: (String) -> Void
    private let hasher = SHA256()
    private var outputs: [TopicPartition: RecordStream] = [:]
    private var inputs: [TopicPartition: RecordStream] = [:]
    /// How far the steps have read each partition.
    private var next: [TopicPartition: Int64] = [:]
    private var ends: [TopicPartition: Int64] = [:]
    private var previous: SHA256Digest
    private var last: Position?
    /// How many own records the chain covers, of each partition that it has written to.
    private(set) var covered: [TopicPartition: Int64] = [:]
    private(set) var result: AuditReport.Chain
    private(set) var finding: AuditReport.Finding?

    init(
        _ name: ChainName, _ log: any EventLog, _ topics: [String: Int32], _ stop: StopSignal,
        _ hear: @escaping (String) -> Void
    ) {
        self.name = name
        self.log = log
        self.topics = topics
        self.stop = stop
        self.hear = hear
        previous = SHA256.digest(of: Array(name.task.utf8))
        result = AuditReport.Chain(task: name.task, head: previous.description)
    }

    func close() {
        for stream in outputs.values { stream.close() }
        for stream in inputs.values { stream.close() }
    }

    /// Follows the chain up to its end of now.
    func follow() throws {
        do {
            let end = try end(of: name.partition, atLeast: 1)
            let progress = try RecordStream(log, name.partition, from: 0, stop, hear)
            defer { progress.close() }
            while let record = try progress.next(before: end) { try check(record) }
            try checkOffsets(end)
        } catch let broken as Broken {
            result.isWhole = false
            let place = broken.positions.map(\.description).joined(separator: ", ")
            finding = AuditReport.Finding(
                task: name.task, transaction: broken.transaction, positions: broken.positions,
                sentence: "transaction \(broken.transaction) of \(name.task) does not hold (\(place)): \(broken.what).")
        }
    }

    private func check(_ record: Record) throws {
        let number = result.transactions + 1
        let progress: ProgressRecorded
        do {
            guard let payload = record.payload else { throw LoopError(.inconsistent, "it has no payload") }
            progress = try ProgressRecorded(reading: payload)
        } catch {
            throw Broken(
                transaction: number, positions: [record.position], what: "its progress record cannot be read: \(error)")
        }
        try checkLink(progress, record.position, number)
        for step in progress.steps { try checkRange(of: step, number, record.position) }
        try checkInputs(progress, record.position)
        try checkOutputs(progress, record.position)
        previous = SHA256.digest(of: record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0))
        last = record.position
        result.transactions = number
        result.head = previous.description
    }

    private func checkLink(_ progress: ProgressRecorded, _ position: Position, _ number: Int64) throws {
        guard progress.task == name.task else {
            throw Broken(
                transaction: number, positions: [position],
                what: "the record in its place is one of \(progress.task.prefix(80))")
        }
        guard progress.number == number else {
            throw Broken(
                transaction: number, positions: [position],
                what: "number \(progress.number) stands in its place: it was lost, or moved, or another slipped in")
        }
        guard progress.previous == previous.description else {
            guard let last else {
                throw Broken(
                    transaction: number, positions: [position],
                    what: "it does not begin with the digest of the task's name")
            }
            // One of the two was altered: the earlier one is named, and both are shown.
            throw Broken(
                transaction: number - 1, positions: [last, position],
                what: "its progress record has another digest than number \(number) has of it")
        }
    }

    // MARK: What was read

    /// Ranges go on from where the partition was read to, those of plans that are read apart excepted. An outbox lies in
    /// its office's own file: of that, only that no range is missing can be seen here.
    private func checkRange(of step: ProgressStep, _ number: Int64, _ position: Position) throws {
        if step.isOfPlanRead { return }
        switch step.kind {
        case .begun, .continued: return
        case .inputs, .setAside, .noted, .reading, .read: break
        }
        func broken(_ what: String, _ partition: TopicPartition? = nil, at offset: Int64 = 0) -> Broken {
            let place = partition.map { [Position($0, offset)] } ?? []
            return Broken(transaction: number, positions: [position] + place, what: what)
        }
        guard let partition = step.source, let from = step.from, let to = step.to, from >= 0, from < to else {
            throw broken("its progress record has a step without a range")
        }
        let isHere = partition.stream != Stream.outbox.id
        guard !isHere || exists(partition) else { throw broken("it has read \(partition), which is not there") }
        let expected = next[partition] ?? 0
        if from != expected {
            // The end mark of a plan may stand behind markers and aborted records, which cannot be seen.
            let isHidden = step.kind == .reading && from > expected
            guard isHidden, try isEmpty(partition, expected, from) else {
                throw broken(
                    "it has read \(partition) from \(from) on, but \(expected) comes next", partition, at: expected)
            }
        }
        guard try !isHere || to <= end(of: partition, atLeast: to) else {
            throw broken(
                "it has read \(partition) up to \(to), which ends before: records are lost", partition, at: to - 1)
        }
        next[partition] = to
    }

    private func isEmpty(_ partition: TopicPartition, _ from: Int64, _ to: Int64) throws -> Bool {
        let stream = try input(partition, from: from)
        return try stream.next(before: to) == nil
    }

    private func checkInputs(_ progress: ProgressRecorded, _ position: Position) throws {
        var places: [Position] = []
        for step in progress.steps {
            switch step.kind {
            // What the loop set aside by itself it did not look at; a plan's records are its writer's.
            case .setAside, .read, .begun, .continued: continue
            case .inputs, .noted, .reading: break
            }
            guard let partition = step.source, let from = step.from, let to = step.to,
                Audit.streamsWithoutProgress.contains(partition.stream)
            else { continue }
            places.append(Position(partition, from))
            let stream = try input(partition, from: from)
            while let record = try stream.next(before: to) {
                hasher.update(record)
                result.records += 1
            }
        }
        let digest = hasher.finish()
        guard digest.description == progress.inputsDigest else {
            throw Broken(
                transaction: progress.number, positions: [position] + places.prefix(20),
                what:
                    "what it has read has another digest than it had then: a record there was altered, lost or slipped in"
            )
        }
    }

    private func input(_ partition: TopicPartition, from: Int64) throws -> RecordStream {
        if let known = inputs[partition] {
            try known.seek(from)
            return known
        }
        let made = try RecordStream(log, partition, from: from, stop, hear)
        inputs[partition] = made
        return made
    }

    // MARK: What was written

    private func checkOutputs(_ progress: ProgressRecorded, _ position: Position) throws {
        var places: [TopicPartition: Position] = [:]
        func broken(_ what: String) -> Broken {
            Broken(
                transaction: progress.number,
                positions: [position] + places.sorted { $0.key < $1.key }.map(\.value).prefix(20), what: what)
        }
        for step in progress.steps {
            guard let runs = progress.checkedRuns(of: step) else {
                throw broken("its progress record names outputs that make no sense")
            }
            for run in runs {
                guard exists(run.partition) else { throw broken("it wrote to \(run.partition), which is not there") }
                let stream = try output(run.partition)
                for _ in 0..<run.count {
                    guard let record = try stream.next(of: name.task) else {
                        throw broken(
                            "\(run.partition) holds fewer records of \(name.task) than it wrote: some are lost")
                    }
                    if places[run.partition] == nil { places[run.partition] = record.position }
                    hasher.update(record)
                    result.records += 1
                    covered[run.partition, default: 0] += 1
                }
            }
        }
        let digest = hasher.finish()
        guard digest.description == progress.outputsDigest else {
            throw broken(
                "its outputs, from there on, have another digest than was written: one was altered, lost or slipped in")
        }
    }

    private func output(_ partition: TopicPartition) throws -> RecordStream {
        if let known = outputs[partition] { return known }
        let made = try RecordStream(log, partition, from: 0, stop, hear)
        outputs[partition] = made
        return made
    }

    // MARK: The chain's end

    /// Transactions that were cut off at the end leave the offsets of the task's group behind.
    private func checkOffsets(_ end: Int64) throws {
        guard !next.isEmpty else { return }
        let partitions = next.keys.filter { $0.stream != Stream.outbox.id }
        let committed = try log.committed(by: name.task, of: partitions)
        for (partition, offset) in committed.sorted(by: { $0.key < $1.key }) where offset > next[partition] ?? 0 {
            // Asked after the offsets: nothing was committed since the chain's end was asked for.
            let now = try log.ends(of: [name.partition])[name.partition]?.highWatermark ?? 0
            guard now == end else { return }
            throw Broken(
                transaction: result.transactions + 1, positions: [Position(partition, next[partition] ?? 0)],
                what: "\(name.task) had read \(partition) up to \(offset) and committed that, but its progress ends at "
                    + "\(next[partition] ?? 0): transactions are lost")
        }
    }

    private func exists(_ partition: TopicPartition) -> Bool {
        (0..<(topics[partition.topic] ?? 0)).contains(partition.partition)
    }

    /// The end of a partition, asked again when it must have grown.
    private func end(of partition: TopicPartition, atLeast offset: Int64) throws -> Int64 {
        if let known = ends[partition], known >= offset { return known }
        let now = try log.ends(of: [partition])[partition]?.highWatermark ?? 0
        ends[partition] = now
        return now
    }
}

extension TopicPartition {
    /// The topic without its division.
    fileprivate var stream: String {
        String(topic[(topic.firstIndex(of: ".").map { topic.index(after: $0) } ?? topic.startIndex)...])
    }
}

extension ProgressRecorded {
    /// What followed from a step, in order; nil when a run names no target or no records.
    fileprivate func checkedRuns(of step: ProgressStep) -> [OutputRun]? {
        guard step.outputs.count.isMultiple(of: 2) else { return nil }
        let numbers = step.outputs.enumerated()
        guard
            numbers.allSatisfy({
                $0.offset.isMultiple(of: 2) ? targets.indices.contains(Int($0.element)) : $0.element > 0
            })
        else { return nil }
        return runs(of: step)
    }
}
