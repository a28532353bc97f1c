import Agent
import Awards
import Commands
import Decimals
import Messages

/// `settler close`: what a city owes its counties for a year.
enum CloseCommand {
    static let year = Option(required: "year", "YEAR", "the award year, such as 2023", .integer(1...9999))
    private static let dryRun = Flag("dry-run", "only shows the statements, and what would block the close")
    private static let into = Option(
        "into", "FILE", "writes the lines to a file too: *.csv, *.xlsx, or *.html to print", .file)
    // A dry run is no order.
    private static let officer = Option("officer", "ID", "who gives the order", environment: "DUIXIAN_OFFICER")
    private static let reason = Option("reason", "TEXT", "why; it is kept with the order")

    static let command = Command(
        "close", "settles a year with the counties: a statement for each, line by line",
        [
            year, dryRun, into, officer, reason, CommandOptions.office, OrderConsole.wait, CommandOptions.at,
            CommandOptions.offices, CommandOptions.log, CommandOptions.config,
        ],
        details: """
            A line is an award of a confirmed round that its county has paid, as it stands after its last correction, \
            with the share that the city owes for it, less what earlier statements settled. Rounds of the year that \
            are not confirmed block the close; so do counties that dispute a line, or do not answer. The year is \
            settled when all have agreed, or were overridden: settler override.
            """
    ) { values in
        if values[dryRun] || values[into] != nil {
            let book = try YearBook(values)
            guard book.office.tier == .city else {
                throw CommandFailure(
                    .usage, "\(book.office.division) is no city: a city settles with its counties.")
            }
            let year = Int64(values[year])
            let statements = book.statements(of: year)
            let counties = CountyStatements(
                statements, book.state, book.offices, blockers: book.blockers(of: year, statements))
            if let path = values[into] { try counties.write(to: path) }
            Console.standard.write(counties.text())
        }
        guard !values[dryRun] else { return }
        guard let officer = values[officer], let reason = values[reason] else {
            throw CommandFailure(.usage, "To settle the year takes --officer and --reason; to look at it, --dry-run.")
        }
        var order = YearOrder()
        order.year = Int64(values[year])
        try OrderConsole.give(
            OrderDraft(
                office: values[CommandOptions.office], stage: .settle, kind: OrderKind.settleClose.name,
                officer: officer, reason: reason, body: RawJSON(order)), waitSeconds: values[OrderConsole.wait], values)
    }
}
