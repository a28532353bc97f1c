import Awards
import Log
import Messages

/// How far each task has decided each partition, by its progress records.
struct Positions: Sendable {
    struct Entry: Sendable {
        var next: Int64
        /// The furthest that was ever seen, and since when it lies behind that.
        var furthest: Int64
        /// When it last moved, by the clock that never runs back.
        var movedMs: Int64
    }

    private(set) var byTask: [TaskName: [TopicPartition: Entry]] = [:]
    private(set) var numbers: [TaskName: Int64] = [:]
    /// Tasks whose numbers ran back, until they are past where they were.
    private(set) var rewound: [TaskName: Int64] = [:]

    subscript(task: TaskName) -> [TopicPartition: Entry] { byTask[task] ?? [:] }

    mutating func restore(_ task: TaskName, _ partition: TopicPartition, next: Int64, nowMs: Int64) {
        byTask[task, default: [:]][partition] = Entry(next: next, furthest: next, movedMs: nowMs)
    }

    mutating func restore(_ task: TaskName, number: Int64) { numbers[task] = number }

    mutating func take(_ progress: ProgressRecorded, nowMs: Int64) {
        guard let task = TaskName(progress.task) else { return }
        if let known = numbers[task], progress.number <= known, rewound[task] == nil { rewound[task] = known }
        if let furthest = rewound[task], progress.number > furthest { rewound[task] = nil }
        numbers[task] = progress.number
        for step in progress.steps {
            guard let topic = step.topic, let number = step.partition, let to = step.to else { continue }
            let partition = TopicPartition(topic, Int32(clamping: number))
            var entry = byTask[task]?[partition] ?? Entry(next: 0, furthest: 0, movedMs: nowMs)
            // The records of a finished plan are read again behind what lies before them.
            if step.kind == .read, to < entry.next { continue }
            if to != entry.next { entry.movedMs = nowMs }
            entry.next = to
            entry.furthest = max(entry.furthest, to)
            byTask[task, default: [:]][partition] = entry
        }
    }

    /// Whether the task decides again what it had decided.
    func isRewound(_ task: TaskName) -> Bool {
        rewound[task] != nil || (byTask[task]?.values.contains { $0.next < $0.furthest } ?? false)
    }
}
