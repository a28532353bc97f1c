import Agent
import Awards
import Commands
import Glibc
import Messages
import Policy

/// The commands about tables of claims.
enum ImportCommands {
    private static let file = Argument("FILE", "the table, CSV in UTF-8, with the header of a template", .file)

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
        let input = open(path, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else {
            throw CommandFailure(.dataError, "\(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        defer { close(input) }
        var source = CSVRows { buffer in read(input, buffer.baseAddress, buffer.count) }
        let errors = ErrorsFile("\(path).errors.csv")
        let outcome = try run(&source, desk, errors, path)
        try errors.finish()
        let summary =
            "\(outcome.rows) rows: \(outcome.taken) taken in, \(outcome.corrected) corrected, "
            + "\(outcome.unchanged) unchanged, \(outcome.refused) refused. "
            + "共\(outcome.rows)行：受理\(outcome.taken)，更正\(outcome.corrected)，未变\(outcome.unchanged)，退回\(outcome.refused)。"
        Console.standard.write(summary + "\n")
        guard outcome.refused == 0 else { throw CommandFailure(.dataError, "What is wrong stands in \(errors.path).") }
    }

    private static func run(
        _ source: inout some RowSource, _ desk: IntakeDesk, _ errors: ErrorsFile, _ path: String
    ) throws -> ClaimImport.Outcome {
        do {
            guard let header = try source.next() else { throw CommandFailure(.dataError, "\(path) is empty. 文件为空。") }
            var table = try ClaimImport(desk, header: header) { try errors.add($0) }
            let isSeen = isatty(2) == 1
            try table.run(&source) { outcome in
                if isSeen { Console.standard.writeError("\r\(outcome.rows) rows …") }
            }
            if isSeen { Console.standard.writeError("\r") }
            return table.outcome
        } catch let error as RowError {
            throw CommandFailure(.dataError, "\(path): \(error)")
        } catch let faults as Faults {
            throw CommandFailure(.dataError, "\(path): \(faults.description)")
        }
    }

    // MARK: template

    private static let clause = Argument("CLAUSE", "the programme and the clause, such as baotou-2022/7-1", .text)
    private static let language = Option("lang", "zh|en", "the header's language", .choice(Language.self), default: .zh)

    static let template = Command(
        "template", "prints the header of a table of claims under a clause, CSV in UTF-8",
        [clause, language] + ClaimCommands.place
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
        Console.standard.write(CSVText.mark + CSVText.line(ClaimTemplate(clause: clause).header(values[language])))
    }
}

/// `FILE.errors.csv`: made at the first error; one of an earlier import goes when there is none.
final class ErrorsFile {
    let path: String
    private var stream: UnsafeMutablePointer<FILE>?

    init(_ path: String) {
        self.path = path
        unlink(path)
    }

    func add(_ bad: ClaimImport.BadCell) throws(CommandFailure) {
        if stream == nil {
            stream = fopen(path, "wex")
            try write(CSVText.mark + CSVText.line(["行 row", "列 column", "原因", "reason"]))
        }
        try write(CSVText.line(["\(bad.row)", bad.column, bad.text.zh, bad.text.en]))
    }

    /// Closes the file. Without it nothing is promised of what was added.
    func finish() throws(CommandFailure) {
        guard let open = stream else { return }
        stream = nil
        guard fclose(open) == 0 else { throw failure }
    }

    private func write(_ text: String) throws(CommandFailure) {
        guard let stream, fputs(text, stream) >= 0 else { throw failure }
    }

    private var failure: CommandFailure {
        CommandFailure(.ioError, "\(path) cannot be written: \(String(cString: strerror(errno))).")
    }
}
