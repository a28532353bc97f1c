import Lines
import Messages
import TestSupport
import Testing

@testable import Calculator

/// The texts read the other way, where that changes an award: the alternatives of the readings in the files.
struct ReadingsTests {
    static let cases = (try? WorkedCase.read("readings.jsonl")) ?? []

    @Test func thereAreCases() { #expect(Self.cases.count == 45) }

    @Test(arguments: cases) func theOtherReadingAnswersOtherwise(_ item: WorkedCase) throws {
        let file = Repository.file("deploy/policies/\(item.programme).yaml")
        let line = Array(item.line.utf8)
        let switched = try PolicyFolder.load(files: [file], readings: item.readings)
        let said = AssessCommand.answer(to: line, switched, withTrace: false)
        guard case .record(let answer) = said else {
            Issue.record("\(item): \(said.json)")
            return
        }
        let fault = item.fault(in: answer)
        #expect(fault == nil, "\(fault ?? "")")
    }

    /// A case that says the same in the usual reading shows nothing; those that stand beside one on the boundary may.
    @Test func mostAnswersDifferFromTheUsualReading() throws {
        let usual = try PolicyFolder.load(files: CasesTests.files)
        let same = Self.cases.filter { item in
            guard case .record(let answer) = AssessCommand.answer(to: Array(item.line.utf8), usual, withTrace: false)
            else { return false }
            return item.fault(in: answer) == nil
        }
        #expect(same.count <= 5, "\(same.map(\.description))")
    }
}
