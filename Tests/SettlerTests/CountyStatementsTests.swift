import Awards
import Documents
import Foundation
import Messages
import TestSupport
import Testing

@testable import Agent
@testable import Settler

/// Statements as a clerk reads them.
struct CountyStatementsTests {
    private func statements(
        _ awards: [YearWorld.Award], unpaid: Set<String> = [], blockers: [String] = []
    ) throws -> CountyStatements {
        let cast = try YearWorld.Cast.shared.get()
        let office = try #require(Division(YearWorld.city).flatMap { cast.offices[$0] })
        let task = TaskName(division: office.division, stage: .settle, number: 0)
        let yearEnd = YearEnd(office, cast.offices, OrderInbox(of: task, partitions: 4))
        var state = SettleState(StateStore())
        var confirmed = RoundConfirmed()
        confirmed.round = "r-1"
        confirmed.digest = cast.policies[0].digest
        confirmed.order = "o-2"
        state.confirmed["r-1"] = Recorded(confirmed)
        state.year.policies["baotou-2022"] = cast.policies[0].digest
        state.policies[cast.policies[0].digest] = String(decoding: cast.policies[0].bytes.bytes, as: UTF8.self)
        for award in awards {
            var standing = AwardStanding()
            (standing.revision, standing.programme, standing.clause) = (1, award.programme, award.clause)
            (standing.period, standing.applicant) = ("2023", "91150207MA0Q0A0AXU")
            (standing.proposedFen, standing.fen) = (award.fen, award.fen)
            standing.shares = BorneShares(YearWorld.shares(award))
            standing.paidFen = unpaid.contains(award.claim) ? 0 : award.fen
            state.year.awards[CountyAward("r-1", award.claim, award.county)] = standing
        }
        let book = StatementBook(.settlement, 2023, state, office, yearEnd.routes(state))
        return CountyStatements(book, state, cast.offices, blockers: blockers)
    }

    private static let awards = [
        YearWorld.Award(claim: "A", county: "150223", fen: 301, city: 150),
        YearWorld.Award(claim: "B", county: "150204", fen: 900, city: 450),
        YearWorld.Award(claim: "C", county: "150223", fen: 100, city: 50),
    ]

    @Test func eachCountyHasItsTableAndItsSum() throws {
        let text = try statements(Self.awards, blockers: ["The round r-2 is not confirmed."]).text()
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("150204 ") ?? false)
        #expect(lines.filter { $0.hasPrefix("合计 total") } == ["合计 total: 4.50", "合计 total: 2.00"])
        let cells = lines.map { $0.split(separator: " ").map(String.init) }
        let row = ["baotou-2022", "7-1", "A", "91150207MA0Q0A0AXU", "r-1", "3.01", "1.50", "0.00", "1.50"]
        #expect(cells.contains(row), "\(text)")
        #expect(text.contains("2023 应返旗县区合计 / owed to all counties: 6.50\n"))
        #expect(lines.last == "  The round r-2 is not confirmed.")
    }

    @Test func whatIsNotPaidIsShownApart() throws {
        let text = try statements(Self.awards, unpaid: ["B"]).text()
        #expect(text.contains("owed to all counties: 2.00\n"))
        #expect(text.contains("150204 ") && text.contains(": 1, 4.50\n"), "\(text)")
    }

    @Test func aYearWithoutAwardsOwesNothing() throws {
        #expect(try statements([]).text() == "2023 应返旗县区合计 / owed to all counties: 0.00\n")
    }

    @Test(arguments: ["csv", "xlsx", "html"]) func theFileHoldsEveryLine(_ format: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("statement.\(format)")
        try statements(Self.awards).write(to: path)
        #expect(FileManager.default.fileExists(atPath: path))
        guard format != "xlsx" else { return }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for claim in ["A", "B", "C"] { #expect(text.contains(format == "csv" ? ",\(claim)," : "<td>\(claim)</td>")) }
    }
}
