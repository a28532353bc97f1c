import Agent
import Awards
import Commands
import Documents
import Lines
import Messages
import Policy

extension SimulateCommand {
    static let office = Option(
        "office", "DIVISION", "the office whose rounds are adjudicated once more", .division,
        environment: "DUIXIAN_OFFICE")
    static let offices = Option(
        "offices", "FILE", "who the offices are", .file, environment: "DUIXIAN_OFFICES")
    static let year = Option("year", "YEAR", "of the rounds; the newest, if not given", .integer(1950...9999))
    static let guide = Option(
        repeating: "guide", "FACT=VALUE", "a fact that the year's guide would fix otherwise, such as rate=12",
        .namedFact)
    static let coefficient = Option("coefficient", "NUMBER", "another budget coefficient", .decimal)
    static let closed = Option("closed", "CLAUSES", "clauses that would not run, with commas between them")
    static let into = Option(
        "into", "FILE", "writes every claim whose amount differs to a file too: *.csv or *.xlsx", .file)

    /// The rounds of a year as the log holds them.
    static func simulateRounds(_ values: Values) throws {
        guard let office = values[office], let path = values[offices] else {
            throw CommandFailure(
                .usage, "Nothing says what to try it on: name a file with --claims, or --office, --offices and --log.")
        }
        var terms = RoundTrial.GuideTerms()
        for fact in values[guide] { terms.facts[fact.name] = fact.value }
        terms.coefficient = values[coefficient]
        terms.closedClauses = values[closed]?.split(separator: ",").map(String.init)
        var simulation = try RoundsSimulation(
            try CommandOptions.openLog(values), try Offices.load(path: path), of: office,
            year: values[year].map(String.init), in: values[language])
        let files = values[with] + values[more].filter { ReadingChoice($0) == nil }
        let readings = values[reading] + values[more].compactMap { ReadingChoice($0) }
        if terms.isEmpty || !files.isEmpty || !readings.isEmpty {
            try simulation.apply(SimulationPlan(files: files, readings: readings))
        }
        let report = try simulation.report(terms, greatest: values[top], keepingAll: values[into] != nil)
        for note in simulation.notes { Console.standard.writeError("\(note)\n") }
        let tables = SimulationTables(
            report, Simulation(before: simulation.before, after: simulation.after), in: values[language],
            rounds: simulation.rounds)
        try show(report, tables, values)
        if report.total.claims > 0, report.total[.same] == report.total.claims {
            Console.standard.writeError("Nothing changes for any claim.\n")
        }
    }

    static func show(_ report: SimulationReport, _ tables: SimulationTables, _ values: Values) throws {
        Console.standard.write(values[json] ? report.answer.json + "\n" : tables.text)
        if let path = values[into] { try tables.write(to: path) }
    }
}
