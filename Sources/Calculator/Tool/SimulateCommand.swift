import Commands
import Documents
import Glibc
import Messages
import Policy

/// `calculator simulate`: changed rules against the present ones, on the same claims.
enum SimulateCommand {
    private static let claims = Option(
        required: "claims", "FILE", "the claims, a line of JSON each (- for standard input)", .file)
    private static let with = Option(
        "with", "FILE", "a policy's file in place of the present one, or changes: {programme: …, set: {…}}", .file)
    private static let reading = Option(
        "reading", "A-nn=CHOICE", "an ambiguity read in another way, such as A-10=whole_increment", .reading)
    private static let more = Argument(
        repeating: "MORE", "further files of --with, further readings (A-nn=CHOICE)", .text)
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
            files: [values[with]].compactMap { $0 } + values[more].filter { ReadingChoice($0) == nil },
            readings: [values[reading]].compactMap { $0 } + values[more].compactMap { ReadingChoice($0) })
        let simulation = Simulation(before: before, after: try plan.applied(to: before))
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
            Console.standard.writeError("… and \(report.unreadable - report.faults.count) more lines\n")
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

/// `A-10=whole_increment`.
struct ReadingChoice: Sendable, CustomStringConvertible {
    let reading: String
    let choice: String

    init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0].hasPrefix("A-"), parts[0].dropFirst(2).allSatisfy(\.isNumber) else {
            return nil
        }
        (reading, choice) = (parts[0], parts[1])
    }

    var description: String { "\(reading)=\(choice)" }
}

extension ValueKind where Value == ReadingChoice {
    static var reading: ValueKind {
        ValueKind("a reading and its choice, such as A-10=whole_increment") { ReadingChoice($0) }
    }
}

/// What is tried: whole programmes, changes of programmes, other readings.
struct SimulationPlan {
    private var programmes: [String: String] = [:]
    private var changes: [SimulationChanges] = []
    private let readings: [ReadingChoice]

    init(files: [String], readings: [ReadingChoice]) throws {
        guard !files.isEmpty || !readings.isEmpty else {
            throw CommandFailure(.usage, "Nothing is changed: name a file with --with, or a reading with --reading.")
        }
        self.readings = readings
        for file in files {
            do throws(DocumentErrors) {
                let root = try Document.parse(Document.read(file), file: file)
                if SimulationChanges.isIn(root) {
                    changes.append(try SimulationChanges.load(root, file: file))
                } else {
                    programmes[try Programme.load(path: file).id] = file
                }
            } catch {
                throw CommandFailure(.dataError, error.description)
            }
        }
    }

    /// The rules with what is tried; programmes that nothing changes stay the same.
    func applied(to before: [String: Rulebook]) throws -> [String: Rulebook] {
        var after = before
        let known = Set(before.keys).union(programmes.keys)
        for change in changes where !known.contains(change.programme) {
            let hint = Spelling.hint(for: change.programme, among: known.sorted())
            throw CommandFailure(.dataError, "\(change.file): there is no programme \(change.programme)\(hint)")
        }
        var unused = Set(readings.map(\.reading))
        for id in known.sorted() {
            guard let file = programmes[id] ?? before[id]?.programme.file else { continue }
            do throws(DocumentErrors) {
                let programme = try Programme.load(path: file)
                let own = readings.filter { choice in programme.readings.contains { $0.id == choice.reading } }
                unused.subtract(own.map(\.reading))
                let changed = changes.filter { $0.programme == id }
                guard !own.isEmpty || !changed.isEmpty || programmes[id] != nil else { continue }
                let switched = Dictionary(own.map { ($0.reading, $0.choice) }) { $1 }
                after[id] = try Rulebook(Programme.load(path: file, readings: switched, changes: changed))
            } catch {
                throw CommandFailure(.dataError, error.description)
            }
        }
        if let reading = unused.min() {
            throw CommandFailure(.dataError, "No programme has the reading \(reading).")
        }
        return after
    }
}
