import Agent

/// What Prometheus may ask the dashboard: numbers alone, no names.
enum DashboardMetrics {
    static func text(_ picture: Picture, atMs monotonicMs: Int64) -> String {
        let metrics = Metrics()
        for kind in Alarm.Kind.allCases {
            let count = picture.alarms.count { $0.kind == kind && $0.overMs == nil }
            metrics.gauge("duixian_dashboard_alarms", help: "Alarms that are open.", labels: ["kind": kind.rawValue])
                .set(Double(count))
        }
        for standing in Standing.allCases {
            let count = picture.tasks.count { $0.standing == standing }
            metrics.gauge("duixian_dashboard_tasks", help: "Tasks by how they do.", labels: ["state": standing.name])
                .set(Double(count))
        }
        let age = picture.takenMs.map { _ in Double(max(0, monotonicMs - picture.takenMonotonicMs)) / 1_000 }
        metrics.gauge("duixian_dashboard_picture_age_seconds", help: "Age of the newest picture.").set(age)
        return metrics.text()
    }
}
