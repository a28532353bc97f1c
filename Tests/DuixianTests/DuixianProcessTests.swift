import Awards
import Glibc
import Log
import Messages
import TestSupport
import Testing

@testable import Agent

/// The operator's command as people run it: real processes over a SQLite file.
struct DuixianProcessTests {
    private let folder: TemporaryFolder
    private let log: String
    private let offices: String
    private let ports: Int

    init() throws {
        folder = try TemporaryFolder()
        log = folder.file("log.sqlite")
        offices = folder.file("offices.yaml")
        ports = try FreePorts.block(of: 3)
        try write(
            """
            partitions: 2
            offices:
              - division: "150200"
                name: {zh: 包头市, en: Baotou}
                tier: city
                officers:
                  - {id: sample-officer, name: {zh: 示例, en: Sample}, roles: [operator]}
                workers:
                  - {name: echo-a, agent: echo, health: "127.0.0.1:\(ports)", runs: {echo: [0]}}
                  - {name: echo-b, agent: echo, health: "127.0.0.1:\(ports + 1)", runs: {echo: [1]}}
              - division: "150223"
                name: {zh: 达茂旗, en: Darhan}
                tier: county
                superior: "150200"
                workers:
                  - {name: echo, agent: echo, health: "127.0.0.1:\(ports + 2)", runs: {echo: [0, 1]}}
            """, to: offices)
    }

    private func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
    }

    private func duixian(_ words: String...) throws -> String {
        try ChildProcess.run(ChildProcess.product("duixian"), words)
    }

    /// What a command that fails says, without its name, and its exit code.
    private func failure(_ words: String...) throws -> (String, ChildProcess.Ending) {
        let child = try ChildProcess(ChildProcess.product("duixian"), words)
        defer { child.kill() }
        let ending = try child.wait(seconds: 60)
        #expect(child.output.isEmpty)
        return (String(child.errors.drop { $0 != ":" }.dropFirst(2).dropLast()), ending)
    }

    private func provision() throws { _ = try duixian("provision", "--offices", offices, "--log", log) }

    private func tail(_ topic: String, _ more: String...) throws -> [String] {
        try ChildProcess.run(ChildProcess.product("duixian"), ["tail", topic, "--log", log] + more)
            .split(separator: "\n").map(String.init)
    }

    @Test("provision says what it did, and does nothing twice")
    func provisions() throws {
        let first = try duixian("provision", "--offices", offices, "--log", log)
        #expect(first.contains("150200 包头市 Baotou: created 10, existed 0\n"))
        #expect(first.contains("  150223.claims  2 partitions\n"))
        #expect(first.hasSuffix("\(log): created 20, existed 0\n"))
        let one = try duixian("provision", "--offices", offices, "--log", log, "--office", "150223")
        #expect(one == "150223 达茂旗 Darhan: created 0, existed 10\n\(log): created 0, existed 10\n")
    }

    @Test("bad input gets one sentence that says what to do")
    func badInput() throws {
        try provision()
        let none = try failure("tail", "150200.claims", "--log", folder.file("none"))
        #expect(none.0.hasPrefix("There is no log \(folder.file("none")); make one with: duixian provision"))
        #expect(none.1 == .exited(69))
        let topic = try failure("tail", "150200.claim", "--log", log)
        #expect(topic.0 == "\(log) has no topic 150200.claim; did you mean 150200.claims?")
        let partition = try failure("tail", "150200.claims", "--log", log, "--partition", "2")
        #expect(partition.0 == "150200.claims has 2 partitions, counted from 0, so none is number 2.")
        let offset = try failure("tail", "150200.claims", "--log", log, "--from", "0")
        #expect(offset.0 == "150200.claims has 2 partitions; say with --partition whose offset 0 is.")
        let far = try failure("tail", "150200.days", "--log", log, "--from", "5")
        #expect(far.0 == "150200.days[0] ends at offset 0, before 5.")
        let office = try failure("lag", "--log", log, "--offices", offices, "--office", "150203")
        #expect(office.0 == "\(offices) has no office 150203; it has 150200, 150223.")
        let nowhere = try failure("lag", "--offices", offices)
        #expect(nowhere.0 == "Nothing says where the log is: give --log, or a --config file with it.")
        let role = try failure(
            "order", "echo", "echo.say", "--office", "150223", "--officer", "sample-officer", "--reason", "r",
            "--offices", offices, "--log", log)
        #expect(role.0 == "sample-officer is an officer of 150200 and cannot give orders at 150223.")
        #expect(role.1 == .exited(77))
        let json = try failure(
            "order", "echo", "echo.say", "--office", "150200", "--officer", "sample-officer", "--reason", "r",
            "--body", "{", "--offices", offices, "--log", log)
        #expect(json.0.hasPrefix("The order's body is no JSON.") && json.1 == .exited(65))
    }

    @Test("the clock writes each day once, and tail shows them from a place, so many, or as they come")
    func clockAndTail() throws {
        try provision()
        func clock(_ day: String) throws -> String {
            try duixian(
                "clock", "--office", "150200", "--offices", offices, "--log", log, "--calendar",
                Repository.file("deploy/calendar.yaml"), "--day", day)
        }
        #expect(try clock("2026-03-02") == "2026-03-02\n")
        #expect(try clock("2026-03-02").isEmpty)
        #expect(try clock("2026-03-04") == "2026-03-03\n2026-03-04\n")
        #expect(try tail("150200.days").count == 3)
        #expect(try tail("150200.days", "--from", "2").first?.contains("2026-03-04") == true)
        #expect(try tail("150200.days", "--from", "1", "--count", "1").map { $0.contains("2026-03-03") } == [true])
        #expect(try tail("150200.days", "--from", "2000-01-01T00:00:00Z").count == 3)
        #expect(try tail("150200.days", "--from", "2999-01-01T00:00:00Z").isEmpty)
        let following = try ChildProcess(
            ChildProcess.product("duixian"), ["tail", "150200.days", "--from", "1", "--follow", "--log", log])
        defer { following.kill() }
        while following.output.split(separator: "\n").count < 2 { usleep(1_000) }
        _ = try clock("2026-03-05")
        while following.output.split(separator: "\n").count < 3 { usleep(1_000) }
        following.signal(SIGINT)
        #expect(try following.wait(seconds: 30) == .exited(0))
        #expect(following.errors.isEmpty)
    }

    @Test("a reader that goes away ends tail quietly")
    func closedPipe() throws {
        try provision()
        let event = SQLiteRecords(log: log)
        try event.fill("150200.claims", count: 5_000)
        let command =
            "'\(ChildProcess.product("duixian"))' tail 150200.claims --follow --log '\(log)' | head -n 2; "
            + "echo ${PIPESTATUS[0]}"
        let child = try ChildProcess("bash", ["-c", command])
        defer { child.kill() }
        #expect(try child.wait(seconds: 60) == .exited(0))
        #expect(child.output.hasSuffix("\n0\n") && child.output.split(separator: "\n").count == 3)
        #expect(child.errors.isEmpty)
    }

    @Test("lag counts what waits for a task that stands still, and does not guess of one that never ran")
    func lag() throws {
        try provision()
        func lag() throws -> [String: TaskLagLine] {
            let lines = try duixian("lag", "--offices", offices, "--log", log, "--json").split(separator: "\n")
            #expect(lines.count == 4)
            return Dictionary(
                uniqueKeysWithValues: try lines.map { line in
                    let lag = try TaskLagLine(reading: Array(line.utf8))
                    return (lag.task, lag)
                })
        }
        #expect(try lag().values.allSatisfy { $0.records == nil && $0.seconds == nil })
        let table = try duixian("lag", "--offices", offices, "--log", log)
        #expect(
            table.hasPrefix(
                "TASK           RECORDS  SECONDS  WORKER  STATE\n150200.echo.0        -        -  -       -\n"))
        let records = SQLiteRecords(log: log)
        try records.fill("150223.claims", count: 10)
        let echo = try ChildProcess(
            ChildProcess.product("echo-agent"),
            [
                "run", "--office", "150223", "--worker", "echo", "--offices", offices, "--log", log, "--state",
                folder.file("state"),
            ])
        defer { echo.kill() }
        while try records.count("150223.dead-letters") < 10 { usleep(10_000) }
        while try lag().values.contains(where: { $0.task == "150223.echo.0" && $0.records != 0 }) { continue }
        echo.terminate()
        #expect(try echo.wait(seconds: 30) == .exited(0))
        try records.fill("150223.claims", count: 7, partition: 0)
        let after = try lag()
        #expect(after["150223.echo.0"]?.records == 7 && after["150223.echo.1"]?.records == 0)
        #expect(after["150223.echo.0"]?.seconds != nil && after["150200.echo.0"]?.records == nil)
    }

    @Test("an order is answered by a worker that runs, and recorded where none does")
    func order() throws {
        try provision()
        let words = [
            "order", "echo", "echo.say", "--office", "150200", "--officer", "sample-officer", "--reason", "a test",
            "--offices", offices, "--log", log,
        ]
        let waiting = try ChildProcess(ChildProcess.product("duixian"), words + ["--wait", "0"])
        #expect(try waiting.wait(seconds: 60) == .exited(69))
        #expect(waiting.errors.contains("is recorded, and the echo of 150200 has not answered within 0 s"))
        let echo = try ChildProcess(
            ChildProcess.product("echo-agent"),
            [
                "run", "--office", "150200", "--worker", "echo-a", "--offices", offices, "--log", log, "--state",
                folder.file("state"),
            ])
        defer { echo.kill() }
        let body = folder.file("body.json")
        try write(#"{"text": "你好"}"#, to: body)
        let said = try ChildProcess.run(ChildProcess.product("duixian"), words + ["--body-file", body])
        #expect(said == "accepted: 回声：你好\nThe echo says: 你好\n")
        let refused = try ChildProcess(ChildProcess.product("duixian"), words + ["--body", "{}"])
        #expect(try refused.wait(seconds: 60) == .exited(65))
        #expect(refused.errors.contains("refused: ") && refused.errors.contains("text: expected"))
    }

    @Test("schema prints what records look like")
    func schema() throws {
        #expect(try duixian("schema", "day.v1").contains(#""$id": "urn:duixian:day.v1""#))
        #expect(try duixian("schema").contains(#""title": "claim.submitted.v1""#))
        #expect(try duixian("schema", "--asyncapi").contains(#""address": "{division}.verify-progress""#))
        #expect(try failure("schema", "day.v2").0 == "There is no message type day.v2; did you mean day.v1?")
    }
}

/// As `duixian lag --json` prints it.
struct TaskLagLine: Message {
    var task = ""
    var records: Int64?
    var seconds: RawJSON?

    init() {}

    static let type = "lag"
    static let summary = Text(zh: "滞后", en: "Lag.")
    static let fields: FieldList<TaskLagLine> = [
        Field("task", \.task, zh: "任务", en: "task"),
        Field("lag_records", \.records, zh: "记录", en: "records"),
        Field("lag_seconds", \.seconds, zh: "秒", en: "seconds"),
    ]
}

/// A log file as a test looks at it.
struct SQLiteRecords {
    let log: String

    /// Writes records that no agent can use.
    func fill(_ topic: String, count: Int, partition: Int32? = nil) throws {
        try SQLiteLog(file: log).append(
            (0..<count).map { number in
                OutgoingRecord(topic: topic, partition: partition, key: Array("\(number)".utf8), payload: [1])
            })
    }

    func count(_ topic: String) throws -> Int {
        let log = try SQLiteLog(file: log)
        let partitions = (0..<(try log.topics()[topic] ?? 0)).map { TopicPartition(topic, $0) }
        return try log.ends(of: partitions).values.reduce(0) { $0 + Int($1.lastStable) }
    }
}
