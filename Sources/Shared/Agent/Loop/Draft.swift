internal import Log
internal import Messages
internal import Seals

/// What a transaction will hold: its steps, its outputs, and how far it reads.
struct Draft {
    private(set) var steps: [ProgressStep] = []
    /// The next offsets, of those partitions that the transaction reads.
    var next: [TopicPartition: Int64] {
        var next: [TopicPartition: Int64] = [:]
        for step in steps where !step.isOfPlanRead {
            if let partition = step.source, let to = step.to { next[partition] = to }
        }
        return next
    }
    private(set) var inputs = 0
    /// How far a finished plan is read.
    private(set) var planNext: Int64?
    /// The last input.
    private(set) var last: Position?
    /// The newest time of an input, for the lag.
    var newestInputMs: Int64 = 0
    /// Set when the next record must begin a step of its own.
    private var isClosed = true
    /// How many of the buffer's records belong to steps already.
    private var accounted = 0

    /// Adds an input to the steps: to the last one where it goes on from there, else to a new one.
    mutating func read(_ partition: TopicPartition, from: Int64, to: Int64) {
        count(partition, to)
        if !extend(partition, from, to) { open(.at(partition, from: from, to: to, kind: .inputs)) }
    }

    /// The same for a record of a finished plan, whose positions are not the partition's own.
    mutating func readPlan(_ plan: String, _ partition: TopicPartition, from: Int64, to: Int64) {
        count(partition, to)
        passOver(plan, partition, from: from, to: to)
    }

    /// Goes on in a finished plan, over what is no record.
    mutating func passOver(_ plan: String, _ partition: TopicPartition, from: Int64, to: Int64) {
        planNext = to
        guard from < to, !extend(partition, from, to) else { return }
        open(.at(partition, from: from, to: to, kind: .read, plan: plan))
    }

    /// Adds a step of another kind, which stands for itself.
    mutating func add(_ step: ProgressStep) {
        if let partition = step.source, let to = step.to {
            count(partition, to)
            if step.isOfPlanRead { planNext = to }
        }
        open(step)
        isClosed = true
    }

    private mutating func count(_ partition: TopicPartition, _ to: Int64) {
        inputs += 1
        last = Position(partition, to - 1)
    }

    private mutating func open(_ step: ProgressStep) {
        steps.append(step)
        isClosed = false
    }

    /// Lets the last step go on; false where it does not.
    private mutating func extend(_ partition: TopicPartition, _ from: Int64, _ to: Int64) -> Bool {
        guard !isClosed, let last = steps.indices.last, steps[last].goesOn(in: partition, from) else { return false }
        steps[last].to = to
        return true
    }

    /// The next record begins a step of its own: the outputs so far followed from the last row, not from a later one.
    mutating func close() { isClosed = true }

    /// Adds the buffer's newest records to the last step's outputs.
    mutating func account(for buffer: OutputBuffer) {
        guard accounted < buffer.count, let last = steps.indices.last else { return }
        for entry in buffer.entries[accounted...] {
            let runs = steps[last].outputs.count
            if runs > 0, steps[last].outputs[runs - 2] == Int64(entry.target) {
                steps[last].outputs[runs - 1] += 1
            } else {
                steps[last].outputs += [Int64(entry.target), 1]
            }
        }
        accounted = buffer.count
    }

    /// Where the last step's plan goes on.
    mutating func setCursor(_ cursor: String?) {
        if let last = steps.indices.last { steps[last].cursor = cursor }
    }
}

extension ProgressStep {
    /// Whether a record at this offset goes on where the step ends. A draft's open step is of the same kind and plan.
    fileprivate func goesOn(in partition: TopicPartition, _ from: Int64) -> Bool {
        to == from && topic == partition.topic && self.partition == Int(partition.partition)
    }

    /// Whether it reads another task's finished plan, whose range is read by itself: it moves no position of a partition.
    var isOfPlanRead: Bool {
        switch kind {
        case .read: true
        case .setAside: plan != nil
        case .inputs, .noted, .reading, .begun, .continued: false
        }
    }

    static func at(
        _ partition: TopicPartition, from: Int64, to: Int64, kind: ProgressStep.Kind, plan: String? = nil,
        reason: String? = nil
    ) -> ProgressStep {
        var step = ProgressStep()
        step.kind = kind
        step.topic = partition.topic
        step.partition = Int(partition.partition)
        step.from = from
        step.to = to
        step.plan = plan
        step.reason = reason
        return step
    }

    /// A step of the task's own plan.
    static func own(_ kind: ProgressStep.Kind, plan: String, subject: String? = nil, cursor: String?) -> ProgressStep {
        var step = ProgressStep()
        step.kind = kind
        step.plan = plan
        step.reason = subject
        step.cursor = cursor
        return step
    }
}

/// Records that were written to one partition one after the other.
struct OutputRun: Equatable {
    let partition: TopicPartition
    let count: Int
}

extension ProgressRecorded {
    /// What followed from a step, in order. What is no run of a known target is left out: audit tells of it.
    func runs(of step: ProgressStep) -> [OutputRun] {
        stride(from: 0, to: step.outputs.count - 1, by: 2).compactMap { place in
            guard let target = Int(exactly: step.outputs[place]), targets.indices.contains(target),
                let number = Int32(exactly: targets[target].partition), step.outputs[place + 1] >= 0
            else { return nil }
            let partition = TopicPartition(targets[target].topic, number)
            return OutputRun(partition: partition, count: Int(step.outputs[place + 1]))
        }
    }
}

extension ProgressTarget {
    init(_ partition: TopicPartition) {
        self.init()
        topic = partition.topic
        self.partition = Int(partition.partition)
    }
}
