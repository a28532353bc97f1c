import Agent
import Awards
import Commands
import FoundationEssentials
import Glibc
import Log
import Messages
import Seals
import Synchronization

/// `duixian bench intake`: claims at a steady rate over HTTP, each durable when it is acknowledged; beside it what the
/// same disk takes when each claim is flushed by itself.
enum IntakeBench {
    private static let rate = Option("rate", "N", "claims a second", .integer(1...100_000), default: 2_000)
    private static let seconds = Option("seconds", "N", "how long it is measured", .integer(1...3_600), default: 10)
    private static let connections = Option("connections", "N", "at a time", .integer(1...256), default: 64)
    private static let policy = Option(
        "policy", "FILE", "the file of baotou-2022", .file, default: "deploy/policies/baotou-2022.yaml")
    private static let offices = Option(
        "offices", "FILE", "the offices, with 150223", .file, default: "deploy/offices.yaml")
    private static let folder = Option(
        "folder", "FOLDER", "the disk that is measured; what is written there is removed", .text, default: "/var/tmp")

    static let command = Command(
        "intake", "claims over HTTP, each durable, at a steady rate; beside one flush of the disk for each",
        [rate, seconds, connections, policy, offices, folder]
    ) { values in
        let folder = try ScratchFolder(in: values[folder])
        defer { folder.remove() }
        let count = values[rate] * values[seconds]
        let flushed = try flushEach(for: .seconds(values[seconds]), in: folder.path)
        let server = try IntakeServer(folder: folder.path, policy: values[policy], offices: values[offices])
        defer { server.stop() }
        let load = ClaimLoad(
            port: server.port, rate: values[rate], connections: values[connections], body: claim)
        try load.awaitReady()
        let (claims, took) = try load.run(count: count)
        print("\(count) claims over \(values[connections]) connections, \(values[rate]) a second asked for")
        report("intake serve", claims.map(\.milliseconds), seconds: took)
        report("one fdatasync a claim", flushed, seconds: flushed.reduce(0, +) / 1_000)
    }

    /// Appends claims to a file of its own, one after the other, each flushed: the milliseconds of each.
    private static func flushEach(for limit: Duration, in folder: String) throws -> [Double] {
        let path = "\(folder)/flushed"
        func failure() -> CommandFailure {
            CommandFailure(.ioError, "\(path) cannot be written: \(String(cString: strerror(errno))).")
        }
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        let began = ContinuousClock.now
        var latencies: [Double] = []
        while ContinuousClock.now - began < limit {
            let body = claim(latencies.count)
            let start = ContinuousClock.now
            guard write(file, body, body.count) == body.count, fdatasync(file) == 0 else { throw failure() }
            latencies.append((ContinuousClock.now - start) / .milliseconds(1))
        }
        return latencies
    }

    /// A claim of a firm that is visibly made up.
    @Sendable private static func claim(_ number: Int) -> [UInt8] {
        let digits = "\(number)"
        let firm = try? USCC(completing: "91150223" + String(repeating: "0", count: 9 - digits.count) + digits)
        let claim =
            #"{"programme":"baotou-2022","clause":"7-1","period":"2023","applicant":"\#(firm?.code ?? "")","#
            + #""applicant_name":"样例直播\#(number)公司（虚构）","facts":{"area_m2":1200,"rooms":8,"#
            + #""active_anchors":\#(11 + number % 40),"local_sales":\#(20_000_000 + number).5},"#
            + #""contact":{"name":"样例","phone":"13900000000"}}"#
        return Array(claim.utf8)
    }

    private static func report(_ name: String, _ milliseconds: [Double], seconds: Double) {
        let latencies = Latencies(milliseconds)
        let column = name + String(repeating: " ", count: max(0, 24 - name.count))
        print(
            "  \(column) \(Int(Double(milliseconds.count) / seconds)) a second; ms: p50 \(latencies.at(0.5)), "
                + "p99 \(latencies.at(0.99)), p99.9 \(latencies.at(0.999)), max \(latencies.at(1))")
    }
}

/// An `intake serve` of 150223 over a log in a folder, on which Baotou has adopted its policy.
private struct IntakeServer {
    let port: UInt16
    private let process: Subprocess

    init(folder: String, policy: String, offices: String) throws {
        let path = "\(folder)/log.sqlite"
        let log = try SQLiteLog(file: path)
        let programmes = Stream.programmes.topic(of: Division("150200")!)
        _ = try log.create([
            TopicDefinition(programmes, partitions: 1),
            TopicDefinition(Stream.rounds.topic(of: Division("150200")!), partitions: 1),
            TopicDefinition(Stream.programmes.topic(of: Division("150000")!), partitions: 1),
            TopicDefinition(Stream.rounds.topic(of: Division("150000")!), partitions: 1),
        ])
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: policy)))
        var adopted = PolicyAdopted()
        adopted.programme = "baotou-2022"
        adopted.digest = SHA256.digest(of: bytes).description
        adopted.bytes = Base64Data(bytes)
        adopted.order = "bench"
        try log.append([
            OutgoingRecord(
                topic: programmes, partition: 0, key: nil, payload: adopted.bytes,
                headers: [Header("ce_type", PolicyAdopted.type)])
        ])
        guard let intake = WorkerLaunch.executable(of: .intake) else {
            throw CommandFailure(.unavailable, "There is no intake beside this duixian; build it as well.")
        }
        port = try ClaimConnection.freePort()
        process = try Subprocess(
            intake,
            [
                "serve", "--without-round", "--listen", "127.0.0.1:\(port)", "--office", "150223", "--offices", offices,
                "--log", path, "--state", "\(folder)/state",
            ])
    }

    func stop() { process.terminate() }
}
