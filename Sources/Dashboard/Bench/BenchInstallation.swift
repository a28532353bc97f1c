import Agent
import Awards
import Commands
import Glibc
import Log
import Messages
import Pages
import Seals
import Web

/// An installation to measure on: a city and as many counties as give so many topics, in a folder that is made afresh.
struct BenchInstallation {
    static let city = "150200"
    static let partitions = 4

    let folder: String
    let offices: Offices

    /// - Parameter topics: at least so many.
    init(folder: String, topics: Int) throws {
        try Folder.make(folder)
        self.folder = folder
        var count = 1
        while true {
            let offices = try Offices.load(Array(Self.text(counties: count).utf8), file: "bench")
            if offices.all.reduce(0, { $0 + $1.streams.count }) >= topics || count == 99 {
                self.offices = offices
                return
            }
            count += 1
        }
    }

    private static func text(counties: Int) -> String {
        let tasks = "[" + (0..<partitions).map(String.init).joined(separator: ", ") + "]"
        let own = """
            partitions: \(partitions)
            offices:
              - division: "\(city)"
                name: {zh: 示例市, en: Sample City}
                tier: city
                workers:
                  - {name: verifier, agent: verifier, health: "127.0.0.1:9900", runs: {verify: \(tasks)}}
                  - {name: calculator, agent: calculator, health: "127.0.0.1:9901", runs: {assess: \(tasks), round: [0]}}
                  - {name: settler, agent: settler, health: "127.0.0.1:9902", runs: {settle: [0]}}

            """
        return own
            + (1...counties).map { number in
                let port = 9_900 + 10 * number
                return """
                      - division: "1502\(number < 10 ? "0" : "")\(number)"
                        name: {zh: 示例\(number)旗, en: Sample Banner \(number)}
                        tier: county
                        superior: "\(city)"
                        workers:
                          - {name: intake, agent: intake, health: "127.0.0.1:\(port)", runs: {relay: [0]}}
                          - {name: notifier, agent: notifier, health: "127.0.0.1:\(port + 1)", runs: {notify: [0]}}
                          - {name: settler, agent: settler, health: "127.0.0.1:\(port + 2)", runs: {settle: [0]}}
                          - {name: echo, agent: echo, health: "127.0.0.1:\(port + 3)", runs: {echo: \(tasks)}}

                    """
            }.joined()
    }

    func office() throws -> Office {
        guard let division = Division(Self.city), let office = offices[division] else {
            throw CommandFailure(.software, "The city of the measurement is missing.")
        }
        return office
    }

    func provision(_ log: any EventLog) throws {
        _ = try log.create(
            offices.all.flatMap { office in
                office.streams.map { stream in
                    TopicDefinition(
                        stream.topic(of: office.division),
                        partitions: Int32(stream.partitionCount(keyed: offices.partitions)))
                }
            })
    }

    /// Pages without a server.
    func site(_ log: any EventLog, _ index: InstallationIndex) throws -> Site {
        let logger = Logger(format: .text, sink: LogSink { _ in })
        let office = try office()
        let desk = RetryDesk(log, index, office, partitions: offices.partitions, logger: logger)
        return Site(office, offices, log, index, desk, accounts: nil, allowsUnmasking: false)
    }

    static func page(_ site: Site, _ path: String, query: [String: [String]] = [:]) -> Page {
        let request = Request(method: .get, path: path, query: query, headers: ["accept": "text/html"])
        let session = site.sessions.begin(officer: nil).session
        return Page(site: site, request: request, session: session, language: .zh, picture: site.picture)
    }

    static func record(
        _ message: some Message, _ topic: String, key: String, partition: Int32? = nil
    ) -> OutgoingRecord {
        let event = CloudEvent(
            id: key, type: type(of: message).type, source: "\(topic.prefix(6)).bench", time: "2024-03-01T09:00:00+08:00"
        )
        return OutgoingRecord(
            topic: topic, partition: partition, key: Array(key.utf8), payload: message.bytes,
            headers: event.headers.map { Header($0.name, $0.value) })
    }

    static func claim(_ number: Int, office: String) -> ClaimSubmitted {
        var claim = ClaimSubmitted()
        claim.id = "7-1-2023-" + SHA256.digest(of: Array("claim \(number)".utf8)).hex.prefix(24)
        claim.office = office
        claim.programme = "baotou-2022"
        claim.clause = "7-1"
        claim.period = "2023"
        claim.applicant = "91150223MA" + String(String(100_000_000 + number / 2).suffix(8))
        claim.applicantName = "示例电子商务有限公司"
        claim.facts = ["local_sales": .text("21000000"), "active_anchors": .text("12"), "rooms": .text("3")]
        return claim
    }
}

/// Times of something that was done again and again.
struct BenchTimes {
    private var microseconds: [Int64] = []

    mutating func measure<Result>(_ body: () throws -> Result) rethrows -> Result {
        let start = Self.now
        defer { microseconds.append(Self.now - start) }
        return try body()
    }

    mutating func add(microseconds: Int64) { self.microseconds.append(microseconds) }

    var count: Int { microseconds.count }

    /// `p50 1.2 ms, p95 3.4 ms, p99 5.6 ms`.
    var text: String {
        let sorted = microseconds.sorted()
        guard !sorted.isEmpty else { return "nothing measured" }
        return [50, 95, 99].map { percent in
            let value = sorted[min(sorted.count - 1, sorted.count * percent / 100)]
            return "p\(percent) \(value / 1_000).\(String(1_000 + value % 1_000).dropFirst().prefix(1)) ms"
        }.joined(separator: ", ")
    }

    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}

enum BenchMemory {
    /// What this process holds now, in MiB, as the kernel counts it (proc(5), statm).
    static var residentMebibytes: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return (pages * Int(sysconf(Int32(_SC_PAGESIZE)))) >> 20
    }
}
