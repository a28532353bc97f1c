import Decimals
import Foundation
import Messages
import TestSupport
import Testing

@Suite struct SimulateCommandTests {
    private static func claims(_ sales: [String]) -> String {
        sales.enumerated().map { index, sales in
            """
            {"programme":"baotou-2022","clause":"7-1","id":"c\(index)","applicant":"9115","county":"青山区","facts":\
            {"registered_in":"包头","area_m2":1000,"rooms":5,"active_anchors":11,"established_on":"2021-01-01",\
            "applied_on":"2023-01-01","local_sales":\(sales)}}
            """
        }.joined(separator: "\n")
    }

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
        return folder.file(name)
    }

    private func simulate(_ arguments: [String], ending: Int32 = 0) throws -> (output: String, errors: String) {
        let child = try ChildProcess(
            ChildProcess.product("calculator"), ["simulate", "--policies", DrawCommandTests.policies] + arguments)
        #expect(try child.wait(seconds: 60) == .exited(ending), "\(child.errors)")
        return (child.output, child.errors)
    }

    private func report(_ arguments: [String]) throws -> (report: Facts, errors: String) {
        let (output, errors) = try simulate(arguments + ["--json"])
        guard case .record(let report) = try Fact(json: Array(output.utf8)) else { return ([:], errors) }
        return (report, errors)
    }

    /// Lines that cannot be used are named and counted; the others add up to the fen.
    @Test func winnersLosersAndCosts() throws {
        let lines = Self.claims(["20000000.55", "15000000", "50000000", "1"]) + "\nnonsense\n\n{\"clause\":\"7-1\"}\n"
        let claims = try write(lines, to: "claims.jsonl")
        let changes = try write(
            "programme: baotou-2022\nset: {7-1/parameters/cap/value: 400000, 7-1/parameters/threshold/value: 15000000}",
            to: "changes.yaml")
        let (report, errors) = try report(["--claims", claims, "--with", changes])
        guard case .record(let total)? = report["total"] else { throw Missing() }
        #expect(total["claims"] == .number(Decimal128(4)))
        #expect(total["before"] == .number(try Decimal128("700000.00")))
        #expect(total["after"] == .number(try Decimal128("750000.00")))
        #expect(total["difference"] == .number(try Decimal128("50000.00")))
        #expect(total["newly_awarded"] == .number(Decimal128(1)) && total["less"] == .number(Decimal128(1)))
        #expect(total["same"] == .number(Decimal128(2)))
        #expect(report["unreadable"] == .number(Decimal128(2)))
        #expect(errors.contains("claims.jsonl:5: ") && errors.contains("claims.jsonl:7: programme: a text is missing"))
    }

    /// A line that no claim can be that long is passed over, and those around it count.
    @Test func anEndlessLineIsPassedOver() throws {
        let claim = Self.claims(["20000000"])
        let text = claim + "\n" + String(repeating: "x", count: 17 << 20) + "\n" + claim
        let claims = try write(text, to: "claims.jsonl")
        let (report, errors) = try report(["--claims", claims, "--reading", "A-14=all_sales"])
        guard case .record(let total)? = report["total"] else { throw Missing() }
        #expect(total["claims"] == .number(Decimal128(2)))
        #expect(report["unreadable"] == .number(Decimal128(1)))
        #expect(errors.contains("claims.jsonl:2: longer than"))
    }

    @Test(arguments: [("zh", "由谁负担", "直播带货奖励"), ("en", "Who bears it", "Livestream sales award")])
    func tablesAreAligned(language: String, words: String, title: String) throws {
        let claims = try write(Self.claims(["20000000", "40000000"]), to: "claims.jsonl")
        let changes = try write(
            "programme: baotou-2022\nset: {7-1/parameters/rate/value: 2%}", to: "changes.yaml")
        let (output, errors) = try simulate(["--claims", claims, "--with", changes, "--lang", language])
        #expect(errors.isEmpty)
        #expect(output.contains(words) && output.contains(title))
        #expect(output.contains("600,000.00 → 900,000.00") && output.contains("+300,000.00"))
        // Below each heading a rule of strokes, and as wide.
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for (index, line) in lines.enumerated() where line.hasPrefix("─") {
            for row in lines[(index + 1)...].prefix(while: { !$0.isEmpty }) {
                #expect(Self.columns(row) == line.count, "\(row)")
            }
        }
    }

    private static func columns(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
    }

    @Test func readingsAndSeveralFiles() throws {
        let claims = try write(
            Self.claims(["20000000"]).replacingOccurrences(
                of: "\"local_sales\"", with: "\"total_sales\":30000000,\"local_sales\""),
            to: "claims.jsonl")
        let other = try write("programme: baotou-2022\nset: {7-1/parameters/rate/value: 1.1%}", to: "rate.yaml")
        let (report, _) = try report(["--claims", claims, "--reading", "A-14=all_sales", other])
        guard case .record(let total)? = report["total"] else { throw Missing() }
        #expect(total["after"] == .number(try Decimal128("330000.00")))
    }

    @Test func severalFilesEachBehindItsOption() throws {
        let claims = try write(Self.claims(["20000000", "60000000"]), to: "claims.jsonl")
        let rate = try write("programme: baotou-2022\nset: {7-1/parameters/rate/value: 2%}", to: "rate.yaml")
        let cap = try write("programme: baotou-2022\nset: {7-1/parameters/cap/value: 450000}", to: "cap.yaml")
        for files in [["--with", rate, "--with", cap], ["--with", rate, cap]] {
            let (report, _) = try report(["--claims", claims] + files)
            guard case .record(let total)? = report["total"] else { throw Missing() }
            #expect(total["after"] == .number(try Decimal128("850000.00")))
        }
    }

    /// A choice that needs what no claim says is refused, not reported as free of cost.
    @Test(arguments: [
        ("A-37=both", "qianjiang-2023draft: A-37=both: this choice cannot be computed: it needs all titles"),
        ("A-25=exclusive", "nm39-2022: A-25=exclusive: this choice cannot be computed"),
        ("nm39-2022:A-04=refer_late", "nm39-2022: A-04=refer_late: this choice cannot be computed"),
        ("A-04=december", "baotou-2022: A-04=december: the file reads it so already"),
        ("nm-cb7-2023:A-04=refer_late", "There is no reading A-04 in nm-cb7-2023"),
        ("baotuo-2022:A-04=refer_late", "did you mean baotou-2022"),
        ("A-99=x", "There is no reading A-99 in any programme"),
    ])
    func aChoiceThatCannotBeComputedIsRefused(choice: String, sentence: String) throws {
        let claims = try write(Self.claims(["1"]), to: "claims.jsonl")
        let errors = try simulate(["--claims", claims, "--reading", choice], ending: 65).errors
        #expect(errors.contains(sentence), "\(errors)")
    }

    /// Claims of two programmes, of which one can be read so: it is, and the other is named.
    @Test(arguments: ["A-04=refer_late", "baotou-2022:A-04=refer_late"])
    func aReadingIsTriedWhereItCanBe(choice: String) throws {
        let late = Self.claims(["30000000"]).replacingOccurrences(of: "2023-01-01", with: "2025-08-27")
        let other = #"{"programme":"nm39-2022","clause":"2-2","facts":{"node_new":false}}"#
        let claims = try write(late + "\n" + other, to: "claims.jsonl")
        let (report, errors) = try report(["--claims", claims, "--reading", choice])
        guard case .record(let total)? = report["total"] else { throw Missing() }
        #expect(total["claims"] == .number(Decimal128(2)) && total["same"] == .number(Decimal128(1)))
        #expect(errors.contains("nm39-2022: A-04=refer_late") == !choice.hasPrefix("baotou"), "\(errors)")
    }

    /// Bounds that only rounds apply change no assessment, and that is said.
    @Test func aReadingOfRoundsSaysThatNothingIsCompared() throws {
        let claims = try write(Self.claims(["20000000"]), to: "claims.jsonl")
        let errors = try simulate(["--claims", claims, "--reading", "A-06=across_years"]).errors
        #expect(errors.hasPrefix("No assessment changes."), "\(errors)")
    }

    /// What `check` would refuse in the changed programme is said, and what it says of the present one is not.
    @Test func whatCheckFindsInTheChangedRulesIsSaid() throws {
        let claims = try write(Self.claims(["20000000"]), to: "claims.jsonl")
        let above = try write("programme: baotou-2022\nset: {14/parameters/high_rate/value: 0.4}", to: "above.yaml")
        let errors = try simulate(["--claims", claims, "--with", above]).errors
        #expect(errors.contains("high_rate") && errors.contains("[error]"), "\(errors)")
        #expect(!errors.contains("白云鄂博矿区") && !errors.contains("0.3元"), "\(errors)")
    }

    /// A whole file in place of the present one.
    @Test func aWholePolicyIsTried() throws {
        let path = "\(DrawCommandTests.policies)/baotou-2022.yaml"
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        let draft = try write(
            text.replacingOccurrences(of: "value: 20000000, unit: yuan", with: "value: 30000000, unit: yuan"),
            to: "draft.yaml")
        let claims = try write(Self.claims(["20000000", "30000000"]), to: "claims.jsonl")
        let (report, _) = try report(["--claims", claims, "--with", draft])
        guard case .record(let total)? = report["total"] else { throw Missing() }
        #expect(total["newly_refused"] == .number(Decimal128(1)) && total["same"] == .number(Decimal128(1)))
    }

    @Test func whatCannotBeTriedIsSaid() throws {
        let claims = try write(Self.claims(["1"]), to: "claims.jsonl")
        let wrong = try write("programme: baotou-2022\nset:\n  7-1/parameters/cap/value: half\n", to: "wrong.yaml")
        let stranger = try write("programme: baotuo-2022\nset: {7-1/parameters/cap/value: 1}\n", to: "stranger.yaml")
        let empty = try write("programme: baotou-2022\nset: {}\n", to: "empty.yaml")
        #expect(try simulate(["--claims", claims], ending: 64).errors.contains("Nothing is changed"))
        #expect(try simulate(["--claims", claims, "--with", wrong], ending: 65).errors.contains("wrong.yaml:3:29"))
        #expect(try simulate(["--claims", claims, "--with", stranger], ending: 65).errors.contains("did you mean"))
        let nothing = try simulate(["--claims", claims, "--with", empty], ending: 65).errors
        #expect(nothing.contains("empty.yaml:2:6: set: nothing is changed"), "\(nothing)")
        #expect(try simulate(["--claims", claims, "--reading", "A-99=x"], ending: 65).errors.contains("A-99"))
        #expect(try simulate(["--claims", claims, "--reading", "A-14=x"], ending: 65).errors.contains("all_sales"))
        let missing = try simulate(["--claims", folder.file("no"), "--reading", "A-14=all_sales"], ending: 65)
        #expect(missing.errors.contains("cannot be opened"))
    }

    /// Rules of a banner, found beside their programme.
    @Test func aDivisionsRulesAreApplied() throws {
        let policies = folder.file("policies")
        let rules = "\(policies)/baotou-2022"
        try FileManager.default.createDirectory(atPath: rules, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: "\(DrawCommandTests.policies)/baotou-2022.yaml", toPath: "\(policies)/baotou-2022.yaml")
        _ = try write(
            """
            programme: baotou-2022
            division: "150223"
            issuer: {zh: 达茂旗人民政府, en: Damao banner}
            set: {7-1/parameters/cap/value: 300000}
            """, to: "policies/baotou-2022/150223.yaml")
        let claims = try write(
            Self.claims(["50000000"]).replacingOccurrences(
                of: "\"id\":\"c0\",\"applicant\":\"9115\",\"county\":\"青山区\",", with: ""), to: "claims.jsonl")
        for (division, award) in [("", "\"award\":500000.00"), ("--division 150223", "\"award\":300000.00")] {
            let command =
                "'\(ChildProcess.product("calculator"))' assess --policies '\(policies)' \(division) < '\(claims)'"
            #expect(try ChildProcess.run("/bin/sh", ["-c", command]).contains(award))
        }
        let other = try ChildProcess(
            ChildProcess.product("calculator"), ["assess", "--policies", policies, "--division", "150203"])
        #expect(try other.wait(seconds: 30) == .exited(65))
        #expect(other.errors.contains("no implementing rules of 150203"))
    }

    private struct Missing: Error {}
}
