import Agent
import Foundation
import Log
import TestSupport
import Testing

@testable import Dashboard

/// A claim's way through the real agents of a banner and its city, as a clerk and an operator see it in a browser.
struct JourneyTests {
    private let folder: TemporaryFolder
    private let logFile: String
    private let officesFile: String
    private let ports: Int
    private let form = "/apply/baotou-2022/7-1?period=2023"

    init() throws {
        folder = try TemporaryFolder()
        ports = try FreePorts.block(of: 6)
        logFile = folder.file("log.sqlite")
        officesFile = folder.file("offices.yaml")
        let text = """
            trial: true
            partitions: 2
            offices:
              - division: "150200"
                name: {zh: 包头市, en: Baotou}
                tier: city
                officers:
                  - {id: o-1502-02, name: {zh: 乙, en: B}, roles: [closer, importer]}
                  - {id: o-1502-04, name: {zh: 丁, en: D}, roles: [policy, holder]}
                  - {id: o-1502-07, name: {zh: 庚, en: G}, roles: [operator]}
                workers:
                  - {name: verifier, agent: verifier, health: "127.0.0.1:\(ports)", runs: {verify: [0, 1], waybills: [0, 1]}}
                  - {name: calculator, agent: calculator, health: "127.0.0.1:\(ports + 1)", runs: {assess: [0, 1], round: [0]}}
              - division: "150223"
                name: {zh: 达尔罕茂明安联合旗, en: Darhan Muminggan United Banner}
                tier: county
                superior: "150200"
                officers: [{id: o-150223-05, name: {zh: 戊, en: E}, roles: [operator]}]
                workers:
                  - {name: intake, agent: intake, health: "127.0.0.1:\(ports + 2)", runs: {relay: [0]}}
                  - {name: notifier, agent: notifier, health: "127.0.0.1:\(ports + 3)", runs: {notify: [0]}}
            """
        try text.write(toFile: officesFile, atomically: false, encoding: .utf8)
    }

    private func start(
        _ product: String, _ verb: String = "run", of office: String, _ arguments: [String] = []
    ) throws -> ChildProcess {
        try ChildProcess(
            ChildProcess.product(product),
            [
                verb, "--office", office, "--offices", officesFile, "--log", logFile, "--state", folder.file(product),
            ] + (verb == "run" ? ["--worker", product] : []) + arguments)
    }

    /// The city adopts the policy, sets the guide and opens a round that does not end while these tests are run.
    private func openRound() throws {
        func order(_ officer: String, _ words: [String]) throws {
            let about = ["--reason", "示例", "--officer", officer, "--at", "2024-02-20T09:00:00+08:00"]
            let place = ["--office", "150200", "--offices", officesFile, "--log", logFile, "--wait", "300"]
            try ChildProcess.run(ChildProcess.product("calculator"), words + about + place, seconds: 310)
        }
        let policy = Repository.file("deploy/policies/baotou-2022.yaml")
        try order("o-1502-04", ["policy", "adopt", policy])
        try order("o-1502-04", ["guide", "set", "baotou-2022", "2023", "rate=8", "fx_usd_cny=7.05"])
        let days = ["--opens", "2024-03-01T00:00:00+08:00", "--deadline", "2099-07-01T00:00:00+08:00"]
        try order("o-1502-02", ["round", "open", "baotou-2022", "2023"] + days)
    }

    /// What the browser says of a phase.
    private func browse(_ arguments: [String]) throws -> [String: Any] {
        let script = Repository.file("Tests/DashboardTests/browser.py")
        let said = try ChildProcess.run("/usr/bin/python3", [script] + arguments, seconds: 600)
        return try #require(try JSONSerialization.jsonObject(with: Data(said.utf8)) as? [String: Any])
    }

    /// Whether the browser and its driver are here; `deploy/setup --tests` installs them.
    private func isThere() throws -> Bool {
        let files = ["/usr/bin/chromium", "/usr/bin/chromedriver", "/usr/lib/python3/dist-packages/selenium"]
        if files.allSatisfy(FileManager.default.fileExists) { return true }
        try Requirement.skip("pages in a browser need chromium, chromium-driver and python3-selenium")
        return false
    }

    @Test("a claim is filed by form and traced to its letter; the verifier stops and goes on; a broken record is seen")
    func journey() throws {
        guard try isThere() else { return }
        try ChildProcess.run(
            ChildProcess.product("duixian"), ["provision", "--offices", officesFile, "--log", logFile])
        var verifier = try start("verifier", of: "150200")
        defer { verifier.kill() }
        let calculator = try start("calculator", of: "150200")
        defer { calculator.kill() }
        let intake = try start("intake", of: "150223", ["--listen", "127.0.0.1:\(ports + 4)"])
        defer { intake.kill() }
        let notifier = try start("notifier", of: "150223", ["--letters", Repository.file("deploy/letters")])
        defer { notifier.kill() }
        let dashboard = try start("dashboard", "serve", of: "150200", ["--listen", "127.0.0.1:\(ports + 5)"])
        defer { dashboard.kill() }
        try openRound()
        let (clerk, base) = (PageClient(port: ports + 4), "http://127.0.0.1:\(ports + 5)")
        try until("the form is there") {
            try #require(intake.isRunning, "\(intake.errors)")
            return (try? clerk.get(form))?.body.contains("id=\"claim\"") ?? false
        }
        try PageClient(port: ports + 5).waitUntilReady()

        let found = try browse(["journey", "http://127.0.0.1:\(ports + 4)\(form)", base])
        #expect(found["console"] as? [String] == [])
        let number = try #require(found["number"] as? String)
        #expect(number.hasPrefix("7-1-2023-"))
        let way = try #require(found["way"] as? [String])
        for topic in ["150223.claims[", "150200.verifications[", "150223.letters["] {
            #expect(way.contains { $0.hasPrefix(topic) }, "\(way)")
        }

        let node = ".node[data-key='150200.verify']"
        #expect(try browse(["wait", base, "/", "\(node).ok"])["same"] as? Bool == true)
        verifier.terminate()
        #expect(try verifier.wait(seconds: 120) == .exited(0))
        #expect(try browse(["wait", base, "/", "\(node).stopped"])["same"] as? Bool == true)
        verifier = try start("verifier", of: "150200")
        #expect(try browse(["wait", base, "/", "\(node).ok"])["same"] as? Bool == true)

        let operating = PageClient(port: ports + 5)
        #expect(try !operating.get("/letters").body.contains("150200.verify.0"))
        let record = OutgoingRecord(
            topic: "150223.claims", partition: 0, key: Array("91150223DEM00084XH".utf8), payload: Array("{".utf8),
            headers: [])
        _ = try SQLiteLog(file: logFile).append([record])
        try until("the dead letter is there") { try operating.get("/letters").body.contains("150200.verify.0") }
        #expect(try browse(["wait", base, "/letters", "table a[href^='/letters/']"])["same"] as? Bool == true)
    }
}
