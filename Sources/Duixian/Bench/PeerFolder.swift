import Agent
import Commands
import Foundation
import Log

/// A folder with the programs that a benchmark is compared with: `compare.sh`, which says what it needs, and beside it
/// `generate.py` and `passthrough.c`.
struct PeerFolder {
    private let folder: String
    private let brokers: String

    init(_ folder: String, _ address: LogAddress) throws {
        guard case .kafka(let kafka) = address else { throw CommandFailure(.usage, "--peer is for a Kafka log.") }
        self.folder = folder
        brokers = kafka.brokers
    }

    /// What `compare.sh` says of `limit`, `streams` or `both`, with claims of its own.
    func compare(_ which: String, claims: Int, batch: Int) throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("duixian-bench-claims.txt").path
        defer { for name in [file, file + ".registry"] { try? FileManager.default.removeItem(atPath: name) } }
        _ = try Subprocess("/usr/bin/env", ["python3", "\(folder)/generate.py", "\(claims)", file]).output()
        return try Subprocess(
            "/usr/bin/env", ["BATCH=\(batch)", "bash", "\(folder)/compare.sh", brokers, file, which]
        ).output()
    }

    /// Makes the C program that only copies, as the given file.
    func compileCopier(as path: String) throws {
        _ = try Subprocess("/usr/bin/env", ["gcc", "-O2", "-o", path, "\(folder)/passthrough.c", "-lrdkafka"]).output()
    }

    /// Starts it between two topics. It ends when nothing has come for 5 s.
    func copy(_ path: String, from: String, to: String, batch: Int) throws -> Subprocess {
        // What it has to say it says as an error.
        try Subprocess("/bin/sh", ["-c", "exec \"$@\" 2>&1", "sh", path, brokers, from, to, "50", "\(batch)"])
    }
}
