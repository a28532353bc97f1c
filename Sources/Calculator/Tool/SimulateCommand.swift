import Commands
import Documents
import Glibc
import Lines
import Messages
import Policy

/// `calculator simulate`: changed rules against the present ones, on the same claims.
enum SimulateCommand {
    private static let claims = Option(
        required: "claims", "FILE", "the claims, a line of JSON each (- for standard input)", .file)
    private static let with = Option(
        repeating: "with", "FILE", "a policy's file in place of the present one, or changes: {programme: …, set: {…}}",
        .file)
    private static let reading = Option(
        repeating: "reading", "[PROGRAMME:]A-nn=CHOICE",
        "an ambiguity read in another way, such as A-10=whole_increment; of one programme where it is named", .reading)
    private static let more = Argument(
        repeating: "MORE", "further files of --with, further readings", .text)
    private static let language = Option("lang", "zh|en", "the language", .choice(Language.self), default: .zh)
    private static let json = Flag("json", "prints the result as JSON")
    private static let top = Option(
        "top", "NUMBER", "how many of the greatest changes are listed", .integer(0...1000), default: 10)

    static let command = Command(
        "simulate", "tries changed rules on claims: who wins, who loses, what it costs",
        [claims, with, reading, language, json, top, PolicyFolder.option, more],
        details: """
            A claim is a line as of calculator assess, with "id", "applicant" and "county" if they are known. Changes \
            name their places as readings do: {programme: baotou-2022, set: {7-1/parameters/cap/value: 400000}}.

            Only assessments are compared; ranks, pots and earlier awards stay as the claims' facts say. Lines that \
            cannot be used are counted and named on standard error, and the rest goes on.
            """
    ) { (values: Values) async throws in
        let before = try PolicyFolder.load(values)
        let plan = try SimulationPlan(
            files: values[with] + values[more].filter { ReadingChoice($0) == nil },
            readings: values[reading] + values[more].compactMap { ReadingChoice($0) })
        let tried = try plan.applied(to: before)
        for note in tried.notes { Console.standard.writeError("\(note)\n") }
        let simulation = Simulation(before: before, after: tried.rulebooks)
        let source = try ClaimSource(path: values[claims])
        defer { source.close() }
        let report = try await run(simulation, over: source, greatest: values[top])
        if values[json] {
            Console.standard.write(report.answer.json + "\n")
        } else {
            let tables = SimulationTables(report, simulation, in: values[language])
            Console.standard.write(tables.text)
        }
        for fault in report.faults {
            Console.standard.writeError("\(values[claims]):\(fault.line): \(fault.sentence)\n")
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
        _ simulation: Simulation, over source: ClaimSource, greatest: Int
    ) async throws -> SimulationReport {
        var report = SimulationReport(greatest: greatest)
        var running: [Task<SimulationReport, Never>] = []
        let width = max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 64))
        while let piece = try source.next() {
            if running.count == width { report.add(await running.removeFirst().value) }
            running.append(Task { piece.report(of: simulation, greatest: greatest) })
        }
        for task in running { report.add(await task.value) }
        return report
    }
}
