internal import Log

/// Turns what a task's loop says of itself into log lines, metrics and health.
final class TaskObserver: Sendable {
    let status: TaskStatus
    let metrics: TaskMetrics

    init(task: String, metrics registry: Metrics, logger: Logger) {
        let metrics = TaskMetrics(task: task, in: registry)
        let logger = logger.with(["task": .text(task)])
        self.metrics = metrics
        status = TaskStatus(task: task) { event in
            switch event {
            case .committed(let inputs, let outputs, let tookMs):
                metrics.recordsIn.increment(by: inputs)
                metrics.recordsOut.increment(by: outputs)
                metrics.batchRecords.observe(Double(inputs))
                metrics.commitDuration.observe(Double(tookMs) / 1_000)
            case .aborted(let why):
                metrics.aborts.increment()
                logger.warning("transaction.aborted", why)
            case .buried(let kind, let why, let position):
                metrics.deadLetters.increment()
                logger.warning("record.buried", "\(position): \(why)", ["kind": .text(kind)])
            case .role(let role, let doing): logger.info("task.\(role.rawValue)", doing)
            case .trouble(let why): logger.error("task.trouble", why)
            case .note(let sentence): logger.info("task.note", sentence)
            case .restored: metrics.restores.increment()
            case .fenced: metrics.fenced.increment()
            }
        }
    }

    /// - Parameter trouble: what troubles the whole worker.
    func health(_ trouble: String?) -> HealthReport.Task {
        let now = status.now
        return HealthReport.Task(task: status.task, role: now.role, state: now.trouble ?? trouble ?? now.doing)
    }

    var isHealthy: Bool { status.now.trouble == nil }

    /// Sets the gauges; the lag is nil where it is not known.
    func setGauges(lagRecords: Int64?, lagSeconds: Double?) {
        let now = status.now
        metrics.lagRecords.set(lagRecords.map(Double.init))
        metrics.lagSeconds.set(lagSeconds)
        metrics.stateKeys.set(Double(now.keys))
        metrics.stateBytes.set(Double(now.stateBytes))
        metrics.openTransactionAge.since(now.openSinceMs)
        metrics.oldestOpenItemAge.since(now.oldestOpenMs)
        metrics.snapshotAge.since(now.lastSnapshotMs)
    }
}
