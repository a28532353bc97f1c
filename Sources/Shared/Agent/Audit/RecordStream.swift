internal import Log

/// Committed records of one partition, one after another, of which only one batch is held at a time.
final class RecordStream {
    private let log: any EventLog
    private let partition: TopicPartition
    private let reader: any LogReader
    private let hear: (String) -> Void
    private let stop: StopSignal
    private var batch: RecordBatch?
    private var index = 0
    private var silentPolls = 0
    /// The offset behind the last record that was taken, or that was asked for.
    private(set) var position: Int64
    /// The partition's end, when it was last asked for.
    private var end: Int64 = 0

    init(
        _ log: any EventLog, _ partition: TopicPartition, from: Int64, _ stop: StopSignal,
        _ hear: @escaping (String) -> Void
    ) throws {
        self.log = log
        self.partition = partition
        self.stop = stop
        self.hear = hear
        position = from
        reader = try log.reader(for: .following)
        do { try reader.assign([partition: from]) } catch {
            reader.close()
            throw error
        }
    }

    func close() {
        // Records lie in the reader's memory: they go before it does.
        batch = nil
        reader.close()
    }

    /// Goes on from this offset.
    func seek(_ offset: Int64) throws {
        guard offset != position else { return }
        batch = nil
        try reader.assign([partition: offset])
        position = offset
    }

    /// The next record that lies before `limit`; nil when there is none.
    func next(before limit: Int64) throws -> Record? {
        while true {
            if let batch, index < batch.count {
                let record = batch[index]
                guard record.offset < limit else {
                    position = limit
                    return nil
                }
                index += 1
                position = record.offset + 1
                return record
            }
            let reached = reader.reached[partition] ?? position
            guard reached < limit else {
                position = max(position, min(reached, limit))
                return nil
            }
            try fetch(reached)
        }
    }

    /// The next record of this source; nil at the partition's end, where that has not moved meanwhile.
    func next(of source: String) throws -> Record? {
        while true {
            while let record = try next(before: end) {
                if record.isOf(source) { return record }
            }
            let now = try log.ends(of: [partition])[partition]?.highWatermark ?? 0
            guard now > end else { return nil }
            end = now
        }
    }

    private func fetch(_ reached: Int64) throws {
        if stop.isSet { throw LoopError(.stopped, "told to stop") }
        batch = nil
        index = 0
        let next = try reader.poll(PollLimits(records: 5_000, bytes: 8 << 20, firstWaitMs: 200, moreWaitMs: 0))
        silentPolls = next.isEmpty ? silentPolls + 1 : 0
        if silentPolls > 0, silentPolls.isMultiple(of: 100) {
            hear(
                "\(partition)@\(reached) cannot be read on since \(silentPolls / 5) s: somebody's transaction is open "
                    + "there, or the brokers are away")
        }
        batch = next
    }
}

extension Record {
    func isOf(_ source: String) -> Bool {
        withHeader(CloudEventName.source) { $0?.elementsEqual(source.utf8) ?? false }
    }
}
