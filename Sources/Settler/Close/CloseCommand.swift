import Agent
import Awards
import Commands
import Decimals
import Documents

/// `settler close`: what a city owes its counties for a year, from the records of its rounds.
enum CloseCommand {
    private static let year = Option(
        required: "year", "YEAR", "the award year, such as 2023", .integer(1...9999))
    private static let dryRun = Flag("dry-run", "only shows the statements, and what would block the close")
    private static let into = Option(
        "into", "FILE", "writes the lines to a file too: *.csv or *.xlsx", .file)

    static let command = Command(
        "close", "settles a year with the counties: a statement for each, line by line",
        [CommandOptions.office, year, dryRun, into, CommandOptions.offices, CommandOptions.log, CommandOptions.config],
        details: """
            A line is an award of a confirmed round, as it stands after its last correction, with the share that the \
            city owes for it. Rounds of the year that are not confirmed, and records that do not fit what was \
            confirmed, would block the close, and are named.
            """
    ) { values in
        guard values[dryRun] else {
            throw CommandFailure(.usage, "Statements are only shown yet, not sent: add --dry-run.")
        }
        let offices = try CommandOptions.loadOffices(values)
        let city = try CommandOptions.office(values[CommandOptions.office], in: offices, values)
        guard city.tier == .city else {
            throw CommandFailure(.usage, "\(city.division) is no city: a city settles with its counties.")
        }
        let log = try CommandOptions.openLog(values)
        let settlement = try Settlement.read(String(values[year]), of: city.division, log)
        let statements = CountyStatements(settlement, offices)
        if let path = values[into] { try statements.write(to: path) }
        Console.standard.write(try statements.text())
    }
}
