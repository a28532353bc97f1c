import Glibc
import Log
import TestSupport
import Testing

/// `duixian up` as people run it.
struct UpTests {
    private let folder: TemporaryFolder
    private let offices: String

    init() throws {
        folder = try TemporaryFolder()
        offices = folder.file("offices.yaml")
        let ports = try FreePorts.block(of: 2)
        let file = try #require(fopen(offices, "w"))
        fputs(
            """
            partitions: 2
            offices:
              - division: "150781"
                name: {zh: 满洲里市, en: Manzhouli}
                tier: county
                officers:
                  - {id: sample-officer, name: {zh: 示例, en: Sample}, roles: [operator]}
                workers:
                  - {name: echo-a, agent: echo, health: "127.0.0.1:\(ports)", runs: {echo: [0]}}
                  - {name: echo-b, agent: echo, health: "127.0.0.1:\(ports + 1)", runs: {echo: [1]}}
                  - {name: notifier, agent: notifier, health: "127.0.0.1:1", runs: {notify: [0]}}
            """, file)
        fclose(file)
    }

    private func up(_ more: String...) throws -> ChildProcess {
        try ChildProcess(
            ChildProcess.product("duixian"), ["up", "--offices", offices, "--folder", folder.file("up")] + more)
    }

    @Test("the same over Kafka")
    func kafka() throws {
        guard let kafka = try KafkaCluster.required() else { return }
        for _ in 0..<2 {
            let up = try up("--claims", "301", "--log", "kafka:\(kafka.bootstrap)")
            defer { up.kill() }
            #expect(try up.wait(seconds: 180) == .exited(0), "\(up.errors)")
            let words = up.output.split(whereSeparator: \.isWhitespace)
            #expect(
                words.suffix(from: words.firstIndex(of: "Manzhouli") ?? 0).prefix(3) == ["Manzhouli", "301", "301"])
            #expect(up.output.contains("gave the order echo.say, which was accepted"))
        }
        let command = ChildProcess.product("duixian")
        let log = ["--log", "kafka:\(kafka.bootstrap)"]
        let echoes = try ChildProcess.run(command, ["tail", "150781.echoes"] + log).split(separator: "\n")
        #expect(echoes.count == 602)
        let lag = try ChildProcess.run(command, ["lag", "--offices", offices, "--json"] + log).split(separator: "\n")
        #expect(
            lag.filter { $0.contains("150781.echo.") && $0.contains(#""lag_records":0,"lag_seconds":0.0"#) }.count == 2)
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

    @Test("claims go in, echoes come out, an order is answered; a second run goes on")
    func trial() throws {
        for _ in 0..<2 {
            let up = try up("--claims", "301")
            defer { up.kill() }
            #expect(try up.wait(seconds: 120) == .exited(0), "\(up.errors)")
            let words = up.output.split(whereSeparator: \.isWhitespace)
            #expect(
                words.suffix(from: words.firstIndex(of: "Manzhouli") ?? 0).prefix(3) == ["Manzhouli", "301", "301"])
            #expect(up.output.contains("sample-officer of 150781 gave the order echo.say, which was accepted"))
            #expect(up.output.contains("Left out, because this build has no such program: notifier."))
            #expect(try workers().isEmpty)
        }
        let records = SQLiteRecords(log: folder.file("up/log.sqlite"))
        #expect(try records.count("150781.echoes") == 602 && records.count("150781.dead-letters") == 0)
        let replay = try ChildProcess.run(
            ChildProcess.product("duixian"),
            ["replay", "--from", folder.file("up/log.sqlite"), "--into", folder.file("copy"), "--offices", offices])
        #expect(replay.split(separator: "\n").count == 2 && replay.contains("come out the same"))
        #expect(try SQLiteRecords(log: folder.file("copy")).count("150781.echoes") == 602)
    }

    @Test("a worker that dies is started again; workers end with it, by kill -9 too")
    func deaths() throws {
        let up = try up("--claims", "10", "--keep")
        defer { up.kill() }
        while !up.output.contains("Ctrl-C") {
            #expect(up.isRunning, "\(up.errors)")
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
        let up = try up("--claims", "10", "--keep")
        defer { up.kill() }
        while !up.output.contains("Ctrl-C"), up.isRunning { usleep(10_000) }
        up.signal(SIGINT)
        #expect(try up.wait(seconds: 60) == .exited(0), "\(up.errors)")
        #expect(try workers().isEmpty)
    }
}
