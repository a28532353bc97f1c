import Agent
import Awards
import Commands
import Documents
import Glibc
import Messages
import Policy

/// The commands about tables of claims.
enum ImportCommands {
    private static let file = Argument("FILE", "the table, CSV or XLSX, with the header of a template", .file)

    static let importing = Command(
        "import", "takes a table of claims in",
        [file, ClaimCommands.withoutRound, CommandOptions.at] + ClaimCommands.place,
        details: """
            The good rows are taken in; each bad one is reported in FILE.errors.csv, with its number, its column and \
            the reason in Chinese and English. The same file again changes nothing.

            Ends with 65 when rows were refused.
            """
    ) { values in
        let (desk, place) = try ClaimCommands.desk(values, isTrial: true)
        ClaimCommands.refresh(desk, place)
        let path = values[file]
        let errors = ErrorsFile(beside: path)
        let outcome = try run(path, desk, errors)
        let summary =
            "\(outcome.rows) rows: \(outcome.taken) taken in, \(outcome.corrected) corrected, "
            + "\(outcome.unchanged) unchanged, \(outcome.refused) refused. "
            + "共\(outcome.rows)行：受理\(outcome.taken)，更正\(outcome.corrected)，未变\(outcome.unchanged)，退回\(outcome.refused)。"
        Console.standard.write(summary + "\n")
        guard outcome.refused == 0 else {
            throw CommandFailure(.dataError, "What is wrong stands in \(errors.path). 退回原因见\(errors.path)。")
        }
    }

    private static func run(
        _ path: String, _ desk: IntakeDesk, _ errors: ErrorsFile
    ) throws -> ClaimImport.Outcome {
        let isSeen = isatty(2) == 1
        var table = ClaimImport(desk) {
            try errors.add($0)
        } progress: { outcome in
            if isSeen { Console.standard.writeError("\r\(outcome.rows) rows …") }
        }
        do {
            try table.run(path)
            try errors.finish()
        } catch let error as TableError {
            throw CommandFailure(.dataError, "\(error).\n  \(error.chinese)。")
        } catch let faults as Faults {
            throw CommandFailure(.dataError, "\(path): \(faults.description)")
        }
        if isSeen { Console.standard.writeError("\r") }
        return table.outcome
    }

    // MARK: template

    private static let clause = Argument("CLAUSE", "the programme and the clause, such as baotou-2022/7-1", .text)
    private static let language = Option("lang", "zh|en", "the header's language", .choice(Language.self), default: .zh)

    private static let xlsx = Option("xlsx", "FILE", "writes a spreadsheet there instead of CSV to standard output")

    static let template = Command(
        "template", "makes an empty table of claims under a clause, with its header",
        [clause, language, xlsx] + ClaimCommands.place
    ) { values in
        let (desk, place) = try ClaimCommands.desk(values)
        ClaimCommands.refresh(desk, place)
        let parts = values[clause].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            throw CommandFailure(.usage, "CLAUSE is the programme and the clause, such as baotou-2022/7-1.")
        }
        let terms = try desk.terms.terms()
        guard let adopted = terms.adopted[parts[0]],
            let rulebook = try terms.rulebook(digest: adopted.digest, of: parts[0])
        else {
            let known = terms.programmes.joined(separator: ", ")
            throw CommandFailure(
                .dataError, "No programme \(parts[0]) is adopted" + (known.isEmpty ? "." : "; there is: \(known)."))
        }
        guard let clause = rulebook.programme.clause(parts[1]), clause.grantsMoney else {
            let known = rulebook.programme.clauses.filter(\.grantsMoney).map(\.id).joined(separator: ", ")
            throw CommandFailure(.dataError, "\(parts[0]) has no clause \(parts[1]) to claim under; it has \(known).")
        }
        let template = ClaimTemplate(clause: clause)
        guard let file = values[xlsx] else {
            return Console.standard.write(template.csv(values[language]))
        }
        do {
            try template.write(file, values[language])
        } catch let error as TableError {
            throw CommandFailure(.cantCreate, "\(error).\n  \(error.chinese)。")
        }
    }
}
