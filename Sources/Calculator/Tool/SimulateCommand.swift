import Agent
import Commands
import Documents
import Glibc
import Lines
import Messages
import Policy

/// `calculator simulate`: changed rules against the present ones, on the same claims.
enum SimulateCommand {
    private static let claims = Option(
        "claims", "FILE", "the claims, a line of JSON each (- for standard input), instead of a year on the log", .file)
    static let with = Option(
        repeating: "with", "FILE", "a policy's file in place of the present one, or changes: {programme: …, set: {…}}",
        .file)
    static let reading = Option(
        repeating: "reading", "[PROGRAMME:]A-nn=CHOICE",
        "an ambiguity read in another way, such as A-10=whole_increment; of one programme where it is named", .reading)
    static let more = Argument(
        repeating: "MORE", "further files of --with, further readings", .text)
    static let language = Option("lang", "zh|en", "the language", .choice(Language.self), default: .zh)
    static let json = Flag("json", "prints the result as JSON")
    static let top = Option(
        "top", "NUMBER", "how many of the greatest changes are listed", .integer(0...1000), default: 10)

    static let command = Command(
        "simulate", "tries changed rules on claims: who wins, who loses, what it costs",
        [
            claims, office, year, with, reading, guide, coefficient, closed, language, json, top, into, offices,
            CommandOptions.log, CommandOptions.config, PolicyFolder.option, more,
        ],
        details: """
            A claim is a line as of calculator assess, with "id", "applicant" and "county" if they are known. Changes \
            name their places as readings do: {programme: baotou-2022, set: {7-1/parameters/cap/value: 400000}}.

            Of a file's claims only assessments are compared; ranks, pots and earlier awards stay as the claims' facts \
            say. Lines that cannot be used are counted and named on standard error, and the rest goes on.

            Without --claims the rounds of a year are adjudicated once more, as the log of --office holds them: the \
            claims that they were closed over, as they were verified last, with ranks, pots, earlier awards and the \
            highest only, beside the awards that stand. --guide, --coefficient and --closed try other terms of the \
            year. Nothing is written to the log.
            """
    ) { (values: Values) async throws in
        guard values[claims] != nil else { return try simulateRounds(values) }
        try await simulateClaims(values)
    }

    private static func simulateClaims(_ values: Values) async throws {
        let before = try PolicyFolder.load(values)
        let plan = try SimulationPlan(
            files: values[with] + values[more].filter { ReadingChoice($0) == nil },
            readings: values[reading] + values[more].compactMap { ReadingChoice($0) })
        let tried = try plan.applied(to: before)
        for note in tried.notes { Console.standard.writeError("\(note)\n") }
        let simulation = Simulation(before: before, after: tried.rulebooks)
        let path = values[claims] ?? "-"
        let source = try ClaimSource(path: path)
        defer { source.close() }
        let report = try await run(
            simulation, over: source, greatest: values[top], keepingAll: values[into] != nil)
        try show(report, SimulationTables(report, simulation, in: values[language]), values)
        for fault in report.faults {
            Console.standard.writeError("\(path):\(fault.line): \(fault.sentence)\n")
        }
        if report.unreadable > report.faults.count {
            let count = report.unreadable - report.faults.count
            Console.standard.writeError("… and \(count) more \(count == 1 ? "line" : "lines")\n")
        }
        if report.total.claims > 0, report.total[.same] == report.total.claims {
            Console.standard.writeError(
                "No assessment changes. What only rounds know (ranks, pots, earlier awards, non-duplication) is not compared.\n"
            )
        }
    }

    /// Pieces of the file go to as many tasks as there are processors, and their reports are merged in the file's order.
    private static func run(
        _ simulation: Simulation, over source: ClaimSource, greatest: Int, keepingAll: Bool
    ) async throws -> SimulationReport {
        var report = SimulationReport(greatest: greatest, keepingAll: keepingAll)
        var running: [Task<SimulationReport, Never>] = []
        let width = max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 64))
        while let piece = try source.next() {
            if running.count == width { report.add(await running.removeFirst().value) }
            running.append(Task { piece.report(of: simulation, greatest: greatest, keepingAll: keepingAll) })
        }
        for task in running { report.add(await task.value) }
        return report
    }
}
