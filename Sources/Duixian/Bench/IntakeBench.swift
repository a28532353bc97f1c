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
        var name = Array("\(values[folder])/duixian-bench-intake-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else {
            throw CommandFailure(.cantCreate, "\(values[folder]) takes no folder: \(String(cString: strerror(errno))).")
        }
        let own = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: own) }
        let count = values[rate] * values[seconds]
        let flushed = try flushEach(for: .seconds(values[seconds]), in: own)
        let server = try IntakeServer(folder: own, policy: values[policy], offices: values[offices])
        defer { server.stop() }
        let load = ClaimLoad(port: server.port, rate: values[rate], connections: values[connections])
        try load.awaitReady()
        let (latencies, took) = try load.run(count: count)
        print("\(count) claims over \(values[connections]) connections, \(values[rate]) a second asked for")
        report("intake serve", latencies, seconds: took)
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
            let body = ClaimLoad.body(latencies.count)
            let start = ContinuousClock.now
            guard write(file, body, body.count) == body.count, fdatasync(file) == 0 else { throw failure() }
            latencies.append((ContinuousClock.now - start) / .milliseconds(1))
        }
        return latencies
    }

    private static func report(_ name: String, _ latencies: [Double], seconds: Double) {
        let sorted = latencies.sorted()
        func at(_ part: Double) -> String {
            let value = sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))]
            return "\((value * 100).rounded() / 100)"
        }
        let column = name + String(repeating: " ", count: max(0, 24 - name.count))
        print(
            "  \(column) \(Int(Double(sorted.count) / seconds)) a second; ms: p50 \(at(0.5)), p99 \(at(0.99)), "
                + "p99.9 \(at(0.999)), max \(at(1))")
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
        port = try Self.freePort()
        process = try Subprocess(
            intake,
            [
                "serve", "--without-round", "--listen", "127.0.0.1:\(port)", "--office", "150223", "--offices", offices,
                "--log", path, "--state", "\(folder)/state",
            ])
    }

    func stop() { process.terminate() }

    /// A port that nobody listens at; taken by the server a moment later.
    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = ClaimConnection.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard code == 0 else {
            throw CommandFailure(.unavailable, "No port is free: \(String(cString: strerror(errno))).")
        }
        return UInt16(bigEndian: address.sin_port)
    }
}

/// Claims that are sent at a steady rate.
private struct ClaimLoad {
    let port: UInt16
    let rate: Int
    let connections: Int

    private static let readyLimit = Duration.seconds(60)

    /// A claim of a firm that is visibly made up.
    static func body(_ number: Int) -> [UInt8] {
        let digits = "\(number)"
        let firm = try? USCC(completing: "91150223" + String(repeating: "0", count: 9 - digits.count) + digits)
        let claim =
            #"{"programme":"baotou-2022","clause":"7-1","period":"2023","applicant":"\#(firm?.code ?? "")","#
            + #""applicant_name":"样例直播\#(number)公司（虚构）","facts":{"area_m2":1200,"rooms":8,"#
            + #""active_anchors":\#(11 + number % 40),"local_sales":\#(20_000_000 + number).5},"#
            + #""contact":{"name":"样例","phone":"13900000000"}}"#
        return Array(claim.utf8)
    }

    /// Waits until the server listens and has copied the policy.
    func awaitReady() throws {
        let start = ContinuousClock.now
        var last = ""
        while ContinuousClock.now - start < Self.readyLimit {
            if let connection = try? ClaimConnection(port: port), let answer = try? connection.post(Self.body(0)) {
                if answer.status == 201 { return }
                last = answer.body
            }
            _ = StopSignal().wait(milliseconds: 50)
        }
        throw CommandFailure(.unavailable, "The intake takes no claim after 60 s. \(last)")
    }

    /// The milliseconds from when each claim was due until its acknowledgement, so that a server which falls behind is
    /// seen to; and the seconds from the first to the last.
    func run(count: Int) throws -> (latencies: [Double], seconds: Double) {
        let latencies = Mutex<[Double]>([])
        let bodies = (1...count).map { Self.body($0) }
        let start = ContinuousClock.now + .milliseconds(500)
        let threads = try (0..<connections).map { thread in
            try Feeding {
                let connection = try ClaimConnection(port: port)
                var own: [Double] = []
                for number in stride(from: thread, to: count, by: connections) {
                    let due = start + .microseconds(Int64(number) * 1_000_000 / Int64(rate))
                    let wait = due - .now
                    // The pace itself: nothing is waited for but the clock.
                    if wait > .zero { usleep(UInt32(wait / .microseconds(1))) }
                    let answer = try connection.post(bodies[number])
                    guard answer.status == 201 else {
                        throw CommandFailure(.unavailable, "A claim was answered \(answer.status): \(answer.body)")
                    }
                    own.append((ContinuousClock.now - due) / .milliseconds(1))
                }
                latencies.withLock { $0 += own }
            }
        }
        for thread in threads { try thread.get() }
        let took = (ContinuousClock.now - start) / .seconds(1)
        return (latencies.withLock { $0 }, took)
    }
}

/// A connection to a server on this machine, kept open between claims.
private final class ClaimConnection {
    private let descriptor: Int32
    private var rest: [UInt8] = []

    static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(port: port)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw broken("refused") }
        var isOn: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, 4)
    }

    deinit { close(descriptor) }

    func post(_ body: [UInt8]) throws -> (status: Int, body: String) {
        let head =
            "POST /claims HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.count)\r\n\r\n"
        let bytes = Array(head.utf8) + body
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw broken("closed") }
            sent += count
        }
        return try answer()
    }

    private func answer() throws -> (status: Int, body: String) {
        while endOfHead == nil { try receive() }
        let end = endOfHead ?? 0
        var length = 0
        let lines = rest[..<end].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        for line in lines where line.lowercased().hasPrefix("content-length:") {
            length = Int(line.dropFirst(15).filter(\.isNumber)) ?? 0
        }
        while rest.count < end + 4 + length { try receive() }
        let body = String(decoding: rest[(end + 4)..<(end + 4 + length)], as: UTF8.self)
        rest.removeFirst(end + 4 + length)
        return (Int(lines.first?.dropFirst(9).prefix(3) ?? "") ?? 0, body)
    }

    private var endOfHead: Int? {
        let mark: [UInt8] = [13, 10, 13, 10]
        guard rest.count >= 4 else { return nil }
        return (0...(rest.count - 4)).first { rest[$0] == 13 && rest[$0..<($0 + 4)].elementsEqual(mark) }
    }

    private func receive() throws {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw broken("closed") }
        rest += buffer[..<count]
    }

    private func broken(_ what: String) -> CommandFailure {
        CommandFailure(.unavailable, "The intake \(what) the connection.")
    }
}
