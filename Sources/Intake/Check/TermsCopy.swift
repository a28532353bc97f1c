import Agent
import Awards
import Log
import Messages
import Synchronization

/// The office's own copy of what the offices that decide have made known: beside the outbox, so that claims are checked
/// and taken in while the shared log is away.
///
/// Each record is copied once: how far a stream was copied stands in the transaction that holds the copies.
final class TermsCopy: Sendable {
    private struct Source {
        let office: Division
        let partition: TopicPartition
        let copy: TopicPartition
    }

    private struct State {
        var terms = Terms()
        var next: [TopicPartition: Int64] = [:]
        /// By the machine's own clock, from 0.
        var foldedAtMs: Int64 = -1_000_000
    }

    /// The copy is looked at anew when so much time has gone by.
    private static let freshMs: Int64 = 200

    private let log: SQLiteLog
    private let sources: [Source]
    private let writerID: String
    private let state: Mutex<State>

    /// - Parameter log: the outbox's.
    init(_ log: SQLiteLog, of division: Division, _ offices: Offices) throws(LogError) {
        self.log = log
        writerID = "\(division).terms"
        var chain: [Office] = []
        var next: Division? = division
        while let office = next.flatMap({ offices[$0] }), !chain.contains(where: { $0.division == office.division }) {
            chain.append(office)
            next = office.superior
        }
        sources = chain.filter { !$0.tasks(of: .round).isEmpty }.flatMap { office in
            [Stream.programmes, Stream.rounds].map { stream in
                Source(
                    office: office.division, partition: TopicPartition(stream.topic(of: office.division), 0),
                    copy: TopicPartition("\(division).copy-of-\(office.division)-\(stream.id)", 0))
            }
        }
        _ = try log.create(sources.map { TopicDefinition($0.copy.topic, partitions: 1) })
        state = Mutex(State(next: Dictionary(uniqueKeysWithValues: sources.map { ($0.copy, 0) })))
    }

    /// What is known now, without asking the shared log.
    func terms() throws -> Terms {
        try state.withLock { state in
            let nowMs = MachineClock.monotonicMs
            if nowMs - Self.freshMs >= state.foldedAtMs {
                try fold(into: &state)
                state.foldedAtMs = nowMs
            }
            return state.terms
        }
    }

    /// Copies what is new in the shared log.
    ///
    /// - Throws: `LogError`, when the shared log does not answer or another process copies at the same moment; what
    ///   is known stays.
    func refresh(from shared: any EventLog) throws(LogError) {
        guard !sources.isEmpty else { return }
        // Also where another process has copied meanwhile: what was looked at before is old.
        defer { state.withLock { $0.foldedAtMs = -1_000_000 } }
        let partitions = sources.map(\.partition)
        let ends = try shared.ends(of: partitions)
        let before = try log.committed(by: writerID, of: partitions)
        guard partitions.contains(where: { (ends[$0]?.lastStable ?? 0) > before[$0] ?? 0 }) else { return }
        let writer = try log.writer(id: writerID)
        defer { writer.close() }
        try writer.take()
        // Asked again: from here on nobody else copies.
        let known = try log.committed(by: writerID, of: partitions)
        var reached: [TopicPartition: Int64] = [:]
        try writer.begin()
        for source in sources {
            let from = known[source.partition] ?? 0
            guard let end = ends[source.partition]?.lastStable, from < end else { continue }
            reached[source.partition] = try copy(source, from, end, shared, writer)
        }
        try writer.send(offsets: reached)
        try writer.commit()
    }

    private func copy(
        _ source: Source, _ from: Int64, _ end: Int64, _ shared: any EventLog, _ writer: any LogWriter
    ) throws(LogError) -> Int64 {
        let reader = try shared.reader(for: .folding)
        defer { reader.close() }
        try reader.assign([source.partition: from])
        let deadlineMs = MachineClock.monotonicMs + 30_000
        while (reader.reached[source.partition] ?? from) < end {
            for record in try reader.poll(PollLimits()) {
                try writer.send(
                    topic: source.copy.topic, partition: 0, key: record.key, payload: record.payload,
                    headers: record.headers, limit: RecordLimit.topic)
            }
            guard MachineClock.monotonicMs < deadlineMs else {
                throw LogError(.retriable, .timedOut, "\(source.partition) could not be read up to \(end) within 30 s")
            }
        }
        return reader.reached[source.partition] ?? end
    }

    private func fold(into state: inout State) throws {
        for source in sources {
            let end = try log.ends(of: [source.copy])[source.copy]?.lastStable ?? 0
            var next = state.next[source.copy] ?? 0
            guard next < end else { continue }
            let reader = try log.reader(for: .folding)
            defer { reader.close() }
            try reader.assign([source.copy: next])
            while next < end {
                for record in try reader.poll(PollLimits()) {
                    take(record, from: source.office, into: &state.terms)
                    next = record.offset + 1
                }
            }
            state.next[source.copy] = next
        }
    }

    /// What cannot be read is the deciding office's to mend; claims under it are refused until then.
    private func take(_ record: Record, from office: Division, into terms: inout Terms) {
        guard let payload = record.payload else { return }
        switch record.header(text: "ce_type") {
        case PolicyAdopted.type: (try? PolicyAdopted(reading: payload)).map { terms.take($0, from: office) }
        case GuideSet.type: (try? GuideSet(reading: payload)).map { terms.take($0) }
        case RoundOpened.type: (try? RoundOpened(reading: payload)).map { terms.take($0) }
        case RoundClosing.type: (try? RoundClosing(reading: payload)).map { terms.take($0) }
        default: break
        }
    }
}
