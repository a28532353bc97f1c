internal import Log
internal import Messages

/// Gives the loop each transaction's inputs as they were recorded.
final class ReplayReader: LogReader {
    private let history: ReplayHistory

    init(_ history: ReplayHistory) { self.history = history }

    func assign(_ offsets: [TopicPartition: Int64]) throws(LogError) {}

    func poll(_ limits: PollLimits) throws(LogError) -> RecordBatch {
        guard !history.isFinished else { return .joining([]) }
        guard !history.isRead else {
            throw LogError(
                .fatal, .other,
                "the decider has read all that transaction "
                    + "\(history.current?.progress.number ?? 0) reads, and it wants more")
        }
        do {
            return .joining(try history.takeInputs())
        } catch {
            throw LogError(.fatal, .other, "\(error)")
        }
    }

    var reached: [TopicPartition: Int64] { history.reached }

    func close() {}
}

/// Compares what the loop writes with what was recorded, transaction by transaction, and passes it on.
final class ReplayWriter: LogWriter {
    private let specification: TaskSpecification
    private let history: ReplayHistory
    private let into: (any LogWriter)?
    private var made: [OutgoingRecord] = []
    private var offsets: [TopicPartition: Int64] = [:]
    private(set) var result: ReplayResult

    init(_ specification: TaskSpecification, _ history: ReplayHistory, into: (any LogWriter)?) {
        self.specification = specification
        self.history = history
        self.into = into
        result = ReplayResult(task: specification.id)
    }

    var id: String { specification.id }
    func take() throws(LogError) {}
    func warm(_ topics: [String]) throws(LogError) {}

    func begin() throws(LogError) {
        guard history.current != nil else { throw LogError(.fatal, .other, "the history is at its end") }
        made = []
        offsets = [:]
    }

    func send(
        topic: String, partition: Int32?, key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?,
        headers: [Header], limit: Int
    ) throws(LogError) {
        made.append(
            OutgoingRecord(
                topic: topic, partition: partition, key: key.map { Array($0) }, payload: payload.map { Array($0) },
                headers: headers))
    }

    func send(offsets: [TopicPartition: Int64]) throws(LogError) { self.offsets = offsets }

    func commit() throws(LogError) {
        do {
            if let difference = try difference() {
                result.difference = difference
                throw LogError(.fatal, .other, difference)
            }
            if let into {
                try into.begin()
                for record in made { try into.send(record, limit: RecordLimit.deadLetter) }
                try into.send(offsets: offsets)
                try into.commit()
            }
            result.transactions += 1
            result.outputs += made.count - 1
            try history.advance()
        } catch let error as LogError {
            throw error
        } catch {
            throw LogError(.fatal, .other, "\(error)")
        }
    }

    /// The first thing that is not as it was recorded. The last record is progress.
    private func difference() throws -> String? {
        guard let current = history.current, let progress = made.last?.payload else { return "nothing was recorded" }
        let recorded = try history.recordedOutputs()
        let name = "transaction \(current.progress.number) of \(specification.id)"
        for (index, (new, old)) in zip(made.dropLast(), recorded).enumerated() where !new.isSame(as: old) {
            return "\(name): output \(index + 1), recorded at \(old.position), comes out otherwise: "
                + "\(Self.shown(new.payload)) instead of \(Self.shown(old.payload.map { Array($0) }))"
        }
        guard recorded.count == made.count - 1 else {
            return "\(name) has \(made.count - 1) outputs instead of \(recorded.count)"
        }
        guard progress == current.bytes else {
            return "\(name) has the same outputs and other progress: \(Self.shown(progress)) instead of "
                + Self.shown(current.bytes)
        }
        return nil
    }

    private static func shown(_ payload: [UInt8]?) -> String {
        payload.map { String(decoding: $0.prefix(2_000), as: UTF8.self) } ?? "a tombstone"
    }

    func abort() throws(LogError) {}
    func idle() {}
    func close() {}
}

extension OutgoingRecord {
    /// Whether key, payload, place and type are those of a record. Positions and times may differ.
    fileprivate func isSame(as record: Record) -> Bool {
        topic == record.topic && partition == record.partition && key == record.key.map { Array($0) }
            && payload == record.payload.map { Array($0) }
            && headers.last { $0.name == CloudEventName.type }.map { String(decoding: $0.value, as: UTF8.self) }
                == record.header(text: CloudEventName.type)
    }
}
