import Foundation
import TestSupport
import Testing

/// `calculator check` as a policy officer runs it.
struct CheckCommandTests {
    private func check(_ words: [String]) throws -> (ending: ChildProcess.Ending, output: String, errors: String) {
        let child = try ChildProcess(ChildProcess.product("calculator"), ["check"] + words)
        defer { child.kill() }
        return (try child.wait(seconds: 60), child.output, child.errors)
    }

    /// The office's policies load, check and compile in every choice of every reading.
    @Test func nothingIsWrongWithTheOfficesPolicies() throws {
        let (ending, output, errors) = try check([Repository.file("deploy/policies")])
        #expect(ending == .exited(0), "\(output)\(errors)")
        #expect(output.contains("4 files, 125 clauses: nothing is wrong."))
        #expect(output.contains("白云鄂博矿区 is in no list"), "a banner that no rate names is noted")
        #expect(output.contains("the first day is a placeholder (2023年X月X日)"))
        let quiet = try check(["--quiet", Repository.file("deploy/policies")]).output
        #expect(!quiet.contains("[note]"))
    }

    /// Every error is one line that begins with its place; the command ends with 65.
    @Test func whatIsWrongIsPrintedWithItsPlace() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("policy.yaml")
        let text = try String(contentsOfFile: WorkedCase.path("sample-county-2031.yaml"), encoding: .utf8)
        let broken = text.replacing("{above: many, is: high}", with: "{from: many, is: high}")
            .replacing("quote: 每满200万元}", with: "quote: 每满300万元}")
        try #require(broken != text)
        try broken.write(toFile: path, atomically: false, encoding: .utf8)
        let (ending, output, errors) = try check([path])
        #expect(ending == .exited(65))
        #expect(errors.contains("2 errors in 1 file."), "\(errors)")
        let lines = output.split(separator: "\n")
        #expect(
            lines.count == 2 && lines.allSatisfy { $0.hasPrefix("\(path):") && $0.hasSuffix("[error]") }, "\(output)")
        #expect(output.contains("two bands hold exactly 100") && output.contains("3000000"), "\(output)")
    }

    @Test func quotesAreLookedUpInTheSources() throws {
        let folder = try TemporaryFolder()
        let policy = WorkedCase.path("sample-county-2031.yaml")
        try "别的文件".write(toFile: folder.file("source.txt"), atomically: false, encoding: .utf8)
        let (ending, output, _) = try check(["--sources", folder.path, policy])
        #expect(ending == .exited(65))
        #expect(output.contains("the quote of clause 1 is in no source"))
    }

    @Test func oneProgrammeInTwoFilesIsAnError() throws {
        let folder = try TemporaryFolder()
        for name in ["a.yaml", "b.yaml"] {
            try FileManager.default.copyItem(
                atPath: WorkedCase.path("sample-county-2031.yaml"), toPath: folder.file(name))
        }
        let (ending, _, errors) = try check([folder.path])
        #expect(ending == .exited(65))
        #expect(errors.contains("\(folder.file("b.yaml")): programme:"), "\(errors)")
        #expect(errors.contains("sample-county-2031 stands in \(folder.file("a.yaml"))"), "\(errors)")
    }

    @Test func aChoiceThatDoesNotCompileIsFound() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("policy.yaml")
        let text = try String(contentsOfFile: WorkedCase.path("sample-county-2031.yaml"), encoding: .utf8)
        let readings = """
            readings:
              A-01:
                question: {zh: 问, en: question}
                chosen: usual
                choices:
                  usual: {zh: 一, en: one}
                  other: {zh: 二, en: two, set: {2/award/amount: grant * stops}}
            clauses:
            """
        try text.replacing("clauses:", with: readings).write(toFile: path, atomically: false, encoding: .utf8)
        let (ending, output, _) = try check([path])
        #expect(ending == .exited(65))
        #expect(output.contains("A-01 read as other") && output.contains("did you mean steps"), "\(output)")
    }
}
