import Awards
import Decimals
import Log
import Messages
import Pages
import Testing
import Web

@testable import Dashboard

/// The settlement matrix: every sum to the fen.
struct SettlementTests {
    private let installation: Installation

    init() throws { installation = try Installation() }

    private func number(_ value: Int64) -> Fact { .number(Decimal128(value)) }

    private func lines(_ dues: [Int64], of statement: String = "s-1") -> Facts {
        let list = dues.map { due -> Fact in
            .record([
                "claim": .text("c"), "county": .text("150223"), "due_fen": number(due), "settled_fen": number(10),
            ])
        }
        return ["statement": .text(statement), "lines": .list(list)]
    }

    private func statement(total: Int64, lines: Int64, matters: Int64) -> Facts {
        [
            "statement": .text("s-1"), "kind": .text("settlement"), "from": .text("150200"), "to": .text("150223"),
            "year": number(2023), "lines": number(lines), "total_fen": number(total),
            "matters": .list([.record(["owed_fen": number(matters)])]),
        ]
    }

    private func index(_ records: [(String, Facts)]) throws -> InstallationIndex {
        let index = try installation.index()
        try index.foldMoney(records.map { ($0.0, $0.1, "150200.settlements") })
        return index
    }

    @Test("a statement is equal when total, clauses, lines and answer agree; one fen anywhere shows")
    func differs() throws {
        for (total, matters, answered, expected) in [
            (Int64(280), Int64(280), Int64(280), [String]()), (281, 281, 281, ["lines"]), (280, 279, 280, ["matters"]),
            (280, 280, 281, ["answer"]),
        ] {
            let installation = try Installation()
            let index = try installation.index()
            try index.foldMoney([
                ("settlement.lines.v1", lines([100, 100]), "150200.settlements"),
                ("settlement.lines.v1", lines([110]), "150200.settlements"),
                ("settlement.proposed.v1", statement(total: total, lines: 3, matters: matters), "150200.settlements"),
                (
                    "settlement.answered.v1",
                    ["statement": .text("s-1"), "outcome": .text("agreed"), "total_fen": number(answered)],
                    "150223.settlements"
                ),
            ])
            let row = try #require(try index.statements().first)
            #expect(row.linesFen == 280)
            #expect(row.differences.map(\.name) == expected)
            #expect(row.linesMissing == 0)
            #expect(row.outcome == "agreed")
        }
    }

    @Test("lines that are missing are counted, and a statement of none is not taken for equal")
    func missing() throws {
        let index = try index([
            ("settlement.lines.v1", lines([110])),
            ("settlement.proposed.v1", statement(total: 100, lines: 2, matters: 100)),
        ])
        let row = try #require(try index.statements().first)
        #expect(row.linesMissing == 1)
        #expect(row.differences.isEmpty)
    }

    @Test("an answer that is read before its statement counts; an officer's override shows")
    func order() throws {
        let index = try index([
            (
                "settlement.answered.v1",
                ["statement": .text("s-1"), "outcome": .text("disputed"), "total_fen": number(99)]
            ),
            ("settlement.overridden.v1", ["statement": .text("s-1"), "year": number(2023)]),
            ("settlement.lines.v1", lines([110])),
            ("settlement.proposed.v1", statement(total: 100, lines: 1, matters: 100)),
        ])
        let row = try #require(try index.statements().first)
        #expect(row.outcome == "disputed" && row.isOverridden)
        #expect(row.differences.map(\.name) == ["answer"] && row.differences.first?.fen == 99)
    }

    private func award(_ claim: String, _ more: Facts) -> Facts {
        var content: Facts = ["round": .text("r-1"), "of": .record(["claim": .text(claim)])]
        for entry in more.entries { content[entry.name] = entry.value }
        return content
    }

    @Test("what is owed, paid, returned and called back adds up to the awards; an office's own share is no payment")
    func outstanding() throws {
        let index = try installation.index()
        func owed(_ fen: Int64, _ award: Int64) -> Facts { ["fen": number(fen), "award_fen": number(award)] }
        try index.foldMoney(
            [
                ("award.owed.v1", award("a", owed(600, 600))), ("award.owed.v1", award("b", owed(400, 400))),
                ("award.owed.v1", award("c", ["fen": number(5_000), "payee": .text("150200")])),
                ("payment.sent.v1", award("a", ["fen": number(600)])),
                ("payment.sent.v1", award("b", ["fen": number(400)])),
                ("payment.answered.v1", award("a", ["fen": number(600), "outcome": .text("paid")])),
                ("payment.answered.v1", award("b", ["fen": number(400), "outcome": .text("returned")])),
                // Corrected to 500 once it was paid: 100 are called back, and 60 of them set off against b.
                ("award.owed.v1", award("a", owed(0, 500))), ("recovery.asked.v1", award("a", ["fen": number(100)])),
                (
                    "recovery.paid.v1",
                    award(
                        "a",
                        [
                            "fen": number(60),
                            "against": .record(["round": .text("r-1"), "claim": .text("b")]),
                        ])
                ),
            ].map { ($0.0, $0.1, "150223.payments") })
        let row = try #require(try index.owed().first)
        #expect(
            row
                == OwedRow(
                    office: "150223", awardFen: 900, paidFen: 660, owedFen: 340, returnedFen: 340, recoverableFen: 40,
                    recoveredFen: 60))
        #expect(row.differenceFen == 0)
        // A correction that calls nothing back.
        try index.foldMoney([("award.owed.v1", award("a", owed(0, 499)), "150223.payments")])
        #expect(try index.owed().first?.differenceFen == 1)
    }

    private func row(
        _ id: String, _ from: String, _ to: String, _ kind: String, _ total: Int64, lines: Int64? = nil,
        answered: Int64? = nil
    ) -> StatementRow {
        StatementRow(
            id: id, from: from, to: to, year: 2023, kind: kind, totalFen: total, lines: 1, mattersFen: total,
            linesFen: lines ?? total, linesFound: 1, outcome: nil, answeredFen: answered, paidFen: nil, grantedFen: nil,
            isSuperseded: false, isOverridden: false)
    }

    @Test(
        "the matrix adds counties up to their city and its request; one fen anywhere is red",
        arguments: [
            ("", true), ("answer", false), ("lines", false), ("close", false), ("request", false), ("part", false),
        ])
    func matrix(injected: String, isEqual: Bool) throws {
        func fen(_ name: String) -> Int64 { name == injected ? 1 : 0 }
        let matrix = SettlementMatrix(
            [
                row("s-1", "150200", "150203", "settlement", 100, lines: 100 + fen("lines"), answered: 100),
                row("s-2", "150200", "150223", "settlement", 50, answered: 50 + fen("answer")),
                row("q-1", "150200", "150000", "request", 30 + fen("request"), lines: 30 + fen("request")),
            ],
            [
                StatementPart(statement: "q-1", county: "150203", fen: 10),
                StatementPart(statement: "q-1", county: "150223", fen: 20 + fen("part")),
            ], [ClosedYear(office: "150200", year: 2023, statements: ["s-1", "s-2"], totalFen: 150 + fen("close"))])
        let block = try #require(matrix.blocks.first)
        #expect(matrix.blocks.count == 1 && block.superior == "150000")
        #expect(block.rows.map(\.county) == ["150203", "150223"])
        #expect(block.rows.map(\.statedFen) == [100, 50])
        #expect(block.statedFen == 150)
        #expect(block.isEqual == isEqual)
    }

    @Test("an injected fen is red on the page, and both sides are linked")
    func red() throws {
        let log = try SQLiteLog()
        try installation.provision(log)
        let serving = try installation.serving(log)
        defer { serving.close() }
        try serving.site.index.foldMoney([
            ("settlement.lines.v1", lines([110]), "150200.settlements"),
            ("settlement.proposed.v1", statement(total: 101, lines: 1, matters: 101), "150200.settlements"),
        ])
        let client = PageClient(port: Int(serving.server.port))
        _ = try client.get("/language?to=en&back=/")
        let body = try client.get("/money").body
        #expect(body.contains("<span class=\"state stopped\">differs</span>"))
        #expect(body.ranges(of: "differs</span>").count == 2, "the matrix and the list of statements")
        #expect(
            body.contains("href=\"/topics/150200.settlements\"") && body.contains("href=\"/topics/150223.settlements\"")
        )
        #expect(body.contains("1.00 (-0.01)"))
    }
}
