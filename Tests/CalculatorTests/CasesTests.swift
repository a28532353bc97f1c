import Documents
import Lines
import Messages
import Policy
import TestSupport
import Testing

@testable import Calculator

/// The worked cases through `calculator assess`: those that came with the texts, and our own, a file a programme.
struct CasesTests {
    static let tables = [
        "golden.jsonl", "rounds.jsonl", "baotou-2022.jsonl", "nm39-2022.jsonl", "nm-cb7-2023.jsonl",
        "qianjiang-2023draft.jsonl", "sample-county-2031.jsonl",
    ]

    /// The office's policies and the invented one.
    static let files =
        ["baotou-2022", "nm-cb7-2023", "nm39-2022", "qianjiang-2023draft"].map {
            Repository.file("deploy/policies/\($0).yaml")
        } + [WorkedCase.path("sample-county-2031.yaml")]

    @Test(arguments: tables) func everyCaseIsAnsweredAsTheTextSays(_ table: String) throws {
        let rulebooks = try PolicyFolder.load(files: Self.files)
        let cases = try WorkedCase.read(table)
        #expect(!cases.isEmpty)
        for item in cases {
            let answer = AssessCommand.answer(to: Array(item.line.utf8), rulebooks, withTrace: false)
            guard case .record(let record) = answer else {
                Issue.record("\(item): \(answer.json)")
                continue
            }
            let fault = item.fault(in: record)
            #expect(fault == nil, "\(fault ?? "")")
        }
    }

    /// The trace stands beside the answer and changes nothing of it.
    @Test func theTraceChangesNoAnswer() throws {
        let rulebooks = try PolicyFolder.load(files: Self.files)
        for item in try Self.tables.flatMap(WorkedCase.read) {
            let line = Array(item.line.utf8)
            guard case .record(var traced) = AssessCommand.answer(to: line, rulebooks, withTrace: true) else {
                continue
            }
            if traced["error"] == nil { #expect(traced["trace"] != nil) }
            traced["trace"] = nil
            #expect(AssessCommand.answer(to: line, rulebooks, withTrace: false) == .record(traced), "\(item)")
        }
    }

    /// The same through the executable, as an office runs it: one answer a line, in the order of the lines.
    @Test func theProcessAnswersInTheOrderOfTheLines() throws {
        let folder = try Assessing.folder(with: Self.files)
        let cases = try Self.tables.flatMap(WorkedCase.read)
        let answers = try Assessing.answers(to: cases.map { Array($0.line.utf8) }, policies: folder)
        try #require(answers.count == cases.count)
        for (item, answer) in zip(cases, answers) {
            let fault = item.fault(in: answer)
            #expect(fault == nil, "\(fault ?? "")")
        }
    }
}
