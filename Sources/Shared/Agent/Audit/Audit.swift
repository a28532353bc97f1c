public import Log

/// Follows the chains of a log's progress records, and names the first transaction of each that was altered, lost or
/// slipped in, and every record of the tasks' topics that no chain covers.
///
/// It may run beside the tasks: what is written meanwhile is left to the next audit. One batch of records a partition
/// is held at a time. What it cannot see: a chain whose end was cut off together with its outputs, where the offsets
/// of its group were too; the head of each chain, kept elsewhere, shows that.
public struct Audit {
    /// Streams that commands and edges write, without progress of their own: the digest of their records stands in the
    /// progress of the task that reads them. Progress does not say which these are, so they are listed.
    public static let streamsWithoutProgress: Set<String> = ["orders", "registers", "waybills", "days", "retries"]

    /// Of a partition so many records without a chain are named one by one.
    static let namedPerPartition = 20

    private let log: any EventLog
    private let stop: StopSignal
    private let hear: (String) -> Void

    /// - Parameter hear: hears why nothing can be read for a while, such as of a transaction that stays open.
    public init(_ log: any EventLog, stop: StopSignal = StopSignal(), hear: @escaping (String) -> Void = { _ in }) {
        self.log = log
        self.stop = stop
        self.hear = hear
    }

    /// Reads the whole log once or twice.
    ///
    /// - Throws: `LogError` when the log cannot be read, or a sentence when it is told to stop. What the records say
    ///   never throws: that is a finding.
    public func run() throws -> AuditReport {
        var report = AuditReport()
        let topics = try log.topics()
        // Asked before any progress is read: the progress of whatever lies before these ends is read then.
        let partitions = topics.sorted { $0.key < $1.key }.flatMap { topic, count in
            (0..<count).map { TopicPartition(topic, $0) }
        }
        let ends = try log.ends(of: partitions)
        var coverage = Coverage()
        for partition in partitions {
            guard let name = ChainName(partition) else { continue }
            let chain = ChainAudit(name, log, topics, stop, hear)
            defer { chain.close() }
            try chain.follow()
            report.chains.append(chain.result)
            if let finding = chain.finding { report.findings.append(finding) }
            coverage.add(chain)
        }
        for partition in partitions where coverage.topics.contains(partition.topic) {
            guard let end = ends[partition]?.lastStable else { continue }
            try look(for: partition, before: end, in: coverage, &report)
        }
        let withRecords = Set(ends.filter { $0.value.highWatermark > $0.value.start }.map(\.key.topic))
        report.topicsWithoutProgress = withRecords.subtracting(coverage.topics).filter { topic in
            !topic.hasSuffix(ChainName.suffix)
        }.sorted()
        return report
    }

    /// Names the records of a partition that no chain covers.
    private func look(
        for partition: TopicPartition, before end: Int64, in coverage: Coverage, _ report: inout AuditReport
    ) throws {
        let stream = try RecordStream(log, partition, from: 0, stop, hear)
        defer { stream.close() }
        var seen: [String: Int64] = [:]
        var unnamed: (count: Int64, last: Int64) = (0, 0)
        var named = 0
        while let record = try stream.next(before: end) {
            let source = record.header(text: CloudEventName.source)
            let why: String
            switch coverage.standing(of: source, in: partition) {
            case .covered(let count):
                let number = (seen[source ?? ""] ?? 0) + 1
                seen[source ?? ""] = number
                guard number > count else { continue }
                why = "names \(source ?? "") as its source, but the progress of that task does not cover it"
            case .unknowable: continue
            case .unknown:
                why =
                    source.map { "names “\($0.prefix(80))” as its source, which has no progress" } ?? "names no source"
            }
            guard named < Self.namedPerPartition else {
                unnamed = (unnamed.count + 1, record.offset)
                continue
            }
            named += 1
            report.findings.append(
                AuditReport.Finding(
                    task: nil, transaction: nil, positions: [record.position],
                    sentence: "\(record.position) was slipped in: it \(why)."))
        }
        guard unnamed.count > 0 else { return }
        let last = Position(partition, unnamed.last)
        report.findings.append(
            AuditReport.Finding(
                task: nil, transaction: nil, positions: [last],
                sentence: "\(unnamed.count) more records of \(partition) were slipped in, the last of them \(last)."))
    }
}

/// How many records of which task the chains cover, partition by partition.
struct Coverage {
    enum Standing: Equatable {
        case covered(Int64)
        /// The task's chain is broken: what lies behind the break may be its own.
        case unknowable
        case unknown
    }

    private var counts: [TopicPartition: [String: Int64]] = [:]
    private var whole: Set<String> = []
    private var broken: Set<String> = []
    private(set) var topics: Set<String> = []

    mutating func add(_ chain: ChainAudit) {
        // A task that never wrote a transaction is no source of anything.
        if !chain.result.isWhole {
            broken.insert(chain.result.task)
        } else if chain.result.transactions > 0 {
            whole.insert(chain.result.task)
        }
        for (partition, count) in chain.covered {
            counts[partition, default: [:]][chain.result.task] = count
            topics.insert(partition.topic)
        }
    }

    func standing(of source: String?, in partition: TopicPartition) -> Standing {
        guard let source else { return .unknown }
        if broken.contains(source) { return .unknowable }
        return whole.contains(source) ? .covered(counts[partition]?[source] ?? 0) : .unknown
    }
}
