import Lines
import Messages
import TestSupport
import Testing

@testable import Settler

/// Statements through `settler statement`: those that came with the texts, and our own, worked out by hand.
struct StatementTests {
    static let tables = [
        WorkedCase.path("rounds.jsonl"), Repository.file("Tests/SettlerTests/Cases/statements.jsonl"),
    ]

    static func tool() throws -> StatementTool {
        StatementTool(try PolicyFolder.load(files: PolicyFolder.files(in: Repository.file("deploy/policies"))))
    }

    @Test(arguments: zip(tables, [2, 80])) func everyStatementIsAsTheTextsSay(_ table: String, _ least: Int) throws {
        let tool = try Self.tool()
        let cases = try StatementCase.read(table)
        #expect(cases.count >= least)
        for item in cases {
            let fault = item.fault(in: tool.answer(to: item.line))
            #expect(fault == nil, "\(fault ?? "")")
        }
    }

    @Test(arguments: tables) func theOrderOfPaymentsChangesNoSum(_ table: String) throws {
        let tool = try Self.tool()
        for item in try StatementCase.read(table) {
            guard case .record(var input) = item.input, case .list(let paid)? = input["paid"] else { continue }
            input["paid"] = .list(paid.reversed())
            let answers = [item.input, .record(input)].map { tool.answer(to: Array($0.json.utf8)) }
            guard case .record(let there) = answers[0], case .record(let back) = answers[1] else {
                Issue.record("\(item)")
                continue
            }
            #expect((there["error"] == nil) == (back["error"] == nil), "\(item)")
            #expect(there["total"] == back["total"], "\(item)")
            if case .record(let one)? = there["counties"], case .record(let other)? = back["counties"] {
                #expect(one.sorted() == other.sorted(), "\(item)")
            }
        }
    }

    /// The texts read the other way, where that changes what the city owes, or says that no statement can tell.
    static let readings: [(reading: (String, String), payment: String, says: String)] = [
        (("A-07", "rewards_only"), #""clause": "6", "amount": 20000.00"#, #""total":0.00"#),
        (("A-07", "rewards_only"), #""clause": "8", "amount": 100000.00"#, #""total":0.00"#),
        (("A-07", "rewards_only"), #""clause": "14", "amount": 100.00"#, #""total":0.00"#),
        (("A-07", "rewards_only"), #""clause": "7-1", "amount": 600000.00"#, #""total":250000.00"#),
        (("A-08", "half"), #""clause": "3", "amount": 500000.01"#, #""total":250000.00"#),
        (("A-10", "whole_increment"), #""clause": "11-1", "amount": 350000.00, "city_delta": 900000.00"#, "900000.00"),
        (("A-10", "whole_increment"), #""clause": "11-2", "amount": 350000.00, "city_delta": -1.00"#, #""total":0.00"#),
        (("A-10", "proportional"), #""clause": "11-1", "amount": 350000.00, "city_delta": 900000.00"#, "fiscal_cur"),
    ]

    @Test(arguments: readings.indices) func theOtherReadingOwesOtherwise(_ index: Int) throws {
        let item = Self.readings[index]
        let file = Repository.file("deploy/policies/baotou-2022.yaml")
        let switched = try PolicyFolder.load(files: [file], readings: [item.reading.0: item.reading.1])
        let payment = #"{"county": "九原区", "programme": "baotou-2022", \#(item.payment)}"#
        let line = #"{"city": "150200", "year": 2024, "paid": [\#(payment)]}"#
        let answer = StatementTool(switched).answer(to: Array(line.utf8)).json
        #expect(answer.contains(item.says), "\(item.reading): \(answer)")
    }

    /// What is no JSON, or far too long, is answered like any other bad line.
    @Test(arguments: ["", "   ", "{", "nothing", "{\"city\": \"\u{0}\"}", String(repeating: "[", count: 17 << 20)])
    func aLineThatIsNoStatementIsRefused(_ line: String) throws {
        guard case .record(let answer) = try Self.tool().answer(to: Array(line.utf8)),
            case .text(let sentence)? = answer["error"]
        else {
            Issue.record("\(line.prefix(40)) was answered")
            return
        }
        #expect(answer.count == 1)
        #expect(sentence.utf8.count < 2000)
    }
}
