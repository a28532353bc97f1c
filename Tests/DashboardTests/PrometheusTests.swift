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

    /// One office that runs every agent.
    private func offices(_ folder: TemporaryFolder, _ port: Int) throws -> String {
        let runs = [
            ("echo", "echo: [0, 1]"), ("intake", "relay: [0]"), ("verifier", "verify: [0, 1], waybills: [0, 1]"),
            ("calculator", "assess: [0, 1], round: [0]"), ("notifier", "notify: [0]"), ("settler", "settle: [0]"),
        ]
        let workers = runs.enumerated().map { index, run in
            """
                  - {name: \(run.0)-a, agent: \(run.0), health: "127.0.0.1:\(port + index)", runs: {\(run.1)}}

            """
        }.joined()
        let text = """
            partitions: 2
            offices:
              - division: "500114"
                name: {zh: 黔江区, en: Qianjiang District}
                tier: county
                officers: [{id: o-500114-01, name: {zh: 甲, en: A}, roles: [operator]}]
                workers:
            \(workers)
            """
        let file = folder.file("offices.yaml")
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        return file
    }

    @Test("a Prometheus scrapes every agent and the dashboard, and finds every metric that the rules name")
    func scraped() throws {
        guard try isThere() else { return }
        let installation = try Installation()
        let (ports, port) = (try FreePorts.block(of: 7), try FreePorts.block())
        let officesFile = try offices(installation.folder, ports)
        let file = installation.folder.file("log.sqlite")
        let place = ["--offices", officesFile, "--log", file, "--office", "500114"]
        try ChildProcess.run(
            ChildProcess.product("duixian"), ["provision", "--offices", officesFile, "--log", file])
        var agents: [ChildProcess] = []
        defer { for agent in agents { agent.kill() } }
        for name in ["echo-agent", "intake", "verifier", "calculator", "notifier", "settler"] {
            var own = [
                "--worker", "\(name == "echo-agent" ? "echo" : name)-a", "--state", installation.folder.file(name),
            ]
            if name == "notifier" { own += ["--letters", Repository.file("deploy/letters")] }
            agents.append(try ChildProcess(ChildProcess.product(name), ["run"] + place + own))
        }
        agents.append(
            try ChildProcess(
                ChildProcess.product("dashboard"),
                ["serve", "--listen", "127.0.0.1:\(ports + 6)", "--state", installation.folder.file("d")] + place))
        let targets = "[" + (0..<7).map { "\"127.0.0.1:\(ports + $0)\"" }.joined(separator: ", ") + "]"
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
        try until("all are scraped") {
            try #require(prometheus.isRunning && agents.allSatisfy(\.isRunning), "\(agents.map(\.errors))")
            return series("up%7Bjob%3D%22duixian%22%7D%3D%3D1") == 7
        }
        for query in [
            "duixian_records_in_total", "duixian_dead_letters_total", "duixian_fenced_total",
            "duixian_restores_total", "duixian_lag_records", "duixian_lag_seconds", "duixian_state_keys",
            "duixian_dashboard_alarms",
        ] {
            try until("\(query) is scraped") {
                try #require(prometheus.isRunning, "\(prometheus.errors)")
                return series(query) > 0
            }
        }
        let alerts = try client.get("/api/v1/rules").body
        #expect(alerts.contains("AgentStalled") && !alerts.contains("\"health\":\"err\""))
    }
}
