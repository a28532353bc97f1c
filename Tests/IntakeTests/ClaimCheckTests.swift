import Decimals
import Log
import Messages
import Seals
import Testing

@testable import Intake

/// Given programmes and rounds, when a claim comes, then these of its fields are wrong.
struct ClaimCheckTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What is changed of a claim without faults.
        let change: @Sendable (inout ClaimDraft) -> Void
        let fields: [String]
        var says = ""

        init(
            _ description: String, _ fields: [String], says: String = "",
            _ change: @escaping @Sendable (inout ClaimDraft) -> Void
        ) {
            testDescription = description
            self.fields = fields
            self.says = says
            self.change = change
        }
    }

    static let cases: [Case] = [
        Case("nothing", []) { _ in },
        Case("a wrong check character", ["applicant"], says: "校验码") {
            $0.applicant = $0.applicant.dropLast() + ($0.applicant.hasSuffix("0") ? "1" : "0")
        },
        Case("a letter that no code has", ["applicant"], says: "除I、O、S、V、Z以外") { $0.applicant = "91150223MA0QTESTIO" },
        Case("another programme", ["programme"], says: "baotou-2022") { $0.programme = "baotou-2021" },
        Case("no such clause", ["clause"]) { $0.clause = "7-9" },
        Case("a clause that grants nothing", ["clause"], says: "grants no money") { $0.clause = "1" },
        Case("no year", ["period"]) { $0.period = "2023-1" },
        Case("before the validity", ["period"], says: "before") { $0.period = "2019" },
        Case("no round", ["period"], says: "opened no round") { $0.period = "2024" },
        Case("below zero", ["facts.local_sales"], says: "below zero") {
            $0.facts["local_sales"] = .number(Decimal128(-1))
        },
        Case("half a person", ["facts.active_anchors"], says: "整数") {
            $0.facts["active_anchors"] = (try? Decimal128("12.5")).map { .number($0) }
        },
        Case("text for a number", ["facts.rooms"]) { $0.facts["rooms"] = .text("many") },
        Case("a day that there is not", ["facts.established_on"], says: "2023-02-30") {
            $0.facts["established_on"] = .text("2023-02-30")
        },
        Case("a round's fact", ["facts.prior_awards"], says: "不由申报主体填报") {
            $0.facts["prior_awards"] = .number(Decimal128(0))
        },
        Case("a slip in a name", ["facts.local_sale"], says: "local_sales") {
            $0.facts["local_sale"] = .number(Decimal128(1))
        },
        Case("evidence that nobody has", ["evidence[0]"], says: "hand the file in first") {
            $0.evidence = [SHA256.digest(of: [1]).description]
        },
        Case("a digest in capitals", ["evidence[0]"], says: "lower case") {
            $0.evidence = ["sha256:" + String(repeating: "A", count: 64)]
        },
        Case("another id", ["id"]) { $0.id = "c-1" },
        Case("a number as a spreadsheet shows it", ["account.number"]) {
            var account = Account()
            account.number = "6.22848E+18"
            $0.account = account
        },
        Case("all at once", ["applicant", "evidence[0]", "period", "facts.local_sales", "facts.x"]) {
            $0.applicant = "1"
            $0.evidence = [""]
            $0.period = "1999"
            $0.facts["local_sales"] = .boolean(true)
            $0.facts["x"] = .null
        },
    ]

    @Test("each fault is named with its field", arguments: cases)
    func faults(row: Case) throws {
        let fixture = try DeskFixture()
        var draft = Samples.draft()
        row.change(&draft)
        let faults = try fixture.desk.faults(in: draft)
        #expect(faults.map(\.field) == row.fields)
        #expect(row.says.isEmpty || faults.contains { ($0.text.en + $0.text.zh).contains(row.says) }, "\(faults)")
        #expect(faults.allSatisfy { !$0.text.zh.isEmpty && !$0.text.en.isEmpty })
        if row.fields.isEmpty {
            #expect(try fixture.desk.submit(draft).isNew)
        } else {
            #expect(throws: Faults.self) { try fixture.desk.submit(draft) }
            #expect(try fixture.records().isEmpty)
        }
    }

    @Test("a round takes claims from its opening until just before its deadline")
    func window() throws {
        let opens = DeskFixture.opens.milliseconds
        let deadline = DeskFixture.deadline.milliseconds
        for (nowMs, isTaken) in [(opens - 1, false), (opens, true), (deadline - 1, true), (deadline, false)] {
            let desk = try DeskFixture(nowMs: nowMs).desk
            #expect(try desk.faults(in: Samples.draft()).isEmpty == isTaken)
        }
        // What the verifier asked for may come later; a trial needs no round.
        var answer = Samples.draft()
        answer.answers = "request-1"
        #expect(try DeskFixture(nowMs: deadline).desk.faults(in: answer) == [])
        #expect(try DeskFixture(round: false).desk.faults(in: Samples.draft()).map(\.field) == ["period"])
        #expect(try DeskFixture(round: false, needsRound: false).desk.faults(in: Samples.draft()) == [])
    }

    @Test("what was taken in before is acknowledged again, whatever the terms are by now")
    func afterwards() throws {
        let fixture = try DeskFixture()
        _ = try fixture.desk.submit(Samples.draft())
        var guide = GuideSet()
        guide.programme = "baotou-2022"
        guide.year = 2023
        guide.closedClauses = ["7-1"]
        guide.digest = SHA256.digest(of: [2]).description
        guide.order = "o-3"
        try DeskFixture.say(guide, on: "150200.programmes", fixture.shared)
        try fixture.desk.terms.refresh(from: fixture.shared)
        #expect(try !fixture.desk.submit(Samples.draft()).isNew)
        #expect(try fixture.desk.faults(in: Samples.draft(1)).map(\.field) == ["clause"])
        // Copied once, however often it is looked at.
        try fixture.desk.terms.refresh(from: fixture.shared)
        let copy = TopicPartition("150223.copy-of-150200-programmes", 0)
        #expect(try fixture.desk.outbox.log.ends(of: [copy])[copy]?.highWatermark == 2)
    }

    @Test("JSON is read as far as it can be, and every field that is wrong is named")
    func json() {
        let text = #"""
            {"programme":1,"clause":"7-1","period":2023,"applicant":"","applicant_name":null,"object":["x"],
             "facts":[],"evidence":"x","supersedes":0,"contct":{},"contact":{"name":"张三","fone":"1"},"account":7}
            """#
        let reader = DraftReader(json: Array(text.utf8))
        #expect(
            reader.faults.map(\.field) == [
                "contct", "programme", "period", "applicant", "applicant_name", "object", "facts", "supersedes",
                "evidence", "contact.fone", "contact.phone", "account",
            ])
        #expect(reader.draft.clause == "7-1")
        for broken in ["", "{", "[]", "7", #"{"a":1,"a":2}"#, "{\"a\":\"\u{1}\"}", "nul"] {
            #expect(!DraftReader(json: Array(broken.utf8)).faults.isEmpty, "\(broken)")
        }
        #expect(!DraftReader(json: [0x7B, 0xFF, 0x7D]).faults.isEmpty)
    }
}
