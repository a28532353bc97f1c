import Foundation
import Log
import Messages
import TestSupport
import Testing

@testable import Duixian

/// A small part of the demonstration (`deploy/demo/spring.yaml`): three districts and their city, as real processes.
struct TrialTests {
    private let folder: TemporaryFolder
    private let offices: String

    init() throws {
        folder = try TemporaryFolder()
        offices = folder.file("offices.yaml")
        try Self.offices().write(toFile: offices, atomically: false, encoding: .utf8)
    }

    /// Of `deploy/offices.yaml` the city and three districts, with ports of their own and nobody above them.
    private static func offices() throws -> String {
        let file = try String(contentsOfFile: Repository.file("deploy/offices.yaml"), encoding: .utf8)
        let parts = file.components(separatedBy: "  - division: ")
        let own = parts.dropFirst().filter { part in
            ["150200", "150203", "150206", "150223"].contains { part.hasPrefix("\"\($0)\"") }
        }.map { "  - division: " + $0.replacing("    superior: \"150000\"\n", with: "") }
        #expect(own.count == 4)
        var text = parts[0] + own.joined()
        let first = try FreePorts.block(of: 30)
        for (index, port) in (9400..<9530).filter({ text.contains("127.0.0.1:\($0)\n") }).enumerated() {
            text = text.replacing("127.0.0.1:\(port)\n", with: "127.0.0.1:\(first + index)\n")
        }
        return text
    }

    private func duixian(_ words: [String], exits code: Int32 = 0) throws -> String {
        let child = try ChildProcess(ChildProcess.product("duixian"), words)
        defer { child.kill() }
        #expect(try child.wait(seconds: 600) == .exited(code), "\(words): \(child.errors)\(child.output)")
        return child.output + child.errors
    }

    /// Runs the script; answers what it printed.
    private func up(_ name: String, _ more: String...) throws -> String {
        try duixian(
            [
                "up", "--offices", offices, "--folder", folder.file(name), "--script",
                Repository.file("deploy/demo/spring.yaml"),
            ] + more)
    }

    private func log(_ name: String) -> String { folder.file("\(name)/log.sqlite") }

    @Test("every claim stands somewhere; a replay, a second run and a run on Apache Kafka hold the same")
    func runs() throws {
        let said = try up("one")
        // The claims that were lodged are those that the tables count.
        let total = try #require(said.split(separator: "\n").first { $0.hasPrefix("合计") })
        let cells = total.split(separator: " ").dropFirst(3).map(String.init)
        #expect(cells.count == 9)
        let counts = cells.enumerated().filter { $0.offset != 2 }.map { Int($0.element) ?? 0 }
        #expect(counts[0] > 60 && counts[0] == counts.dropFirst().reduce(0, +), "\(total)")
        #expect(counts[1] > 10 && counts[2] == 0 && counts[3] > 10, "\(total)")
        // Its round is closed: a rank moved, the awards are confirmed, and one was corrected since.
        #expect(said.contains("   1  项异议成立") && said.contains("clause 8: ") && said.contains("项奖补生效"))
        #expect(said.contains("corrected since: ") && said.contains("yuan are recovered"))
        #expect(said.contains("payments reached their payees") && said.contains("came back from the bank"))
        #expect(said.contains("called back") && said.contains("recovered"))
        #expect(said.contains("the target is 30, not met") && said.contains("kept on record: firms determined"))
        #expect(said.contains("of them at the desk"))
        #expect(said.contains("answer to an objection") && !said.contains("of them not sent"))
        try expectPages(folder.file("one/pages"))
        #expect(!said.contains("dead letters") && !said.contains("were started again"))
        #expect(said.contains("bad rows") && said.contains("orders refused"))
        #expect(try duixian(["audit", "--log", log("one")]).contains("each is as it was written"))

        let copy = folder.file("copy")
        let replay = try duixian([
            "replay", "--from", log("one"), "--into", copy, "--offices", folder.file("one/offices.yaml"),
        ])
        #expect(replay.contains("150200.verify.3") && replay.contains("150203.relay.0"))
        try expectSame(copy, log("one"))

        let again = try up("one")
        #expect(again.contains("Starting afresh") && again.contains(total))
        try expectSame(copy, log("one"))

        try compareWithKafka(copy, total)

        // One record more is a difference.
        try SQLiteLog(file: copy).append([OutgoingRecord(topic: "150203.claims", key: Array("k".utf8), payload: [1])])
        let differ = try duixian(["audit", "--log", log("one"), "--with", copy], exits: 65)
        #expect(differ.contains("differ in 1 keys") && differ.contains("150203.claims, key k"))
    }

    /// The index leads to pages and letters that are there, and they to others.
    private func expectPages(_ folder: String) throws {
        var texts: [String: String] = [:]
        for name in ["index", "award", "refusal", "notice-baotou-2022-2023-all"] {
            let text = try String(contentsOfFile: "\(folder)/\(name).html", encoding: .utf8)
            texts[name] = text
            for link in text.components(separatedBy: "href=\"").dropFirst() {
                let address = String(link.prefix { $0 != "\"" })
                #expect(FileManager.default.fileExists(atPath: "\(folder)/\(address)"), "\(name).html: \(address)")
            }
        }
        #expect(texts["index"]?.contains("href=\"award.html\"") == true)
        #expect(texts["index"]?.contains("href=\"../letters/150203/") == true)
        #expect(texts["award"]?.contains("按照销售额的1%") == true && texts["award"]?.contains("追回") == true)
        #expect(texts["refusal"]?.contains("✗") == true)
    }

    private func expectSame(_ one: String, _ other: String) throws {
        #expect(try duixian(["audit", "--log", one, "--with", other]).contains("hold the same"))
    }

    private func compareWithKafka(_ log: String, _ total: Substring) throws {
        guard let kafka = try KafkaCluster.start() else { return }
        defer { kafka.close() }
        let address = "kafka:\(kafka.bootstrap)"
        #expect(try up("kafka", "--log", address).contains(total))
        try expectSame(log, address)
        let again = try up("kafka", "--log", address)
        #expect(again.contains("no step is run again") && again.contains(total))
    }

    @Test("outside a trial nobody says the time")
    func times() throws {
        let log = folder.file("log")
        _ = try duixian(["provision", "--offices", offices, "--log", log])
        let at = ["--at", "2024-03-01T09:00:00+08:00", "--offices", offices, "--log", log]
        let order = ["order", "round", "policy.adopt", "--office", "150200", "--officer", "o-1502-04", "--reason", "x"]
        #expect(try duixian(order + at, exits: 77).contains("--at is for trials"))
        let claim = folder.file("claim.json")
        try "{}".write(toFile: claim, atomically: false, encoding: .utf8)
        let intake = try ChildProcess(
            ChildProcess.product("intake"),
            ["submit", claim, "--office", "150203", "--state", folder.file("state")] + at)
        #expect(try intake.wait(seconds: 30) == .exited(77))
        #expect(intake.errors.contains("--at is for trials"))
    }
}

struct TextTableTests {
    @Test("columns line up where characters are wide")
    func widths() {
        var table = TextTable(left: [0], gap: 1)
        table.add(["固阳县", "1"])
        table.rule()
        table.add(["a", "1,000"])
        #expect(table.lines == ["固阳县     1", "────────────", "a      1,000"])
        #expect("包头市 Baotou".columns == 13)
        #expect("包头市 Baotou".cut(to: 8) == "包头市 …" && "包头".cut(to: 4) == "包头" && "包头".cut(to: 3) == "包…")
    }

    @Test("money and counts", arguments: [(0, "0.00"), (5, "0.05"), (123_456_789, "1,234,567.89"), (-150, "-1.50")])
    func money(_ fen: Int64, _ text: String) { #expect(yuan(fen) == text) }
}

struct HTMLPageTests {
    @Test("what stands in a text is no markup")
    func escapes() {
        var page = HTMLPage(Text(zh: "<b>", en: "a & b"))
        page.table([Text(zh: "一", en: "one")], [[.plain("\"<script>\"")], [.link("x\"y", Text(zh: "二", en: "two"))]])
        #expect(page.html.contains("&lt;b&gt;") && page.html.contains("a &amp; b"))
        #expect(page.html.contains("&quot;&lt;script&gt;&quot;") && !page.html.contains("<script>"))
        #expect(page.html.contains("href=\"x&quot;y\""))
    }
}
