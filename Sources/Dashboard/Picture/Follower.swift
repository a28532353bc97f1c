import Agent
import Awards
import Log
import Messages

/// Reads along on all streams of the installation's offices, with one reader: the index gets what it keeps, and of every
/// partition is noted when its records were written.
final class Follower {
    private let log: any EventLog
    private let index: InstallationIndex
    /// By topic, what it is.
    private let streams: [String: Stream]
    private var reader: (any LogReader)?
    private(set) var times: [TopicPartition: OffsetTimes] = [:]
    private(set) var health = HealthBook()
    private(set) var reached: [TopicPartition: Int64] = [:]
    private(set) var positions: Positions

    init(_ log: any EventLog, _ index: InstallationIndex, _ offices: Offices) {
        self.log = log
        self.index = index
        positions = index.positions
        var streams: [String: Stream] = [:]
        for office in offices.all {
            for stream in office.streams { streams[stream.topic(of: office.division)] = stream }
        }
        self.streams = streams
    }

    func isFollowed(_ topic: String) -> Bool { streams[topic] != nil }

    func isIndexed(_ topic: String) -> Bool { streams[topic].map(InstallationIndex.streams.contains) ?? false }

    /// Reads up to these ends, for no longer than a while: then the rest is read the next time.
    func follow(_ ends: [TopicPartition: PartitionEnds], nowMs: @Sendable () -> Int64, limitMs: Int64) throws {
        let wanted = ends.filter { isFollowed($0.key.topic) }
        try assign(wanted, nowMs())
        guard let reader else { return }
        let deadline = MachineClock.monotonicMs + limitMs
        while wanted.contains(where: { (reader.reached[$0.key] ?? 0) < $0.value.lastStable }) {
            let batch = try reader.poll(PollLimits(firstWaitMs: 50, moreWaitMs: 0))
            try take(batch, reader, nowMs())
            if MachineClock.monotonicMs >= deadline { return }
        }
        for (partition, next) in reader.reached { reached[partition] = next }
    }

    private func take(_ batch: RecordBatch, _ reader: any LogReader, _ now: Int64) throws {
        let monotonicMs = MachineClock.monotonicMs
        var indexed: [Record] = []
        for record in batch {
            times[record.topicPartition, default: OffsetTimes()].note(record.offset, record.timestampMs)
            guard let stream = streams[record.topic] else { continue }
            if stream == .health { health.take(record, nowMs: now, monotonicMs: monotonicMs) }
            if InstallationIndex.streams.contains(stream) { indexed.append(record) }
        }
        let now = reader.reached
        if !indexed.isEmpty {
            let folded = now.filter { isIndexed($0.key.topic) && reached[$0.key] != $0.value }
            positions = try index.fold(indexed, reached: folded, nowMs: monotonicMs)
        }
        for (partition, next) in now { reached[partition] = next }
    }

    /// Goes on where the index is, with health of the last seconds, and with all else from its end.
    private func assign(_ ends: [TopicPartition: PartitionEnds], _ nowMs: Int64) throws {
        let shrunk = ends.filter { end in (reached[end.key] ?? 0) > end.value.highWatermark }.map(\.key)
        for partition in shrunk {
            reached[partition] = end(of: ends, partition).start
            times[partition] = nil
        }
        let missing = ends.keys.filter { reached[$0] == nil }
        guard !missing.isEmpty || !shrunk.isEmpty || reader == nil else { return }
        let known = try index.reached()
        let health = missing.filter { streams[$0.topic] == .health }
        let recent = health.isEmpty ? [:] : try log.offsets(of: health, atMs: nowMs - 60_000)
        for partition in missing {
            let ends = end(of: ends, partition)
            let start =
                isIndexed(partition.topic) ? known[partition] ?? ends.start : recent[partition] ?? ends.lastStable
            reached[partition] = start > ends.highWatermark ? ends.start : max(start, ends.start)
        }
        let open = try reader ?? log.reader(for: .following)
        reader = open
        try open.assign(reached)
    }

    private func end(of ends: [TopicPartition: PartitionEnds], _ partition: TopicPartition) -> PartitionEnds {
        ends[partition] ?? PartitionEnds(start: 0, lastStable: 0, highWatermark: 0)
    }

    /// About when the record at an offset was written, where it lies before what was read along: asked for once.
    func probe(_ partition: TopicPartition, at offset: Int64) throws -> Int64? {
        let probe = try log.reader(for: .following)
        defer { probe.close() }
        try probe.assign([partition: offset])
        let deadline = MachineClock.monotonicMs + 500
        while MachineClock.monotonicMs < deadline {
            if let first = try probe.poll(PollLimits(records: 1, firstWaitMs: 100, moreWaitMs: 0)).first {
                return first.timestampMs
            }
        }
        return nil
    }

    func close() {
        reader?.close()
        reader = nil
    }
}
