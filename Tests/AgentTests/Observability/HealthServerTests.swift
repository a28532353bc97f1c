import Agent
import Foundation
import Synchronization
import Testing
import Web

@Suite struct HealthServerTests {
    private let logger = Logger(format: .json, sink: LogSink { _ in })
    private let report = HealthReport(
        worker: "worker-1", build: "abc/1",
        tasks: [
            HealthReport.Task(task: "150200.verify.0", role: .owner, state: "run"),
            HealthReport.Task(task: "150200.verify.1", role: .standby, state: "fold"),
            HealthReport.Task(task: "150200.verify.2", role: .starting, state: "boot"),
        ])

    private func get(_ port: UInt16, _ path: String) throws -> (status: String, head: String, body: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["curl", "-sSi", "http://127.0.0.1:\(port)\(path)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let end = try #require(text.range(of: "\r\n\r\n"))
        let head = String(text[..<end.lowerBound])
        let status = head.split(separator: " ", maxSplits: 2).dropFirst().first.map(String.init) ?? ""
        return (status, head, String(text[end.upperBound...]))
    }

    @Test func healthIsTheReportAndItsStatus() throws {
        let isHealthy = Mutex(true)
        let report = report
        let healthy: @Sendable () -> Bool = { isHealthy.withLock { $0 } }
        let server = try HealthServer(host: "127.0.0.1", port: 0, metrics: Metrics(), logger: logger) {
            (report, healthy())
        }
        defer { server.close() }
        let well = try get(server.port, "/health")
        #expect(well.status == "200")
        #expect(well.head.contains("Content-Type: application/json"))
        #expect(
            well.body == #"{"build":"abc/1","tasks":[{"role":"owner","state":"run","task":"150200.verify.0"},"#
                + #"{"role":"standby","state":"fold","task":"150200.verify.1"},"#
                + #"{"role":"starting","state":"boot","task":"150200.verify.2"}],"worker":"worker-1"}"#)
        isHealthy.withLock { $0 = false }
        #expect(try get(server.port, "/health").status == "503")
    }

    @Test func metricsAreServedAsPrometheusWants() throws {
        let metrics = Metrics()
        TaskMetrics(task: "150200.verify.0", in: metrics).aborts.increment()
        let report = report
        let server = try HealthServer(host: "127.0.0.1", port: 0, metrics: metrics, logger: logger) { (report, true) }
        defer { server.close() }
        let answer = try get(server.port, "/metrics")
        #expect(answer.status == "200")
        #expect(answer.head.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8"))
        #expect(answer.body == metrics.text())
        #expect(answer.body.contains("\nduixian_aborts_total{task=\"150200.verify.0\"} 1\n"))
    }

    @Test func aProbeIsToldHowFarTasksAreBehind() throws {
        let report = report
        let lag = LagAnswer(tasks: ["150200.verify.0": 3, "150200.verify.1": 0])
        let ask: @Sendable () -> LagAnswer = { lag }
        let server = try HealthServer(
            host: "127.0.0.1", port: 0, metrics: Metrics(), logger: logger, lag: ask
        ) { (report, true) }
        let probe = HealthProbe(host: "127.0.0.1", port: server.port, readTimeoutMs: 10_000)
        #expect(probe.lag() == lag.tasks)
        server.close()
        #expect(probe.lag() == nil)
    }

    @Test func aProbeSeesTheRolesAndThenTheDeath() throws {
        let report = report
        let server = try HealthServer(host: "127.0.0.1", port: 0, metrics: Metrics(), logger: logger) {
            (report, false)
        }
        let probe = HealthProbe(host: "127.0.0.1", port: server.port, readTimeoutMs: 10_000)
        let roles: [String: TaskRole] = [
            "150200.verify.0": .owner, "150200.verify.1": .standby, "150200.verify.2": .starting,
        ]
        #expect(probe.ask() == .answered(roles))
        server.close()
        #expect(probe.ask() == .reset)
    }
}
