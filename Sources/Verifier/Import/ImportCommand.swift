import Agent
import Awards
import Commands
import Documents
import Log
import Messages

/// `verifier import`: a register's file becomes rows of the log.
enum ImportCommand {
    private static let kind = Argument(
        "KIND", "which register; verifier formats lists them",
        ValueKind<String>(
            "one of \(RegisterFormat.all.map(\.name).joined(separator: ", "))",
            completion: .words(RegisterFormat.all.map(\.name))
        ) { RegisterFormat.named($0)?.name })
    private static let file = Argument("FILE", "the file, CSV or XLSX", .file)
    private static let asOf = Option(
        required: "as-of", "DAY", "the day of which the authority attests it",
        ValueKind<CivilDate>("a day such as 2024-02-29") { CivilDate($0) })
    private static let source = Option(required: "source", "TEXT", "the authority that attests it")
    private static let officer = Option(
        required: "officer", "ID", "who imports it; takes the role importer", environment: "DUIXIAN_OFFICER")
    private static let complete = Flag(
        "complete", "the file lists all there are: who is not in it is not in the register on that day")

    static let command = Command(
        "import", "imports the file of a register",
        [
            kind, file, asOf, source, officer, complete, CommandOptions.office, CommandOptions.offices,
            CommandOptions.log, CommandOptions.config,
        ],
        details: """
            A newer row replaces an older one; importing the same file again changes nothing. Rows that are wrong are \
            listed in FILE.errors.csv with number, column and reason, and the others are imported.

            Lists of dishonesty and of penalties are always complete, unless rows are wrong. A complete register of businesses refuses claims \
            of firms that are not in it, when its day is not before the claim's.

            Ends with 65 when rows were wrong.
            """
    ) { values in try run(values) }

    private static func run(_ values: Values) throws {
        let offices = try CommandOptions.loadOffices(values)
        let office = try CommandOptions.office(values[CommandOptions.office], in: offices, values)
        try check(values[officer], of: office)
        guard let format = RegisterFormat.named(values[kind]) else { return }
        let path = values[file]
        let errors = ErrorsFile(beside: path)
        let isList = RegisterKind(rawValue: format.name)?.isList ?? false
        var work = RegisterImport(
            format: format, asOf: values[asOf], source: values[source], officer: values[officer],
            isComplete: isList || values[complete], office: office.division, partitions: offices.partitions,
            log: try CommandOptions.openLog(values), path: path, complain: { try errors.add($0) }
        )
        work.progress = { Console.standard.write("\($0) rows are written\n") }
        let summary: RegisterImport.Summary
        do {
            summary = try work.run()
            try errors.finish()
        } catch let error as TableError {
            throw CommandFailure(.dataError, "\(error).\n  \(error.chinese)。")
        } catch let error as RegisterImport.HeaderProblems {
            throw CommandFailure(.dataError, "\(path) is no file of \(format.name).\n\(error)")
        }
        Console.standard.write(text(of: summary, format) + "\n")
        if summary.badRows > 0 {
            let isPartial = work.isComplete ? " The register therefore does not count as complete." : ""
            throw CommandFailure(
                .dataError,
                "\(summary.badRows) rows were left out; \(errors.path) says why.\(isPartial) "
                    + "\(summary.badRows)行有误，未导入，原因见\(errors.path)。")
        }
    }

    private static func text(of summary: RegisterImport.Summary, _ format: RegisterFormat) -> String {
        summary.wasThere
            ? "\(format.title.zh)：同一份数据此前已导入，未作改变。 These \(summary.rows) rows were imported before: nothing has changed."
            : "\(format.title.zh)：导入\(summary.rows)行。 \(summary.rows) rows are imported."
    }

    private static func check(_ officer: String, of office: Office) throws {
        guard let known = office.officer(officer) else {
            throw CommandFailure(.notAllowed, "\(officer) is no officer of \(office.division).")
        }
        guard known.roles.contains(.importer) else {
            let holders = office.officers.filter { $0.roles.contains(.importer) }.map(\.id).joined(separator: ", ")
            throw CommandFailure(
                .notAllowed,
                "\(officer) has not the role importer; \(holders.isEmpty ? "nobody at the office has it" : holders + " can")."
            )
        }
    }
}

/// `verifier formats`: what the files of registers hold.
enum FormatsCommand {
    private static let kind = Argument(
        optional: "KIND", "one register instead of all",
        ValueKind<String>(
            "one of \(RegisterFormat.all.map(\.name).joined(separator: ", "))",
            completion: .words(RegisterFormat.all.map(\.name))
        ) { RegisterFormat.named($0)?.name })

    static let command = Command(
        "formats", "describes the files of the registers", [kind],
        details: "A column may be headed by its name or by either title; columns that are not required may be left out."
    ) { values in
        if let name = values[kind], let format = RegisterFormat.named(name) {
            Console.standard.write(describe(format))
        } else {
            for format in RegisterFormat.all {
                Console.standard.write("\(format.name)  \(format.title.zh)  \(format.title.en)\n")
            }
        }
    }

    static func describe(_ format: RegisterFormat) -> String {
        var lines = ["\(format.name)  \(format.title.zh)  \(format.title.en)"]
        if let note = format.note { lines += ["  \(note.zh)", "  \(note.en)"] }
        for column in format.columns {
            let content = column.content.text
            let need = column.isRequired ? " 必填 required" : ""
            lines.append(
                "  \(column.name)  \(column.title.zh)  \(column.title.en)  [\(content.zh); \(content.en)]\(need)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
