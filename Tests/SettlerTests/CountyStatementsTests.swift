import Awards
import Documents
import Foundation
import Messages
import TestSupport
import Testing

@testable import Settler

/// Statements as a clerk reads them.
struct CountyStatementsTests {
    private func statements() throws -> CountyStatements {
        var settlement = Settlement(year: "2031")
        var opened = RoundOpened()
        (opened.round, opened.period) = ("r-1", "2031")
        settlement.take(opened)
        (opened.round, opened.period) = ("r-2", "2031")
        settlement.take(opened)
        var confirmed = RoundConfirmed()
        (confirmed.round, confirmed.awards, confirmed.totalFen) = ("r-1", 3, 1301)
        settlement.take(confirmed)
        let awards: [(claim: String, office: String, fen: Int64, city: Int64)] = [
            ("A", "150223", 301, 150), ("B", "150204", 900, 450), ("C", "150223", 100, 50),
        ]
        for item in awards {
            var award = AwardProposed()
            (award.round, award.outcome, award.awardFen) = ("r-1", .award, item.fen)
            (award.of.claim, award.of.office, award.of.period) = (item.claim, item.office, "2031")
            (award.of.programme, award.of.clause, award.of.applicant) = ("sample-2031", "7-1", "91150207MA0Q0A0AXU")
            award.shares = ShareAmounts()
            award.shares?.city = item.city
            settlement.take(award)
        }
        return CountyStatements(settlement, try Offices.load(path: Repository.file("deploy/offices.yaml")))
    }

    @Test func eachCountyHasItsTableAndItsSum() throws {
        let text = try statements().text()
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("150204 ") ?? false)
        #expect(lines.filter { $0.hasPrefix("合计 total") } == ["合计 total: 4.50", "合计 total: 2.00"])
        let cells = lines.map { $0.split(separator: " ").map(String.init) }
        #expect(cells.contains(["sample-2031", "7-1", "A", "91150207MA0Q0A0AXU", "r-1", "3.01", "1.50"]), "\(text)")
        #expect(text.contains("2031 应返旗县区合计 / owed to all counties: 6.50\n"))
        #expect(lines.last == "  The round r-2 is not confirmed.")
    }

    @Test func aYearWithoutAwardsOwesNothing() throws {
        let offices = try Offices.load(path: Repository.file("deploy/offices.yaml"))
        let text = try CountyStatements(Settlement(year: "2031"), offices).text()
        #expect(text == "2031 应返旗县区合计 / owed to all counties: 0.00\n")
    }

    @Test(arguments: TableWriter.Format.allCases) func theFileHoldsEveryLine(_ format: TableWriter.Format) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("statement.\(format.rawValue)")
        try statements().write(to: path)
        #expect(FileManager.default.fileExists(atPath: path))
        guard format == .csv else { return }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let rows = text.replacing("\u{FEFF}", with: "").split(separator: "\r\n")
        #expect(rows.count == 4)
        #expect(rows[1].hasSuffix(",sample-2031,7-1,B,91150207MA0Q0A0AXU,r-1,,9.00,4.50"), "\(rows)")
    }

    @Test func anotherKindOfFileIsRefused() throws {
        #expect(throws: (any Error).self) { try statements().write(to: "statement.pdf") }
    }
}
