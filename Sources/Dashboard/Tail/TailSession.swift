import Agent
import Dispatch
import Log
import Messages
import Synchronization
import Web

/// One open tail of a topic: a reader of its own on a thread of its own, as long as its page is open.
final class TailSession: Sendable {
    /// Where to begin.
    enum Start: Sendable, Equatable {
        case end
        case start
        case offset(Int64)
        case time(Int64)

        /// Empty is the end; a text is an offset or a moment.
        init?(_ text: String) {
            switch text {
            case "", "end": self = .end
            case "start": self = .start
            case _:
                if let offset = Int64(text), offset >= 0 {
                    self = .offset(offset)
                } else if let moment = Moment(text) {
                    self = .time(moment.milliseconds)
                } else {
                    return nil
                }
            }
        }
    }

    /// Tails that are open now; each holds a reader.
    static let open = Atomic<Int>(0)
    static let most = 16

    private let log: any EventLog
    private let partitions: [TopicPartition]
    private let start: Start
    private let condition: RecordCondition?
    private let isOver = StopSignal()
    let stream: BodyStream

    /// A record's line may be long: of a longer one only its place is shown.
    private static let longestLine = 64 << 10
    /// Records that are shown in a second; the page could not show more, and the others are counted.
    private static let perSecond = 500

    init(_ log: any EventLog, _ partitions: [TopicPartition], from start: Start, where condition: RecordCondition?) {
        self.log = log
        self.partitions = partitions
        self.start = start
        self.condition = condition
        let isOver = isOver
        stream = BodyStream(limitBytes: 1 << 20) { isOver.set() }
    }

    func begin() {
        Self.open.add(1, ordering: .relaxed)
        DispatchQueue(label: "tail").async { [self] in
            defer { Self.open.subtract(1, ordering: .relaxed) }
            do { try run() } catch { stream.send(event: "failed", data: "\(error)") }
            stream.end()
        }
    }

    private func run() throws {
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        try reader.assign(try Self.offsets(of: partitions, from: start, in: log))
        var counts = TailCounts()
        var secondMs = MachineClock.monotonicMs
        var shown = 0
        while !isOver.isSet, !stream.isOver {
            let batch = try reader.poll(PollLimits(records: 500, firstWaitMs: 200, moreWaitMs: 0))
            let now = MachineClock.monotonicMs
            if now - secondMs >= 1_000 { (secondMs, shown) = (now, 0) }
            for record in batch {
                counts.read += 1
                let line = ShownRecord(record)
                if let condition, !condition.holds(line) { continue }
                counts.matched += 1
                guard shown < Self.perSecond else {
                    counts.dropped += 1
                    continue
                }
                shown += 1
                let text = line.line
                let isLong = text.utf8.count > Self.longestLine
                let data = isLong ? Self.short(line, text.utf8.count) : text
                if stream.send(event: "record", data: data) == .full { counts.dropped += 1 }
            }
            // What is written finds out whether anybody still listens.
            if stream.send(event: "counts", data: counts.json) == .over { return }
        }
    }

    private static func short(_ record: ShownRecord, _ count: Int) -> String {
        let place: Facts = [
            "topic": .text(record.topic), "partition": .text(String(record.partition)),
            "offset": .text(String(record.offset)), "time": .text(record.time), "type": .text(record.type),
            "hidden": .text("\(count) bytes"),
        ]
        return Fact.record(place).json
    }

    /// Where each partition is read from.
    static func offsets(of partitions: [TopicPartition], from start: Start, in log: any EventLog) throws
        -> [TopicPartition: Int64]
    {
        switch start {
        case .time(let timeMs): return try log.offsets(of: partitions, atMs: timeMs)
        case .end: return try log.ends(of: partitions).mapValues(\.lastStable)
        case .start: return try log.ends(of: partitions).mapValues(\.start)
        case .offset(let offset):
            return try log.ends(of: partitions).mapValues { min(max(offset, $0.start), $0.lastStable) }
        }
    }
}

/// What a tail has seen.
struct TailCounts {
    var read = 0
    var matched = 0
    var dropped = 0

    var json: String { "{\"read\":\(read),\"matched\":\(matched),\"dropped\":\(dropped)}" }
}
