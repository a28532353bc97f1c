import Agent
import Commands
import Documents
import Log
import Messages

/// `duixian tail`: shows a topic's records as JSON lines.
enum TailCommand {
    /// Where to begin.
    enum Start: Sendable, Equatable {
        case start
        case end
        case offset(Int64)
        case time(Int64)

        init?(_ text: String) {
            switch text {
            case "start": self = .start
            case "end": self = .end
            case _:
                if let offset = Int64(text), offset >= 0 {
                    self = .offset(offset)
                } else if let time = Moment(text) {
                    self = .time(time.seconds * 1_000 + Int64(time.nanoseconds / 1_000_000))
                } else {
                    return nil
                }
            }
        }
    }

    private static let topic = Argument("TOPIC", "the topic, such as 150223.claims")
    private static let from = Option(
        "from", "WHERE", "start, end, an offset, or a time such as 2026-01-31T09:00:00+08:00",
        ValueKind<Start>(
            "start, end, an offset or a time such as 2026-01-31T09:00:00+08:00",
            show: { _ in "start" }, parse: Start.init),
        default: .start)
    private static let partition = Option(
        "partition", "N", "one partition instead of all", .integer(0...Int(Int32.max)))
    private static let count = Option("count", "N", "ends after so many records", .integer(1...Int.max))
    private static let follow = Flag("follow", "goes on with the records that come; --from end always does")
    private static let unmask = Flag("unmask", "shows what is personal, too")

    static let command = Command(
        "tail", "shows a topic's records as JSON lines",
        [topic, CommandOptions.log, CommandOptions.config, from, partition, count, follow, unmask],
        details: """
            Without --follow it ends where the topic ended when it began. A line holds topic, partition, offset, time, \
            key, headers and payload.

            Personal fields are masked by the record's type, and fields that the type does not have are left out. Of a \
            payload whose type is not known, or that is no message of its type, only size and digest are shown \
            (payload_hidden), for what is personal in it is not known either. --unmask shows every payload as it is, \
            and one that is no JSON as payload_base64.
            """
    ) { values in
        let output = StandardOutput()
        let stop = Interruption.signal()
        let log = try CommandOptions.openLog(values)
        var tail = Tail(
            log: log, topic: values[topic], from: values[from], partition: values[partition].map(Int32.init),
            count: values[count] ?? .max, follows: values[follow] || values[from] == .end, isUnmasked: values[unmask],
            output: output)
        try tail.run(until: stop)
    }
}

/// Shows records.
struct Tail {
    let log: any EventLog
    let topic: String
    let from: TailCommand.Start
    let partition: Int32?
    let count: Int
    let follows: Bool
    let isUnmasked: Bool
    var output: StandardOutput

    mutating func run(until stop: StopSignal) throws {
        let partitions = try chosenPartitions()
        let ends = try log.ends(of: partitions)
        let reader = try log.reader(for: follows ? .following : .folding)
        defer { reader.close() }
        try reader.assign(try starts(of: partitions, ends))
        var left = count
        while !stop.isSet, output.isOpen {
            let isAtEnd = ends.allSatisfy { (reader.reached[$0.key] ?? 0) >= $0.value.lastStable }
            if isAtEnd, !follows { return }
            for record in try reader.poll(PollLimits(firstWaitMs: 200, moreWaitMs: 0)) {
                // Others may have written since it began.
                if !follows, record.offset >= ends[record.topicPartition]?.lastStable ?? 0 { continue }
                output.line(TailLine(record, isUnmasked: isUnmasked))
                left -= 1
                if left == 0 || !output.isOpen { return }
            }
        }
    }

    private func chosenPartitions() throws -> [TopicPartition] {
        let topics = try log.topics()
        guard let number = topics[topic] else {
            let hint = Spelling.hint(for: topic, among: topics.keys.sorted())
            throw CommandFailure(.unavailable, "\(log.name) has no topic \(topic)\(hint.isEmpty ? "." : hint)")
        }
        guard let partition else { return (0..<number).map { TopicPartition(topic, $0) } }
        guard partition < number else {
            throw CommandFailure(
                .unavailable,
                "\(topic) has \(number == 1 ? "1 partition" : "\(number) partitions"), counted from 0, so none is "
                    + "number \(partition).")
        }
        return [TopicPartition(topic, partition)]
    }

    private func starts(of partitions: [TopicPartition], _ ends: [TopicPartition: PartitionEnds]) throws
        -> [TopicPartition: Int64]
    {
        switch from {
        case .start: return ends.mapValues(\.start)
        case .end: return ends.mapValues(\.lastStable)
        case .time(let timeMs): return try log.offsets(of: partitions, atMs: timeMs)
        case .offset(let offset):
            guard let only = partitions.first, partitions.count == 1 else {
                throw CommandFailure(
                    .usage,
                    "\(topic) has \(partitions.count) partitions; say with --partition whose offset \(offset) is.")
            }
            guard let found = ends[only], offset <= found.lastStable else {
                throw CommandFailure(
                    .unavailable, "\(only) ends at offset \(ends[only]?.lastStable ?? 0), before \(offset).")
            }
            return [only: max(offset, found.start)]
        }
    }
}
