import Foundation
import Glibc
import Log
import TestSupport
import Testing

@testable import Intake

/// The form as `intake serve` answers it.
struct FormProcessTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func serve(at host: String, port: Int) throws -> ChildProcess {
        try ChildProcess(
            ChildProcess.product("intake"),
            [
                "serve", "--listen", "\(host):\(port)", "--office", "150223", "--offices",
                Repository.file("deploy/offices.yaml"), "--log", folder.file("log"), "--state", folder.file("state"),
            ])
    }

    /// Asks until the server listens.
    private func answer(_ path: String, port: Int) throws -> Int {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(120) {
            let answer = try? HTTPConnection(port: UInt16(port)).send("GET", path, [], ["Accept": "text/html"])
            if let answer { return answer.status }
            usleep(20_000)
        }
        throw HTTPConnection.Broken()
    }

    @Test(
        "without accounts the pages answer this machine alone, and say so; the API answers as it did",
        arguments: [("127.0.0.1", 200, "accounts.none"), ("0.0.0.0", 404, "form.none")])
    func loopback(host: String, status: Int, said: String) throws {
        let port = try FreePorts.block()
        let process = try serve(at: host, port: port)
        defer { process.kill() }
        #expect(try answer("/openapi.json", port: port) == 200)
        #expect(try answer("/", port: port) == status)
        process.terminate()
        #expect(try process.wait(seconds: 60) == .exited(0))
        let log = try [process.outputFile, process.errorFile].map { try String(contentsOfFile: $0, encoding: .utf8) }
        #expect(log.joined().contains(said), "\(log)")
    }

    @Test("accounts that cannot be read keep it from starting")
    func accounts() throws {
        let path = folder.file("accounts.yaml")
        try Data("accounts: []\n".utf8).write(to: URL(filePath: path))
        let process = try ChildProcess(
            ChildProcess.product("intake"),
            [
                "serve", "--listen", "127.0.0.1:1", "--office", "150223", "--offices",
                Repository.file("deploy/offices.yaml"), "--log", folder.file("log"), "--state", folder.file("state"),
                "--accounts", path,
            ])
        #expect(try process.wait(seconds: 60) != .exited(0))
        #expect(try String(contentsOfFile: process.errorFile, encoding: .utf8).contains("at least one account"))
    }
}
