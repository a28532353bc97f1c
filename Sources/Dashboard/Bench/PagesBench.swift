import Agent
import Awards
import Commands
import Glibc
import Log
import Messages
import Web

/// `dashboard bench pages`: how long a picture and the pages take in a large installation.
enum PagesBench {
    private static let topics = Option(
        "topics", "N", "topics of the installation, at least", .integer(1...5_000), default: 200)
    private static let rounds = Option(
        "rounds", "N", "how often each page is drawn", .integer(1...100_000), default: 200)
    private static let folder = Option(
        "folder", "FOLDER", "where the index is made, and left", .file, default: "bench-index")
    private static let listen = Option(
        "listen", "HOST:PORT", "goes on and answers there, for a browser, until Ctrl-C", .text)

    static let command = Command(
        "pages", "measures how long pages take with many topics and tasks", [topics, rounds, folder, listen],
        details: """
            It makes an installation in memory of so many topics, each with records and each task with its progress, \
            takes pictures of it and draws every page.
            """
    ) { values in
        try run(
            topics: values[topics], rounds: values[rounds], folder: values[folder], listen: values[listen])
    }

    private static func run(topics: Int, rounds: Int, folder: String, listen: String?) throws {
        let installation = try BenchInstallation(folder: folder, topics: topics)
        for suffix in ["", "-wal", "-shm"] { unlink("\(folder)/150200.dashboard.sqlite\(suffix)") }
        let log = try SQLiteLog()
        try installation.provision(log)
        try log.append(records(installation.offices))
        let index = try InstallationIndex(
            path: "\(folder)/pages.sqlite", own: try installation.office().division, log: "bench \(MachineClock.nowMs)")
        let taker = PictureTaker(log, installation.offices, index, alarms: AlarmBook())
        defer { taker.close() }
        var taking = BenchTimes()
        let site = try installation.site(log, index)
        for _ in 0..<min(rounds, 50) { site.show(taking.measure { taker.take() }) }
        let tasks = installation.offices.all.reduce(0) { $0 + $1.workers.reduce(0) { $0 + $1.runs.count } }
        Console.standard.write(
            "\(site.picture.topics.count) topics, \(tasks) tasks, \(site.picture.edges.count) edges.\n"
                + "A picture: \(taking.text).\n")
        let pages: [(String, (Page) throws -> Response)] = [
            ("/", { FlowPage.show($0) }), ("/trace", { try TracePage.show($0) }),
            ("/letters", { try LettersPage.show($0) }), ("/topics", { TopicsPage.show($0) }),
            ("/money", { try MoneyPage.show($0) }), ("/alarms", { try AlarmsPage.show($0) }),
        ]
        for (path, draw) in pages {
            var times = BenchTimes()
            var bytes = 0
            for _ in 0..<rounds {
                let page = BenchInstallation.page(site, path)
                bytes = try times.measure { try draw(page) }.body.count
            }
            Console.standard.write("\(path): \(times.text); \(bytes / 1_024) KiB.\n")
        }
        Console.standard.write("The process holds \(BenchMemory.residentMebibytes) MiB.\n")
        guard let listen else { return }
        let choices = try ServeCommand.Choices(["listen": listen])
        let serving = try Serving(
            try installation.office(), installation.offices, log, logName: "bench \(MachineClock.nowMs)", state: folder,
            choices, logger: Logger(format: .text, sink: LogSink { _ in }))
        Console.standard.write("Answers at http://\(choices.address.host):\(serving.server.port)/ until Ctrl-C.\n")
        while true { pause() }
    }

    /// Of each office claims, and of each task progress and health.
    private static func records(_ offices: Offices) -> [OutgoingRecord] {
        var records: [OutgoingRecord] = []
        for office in offices.all {
            let division = office.division.code
            if office.agents.contains(.intake) {
                records += (0..<40).map { number in
                    let claim = BenchInstallation.claim(number, office: division)
                    return BenchInstallation.record(claim, "\(division).claims", key: claim.applicant)
                }
            }
            for worker in office.workers {
                var health = HealthReported()
                (health.agent, health.worker, health.at) = (worker.agent.rawValue, worker.name, WallClock.text(0))
                health.tasks = worker.runs.map { name in
                    var task = TaskHealth()
                    (task.name, task.role, task.state) = ("\(name)", .owner, "run")
                    return task
                }
                records.append(
                    BenchInstallation.record(health, "\(division).health", key: worker.name, partition: 0))
            }
        }
        return records
    }
}
