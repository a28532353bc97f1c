import Commands
import Lines
import Messages
import Policy

/// `calculator assess`: claims in, line by line; what they are worth out.
enum AssessCommand {
    private static let explain = Flag("explain", "adds the whole trace to each answer")

    static let command = Command(
        "assess", "assesses claims, a line of JSON each, on standard input",
        [PolicyFolder.option, PolicyFolder.division, explain],
        details: """
            In:  {"programme": "baotou-2022", "clause": "7-1", "facts": {"local_sales": 35000000.00, …}}
            Out: one line for each, in the same order: an award with its shares, a refusal with its reason, a \
            referral with its ceiling, the facts that it asks for, or {"error": "…"}.

            A fact that is left out is not known; null says that there is none. Numbers are exact decimals.
            """
    ) { values in
        let rulebooks = try PolicyFolder.loadWithDivision(values)
        var output = LineOutput()
        var input = LineInput()
        while let line = input.next() {
            output.write(answer(to: line, rulebooks, withTrace: values[explain]))
        }
        output.flush()
    }

    static func answer(to line: [UInt8], _ rulebooks: [String: Rulebook], withTrace: Bool) -> Fact {
        do {
            let claim = try ClaimLine(line)
            guard let rulebook = rulebooks[claim.programme] else {
                let known = rulebooks.keys.sorted().joined(separator: ", ")
                throw LineError("there is no programme \(claim.programme); there are \(known)")
            }
            guard let assessment = try rulebook.assess(claim.clause, claim.facts, withTrace: withTrace) else {
                let known = rulebook.programme.clauses.map(\.id).joined(separator: ", ")
                throw LineError("\(claim.programme) has no clause \(claim.clause); it has \(known)")
            }
            return .record(assessment.answer(of: rulebook.rule(claim.clause)))
        } catch {
            return .fault(error)
        }
    }
}

/// A line of `calculator assess`.
struct ClaimLine {
    let programme: String
    let clause: String
    let facts: Facts

    init(_ line: [UInt8]) throws {
        guard case .record(let record) = try Fact(line: line) else {
            throw LineError("expected an object, found another value")
        }
        let known = ["programme", "clause", "facts"]
        let others = record.names.filter { !known.contains($0) }
        guard others.isEmpty else {
            throw LineError(
                "unknown keys: \(others.joined(separator: ", ")); known are \(known.joined(separator: ", "))")
        }
        guard case .text(let programme)? = record["programme"] else { throw LineError("programme: a text is missing") }
        guard case .text(let clause)? = record["clause"] else { throw LineError("clause: a text is missing") }
        guard case .record(let facts)? = record["facts"] else { throw LineError("facts: an object is missing") }
        self.programme = programme
        self.clause = clause
        self.facts = facts
    }
}
