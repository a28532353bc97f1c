import Awards
import Commands
import Documents
import Lines
import Messages
import Policy

/// `calculator adjudicate`: whole rounds in, line by line; what each claim gets out.
enum AdjudicateCommand {
    private static let explain = Flag("explain", "adds the whole trace to each claim")

    static let command = Command(
        "adjudicate", "adjudicates whole rounds, a line of JSON each, on standard input",
        [PolicyFolder.option, PolicyFolder.division, ReadingChoice.option, explain],
        details: """
            In:  {"programme": "baotou-2022", "year": 2023, "as_of": "2024-03-01", "claims": [{"id": "A", "applicant": \
            "F1", "clause": "4", "assessed": 200000.00}], "earlier": […], "guide": {…}, "committed": {…}, "pots": {…}}
            Out: one line for each, in the same order: {"claims": {"A": {"award": 200000.00, …}}}, or {"error": "…"}.

            A claim gives its facts, or the amount that its clause alone gives (assessed). What the round knows (rank, \
            pot, earlier awards) is not among the facts. Numbers are exact decimals.
            """
    ) { values in
        let rulebooks = try ReadingChoice.applied(values, to: PolicyFolder.loadWithDivision(values))
        var tool = RoundTool(rulebooks, readings: values[ReadingChoice.option])
        var output = LineOutput()
        var input = LineInput()
        while let line = input.next() {
            output.write(tool.answer(to: line, withTrace: values[explain]) + "\n")
        }
        output.flush()
    }
}

/// Answers lines; programmes whose days a line moves are compiled once.
struct RoundTool {
    private let rulebooks: [String: Rulebook]
    private let readings: [ReadingChoice]
    private var moved: [Move: Rulebook] = [:]

    private struct Move: Hashable {
        let programme: String
        let issuedOn: CivilDate?
        let validTo: CivilDate?
    }

    init(_ rulebooks: [String: Rulebook], readings: [ReadingChoice] = []) {
        self.rulebooks = rulebooks
        self.readings = readings
    }

    mutating func answer(to line: [UInt8], withTrace: Bool) -> String {
        do {
            return try outcomes(of: RoundLine(line), withTrace: withTrace)
        } catch {
            return Fact.fault(error).json
        }
    }

    private mutating func outcomes(of line: RoundLine, withTrace: Bool) throws -> String {
        let rulebook = try rulebook(for: line)
        let outcomes = try rulebook.adjudicate(
            line.round(under: rulebook.programme), tracing: withTrace ? .whole : .none)
        let claims = zip(line.clauses, outcomes).map { clause, outcome in
            let answer = outcome.answer(of: rulebook.rule(clause))
            return Fact.text(outcome.id).json + ":" + Fact.record(answer).json
        }
        return "{\"claims\":{\(claims.joined(separator: ","))}}"
    }

    private mutating func rulebook(for line: RoundLine) throws -> Rulebook {
        guard let rulebook = rulebooks[line.programme] else {
            let known = rulebooks.keys.sorted().joined(separator: ", ")
            throw LineError("there is no programme \(line.programme); there are \(known)")
        }
        guard line.issuedOn != nil || line.validTo != nil else { return rulebook }
        let move = Move(programme: line.programme, issuedOn: line.issuedOn, validTo: line.validTo)
        if let known = moved[move] { return known }
        let changed = try self.moved(rulebook.programme, move)
        moved[move] = changed
        return changed
    }

    /// A period of years moves with its first day.
    private func moved(_ programme: Programme, _ move: Move) throws -> Rulebook {
        var places: [String] = []
        if let day = move.issuedOn { places += ["issued_on: \(day)", "valid_from: \(day)"] }
        if let day = move.validTo { places.append("valid_to: \(day)") }
        let text = "programme: \(programme.id)\nset: {\(places.joined(separator: ", "))}\n"
        let root = try Document.parse(Array(text.utf8), file: "round")
        let own = readings.filter { choice in
            (choice.programme ?? programme.id) == programme.id
                && programme.readings.contains { reading in
                    reading.id == choice.reading && reading.choices.contains { $0.name == choice.choice }
                }
        }
        let switched = Dictionary(own.map { ($0.reading, $0.choice) }) { _, last in last }
        return try Rulebook(
            Programme.load(
                path: programme.file, readings: switched, overlay: programme.overlay,
                changes: [SimulationChanges.load(root, file: "round")]))
    }
}

extension RoundOutcome {
    /// As a line says it: that of the clause, with the claim that stays where this one loses.
    func answer(of rule: Rule?) -> Facts {
        var answer = assessment.answer(of: rule)
        answer["kept"] = kept.map { .text($0) }
        return answer
    }
}
