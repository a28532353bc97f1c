import Agent
import Awards
import Decimals
import Log
import Messages

/// Asks a log how far tasks are behind.
struct LagReport {
    let log: any EventLog
    let nowMs: Int64

    /// A worker speaks every 5 s: one that has not for so long is not there.
    private static let silenceMs: Int64 = 15_000

    func lags(of offices: [Office]) throws -> [TaskLag] {
        let topics = try log.topics()
        let partitions = topics.sorted { $0.key < $1.key }.flatMap { topic, count in
            (0..<count).map { TopicPartition(topic, $0) }
        }
        return try offices.flatMap { office in
            let health = try health(of: office, topics)
            let tasks = office.workers.flatMap(\.runs).sorted { $0.description < $1.description }
            return try tasks.map { task in
                var lag = TaskLag(task.description)
                try measure(&lag, partitions)
                if let (worker, said) = health[lag.task] {
                    lag.worker = worker
                    lag.role = said.role
                    lag.state = said.state
                    lag.progress = said.progress
                }
                return lag
            }
        }
    }

    /// What the workers last said of the tasks, an owner's word before a standby's.
    private func health(of office: Office, _ topics: [String: Int32]) throws -> [String: (String, TaskHealth)] {
        let topic = Stream.health.topic(of: office.division)
        guard topics[topic] != nil else { return [:] }
        let partitions = try LogScan.partitions(of: topic, in: log)
        var newest: [String: HealthReported] = [:]
        let from = try log.offsets(of: partitions, atMs: nowMs - Self.silenceMs)
        try LogScan.run(log, partitions, from: from) { record in
            if let payload = record.payload, let report = try? HealthReported(reading: payload) {
                newest["\(report.agent) \(report.worker)"] = report
            }
            return true
        }
        var byTask: [String: (String, TaskHealth)] = [:]
        for report in newest.sorted(by: { $0.key < $1.key }).map(\.value) {
            for task in report.tasks where byTask[task.name] == nil || task.role == .owner {
                byTask[task.name] = (report.worker, task)
            }
        }
        return byTask
    }

    /// The positions are those that the task's last transaction committed, for all that it reads.
    private func measure(_ lag: inout TaskLag, _ partitions: [TopicPartition]) throws {
        let positions = try log.committed(by: lag.task, of: partitions)
        guard !positions.isEmpty else { return }
        let ends = try log.ends(of: positions.keys.sorted())
        let behind = positions.filter { partition, position in position < ends[partition]?.lastStable ?? 0 }
        let oldest = try firstRecords(of: behind, ends)
        lag.records = oldest.reduce(0) { sum, found in
            sum + max(0, (ends[found.key]?.lastStable ?? 0) - found.value.offset)
        }
        lag.seconds = Self.seconds(oldest.values.map(\.timeMs).min().map { max(0, nowMs - $0) } ?? 0)
    }

    /// The first record of each partition that is to be read from there; none where only markers follow.
    private func firstRecords(
        of positions: [TopicPartition: Int64], _ ends: [TopicPartition: PartitionEnds]
    ) throws -> [TopicPartition: (offset: Int64, timeMs: Int64)] {
        var found: [TopicPartition: (offset: Int64, timeMs: Int64)] = [:]
        if positions.isEmpty { return found }
        let reader = try log.reader(for: .following)
        defer { reader.close() }
        try reader.assign(positions)
        func isKnown(_ partition: TopicPartition) -> Bool {
            found[partition] != nil || (reader.reached[partition] ?? 0) >= ends[partition]?.lastStable ?? 0
        }
        while !positions.keys.allSatisfy(isKnown) {
            for record in try reader.poll(PollLimits(records: 100, moreWaitMs: 0)) {
                let known = found[record.topicPartition]
                found[record.topicPartition] = known ?? (record.offset, record.timestampMs)
            }
        }
        return found
    }

    private static func seconds(_ milliseconds: Int64) -> Decimal128? {
        let tenths = milliseconds / 100
        return try? Decimal128("\(tenths / 10).\(tenths % 10)")
    }

    static func table(_ lags: [TaskLag]) -> String {
        let rows =
            [["TASK", "RECORDS", "SECONDS", "WORKER", "STATE"]]
            + lags.map { lag in
                [
                    lag.task, lag.records.map(String.init) ?? "-", lag.seconds.map(\.description) ?? "-",
                    lag.worker ?? "-", lag.state.map { "\(lag.role?.rawValue ?? ""): \($0)" } ?? "-",
                ]
            }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = (0..<4).map { column in
                let gap = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 1 || column == 2 ? gap + row[column] : row[column] + gap
            }
            return (cells + [row[4]]).joined(separator: "  ") + "\n"
        }.joined()
    }
}
