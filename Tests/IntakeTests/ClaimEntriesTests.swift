import Decimals
import Documents
import Messages
import Policy
import TestSupport
import Testing
import Web

@testable import Intake

/// What is typed into a claim's form, as it is read.
struct ClaimEntriesTests {
    private static func clause() throws -> Clause {
        let bytes = try Document.read(Repository.file("deploy/policies/nm-cb7-2023.yaml"))
        return try #require(Programme.load(bytes, file: "nm-cb7-2023").clause("3-3"))
    }

    @Test("rows of a list are read by their numbers, however somebody numbers them")
    func rows() throws {
        let clause = try Self.clause()
        let entries = try ClaimEntries([
            ("facts.platforms.0.platform", "甲"), ("facts.platforms.0.option", "B"), ("facts.platforms.0.fees", "1,000"),
            ("facts.platforms.2.platform", " 乙 "), ("facts.platforms.-7.platform", "丙"),
            ("facts.platforms.9223372036854775807.platform", "丁"), ("facts.platforms.99999999999999999999.fees", "1"),
            ("facts.platforms.x.fees", "1"), ("facts.platforms.", "1"),
        ])
        #expect(entries.rows(of: "platforms") == 3)
        #expect(
            entries.declared(clause.facts)["platforms"]
                == .list([
                    .record(["platform": .text("甲"), "option": .text("B"), "fees": .number(Decimal128(1_000))]),
                    .record(["platform": .text("乙")]),
                ]))
    }

    @Test("what is typed becomes the claim that the API would be sent; what is left out is not in it")
    func record() throws {
        let clause = try Self.clause()
        let entries = try ClaimEntries([
            ("period", "2023"), ("applicant", "a"), ("applicant_name", "  甲 公司 "), ("object", ""),
            ("contact.name", "张三"),
            ("account.number", ""), ("facts.platform_turnover_usd", "12,000.50"),
            ("facts.turnover_by_platform", "1；2、x"),
            ("facts.is_sme_foreign_trade", "false"), ("facts.other", "1"), ("evidence", "sha256:1"),
            ("evidence_name", "a.pdf"), ("evidence", "sha256:1"), ("csrf", "x"),
        ])
        let expected: Facts = [
            "programme": .text("p"), "clause": .text("3-3"), "period": .text("2023"), "applicant": .text("a"),
            "applicant_name": .text("甲 公司"),
            "facts": .record([
                "is_sme_foreign_trade": .boolean(false), "platform_turnover_usd": .number(try Decimal128("12000.50")),
                "turnover_by_platform": .list([.number(Decimal128(1)), .number(Decimal128(2)), .text("x")]),
            ]),
            "evidence": .list([.text("sha256:1")]), "contact": .record(["name": .text("张三")]),
        ]
        #expect(entries.record("p", "3-3", clause.facts.filter(\.isDeclared)) == expected)
    }

    @Test("a draft gives back what was typed, and other text is none")
    func drafts() throws {
        let entries = try ClaimEntries([
            ("facts.rooms", "五\"间"), ("applicant", "<b>"), ("evidence", "sha256:1"), ("evidence_name", "合同.pdf"),
        ])
        #expect(ClaimEntries(json: entries.json) == entries)
        for text in ["", "{}", "[]", #"{"values":[["a"]],"evidence":[]}"#, #"{"values":[["a",1]],"evidence":[]}"#] {
            #expect(ClaimEntries(json: text) == nil, "\(text)")
        }
    }

    @Test("more than a claim may hold is refused")
    func most() {
        let long = String(repeating: "x", count: ClaimEntries.mostBytes + 1)
        #expect { try ClaimEntries([("applicant", long)]) } throws: { ($0 as? Problem)?.status == 413 }
        let many = (0...ClaimEntries.mostValues).map { ("facts.\($0)", "1") }
        #expect { try ClaimEntries(many) } throws: { ($0 as? Problem)?.status == 413 }
    }
}
