import Foundation
import Glibc
import TestSupport
import Testing

/// The tests' own tools, shown to work before anything is shown with them.
@Suite struct HarnessTests {
    private func kcat(_ properties: [String: String], _ arguments: [String]) throws -> String {
        let settings = properties.sorted { $0.key < $1.key }.flatMap { ["-X", "\($0.key)=\($0.value)"] }
        return try ChildProcess.run("timeout", ["60", "kcat"] + settings + arguments)
    }

    private func createTopic(_ name: String, on kafka: KafkaCluster) throws {
        guard let home = ProcessInfo.processInfo.environment["KAFKA_HOME"] else { return }
        var arguments = ["--bootstrap-server", kafka.bootstrap, "--create", "--topic", name]
        if let settings = kafka.toolSettings { arguments += ["--command-config", settings] }
        try ChildProcess.run("\(home)/bin/kafka-topics.sh", arguments)
    }

    @Test func aBrokerKeepsItsRecordsThroughKillAndRestart() throws {
        guard let kafka = try KafkaCluster.start() else { return }
        defer { kafka.close() }
        try createTopic("kept", on: kafka)
        let folder = try TemporaryFolder()
        let lines = (1...1_000).map { "record \($0)" }.joined(separator: "\n") + "\n"
        try lines.write(toFile: folder.file("lines"), atomically: true, encoding: .utf8)
        _ = try kcat(kafka.properties, ["-P", "-t", "kept", "-l", folder.file("lines")])

        let first = try #require(kafka.process())
        kafka.kill()
        #expect(kafka.process() == nil)
        try kafka.restart()
        #expect(try #require(kafka.process()) != first)
        #expect(try kcat(kafka.properties, ["-C", "-t", "kept", "-o", "beginning", "-e", "-q"]) == lines)
    }

    @Test func anOfficeWritesItsOwnTopicsOnly() throws {
        guard let kafka = try KafkaCluster.start(tls: true) else { return }
        defer { kafka.close() }
        for topic in ["150223.claims", "150200.rounds"] { try createTopic(topic, on: kafka) }
        let office = try kafka.certificate(for: "150223")
        try kafka.allow("150223", reads: ["150200"])
        let folder = try TemporaryFolder()
        try "one\n".write(toFile: folder.file("lines"), atomically: true, encoding: .utf8)

        _ = try kcat(office, ["-P", "-t", "150223.claims", "-l", folder.file("lines")])
        #expect(try kcat(office, ["-C", "-t", "150223.claims", "-e", "-q"]) == "one\n")
        #expect(try kcat(office, ["-C", "-t", "150200.rounds", "-e", "-q"]).isEmpty)
        #expect(throws: ChildProcess.Failed.self) {
            try kcat(office, ["-P", "-t", "150200.rounds", "-l", folder.file("lines")])
        }
        let expired = try kafka.certificate(for: "150224", days: 0)
        #expect(throws: ChildProcess.Failed.self) { try kcat(expired, ["-L"]) }
    }

    @Test func aMachineThatIsCutOffIsSilent() throws {
        guard let machine = try NetworkNamespace.required() else { return }
        let port = try FreePorts.block()
        let server = try machine.start("python3", ["-m", "http.server", "\(port)"])
        defer {
            server.kill()
            try? machine.close()
        }
        let ask = ["-sS", "-o", "/dev/null", "--max-time", "2", "http://\(machine.address):\(port)/"]
        let refused = ChildProcess.Ending.exited(7)
        let silent = ChildProcess.Ending.exited(28)
        var answer = refused
        for _ in 0..<200 where answer == refused { answer = try ChildProcess("curl", ask).wait(seconds: 10) }
        #expect(answer == .exited(0))
        try machine.cutOff()
        #expect(try ChildProcess("curl", ask).wait(seconds: 10) == silent)
        try machine.reconnect()
        #expect(try ChildProcess("curl", ask).wait(seconds: 10) == .exited(0))
    }

    @Test func aChildIsFrozenKilledAndReported() throws {
        let child = try ChildProcess("sh", ["-c", "echo $WORD; exec sleep 100"], environment: ["WORD": "hello"])
        #expect(throws: ChildProcess.StillRunning.self) { try child.wait(seconds: 1) }
        #expect(child.output == "hello\n")
        child.freeze()
        child.terminate()
        #expect(child.isRunning)
        child.resume()
        #expect(try child.wait(seconds: 10) == .killed(signal: SIGTERM))
        child.kill()
        #expect(try ChildProcess("sh", ["-c", "exit 3"]).wait(seconds: 10) == .exited(3))
        #expect(throws: (any Error).self) { try ChildProcess("/no/such/executable") }
    }

    @Test func productsAndFilesAreFoundAndFoldersGoWithTheirOwner() throws {
        #expect(FileManager.default.isExecutableFile(atPath: ChildProcess.product("duixian")))
        #expect(FileManager.default.fileExists(atPath: Repository.file("Package.swift")))
        let path = try TemporaryFolder().path
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func freePortsAreGivenOnce() throws {
        let ports = try (0..<100).flatMap { _ in
            let first = try FreePorts.block(of: 3)
            return first..<first + 3
        }
        #expect(Set(ports).count == 300)
    }
}
