public import Agent
internal import Awards
public import Log
internal import Messages
internal import Synchronization

/// One task of the tally over a log, its topics, and a way to run it.
public struct TaskFixture: Sendable {
    public let log: any EventLog
    public let division: String
    public let number: Int
    public let specification: TaskSpecification
    public var settings = LoopSettings()
    public var stateFolder: String?
    /// Whether the tally knows of its dead letters.
    public var keepsLetters = false

    /// Makes the topics of a division of the test's own, and the task `number` of so many.
    public init(_ log: any EventLog, division: String = "150200", tasks: Int = 1, number: Int = 0) throws {
        self.log = log
        self.division = division
        self.number = number
        for (stream, partitions) in [
            ("claims", tasks), ("registers", tasks), ("tallies", tasks), ("dead-letters", tasks), ("retries", tasks),
            ("echo-progress", tasks),
        ] {
            _ = try log.create([TopicDefinition("\(division).\(stream)", partitions: Int32(partitions))])
        }
        let partition = Int32(number)
        specification = TaskSpecification(
            try Self.name(division, number),
            sources: [
                .init(TopicPartition("\(division).claims", partition)),
                .init(TopicPartition("\(division).registers", partition), isTable: true, isDigested: true),
            ], outputs: ["\(division).tallies"], retryPartitions: [partition])
    }

    private static func name(_ division: String, _ number: Int) throws -> TaskName {
        guard let name = TaskName("\(division).echo.\(number)") else {
            throw TallyDecider.Refusal(description: "no name")
        }
        return name
    }

    public var decider: TallyDecider {
        TallyDecider(
            tallies: "\(division).tallies", partition: Int32(number), rows: "\(division).registers",
            keepsLetters: keepsLetters)
    }

    public func partition(_ stream: String) -> TopicPartition { TopicPartition("\(division).\(stream)", Int32(number)) }

    /// Writes inputs, each a key and a payload.
    public func tell(_ lines: [(String, String)], stream: String = "claims") throws {
        try log.append(
            lines.map {
                OutgoingRecord(
                    topic: "\(division).\(stream)", partition: Int32(number), key: Array($0.0.utf8),
                    payload: Array($0.1.utf8))
            })
    }

    /// Runs the task on a thread of its own until the body returns, then stops it; answers how the run ended.
    ///
    /// - Parameter commits: stops it behind so many transactions, whatever the body does.
    @discardableResult
    public func running(
        commits: Int = .max, ownership: Ownership = .alone,
        hear: @escaping @Sendable (TaskStatus.Event) -> Void = { _ in },
        _ body: (TaskStatus) throws -> Void
    ) throws -> TaskEnding {
        let stop = StopSignal()
        let committed = Mutex(0)
        let status = TaskStatus(task: specification.id) { event in
            hear(event)
            // On the loop's own thread, which looks for it before the next transaction.
            if case .committed = event,
                committed.withLock({
                    $0 += 1
                    return $0
                }) >= commits
            {
                stop.set()
            }
        }
        let environment = TaskEnvironment(
            log: log, settings: settings, build: "test", stateFolder: stateFolder, stop: stop, status: status,
            ownership: ownership)
        let run = try TaskRun(specification, decider, environment)
        let result = Result { try body(status) }
        stop.set()
        let ending = run.wait()
        try result.get()
        return ending
    }

    /// Everything committed in a partition of a stream, as text; waits until there is at least so much.
    public func records(_ stream: String, atLeast count: Int = 0) throws -> [String] {
        try read(stream, atLeast: count) { String(decoding: $0.payload ?? .init(start: nil, count: 0), as: UTF8.self) }
    }

    /// The tallies as `key number text`.
    public func tallies(atLeast count: Int = 0) throws -> [String] {
        try read("tallies", atLeast: count) { record in
            if record.header(text: "ce_type") == PlanStarted.type { return "started" }
            if record.header(text: "ce_type") == PlanFinished.type { return "finished" }
            let tally = try TallyRecorded(reading: record.payload ?? .init(start: nil, count: 0))
            return tally.text.isEmpty ? "\(tally.key) \(tally.number)" : "\(tally.key) \(tally.number) \(tally.text)"
        }
    }

    public func read<Value>(
        _ stream: String, atLeast count: Int = 0, seconds: Int = 60, _ body: (Record) throws -> Value
    ) throws -> [Value] {
        let partition = partition(stream)
        let end = try log.ends(of: [partition])[partition]?.highWatermark ?? 0
        let reader = try log.reader(for: .folding)
        defer { reader.close() }
        try reader.assign([partition: 0])
        var found: [Value] = []
        let start = ContinuousClock.now
        while found.count < count || (reader.reached[partition] ?? 0) < end {
            found.append(contentsOf: try reader.poll(PollLimits()).map(body))
            guard ContinuousClock.now - start < .seconds(seconds) else {
                throw TallyDecider.Refusal(description: "\(partition) holds \(found.count) records, not \(count)")
            }
        }
        return found
    }
}
