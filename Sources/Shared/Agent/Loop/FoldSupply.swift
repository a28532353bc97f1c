internal import Log
internal import Messages

/// The records that a window of progress needs, read partition by partition when the first of one is asked for.
final class FoldSupply {
    private let specification: TaskSpecification
    private let reader: any LogReader
    private let stop: StopSignal
    private let report: (RestoreEvent) -> Void
    /// For each table's partition the range that the window covers.
    private var ranges: [TopicPartition: ClosedRange<Int64>] = [:]
    /// For each partition the number of own outputs that the window covers.
    private var counts: [TopicPartition: Int] = [:]
    private let end: (TopicPartition) throws -> Int64
    /// The progress record that is performed, for messages.
    var position: Position?
    /// Where the own outputs of each partition go on.
    private(set) var places: [TopicPartition: OwnOutputs]
    private var rows: [TopicPartition: [Record]] = [:]
    private var outputs: [TopicPartition: ArraySlice<Record>] = [:]

    /// - Parameter end: the high watermark of a partition.
    init(
        _ specification: TaskSpecification, _ progress: [PlacedProgress], _ places: [TopicPartition: OwnOutputs],
        _ reader: any LogReader, _ stop: StopSignal, _ report: @escaping (RestoreEvent) -> Void,
        end: @escaping (TopicPartition) throws -> Int64
    ) {
        self.specification = specification
        self.reader = reader
        self.stop = stop
        self.report = report
        self.places = places
        self.end = end
        for record in progress.map(\.progress) {
            for step in record.steps { add(step, record.runs(of: step)) }
        }
    }

    private func add(_ step: ProgressStep, _ runs: [OutputRun]) {
        if let partition = step.source, let from = step.from, let to = step.to,
            specification.source(partition)?.isTable ?? false
        {
            let known = ranges[partition] ?? from...to
            ranges[partition] = min(known.lowerBound, from)...max(known.upperBound, to)
        }
        for run in runs { counts[run.partition, default: 0] += run.count }
    }

    /// The rows of a table in a range.
    func rows(of partition: TopicPartition, _ from: Int64, _ to: Int64) throws -> ArraySlice<Record> {
        if rows[partition] == nil, let range = ranges[partition] {
            guard range.upperBound <= (try end(partition)) else { throw tooFew(partition) }
            var found: [Record] = []
            try reader.read(partition, from: range.lowerBound, to: range.upperBound, stop, report) { record in
                found.append(record)
                return true
            }
            rows[partition] = found
        }
        let all = rows[partition] ?? []
        let first = all.partition { $0.offset >= from }
        let last = all.partition { $0.offset >= to }
        return all[first..<last]
    }

    /// The next own outputs in a partition.
    func outputs(in partition: TopicPartition, _ count: Int) throws -> ArraySlice<Record> {
        if outputs[partition] == nil { outputs[partition] = try load(partition)[...] }
        let next = outputs[partition]?.prefix(count) ?? []
        outputs[partition]?.removeFirst(next.count)
        guard next.count == count else { throw tooFew(partition) }
        return next
    }

    private func tooFew(_ partition: TopicPartition) -> LoopError {
        LoopError(
            .inconsistent,
            "\(partition) holds fewer records than the progress of \(specification.id) says at "
                + "\(position.map(\.description) ?? "its end"); run duixian audit")
    }

    private func load(_ partition: TopicPartition) throws -> [Record] {
        let place = places[partition] ?? OwnOutputs(from: 0, seen: 0)
        let wanted = counts[partition] ?? 0
        var toSkip = place.seen
        var found: [Record] = []
        // Up to the high watermark: a marker of the same transaction may still be on its way to this partition.
        try reader.read(partition, from: place.from, to: try end(partition), stop, report) { record in
            guard record.header(text: CloudEventName.source) == specification.id else { return true }
            if toSkip > 0 {
                toSkip -= 1
            } else {
                found.append(record)
            }
            return found.count < wanted
        }
        if let last = found.last { places[partition] = OwnOutputs(from: last.offset + 1, seen: 0) }
        return found
    }
}

extension [Record] {
    /// The index of the first record for which the test holds, in records for which it holds from one on.
    fileprivate func partition(by holds: (Record) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension LogReader {
    /// Reads committed records of one partition, from an offset until `to` is reached or the body answers false.
    func read(
        _ partition: TopicPartition, from: Int64, to end: Int64, _ stop: StopSignal,
        _ report: ((RestoreEvent) -> Void)? = nil, _ body: (Record) throws -> Bool
    ) throws {
        guard from < end else { return }
        try assign([partition: from])
        let limits = PollLimits(records: 20_000, bytes: 64 << 20, firstWaitMs: 200, moreWaitMs: 0)
        var silentPolls = 0
        while reached[partition] ?? from < end {
            if stop.isSet { throw LoopError(.stopped, "told to stop") }
            let batch = try poll(limits)
            silentPolls = batch.isEmpty ? silentPolls + 1 : 0
            if silentPolls > 0, silentPolls.isMultiple(of: 100) {
                report?(.blocked(partition, at: reached[partition] ?? from, seconds: silentPolls / 5))
            }
            for record in batch {
                guard record.offset < end else { return }
                guard try body(record) else { return }
            }
        }
    }
}
