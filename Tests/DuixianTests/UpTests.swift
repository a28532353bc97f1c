import Foundation
import Glibc
import Log
import TestSupport
import Testing

@testable import Duixian

/// `duixian up` as people run it, with echoing workers and no script.
struct UpTests {
    private let folder: TemporaryFolder
    private let offices: String

    init() throws {
        folder = try TemporaryFolder()
        offices = folder.file("offices.yaml")
        let ports = try FreePorts.block(of: 2)
        let text = """
            partitions: 2
            offices:
              - division: "150781"
                name: {zh: 满洲里市, en: Manzhouli}
                tier: county
                workers:
                  - {name: echo-a, agent: echo, health: "127.0.0.1:\(ports)", runs: {echo: [0]}}
                  - {name: echo-b, agent: echo, health: "127.0.0.1:\(ports + 1)", runs: {echo: [1]}}
                  - {name: notifier, agent: notifier, health: "127.0.0.1:1", runs: {notify: [0]}}
            """
        try text.write(toFile: offices, atomically: false, encoding: .utf8)
    }

    private func up(_ more: String...) throws -> ChildProcess {
        try ChildProcess(
            ChildProcess.product("duixian"), ["up", "--offices", offices, "--folder", folder.file("up")] + more)
    }

    /// The processes whose command line names this test's folder, as pid and worker.
    private func workers() throws -> [(pid: pid_t, name: String)] {
        let list = try ChildProcess.run("ps", ["-eo", "pid=,args="])
        return list.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard line.contains(folder.path), line.contains("echo-agent run"),
                let pid = words.first.flatMap({ pid_t($0) }),
                let name = words.firstIndex(of: "--worker").map({ String(words[$0 + 1]) })
            else { return nil }
            return (pid, name)
        }
    }

    @Test("a worker that dies is started again; workers end with it, by kill -9 too")
    func deaths() throws {
        let up = try up()
        defer { up.kill() }
        while !up.output.contains("Ctrl-C") {
            try #require(up.isRunning, "\(up.errors)")
            usleep(10_000)
        }
        let second = try self.up()
        #expect(try second.wait(seconds: 30) == .exited(69))
        #expect(
            second.errors
                == "duixian up: Another duixian up runs in \(folder.file("up")); end it, or give another --folder.\n")
        let before = try workers()
        #expect(before.map(\.name).sorted() == ["echo-a", "echo-b"])
        let victim = try #require(before.first { $0.name == "echo-a" })
        kill(victim.pid, SIGKILL)
        while try !workers().contains(where: { $0.name == "echo-a" && $0.pid != victim.pid }) { usleep(10_000) }
        up.kill()
        while try !workers().isEmpty { usleep(10_000) }
    }

    @Test("Ctrl-C ends it and its workers in order")
    func interrupted() throws {
        let up = try up()
        defer { up.kill() }
        while !up.output.contains("Ctrl-C"), up.isRunning { usleep(10_000) }
        up.signal(SIGINT)
        #expect(try up.wait(seconds: 60) == .exited(0), "\(up.errors)")
        #expect(try workers().isEmpty)
    }

    @Test("with --dashboard the pages answer beside the workers, and end with them")
    func dashboard() throws {
        let port = try FreePorts.block()
        let up = try up("--dashboard", "\(port)")
        defer { up.kill() }
        while !up.output.contains("Ctrl-C") {
            try #require(up.isRunning, "\(up.errors)")
            usleep(10_000)
        }
        #expect(up.output.contains("http://127.0.0.1:\(port)/"))
        var answer = (status: 0, body: "")
        while answer.status != 200 {
            try #require(up.isRunning, "\(up.errors)")
            answer = (try? HTTPClient(port: port).send("GET /", [])) ?? answer
            usleep(10_000)
        }
        #expect(answer.body.contains("满洲里市"))
        up.signal(SIGINT)
        #expect(try up.wait(seconds: 60) == .exited(0), "\(up.errors)")
        #expect(throws: (any Error).self) { try HTTPClient(port: port).send("GET /", []) }
    }

    @Test("a script that is wrong is refused with its lines, before anything is started")
    func wrongScript() throws {
        let script = folder.file("script.yaml")
        let text = """
            title: {zh: 一, en: one}
            steps:
            - title: {zh: 一, en: one}
              commands:
              - {office: "1502", run: [intake]}
              - {office: "150200", runs: [intake]}
            """
        try text.write(toFile: script, atomically: false, encoding: .utf8)
        let up = try ChildProcess(
            ChildProcess.product("duixian"),
            ["up", "--offices", offices, "--folder", folder.file("up"), "--script", script])
        #expect(try up.wait(seconds: 30) == .exited(78))
        #expect(up.errors.contains("script.yaml:5:") && up.errors.contains("script.yaml:6:"), "\(up.errors)")
        #expect(access(folder.file("up"), F_OK) != 0)
    }
}
