import Agent
import Awards
import Commands
import Dispatch
import Glibc
import Log
import Messages
import Synchronization
import Web

/// `dashboard bench tail`: whether a live tail keeps up with a topic that is written fast, in bounded memory.
enum TailBench {
    private static let rate = Option(
        "rate", "N", "records that are written in a second", .integer(1...1_000_000), default: 5_000)
    private static let seconds = Option("seconds", "N", "how long", .integer(1...3_600), default: 30)
    private static let folder = Option(
        "folder", "FOLDER", "where log and index are made, and left", .file, default: "bench-index")
    private static let listen = Option(
        "listen", "HOST:PORT", "where the pages answer, for a browser beside it", .text, default: "127.0.0.1:8091")

    static let command = Command(
        "tail", "measures a live tail of a topic that is written fast", [rate, seconds, folder, listen],
        details: """
            It writes claims to 150201.claims at that rate, and reads the page's event stream as a browser does. It \
            prints how many the tail has read of those that were written, how many it has shown, and left out because \
            no page could show them, how old a record is when it is shown, and what the process holds in memory.
            """
    ) { values in
        try run(rate: values[rate], seconds: values[seconds], folder: values[folder], listen: values[listen])
    }

    /// What came of the stream so far.
    private struct Seen {
        var shown = 0
        var read = 0
        var dropped = 0
        var ages = BenchTimes()
    }

    private static func run(rate: Int, seconds: Int, folder: String, listen: String) throws {
        let installation = try BenchInstallation(folder: folder, topics: 1)
        for name in ["tail.sqlite", "150200.dashboard.sqlite"] {
            for suffix in ["", "-wal", "-shm"] { unlink("\(folder)/\(name)\(suffix)") }
        }
        let log = try SQLiteLog(file: "\(folder)/tail.sqlite")
        try installation.provision(log)
        let choices = try ServeCommand.Choices(["listen": listen])
        let serving = try Serving(
            try installation.office(), installation.offices, log, logName: "bench \(MachineClock.nowMs)", state: folder,
            choices, logger: Logger(format: .text, sink: LogSink { _ in }))
        defer { serving.close() }
        while serving.site.picture.takenMs == nil { usleep(10_000) }
        let before = BenchMemory.residentMebibytes
        let seen = Mutex(Seen())
        let client = try BenchStream(port: serving.server.port, path: "/tail?topic=150201.claims")
        let reading = DispatchGroup()
        DispatchQueue(label: "bench").async(group: reading) {
            client.read { name, data in take(name, data, seen) }
        }
        let written = try write(log, rate: rate, seconds: seconds)
        // What was written last is still on its way.
        usleep(1_000_000)
        let after = BenchMemory.residentMebibytes
        let last = seen.withLock { $0 }
        client.close()
        reading.wait()
        Console.standard.write(
            "Written \(written) records in \(seconds) s; the tail has read \(last.read), shown \(last.shown), left out "
                + "\(last.dropped).\nA record is shown when it is \(last.ages.text) old.\n"
                + "The process held \(before) MiB before and \(after) MiB after.\n")
    }

    private static func take(_ name: Substring, _ data: Substring, _ seen: borrowing Mutex<Seen>) {
        guard let content = (try? Fact(json: Array(data.utf8)))?.record else { return }
        let now = MachineClock.nowMs
        seen.withLock { seen in
            if name == "counts" {
                seen.read = content["read"]?.integer.map(Int.init) ?? seen.read
                seen.dropped = content["dropped"]?.integer.map(Int.init) ?? seen.dropped
            } else if name == "record" {
                seen.shown += 1
                guard let time = content["time"]?.text.flatMap(Moment.init) else { return }
                seen.ages.add(microseconds: (now - time.milliseconds) * 1_000)
            }
        }
    }

    /// Writes ten times a second a tenth of the rate; what the log takes more slowly is written later.
    private static func write(_ log: any EventLog, rate: Int, seconds: Int) throws -> Int {
        let began = MachineClock.monotonicMs
        var written = 0
        while written < rate * seconds {
            let due = Int(MachineClock.monotonicMs - began) * rate / 1_000
            let piece = min(due, rate * seconds) - written
            if piece > 0 {
                try log.append(
                    (written..<written + piece).map { number in
                        let claim = BenchInstallation.claim(number, office: "150201")
                        return BenchInstallation.record(claim, "150201.claims", key: claim.applicant)
                    })
                written += piece
            }
            usleep(100_000)
        }
        return written
    }
}

/// An event stream, as a client reads it.
/// Sendable: the descriptor is used by one thread, and shut down by another, which ends the first one's reading.
final class BenchStream: Sendable {
    private let descriptor: Int32

    init(port: UInt16, path: String) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // To 1.0 a body comes as it is, without the lines of chunks between.
        let head = Array("GET \(path) HTTP/1.0\r\nHost: 127.0.0.1:\(port)\r\n\r\n".utf8)
        guard code == 0, send(descriptor, head, head.count, Int32(MSG_NOSIGNAL)) == head.count else {
            throw CommandFailure(.unavailable, "The pages do not answer at port \(port).")
        }
    }

    /// Gives each event's name and data, until the stream is closed.
    func read(_ take: (Substring, Substring) -> Void) {
        var rest: [UInt8] = []
        var name: Substring = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            rest += buffer[..<count]
            guard let end = rest.lastIndex(of: 0x0A) else { continue }
            let lines = String(decoding: rest[...end], as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
            rest.removeFirst(end + 1)
            for line in lines {
                if line.hasPrefix("event: ") { name = line.dropFirst(7) }
                if line.hasPrefix("data: ") { take(name, line.dropFirst(6)) }
            }
        }
    }

    func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
