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
            .record(["claim": .text("c"), "due_fen": number(due), "settled_fen": number(10)])
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

    @Test("what is owed and not paid is outstanding; what came back is owed again; an office's own share is no payment")
    func outstanding() throws {
        let index = try installation.index()
        try index.foldMoney([
            ("award.owed.v1", ["fen": number(1_000)], "150223.payments"),
            ("award.owed.v1", ["fen": number(5_000), "payee": .text("150200")], "150223.payments"),
            ("payment.sent.v1", ["fen": number(600)], "150223.payments"),
            ("payment.sent.v1", ["fen": number(400)], "150223.payments"),
            ("payment.answered.v1", ["fen": number(600), "outcome": .text("paid")], "150223.payments"),
            ("payment.answered.v1", ["fen": number(400), "outcome": .text("returned")], "150223.payments"),
        ])
        let row = try #require(try index.owed().first)
        #expect(row.owedFen == 1_000 && row.sentFen == 600 && row.paidFen == 600 && row.openFen == 400)
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
        #expect(
            body.contains("href=\"/topics/150200.settlements\"") && body.contains("href=\"/topics/150223.settlements\"")
        )
        #expect(body.contains("1.00 (-0.01)"))
    }
}
