import Agent
import Awards
import Commands
import Documents

/// `settler report`: money by year, programme, clause, county and tier, and how far targets are reached.
enum ReportCommand {
    /// What a table of a file holds.
    enum Part: String, CaseIterable, Sendable {
        case money, tiers, targets
    }

    private static let year = Option(
        "year", "YEAR", "the award year, such as 2023; all years without it", .integer(1...9999))
    private static let part = Option(
        "part", "PART", "of a *.csv or *.xlsx file: money, tiers or targets", .choice(Part.self), default: .money)
    private static let into = Option(
        "into", "FILE", "writes it to a file instead: *.csv, *.xlsx, *.json, or *.html to print, with charts", .file)

    static let command = Command(
        "report",
        "shows a year's money: budget, claims, assessed, awarded, borne, paid, recovered, owed, and the targets",
        [
            year, into, part, CommandOptions.office, CommandOptions.offices, CommandOptions.log, CommandOptions.config,
        ],
        details: """
            By year, programme, clause and county; by the tier that bears and pays; and for each target of a clause \
            without money what the office and those below it have reached. A city sees all of its counties, a county \
            itself. Amounts are those of confirmed rounds, as corrected.
            """
    ) { values in
        let book = try YearBook(values)
        let log = try CommandOptions.openLog(values)
        let year = values[year].map { Int64($0) }
        let text = ReportText(
            try YearReport(year, book, log), try TargetReport(year, book, log), book.offices)
        guard let path = values[into] else { return Console.standard.write(text.table) }
        if path.hasSuffix(".html") { return try ReportPage(text).page.write(to: path) }
        if path.hasSuffix(".json") { return try StatementPage.write(text.json + "\n", to: path) }
        guard let format = TableWriter.Format.allCases.first(where: { path.hasSuffix(".\($0.rawValue)") }) else {
            throw CommandFailure(.usage, "\(path) ends in none of .csv, .xlsx, .json and .html.")
        }
        try text.write(values[part], to: path, as: format)
    }
}
