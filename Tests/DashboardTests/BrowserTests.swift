import Agent
import Awards
import Foundation
import Log
import Messages
import TestSupport
import Testing

@testable import Dashboard

/// The dashboard in a real browser, over a small installation of real processes.
@Suite(.serialized)
struct BrowserTests {
    private let installation: Installation
    private let log: SQLiteLog
    private let logFile: String

    init() throws {
        installation = try Installation()
        logFile = installation.folder.file("log.sqlite")
        log = try SQLiteLog(file: logFile)
        try installation.provision(log)
    }

    private func agent(_ product: String) throws -> ChildProcess {
        try ChildProcess(
            ChildProcess.product(product),
            [
                "run", "--office", Installation.banner, "--worker", "echo-a", "--offices", installation.officesFile,
                "--log", logFile, "--state", installation.folder.file("agent"),
            ])
    }

    private func dashboard() throws -> (ChildProcess, PageClient) {
        let port = installation.ports + 1
        let process = try ChildProcess(
            ChildProcess.product("dashboard"),
            [
                "serve", "--offices", installation.officesFile, "--log", logFile, "--office", Installation.banner,
                "--state", installation.folder.file("state"), "--listen", "127.0.0.1:\(port)", "--unmask", "yes",
            ])
        let client = PageClient(port: port)
        try client.waitUntilReady()
        return (process, client)
    }

    /// What the browser says of a phase.
    private func browse(_ arguments: [String]) throws -> [String: Any] {
        let script = Repository.file("Tests/DashboardTests/browser.py")
        let said = try ChildProcess.run("/usr/bin/python3", [script] + arguments, seconds: 600)
        let object = try JSONSerialization.jsonObject(with: Data(said.utf8))
        return try #require(object as? [String: Any])
    }

    /// Whether the browser and its driver are here; `deploy/setup --tests` installs them.
    private func isThere() throws -> Bool {
        let files = ["/usr/bin/chromium", "/usr/bin/chromedriver", "/usr/lib/python3/dist-packages/selenium"]
        if files.allSatisfy(FileManager.default.fileExists) { return true }
        try Requirement.skip("pages in a browser need chromium, chromium-driver and python3-selenium")
        return false
    }

    private func axe() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
        let path = "\(cache)/duixian/axe.min.js"
        if FileManager.default.fileExists(atPath: path) { return path }
        try Requirement.skip("accessibility needs axe-core, which deploy/setup --tests fetches")
        return ""
    }

    @Test("each page opens in both languages without a console error, and breaks no rule of accessibility")
    func pages() throws {
        guard try isThere() else { return }
        var round = RoundBlocked()
        round.round = "baotou-2022/2023"
        round.blockers = [RoundBlocker(.waits, "c-1", "tax")]
        round.count = 1
        var award = AwardProposed()
        award.round = "baotou-2022/2023"
        award.of = ClaimVersion(of: Installation.claim("c-1"))
        award.outcome = .award
        award.awardFen = 21_000_000
        try log.append(
            [
                Installation.record(Installation.claim("c-1"), on: "claims", key: "91150223MA0Q0A0A0X"),
                Installation.record(
                    Installation.letter("letter-1", record: Installation.claim("c-1").bytes), on: "dead-letters",
                    key: "k"),
                Installation.record(round, on: "rounds", key: round.round, office: "150200"),
                Installation.record(award, on: "awards", key: award.round, office: "150200"),
            ])
        let (process, _) = try dashboard()
        defer { process.kill() }
        let shots = ProcessInfo.processInfo.environment["DUIXIAN_SCREENSHOTS"] ?? ""
        let found = try browse(
            ["pages", "http://127.0.0.1:\(installation.ports + 1)", shots, try axe()] + [
                "/", "/trace", "/trace?q=c-1", "/letters?standing=any", "/letters/letter-1", "/topics",
                "/topics/150223.claims", "/money", "/alarms", "/stages/150223.echo", "/login",
            ])
        #expect(found["console"] as? [String] == [])
        #expect(found["axe"] as? [String] == [])
        #expect((found["titles"] as? [String])?.count == 22)
    }

    @Test("a stopped agent turns red and green again; a dead letter is retried by keyboard, and its claim goes on")
    func life() throws {
        guard try isThere() else { return }
        // This build of the agent cannot use the claim.
        var agent = try agent("TestAgent")
        defer { agent.kill() }
        let (process, client) = try dashboard()
        defer { process.kill() }
        let base = "http://127.0.0.1:\(installation.ports + 1)"
        try log.append([Installation.record(Installation.claim("c-7"), on: "claims", key: "91150223MA0Q0A0A0X")])
        let node = ".node[data-key='150223.echo']"
        #expect(try browse(["wait", base, "/", "\(node).ok"])["same"] as? Bool == true)
        try until("the letter is there") { try client.get("/letters").body.contains("echo.") }
        agent.kill()
        #expect(try browse(["wait", base, "/", "\(node).stopped"])["same"] as? Bool == true)
        // The next build can.
        agent = try self.agent("echo-agent")
        #expect(try browse(["wait", base, "/", "\(node).ok"])["same"] as? Bool == true)
        let notice = try browse(["retry", base])["notice"] as? String
        #expect(notice?.contains("1") ?? false, "\(notice ?? "")")
        try until("the claim goes on") { try client.get("/trace?q=c-7").body.contains("150223.echoes[") }
        #expect(try client.get("/letters?standing=resolved").body.contains("o-150223-01"))
    }
}
