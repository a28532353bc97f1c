import Awards
import Decimals
import Documents
import Foundation
import Log
import Messages
import Policy
import TestSupport
import Testing

@testable import Settler

/// A year as `settler report` shows it.
struct ReportTests {
    private static let office = "150223"

    /// Two awards, one of them paid, three claims of which one was withdrawn, two budgets, and a figure.
    private func log() throws -> any EventLog {
        let log = try SQLiteLog()
        let topics = [
            "150200.programmes", "150200.rounds", "150200.awards", "150200.allotments", "150000.allotments",
            "150223.claims", "150223.payments", "150223.records", "150200.records",
        ]
        _ = try log.create(
            topics.map { TopicDefinition($0, partitions: $0.hasSuffix("claims") ? 4 : 1) }
                + [TopicDefinition("150200.assessments", partitions: 4)])
        let city = try CityRecords([
            .init(claim: "a", fen: 50_000_000, cityFen: 25_000_000),
            .init(claim: "b", fen: 101, clause: "8", cityFen: 50),
        ])
        try log.append(city.all.map(\.copy))
        for (claim, clause) in [("a", "7-1"), ("b", "8"), ("c", "7-1")] {
            try log.append([CityRecords.outgoing(submitted(claim, clause), claim, on: "150223.claims")])
        }
        var withdrawn = ClaimWithdrawn()
        withdrawn.of = version("c", "7-1")
        try log.append([CityRecords.outgoing(withdrawn, "c.w", on: "150223.claims")])
        for (number, fen) in [(Int64(1), Int64(40_000_000)), (2, 60_000_000)] {
            var assessed = ClaimAssessed()
            (assessed.of, assessed.number, assessed.outcome) = (version("a", "7-1"), number, .award)
            assessed.awardFen = fen
            try log.append([CityRecords.outgoing(assessed, "a.\(number)", on: "150200.assessments")])
        }
        var sent = PaymentSent()
        (sent.payment, sent.reference, sent.round) = ("p-1", "p-1-1", city.round)
        (sent.of, sent.fen, sent.order) = (version("a", "7-1"), 50_000_000, "o-5")
        sent.follows = reference
        try log.append([CityRecords.outgoing(sent, "p-1-1", on: "150223.payments")])
        try log.append([
            CityRecords.outgoing(allotment("150000", "150200", nil, 90_000_000), "al-1", on: "150000.allotments"),
            CityRecords.outgoing(allotment("150200", "150223", "7-1", 60_000_000), "al-2", on: "150200.allotments"),
        ])
        for (office, figure) in [("150223", Int64(12)), ("150200", 18)] {
            try log.append([CityRecords.outgoing(reported(office, figure), "f-\(office)", on: "\(office).records")])
        }
        return log
    }

    private var reference: RecordReference {
        var reference = RecordReference()
        (reference.id, reference.digest) = ("r-1", "sha256:" + String(repeating: "0", count: 64))
        return reference
    }

    private func version(_ claim: String, _ clause: String) -> ClaimVersion {
        var of = ClaimVersion()
        (of.claim, of.office, of.programme, of.clause) = (claim, Self.office, "baotou-2022", clause)
        (of.period, of.applicant) = ("2023", "91150223MA0EXAMP1X")
        return of
    }

    private func submitted(_ id: String, _ clause: String) -> ClaimSubmitted {
        var claim = ClaimSubmitted()
        (claim.id, claim.office, claim.programme, claim.clause) = (id, Self.office, "baotou-2022", clause)
        (claim.period, claim.applicant) = ("2023", "91150223MA0EXAMP1X")
        return claim
    }

    private func allotment(_ from: String, _ to: String, _ clause: String?, _ fen: Int64) -> AllotmentMade {
        var made = AllotmentMade()
        (made.from, made.to, made.programme, made.clause, made.year) = (from, to, "baotou-2022", clause, 2023)
        (made.amountFen, made.order, made.follows) = (fen, "o-6", reference)
        return made
    }

    private func reported(_ office: String, _ value: Int64) -> FigureReported {
        var figure = FigureReported()
        (figure.office, figure.programme, figure.clause) = (office, "baotou-2022", "9")
        (figure.fact, figure.year, figure.unit) = ("shops_and_pavilions_cumulative", 2023, "count")
        (figure.value, figure.order) = (Decimal128(value), "o-7")
        return figure
    }

    private func report(of code: String, _ log: any EventLog, year: Int64? = 2023) throws -> ReportText {
        let offices = try Offices.load(path: "deploy/offices.yaml")
        let office = try #require(Division(code).flatMap { offices[$0] })
        let book = try YearBook(of: office, offices, log)
        return ReportText(try YearReport(year, book, log), try TargetReport(year, book, log), offices)
    }

    @Test func everyColumnIsThereByClauseCountyAndTier() throws {
        let text = try report(of: "150200", log())
        let rows = text.report.rows
        #expect(
            rows.map(\.name.clause) == ["*", "7-1", "8"] && rows.map(\.name.county) == ["150200", "150223", "150223"])
        let row = try #require(rows.first { $0.name.clause == "7-1" }).sums
        #expect(row.budget == 60_000_000 && row.claims == 1 && row.assessed == 60_000_000)
        #expect(row.awards == 1 && row.awarded == 50_000_000 && row.city == 25_000_000 && row.county == 25_000_000)
        #expect(row.paid == 50_000_000 && row.owed == 0)
        #expect(rows.last?.sums.owed == 101 && rows.last?.sums.claims == 1)
        let total = text.report.total
        // What the city sends down comes out of its own budget.
        #expect(total.budget == 90_000_000 && total.claims == 2 && total.awarded == 50_000_101)
        let tiers = text.report.byTier
        #expect(tiers.map(\.tier) == [.city, .county])
        #expect(tiers.map(\.sums.budget) == [90_000_000, 60_000_000])
        #expect(tiers.map(\.sums.borne) == [25_000_050, 25_000_051])
        #expect(tiers.map(\.sums.paid) == [0, 50_000_000] && tiers.map(\.sums.owed) == [0, 101])
        // All years are this one.
        #expect(try report(of: "150200", log(), year: nil).report.rows.map(\.sums) == rows.map(\.sums))
        #expect(try report(of: "150200", log(), year: 2024).report.rows.isEmpty)
    }

    @Test func aCountySeesItselfAndWhatTheCityAssessedOfIt() throws {
        let text = try report(of: "150223", log())
        let row = try #require(text.report.rows.first { $0.name.clause == "7-1" }).sums
        #expect(row.claims == 1 && row.assessed == 60_000_000 && row.paid == 50_000_000 && row.budget == 60_000_000)
        #expect(text.targets.rows.first { $0.target.clause.id == "9" }?.figure == Decimal128(12))
    }

    @Test func targetsAreShownByOffice() throws {
        let text = try report(of: "150200", log())
        let rows = text.targets.rows.filter { $0.target.clause.id == "9" }
        #expect(rows.map(\.office.code) == ["150200", "150223"])
        #expect(rows.map(\.figure) == [Decimal128(30), Decimal128(12)] && rows.map(\.isMet) == [true, false])
        #expect(text.table.contains("目标进度 Targets") && text.table.contains("100"), "\(text.table)")
    }

    @Test func theSameStandsInEveryForm() throws {
        let text = try report(of: "150200", log())
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(text.json.utf8)) as? [String: Any])
        #expect((json["rows"] as? [Any])?.count == 3 && (json["tiers"] as? [Any])?.count == 2)
        #expect((json["targets"] as? [[String: Any]])?.contains { $0["reached"] as? Int == 30 } == true)
        let folder = try TemporaryFolder()
        for part in ReportCommand.Part.allCases {
            for format in TableWriter.Format.allCases {
                try text.write(part, to: folder.file("\(part).\(format.rawValue)"), as: format)
            }
        }
        let csv = try String(contentsOfFile: folder.file("money.csv"), encoding: .utf8)
        #expect(csv.contains("7-1") && csv.contains("600000.00"))
        let page = ReportPage(text).page.html
        #expect(page.components(separatedBy: "<svg").count == 5, "counties, clauses, tiers and targets are drawn")
        #expect(page.contains("&lt;") == false && page.contains("分层级 By tier"))
    }
}
