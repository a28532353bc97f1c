internal import Awards
internal import Decimals
internal import Log
internal import Messages

extension EventLog {
    /// How many committed records of the partitions lie behind these offsets.
    func lag(of partitions: [TopicPartition], behind next: [TopicPartition: Int64]) throws(LogError) -> Int64 {
        try ends(of: partitions).reduce(Int64(0)) { sum, end in
            sum + max(0, end.value.lastStable - (next[end.key] ?? end.value.start))
        }
    }
}

/// Writes a worker's health record, and sets the gauges that need to ask the log.
struct HealthReporter: Sendable {
    let division: Division
    let agent: AgentKind
    let worker: String
    let build: String
    let log: any EventLog
    let tasks: [(specification: TaskSpecification, observer: TaskObserver)]
    let logger: Logger
    /// Hears whether the log answers: why not, or nil.
    let reach: @Sendable (String?) -> Void

    func report() {
        var report = HealthReported()
        report.agent = agent.rawValue
        report.worker = worker
        report.build = build
        report.at = WallClock.text(MachineClock.nowMs)
        var failure: LogError?
        for (specification, observer) in tasks {
            // A log that is away is asked once, for each question waits for its answer.
            let lag = failure == nil ? lag(specification, observer.status.now, &failure) : nil
            observer.setGauges(lagRecords: lag?.records, lagSeconds: lag.map { Double($0.milliseconds) / 1_000 })
            report.tasks.append(health(observer.status, lag))
        }
        if let failure { return reach(failure.description) }
        do {
            let topic = "\(division).health"
            let headers = [
                Header(CloudEventName.source, "\(division).\(agent.rawValue).\(worker)"),
                Header(CloudEventName.version, "1.0"), Header(CloudEventName.id, "\(worker) \(report.at)"),
                Header(CloudEventName.type, HealthReported.type), Header(CloudEventName.time, report.at),
                Header(CloudEventName.contentType, "application/json"),
            ]
            let key = Array("\(agent.rawValue) \(worker)".utf8)
            try log.append([
                OutgoingRecord(topic: topic, partition: 0, key: key, payload: report.bytes, headers: headers)
            ])
            reach(nil)
        } catch {
            reach("\(error)")
            logger.warning("health.unwritten", "The health record was not written: \(error)")
        }
    }

    /// How far a task is behind: nil when the log does not say.
    private func lag(
        _ specification: TaskSpecification, _ now: TaskStatus.Values, _ failure: inout LogError?
    ) -> (records: Int64, milliseconds: Int64)? {
        guard now.role == .owner else { return nil }
        do {
            let records = try log.lag(of: specification.sources.map(\.partition), behind: now.next)
            let age = now.newestInputMs.map { max(0, MachineClock.nowMs - $0) } ?? 0
            return (records, records == 0 ? 0 : age)
        } catch {
            failure = error
            return nil
        }
    }

    private func health(_ status: TaskStatus, _ lag: (records: Int64, milliseconds: Int64)?) -> TaskHealth {
        let now = status.now
        var health = TaskHealth()
        health.name = status.task
        health.role =
            switch now.role {
            case .owner: .owner
            case .standby: .standby
            case .starting: .starting
            }
        health.state = now.trouble ?? now.doing
        health.progress = now.number
        health.recordsIn = Int64(now.recordsIn)
        health.recordsOut = Int64(now.recordsOut)
        health.lagRecords = lag?.records
        health.lagSeconds = lag.flatMap { Self.seconds($0.milliseconds) }
        health.deadLetters = Int64(now.deadLetters)
        health.restores = Int64(now.restores)
        health.transactionAgeSeconds = now.openSinceMs.flatMap { Self.seconds(MachineClock.nowMs - $0) }
        health.oldestOpenSeconds = now.oldestOpenMs.flatMap { Self.seconds(MachineClock.nowMs - $0) }
        return health
    }

    private static func seconds(_ milliseconds: Int64) -> Decimal128? {
        let thousandths = max(0, milliseconds) % 1_000
        let padded = String(repeating: "0", count: 3 - String(thousandths).count) + String(thousandths)
        return try? Decimal128("\(max(0, milliseconds) / 1_000).\(padded)")
    }
}
