import Awards
import Commands
import Decimals
import Documents
import Lines
import Messages
import Policy

/// `settler statement`: what counties paid in a year, line by line; what their city owes them for it out.
enum StatementCommand {
    static let command = Command(
        "statement", "says what a city owes its counties for a year, a line of JSON each, on standard input",
        [PolicyFolder.option, ReadingChoice.option],
        details: """
            In:  {"city": "150200", "year": 2024, "paid": [{"county": "九原区", "programme": "baotou-2022", "clause": \
            "7-1", "amount": 300000.00}, …]}
            Out: one line for each, in the same order: {"counties": {"九原区": 150000.00}, "total": 150000.00}, or \
            {"error": "…"}.

            Paid is what the counties paid to claimants, or what is due to them where they are the payee: one award \
            each, its share cut to the fen by itself. Beside it stand the facts that the clause's rule of settlement \
            asks for. What was paid above the clause's cap is the county's own money; a programme without a rule of \
            settlement adds nothing.
            """
    ) { values in
        let tool = StatementTool(try ReadingChoice.applied(values, to: PolicyFolder.load(values)))
        var output = LineOutput()
        var input = LineInput()
        while let line = input.next() { output.write(tool.answer(to: line)) }
        output.flush()
    }
}

/// Answers lines under the policies of an office.
struct StatementTool {
    private let rulebooks: [String: Rulebook]
    /// Facts that some clause is settled by.
    private let facts: [String]

    init(_ rulebooks: [String: Rulebook]) {
        self.rulebooks = rulebooks
        let clauses = rulebooks.values.flatMap(\.programme.clauses)
        facts = Set(clauses.flatMap { $0.settlement?.facts ?? [] }).sorted()
    }

    func answer(to line: [UInt8]) -> Fact {
        do {
            let line = try StatementLine(line, facts: facts)
            var statement = Statement()
            for payment in line.paid {
                do {
                    try statement.add(owed(for: payment, in: line), to: payment.county)
                } catch {
                    throw LineError("\(payment.place): \(error)")
                }
            }
            return .record(statement.answer)
        } catch {
            return .fault(error)
        }
    }

    private func owed(for payment: StatementLine.Payment, in line: StatementLine) throws -> Money {
        guard let rulebook = rulebooks[payment.programme] else {
            let known = rulebooks.keys.sorted()
            let hint = Spelling.hint(for: payment.programme, among: known)
            throw LineError(
                "there is no programme \(payment.programme)\(hint); there are \(known.joined(separator: ", "))")
        }
        let settled = try rulebook.settled(payment.amount, under: payment.clause, payment.facts)
        guard let settled, let rule = rulebook.programme.settlement else { return .zero }
        try check(payment, in: line, under: rulebook.programme, rule)
        return settled.owed
    }

    /// A city settles with its own counties, for no year that ended before the programme began.
    private func check(
        _ payment: StatementLine.Payment, in line: StatementLine, under programme: Programme, _ rule: SettlementRule
    ) throws {
        guard line.city == rule.city else {
            throw LineError("\(programme.id) is settled by \(rule.city), not by \(line.city)")
        }
        let counties = programme.divisions
        guard counties.contains(payment.county) else {
            let hint = Spelling.hint(for: payment.county, among: counties)
            throw LineError(
                "\(rule.city) has no county \(payment.county)\(hint); it has \(counties.joined(separator: ", "))")
        }
        if let first = programme.validity.from, line.year < first.year {
            throw LineError("nothing was paid for \(line.year) under \(programme.id), which began on \(first)")
        }
    }
}
