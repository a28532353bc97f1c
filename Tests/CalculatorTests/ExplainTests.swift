import Decimals
import Foundation
import Messages
import TestSupport
import Testing

@Suite struct ExplainTests {
    private static let policies = Repository.file("deploy/policies")

    private static func answer(_ line: String) throws -> Facts {
        let folder = try TemporaryFolder()
        let input = folder.file("claims.jsonl")
        try Data((line + "\n").utf8).write(to: URL(fileURLWithPath: input))
        let program = ChildProcess.product("calculator")
        let output = try ChildProcess.run(
            "/bin/sh", ["-c", "exec '\(program)' assess --explain --policies '\(policies)' < '\(input)'"])
        guard case .record(let answer) = try Fact(json: Array(output.utf8)) else { return [:] }
        return answer
    }

    private static func entries(_ fact: Fact?, _ name: String) -> [Facts] {
        guard case .record(let record)? = fact, case .list(let list)? = record[name] else { return [] }
        return list.compactMap { if case .record(let entry) = $0 { entry } else { nil } }
    }

    @Test func aTraceNamesFactsWordsAndFormulas() throws {
        let answer = try Self.answer(
            #"{"programme":"baotou-2022","clause":"11-1","facts":{"turnover_usd":2000000,"fx_usd_cny":7.0,"#
                + #""fiscal_prev":100000,"fiscal_cur":183333.333,"city_delta":40000}}"#)
        let conditions = Self.entries(answer["trace"], "conditions")
        #expect(conditions.count == 3)
        #expect(
            conditions[1]["facts"]
                == .record([
                    "turnover_usd": .number(Decimal128(2_000_000)), "threshold": .number(Decimal128(1_000_000)),
                ]))
        let steps = Self.entries(answer["trace"], "steps")
        #expect(steps.map { $0["stage"] } == [.text("amount"), .text("limit"), .text("truncated")])
        #expect(steps[0]["formula"] == .text("rate * turnover_usd * fx_usd_cny"))
        #expect(steps[0]["by"] == .record(["zh": .text("按交易额的5%"), "en": .text("“按交易额的5%”")]))
        #expect(
            steps[1]["by"]
                == .record([
                    "zh": .text("不超过地方财力贡献增量"), "en": .text("at most the increment of the fiscal contribution"),
                ]))
    }

    @Test func aTraceShowsTestsAndCeilings() throws {
        let target = try Self.answer(
            #"{"programme":"nm39-2022","clause":"7","facts":{"brands":5,"traditional_firms":100}}"#)
        #expect(target["kpi"] == .text("not_met"))
        let tests = Self.entries(target["trace"], "tests")
        #expect(tests.map { $0["is"] } == ["fails", "holds", "open", "open", "open"].map { .text($0) })
        #expect(
            tests[0]["facts"] == .record(["brands": .number(Decimal128(5)), "brand_target": .number(Decimal128(6))]))

        let decision = try Self.answer(
            #"{"programme":"nm39-2022","clause":"2-3","facts":{"decided":3000000.01,"prior_awards":0}}"#)
        guard case .record(let trace)? = decision["trace"], case .record(let ceiling)? = trace["ceiling"] else {
            Issue.record("no ceiling in \(decision)")
            return
        }
        #expect(ceiling["most"] == .number(Decimal128(3_000_000)))
        #expect(ceiling["facts"] == .record(["cap": .number(Decimal128(3_000_000))]))
    }

    /// A fact that an officer decides without is no fact that holds.
    @Test func whatWasNotGivenIsPassedOver() throws {
        let answer = try Self.answer(
            #"{"programme":"nm39-2022","clause":"2-2","facts":{"node_new":true,"#
                + #""interconnected_with_national_top_node":true}}"#)
        let conditions = Self.entries(answer["trace"], "conditions")
        #expect(conditions.map { $0["is"] } == ["passed_over", "passed_over", "holds", "holds"].map { .text($0) })
        #expect(conditions.first?["facts"].map { "\($0)".contains("node_built_on") } == false)
    }

    @Test(arguments: [("zh", "结论：目标未完成"), ("en", "Outcome: the target is not met")])
    func theCommandPrintsTheExplanation(language: String, end: String) throws {
        let folder = try TemporaryFolder()
        let file = folder.file("facts.json")
        try Data(#"{"brands":5}"#.utf8).write(to: URL(fileURLWithPath: file))
        let text = try ChildProcess.run(
            ChildProcess.product("calculator"),
            ["explain", "nm39-2022/7", "--facts", file, "--lang", language, "--policies", Self.policies])
        #expect(text.hasSuffix(end + "\n"))
    }
}
