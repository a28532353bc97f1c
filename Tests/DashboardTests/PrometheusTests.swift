import Agent
import Foundation
import Log
import TestSupport
import Testing
import Web

@testable import Dashboard

/// The rules of `deploy/prometheus`, and a real Prometheus over real processes.
struct PrometheusTests {
    private func isThere() throws -> Bool {
        if ["/usr/bin/prometheus", "/usr/bin/promtool"].allSatisfy(FileManager.default.fileExists) { return true }
        try Requirement.skip("the rules for Prometheus need prometheus and promtool")
        return false
    }

    @Test("the configuration and the rules are right, and tell of what they should")
    func rules() throws {
        guard try isThere() else { return }
        let folder = Repository.file("deploy/prometheus")
        #expect(
            try ChildProcess.run("/usr/bin/promtool", ["check", "rules", "\(folder)/rules.yml"]).contains("SUCCESS"))
        try ChildProcess.run("/usr/bin/promtool", ["check", "config", "\(folder)/prometheus.yml"])
        let said = try ChildProcess.run("/usr/bin/promtool", ["test", "rules", "\(folder)/rules.test.yml"])
        #expect(said.contains("SUCCESS") && !said.contains("FAILED"), "\(said)")
    }

    @Test("a Prometheus scrapes an agent and the dashboard, and finds every metric that the rules name")
    func scraped() throws {
        guard try isThere() else { return }
        let installation = try Installation()
        let file = installation.folder.file("log.sqlite")
        let log = try SQLiteLog(file: file)
        try installation.provision(log)
        let agent = try ChildProcess(
            ChildProcess.product("echo-agent"),
            [
                "run", "--office", Installation.banner, "--worker", "echo-a", "--offices", installation.officesFile,
                "--log", file, "--state", installation.folder.file("agent"),
            ])
        defer { agent.kill() }
        let serving = try installation.serving(log)
        defer { serving.close() }
        let port = try FreePorts.block()
        let targets = "[\"127.0.0.1:\(installation.ports)\", \"127.0.0.1:\(serving.server.port)\"]"
        try "- targets: \(targets)\n".write(
            toFile: installation.folder.file("agents.yml"), atomically: false, encoding: .utf8)
        for name in ["prometheus.yml", "rules.yml", "machines.yml"] {
            try FileManager.default.copyItem(
                atPath: Repository.file("deploy/prometheus/\(name)"), toPath: installation.folder.file(name))
        }
        let prometheus = try ChildProcess(
            "/usr/bin/prometheus",
            [
                "--config.file", installation.folder.file("prometheus.yml"), "--web.listen-address",
                "127.0.0.1:\(port)",
                "--storage.tsdb.path", installation.folder.file("tsdb"), "--log.level", "error",
            ])
        defer { prometheus.kill() }
        let client = PageClient(port: port)
        func series(_ query: String) -> Int {
            guard let answer = try? client.get("/api/v1/query?query=\(query)") else { return 0 }
            return answer.body.components(separatedBy: "\"metric\"").count - 1
        }
        for query in [
            "up%3D%3D1", "duixian_records_in_total", "duixian_dead_letters_total", "duixian_fenced_total",
            "duixian_restores_total", "duixian_lag_records", "duixian_lag_seconds", "duixian_state_keys",
            "duixian_dashboard_alarms",
        ] {
            try until("\(query) is scraped") {
                try #require(prometheus.isRunning && agent.isRunning, "\(prometheus.errors) \(agent.errors)")
                return series(query) > 0
            }
        }
        let alerts = try client.get("/api/v1/rules").body
        #expect(alerts.contains("AgentStalled") && !alerts.contains("\"health\":\"err\""))
    }
}
