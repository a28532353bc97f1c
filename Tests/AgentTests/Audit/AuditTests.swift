import Awards
import Foundation
import Log
import Messages
import Seals
import Storage
import TestSupport
import Testing

@testable import Agent

/// A history that a task wrote is clean; whatever is changed in the file afterwards is found, and the first transaction
/// that it touches is named.
struct AuditTests {
    /// A log whose task was restarted, met garbage, wrote dead letters, read rows and carried out plans.
    private struct History {
        let folder: TemporaryFolder
        let file: String
        let task: TaskFixture
        let report: AuditReport

        init() throws {
            folder = try TemporaryFolder()
            file = folder.file("log.sqlite")
            var task = try TaskFixture(try SQLiteLog(file: file))
            task.settings.batchOutputs = 50
            task.settings.batchRecords = 7
            for round in 0..<4 {
                try task.tell([("a", "first \(round)"), ("b", "other")], stream: "registers")
                try task.tell((0..<30).map { ("k\($0 % 5)", $0 % 11 == 10 ? "throw" : "add") })
                try task.tell([("a", "look"), ("p", "plan 120 40"), ("a", "nonsense"), ("a", "add")])
                try task.running { _ in while try task.tallies().filter({ $0 == "a \(round + 1)" }).isEmpty { continue }
                }
            }
            self.task = task
            report = try Audit(SQLiteLog(file: file)).run()
        }

        /// A copy of the file, changed by plain SQL; `TABLE(topic)` stands for the table of the topic's partition 0.
        func audit(after sql: String) throws -> AuditReport {
            let copy = try TemporaryFolder()
            let place = copy.file("copy.sqlite")
            do {
                let original = try Database(.file(file))
                try original.execute("VACUUM INTO '\(place)'")
            }
            let database = try Database(.file(place))
            var sql = sql
            while let call = sql.firstMatch(of: #/TABLE\(([-a-z]+)\)/#) {
                let find = try database.statement("SELECT id FROM partitions WHERE topic = ?1 AND partition = 0")
                try find.bind(1, "150200.\(call.1)")
                try #require(try find.step())
                sql.replaceSubrange(call.range, with: "records_\(find.integer(0))")
                find.reset()
            }
            try database.execute(sql)
            database.close()
            return try Audit(SQLiteLog(file: place)).run()
        }

        /// The transaction that wrote the tally of this offset.
        func transaction(writing offset: Int64, to stream: String) throws -> Int64 {
            let partition = task.partition(stream)
            var seen: Int64 = 0
            for record in try progress() {
                for step in record.steps {
                    seen += record.runs(of: step).filter { $0.partition == partition }.reduce(0) {
                        $0 + Int64($1.count)
                    }
                }
                if seen > offset { return record.number }
            }
            return 0
        }

        /// The transaction that read this offset.
        func transaction(reading offset: Int64, of stream: String) throws -> Int64 {
            let topic = "150200.\(stream)"
            return try progress().first { record in
                record.steps.contains { $0.topic == topic && ($0.from ?? 0) <= offset && offset < ($0.to ?? 0) }
            }?.number ?? 0
        }

        func progress() throws -> [ProgressRecorded] {
            try task.read("echo-progress") { try ProgressRecorded(reading: try #require($0.payload)) }
        }
    }

    private static let history = Result { try History() }

    /// Expects one finding: this transaction of the task, said with this word.
    private func expect(_ report: AuditReport, transaction: Int64, _ words: String...) {
        #expect(report.findings.count == 1, "\(report)")
        #expect(report.findings.first?.task == "150200.echo.0", "\(report)")
        #expect(report.findings.first?.transaction == transaction, "\(report)")
        #expect(transaction > 0 && !report.isClean && report.chains.first?.isWhole == false)
        for word in words { #expect(report.findings.first?.sentence.contains(word) == true, "\(report)") }
    }

    @Test("what a task wrote is clean, across restarts, dead letters and plans")
    func clean() throws {
        let history = try Self.history.get()
        let report = history.report
        #expect(report.isClean, "\(report)")
        #expect(report.chains.map(\.task) == ["150200.echo.0"] && report.chains.first?.isWhole == true)
        let numbers = try history.progress().map(\.number)
        #expect(report.transactions == Int64(numbers.count))
        let own = try history.task.records("tallies").count + history.task.records("dead-letters").count
        let rows = try history.task.records("registers").count
        #expect(report.records == Int64(own + rows) && own > 600 && rows == 8)
        #expect(report.topicsWithoutProgress == ["150200.claims", "150200.registers"])
        #expect(report.description.contains("No chain covers 150200.claims, 150200.registers"))
        let last = try history.task.read("echo-progress") { record in
            SHA256.digest(of: record.payload ?? .init(start: nil, count: 0)).description
        }.last
        #expect(report.chains.first?.head == last)
    }

    @Test("an output whose payload, key, id or type was changed", arguments: ["payload", "key", "headers"])
    func alteredOutput(_ column: String) throws {
        let history = try Self.history.get()
        let change =
            column == "key"
            ? "key = x'00'" : "\(column) = CAST(replace(CAST(\(column) AS TEXT), 'tally', 'tallx') AS BLOB)"
        let sql =
            column == "payload"
            ? "UPDATE TABLE(tallies) SET payload = CAST(replace(CAST(payload AS TEXT), ':', ': ') AS BLOB) WHERE offset = 300"
            : "UPDATE TABLE(tallies) SET \(change) WHERE offset = 300"
        let report = try history.audit(after: sql)
        expect(
            report, transaction: try history.transaction(writing: 300, to: "tallies"), "its outputs",
            "150200.tallies[0]@")
    }

    @Test("of two changed outputs the first is named, and nothing behind it")
    func firstOfTwo() throws {
        let history = try Self.history.get()
        let report = try history.audit(after: "UPDATE TABLE(tallies) SET key = x'00' WHERE offset IN (20, 400)")
        expect(report, transaction: try history.transaction(writing: 20, to: "tallies"))
    }

    @Test("an output that was deleted", arguments: ["tallies", "dead-letters"])
    func lostOutput(_ stream: String) throws {
        let history = try Self.history.get()
        let report = try history.audit(after: "DELETE FROM TABLE(\(stream)) WHERE offset = 5")
        expect(report, transaction: try history.transaction(writing: 5, to: stream))
    }

    @Test("the last output that was deleted")
    func lostLastOutput() throws {
        let history = try Self.history.get()
        let last = Int64(try history.task.records("tallies").count - 1)
        let report = try history.audit(after: "DELETE FROM TABLE(tallies) WHERE offset = \(last)")
        expect(report, transaction: try history.transaction(writing: last, to: "tallies"), "holds fewer records")
    }

    @Test("two outputs that changed places")
    func swappedOutputs() throws {
        let history = try Self.history.get()
        let report = try history.audit(
            after: """
                UPDATE TABLE(tallies) SET offset = -1 WHERE offset = 40;
                UPDATE TABLE(tallies) SET offset = 40 WHERE offset = 41;
                UPDATE TABLE(tallies) SET offset = 41 WHERE offset = -1;
                """)
        expect(report, transaction: try history.transaction(writing: 40, to: "tallies"))
    }

    enum Forgery: String, CaseIterable {
        case ownSource, foreignSource, emptySource, noHeaders
    }

    @Test("a record that was slipped in at the end, whatever it says of its source", arguments: Forgery.allCases)
    func slippedIn(_ forgery: Forgery) throws {
        let history = try Self.history.get()
        let end = try history.task.records("tallies").count
        let headers =
            switch forgery {
            case .ownSource: "(SELECT headers FROM TABLE(tallies) WHERE offset = 0)"
            case .foreignSource:
                "(SELECT CAST(replace(CAST(headers AS TEXT), 'echo.0', 'echo.1') AS BLOB) FROM TABLE(tallies) WHERE offset = 0)"
            case .emptySource: "x'0900000063655f736f7572636500000000'"
            case .noHeaders: "NULL"
            }
        let report = try history.audit(
            after: """
                INSERT INTO TABLE(tallies)(offset, timestamp, key, headers, payload)
                    SELECT \(end), timestamp, key, \(headers), payload FROM TABLE(tallies) WHERE offset = 0;
                UPDATE partitions SET next = \(end + 1) WHERE topic = '150200.tallies';
                """)
        #expect(report.findings.count == 1 && report.findings.first?.task == nil, "\(report)")
        #expect(report.findings.first?.positions == [Position(TopicPartition("150200.tallies", 0), Int64(end))])
        #expect(
            report.findings.first?.sentence.hasPrefix("150200.tallies[0]@\(end) was slipped in") == true, "\(report)")
        #expect(report.chains.first?.isWhole == true && report.transactions == history.report.transactions)
    }

    @Test("of many records that were slipped in some are named, and the others counted")
    func manySlippedIn() throws {
        let history = try Self.history.get()
        let end = try history.task.records("tallies").count
        let report = try history.audit(
            after: """
                INSERT INTO TABLE(tallies)(offset, timestamp, key, headers, payload)
                    SELECT \(end) + offset, timestamp, key, NULL, payload FROM TABLE(tallies) WHERE offset < 100;
                UPDATE partitions SET next = \(end + 100) WHERE topic = '150200.tallies';
                """)
        #expect(report.findings.count == Audit.namedPerPartition + 1)
        #expect(
            report.findings.last?.sentence
                == "80 more records of 150200.tallies[0] were slipped in, the last of them 150200.tallies[0]@\(end + 99)."
        )
    }

    @Test("a progress record that was altered", arguments: [("test", "tesT"), ("\"to\":", "\"to\": ")])
    func alteredProgress(_ what: (String, String)) throws {
        let history = try Self.history.get()
        let report = try history.audit(
            after: """
                UPDATE TABLE(echo-progress) SET payload = CAST(replace(CAST(payload AS TEXT), '\(what.0)', '\(what.1)')
                    AS BLOB) WHERE offset = 9
                """)
        expect(report, transaction: 10, "150200.echo-progress[0]@9", "150200.echo-progress[0]@10", "another digest")
    }

    @Test(
        "a progress record whose outputs make no sense is a finding, no crash",
        arguments: ["-5", "9223372036854775807"])
    func senselessProgress(_ number: String) throws {
        let history = try Self.history.get()
        let offset = try history.progress().firstIndex { $0.steps.first?.outputs.isEmpty == false } ?? 0
        let outputs = try history.progress()[offset].steps.first?.outputs.map(String.init).joined(separator: ",") ?? ""
        for altered in ["[0,\(number)]", "[\(number),1]", "[0]"] {
            let report = try history.audit(
                after: """
                    UPDATE TABLE(echo-progress) SET payload = CAST(replace(CAST(payload AS TEXT), '"outputs":[\(outputs)]',
                        '"outputs":\(altered)') AS BLOB) WHERE offset = \(offset)
                    """)
            expect(report, transaction: Int64(offset + 1))
        }
    }

    @Test("a progress record that is garbage, or none")
    func unreadableProgress() throws {
        let history = try Self.history.get()
        for payload in ["x'ff00'", "NULL", "CAST('{}' AS BLOB)"] {
            let report = try history.audit(
                after: "UPDATE TABLE(echo-progress) SET payload = \(payload) WHERE offset = 9")
            expect(report, transaction: 10, "150200.echo-progress[0]@9")
        }
    }

    @Test("two progress records that changed places")
    func swappedProgress() throws {
        let history = try Self.history.get()
        let report = try history.audit(
            after: """
                UPDATE TABLE(echo-progress) SET offset = -1 WHERE offset = 20;
                UPDATE TABLE(echo-progress) SET offset = 20 WHERE offset = 21;
                UPDATE TABLE(echo-progress) SET offset = 21 WHERE offset = -1;
                """)
        expect(report, transaction: 21, "number 22 stands in its place")
    }

    @Test("a progress record that was deleted, at the start, within, or at the end", arguments: [0, 15, -1])
    func lostProgress(_ offset: Int) throws {
        let history = try Self.history.get()
        let count = try history.progress().count
        let place = offset < 0 ? count - 1 : offset
        let report = try history.audit(after: "DELETE FROM TABLE(echo-progress) WHERE offset = \(place)")
        expect(report, transaction: Int64(place + 1))
    }

    @Test("an end that was cut off, and the offsets with it, leaves its outputs uncovered")
    func cutOff() throws {
        let history = try Self.history.get()
        let report = try history.audit(
            after: """
                DELETE FROM TABLE(echo-progress) WHERE offset = (SELECT max(offset) FROM TABLE(echo-progress));
                DELETE FROM offsets;
                """)
        #expect(report.chains.first?.isWhole == true && report.transactions == history.report.transactions - 1)
        let last = Int64(try history.task.records("tallies").count - 1)
        #expect(report.findings.last?.positions == [Position(TopicPartition("150200.tallies", 0), last)], "\(report)")
    }

    @Test(
        "a row of a register that was changed, deleted, or slipped in", arguments: ["changed", "deleted", "inserted"])
    func registers(_ what: String) throws {
        let history = try Self.history.get()
        let sql =
            switch what {
            case "changed": "UPDATE TABLE(registers) SET payload = CAST('first 9' AS BLOB) WHERE offset = 4"
            case "deleted": "DELETE FROM TABLE(registers) WHERE offset = 4"
            default:
                """
                UPDATE TABLE(registers) SET offset = offset + 1000 WHERE offset >= 4;
                UPDATE TABLE(registers) SET offset = offset - 999 WHERE offset >= 1000;
                INSERT INTO TABLE(registers) SELECT 4, timestamp, key, headers, payload FROM TABLE(registers) WHERE offset = 0;
                """
            }
        let report = try history.audit(after: sql)
        let transaction = try history.transaction(reading: 4, of: "registers")
        expect(report, transaction: transaction, "what it has read", "150200.registers[0]@")
    }

    @Test("an input partition that was cut short")
    func lostInputs() throws {
        let history = try Self.history.get()
        let report = try history.audit(
            after: """
                DELETE FROM TABLE(claims) WHERE offset >= 50;
                UPDATE partitions SET next = 50 WHERE topic = '150200.claims';
                """)
        expect(
            report, transaction: try history.transaction(reading: 50, of: "claims"), "150200.claims[0]",
            "records are lost")
    }

    @Test("a stage that reads another's plan is clean too, markers and all", arguments: ["memory", "kafka"])
    func planOfAnother(_ kind: String) throws {
        let kafka = kind == "kafka" ? try KafkaCluster.required() : nil
        if kind == "kafka", kafka == nil { return }
        let log: any EventLog = try kafka.map { KafkaLog(KafkaConfiguration(brokers: $0.bootstrap)) } ?? SQLiteLog()
        let division = kind == "kafka" ? "150298" : "150200"
        var task = try TaskFixture(log, division: division)
        task.settings.batchOutputs = 50
        _ = try log.create([
            TopicDefinition("\(division).letters", partitions: 1),
            TopicDefinition("\(division).notify-progress", partitions: 1),
        ])
        try task.tell([("a", "add"), ("p", "plan 120 40"), ("a", "throw"), ("a", "add")])
        try task.running { _ in while try task.tallies().last != "a 2" { continue } }
        let tallies = TopicPartition("\(division).tallies", 0)
        let reader = TaskSpecification(
            try #require(TaskName("\(division).notify.0")), sources: [.init(tallies)], outputs: ["\(division).letters"])
        let status = TaskStatus(task: reader.id)
        let stop = StopSignal()
        let run = try TaskRun(
            reader, TallyDecider(tallies: "\(division).letters", partition: 0),
            TaskEnvironment(log: log, build: "test", stateFolder: nil, stop: stop, status: status))
        let end = try #require(try task.read("tallies") { $0.offset + 1 }.last)
        // Beyond it, on Kafka, lies the last transaction's marker.
        while (status.now.next[tallies] ?? 0) < end { continue }
        stop.set()
        #expect(run.wait() == .stopped)
        let report = try Audit(log).run()
        let own = report.findings.filter { $0.description.contains(division) }
        #expect(own.isEmpty, "\(report)")
        let chain = try #require(report.chains.first { $0.task == reader.id })
        // The tally knows none of these verbs: each record, of the plan too, became a letter.
        #expect(chain.isWhole && chain.records == 123, "\(report)")
    }

    @Test("it is clean beside a task that goes on writing")
    func live() throws {
        let task = try TaskFixture(SQLiteLog())
        try task.tell((0..<200).map { ("k\($0 % 5)", "add") })
        try task.running { _ in
            while try task.tallies().isEmpty { continue }
            for round in 1...20 {
                try task.tell((0..<50).map { ("r\(round)", $0 % 10 == 9 ? "throw" : "add") })
                let report = try Audit(task.log).run()
                #expect(report.isClean, "\(report)")
            }
        }
        #expect(try Audit(task.log).run().transactions > 0)
    }

    @Test("a log without any chain is clean, and so is an empty one")
    func empty() throws {
        let log = try SQLiteLog()
        #expect(try Audit(log).run() == AuditReport())
        let task = try TaskFixture(log)
        let report = try Audit(task.log).run()
        #expect(report.isClean && report.chains.map(\.transactions) == [0])
    }
}
