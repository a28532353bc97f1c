internal import Log
internal import Messages
internal import Seals

/// What a transaction will hold: its steps, its outputs, and how far it reads.
struct Draft {
    private(set) var steps: [ProgressStep] = []
    /// The next offsets, of those partitions that the transaction reads.
    var next: [TopicPartition: Int64] {
        var next: [TopicPartition: Int64] = [:]
        for step in steps where step.kind != .read {
            if let partition = step.source, let to = step.to { next[partition] = to }
        }
        return next
    }
    private(set) var inputs = 0
    /// How far a finished plan is read.
    private(set) var planNext: Int64?
    /// The newest time of an input, for the lag.
    var newestInputMs: Int64 = 0
    /// Set when the next record must begin a step of its own.
    private var isClosed = true
    /// How many of the buffer's records belong to steps already.
    private var accounted = 0

    /// Adds an input to the steps: to the last one where it goes on from there, else to a new one.
    mutating func read(_ partition: TopicPartition, from: Int64, to: Int64) {
        inputs += 1
        if !isClosed, let last = steps.indices.last, steps[last].goesOn(in: partition, from) {
            steps[last].to = to
        } else {
            steps.append(.at(partition, from: from, to: to, kind: .inputs))
            isClosed = false
        }
    }

    /// The same for a record of a finished plan, whose positions are not the partition's own.
    mutating func readPlan(_ plan: String, _ partition: TopicPartition, from: Int64, to: Int64) {
        inputs += 1
        planNext = to
        guard from < to else { return }
        if !isClosed, let last = steps.indices.last, steps[last].goesOn(in: partition, from) {
            steps[last].to = to
        } else {
            steps.append(.at(partition, from: from, to: to, kind: .read, plan: plan))
            isClosed = false
        }
    }

    /// Adds a step of another kind, which stands for itself.
    mutating func add(_ step: ProgressStep) {
        if step.source != nil { inputs += 1 }
        steps.append(step)
        isClosed = true
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
                step.outputs[place + 1] >= 0
            else { return nil }
            let partition = TopicPartition(targets[target].topic, Int32(truncatingIfNeeded: targets[target].partition))
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
