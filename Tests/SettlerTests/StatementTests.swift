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
