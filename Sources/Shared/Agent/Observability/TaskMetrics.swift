/// The metrics of one task of the agent loop. All are set once a batch, none once a record.
public struct TaskMetrics: Sendable {
    public let recordsIn: Counter
    public let recordsOut: Counter
    /// Records of a batch that was committed.
    public let batchRecords: Histogram
    /// Seconds from the first output to the end of the commit.
    public let commitDuration: Histogram
    public let lagSeconds: Gauge
    public let lagRecords: Gauge
    public let deadLetters: Counter
    public let restores: Counter
    public let openTransactionAge: AgeGauge
    public let oldestOpenItemAge: AgeGauge
    public let aborts: Counter
    public let fenced: Counter
    public let stateKeys: Gauge
    public let stateBytes: Gauge
    public let snapshotAge: AgeGauge

    /// The task's name, `150200.verify.0`, becomes the label `task`.
    public init(task: String, in metrics: Metrics) {
        let labels: Metrics.Labels = ["task": task]
        recordsIn = metrics.counter("duixian_records_in_total", help: "Records read and decided.", labels: labels)
        recordsOut = metrics.counter(
            "duixian_records_out_total", help: "Records written, without progress.", labels: labels)
        batchRecords = metrics.histogram(
            "duixian_batch_records", help: "Records read in a committed batch.",
            bounds: [1, 10, 50, 100, 250, 500, 1000, 2500, 5000, 10_000], labels: labels)
        commitDuration = metrics.histogram(
            "duixian_commit_duration_seconds", help: "Time to write and commit a batch.",
            bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30], labels: labels)
        lagSeconds = metrics.gauge(
            "duixian_lag_seconds", help: "Age of the oldest record that is not decided yet.", labels: labels)
        lagRecords = metrics.gauge(
            "duixian_lag_records", help: "Records that are not decided yet.", labels: labels)
        deadLetters = metrics.counter(
            "duixian_dead_letters_total", help: "Records put among the dead letters.", labels: labels)
        restores = metrics.counter(
            "duixian_restores_total", help: "Times that the state was folded from the log.", labels: labels)
        openTransactionAge = metrics.age(
            "duixian_open_transaction_age_seconds", help: "Time since the open transaction began.", labels: labels)
        oldestOpenItemAge = metrics.age(
            "duixian_oldest_open_item_age_seconds", help: "Age of the oldest item that waits for something.",
            labels: labels)
        aborts = metrics.counter("duixian_aborts_total", help: "Transactions aborted.", labels: labels)
        fenced = metrics.counter(
            "duixian_fenced_total", help: "Times that another process took the task over.", labels: labels)
        stateKeys = metrics.gauge("duixian_state_keys", help: "Keys of the state.", labels: labels)
        stateBytes = metrics.gauge("duixian_state_bytes", help: "Memory held by the state.", labels: labels)
        snapshotAge = metrics.age(
            "duixian_snapshot_age_seconds", help: "Time since the last snapshot was finished.", labels: labels)
    }
}
