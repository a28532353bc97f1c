import Commands
import Documents
import Foundation
import Lines
import Policy

/// `calculator check`: what is wrong with policies, before any claim meets them.
enum CheckCommand {
    private static let paths = Argument(
        repeating: "PATH", "policies' files, or folders of them (deploy/policies, if none is given)", .file)
    private static let sources = Option(
        "sources", "DIR", "the texts as they were published; quotes are looked up in them", .file)
    private static let quiet = Flag("quiet", "prints errors only, no notes")

    static let command = Command(
        "check", "checks policies: their form, units, names, tiers, quotes and bounds", [paths, sources, quiet],
        details: """
            Every error of every file is printed, each with its place. Each reading of a policy is checked in each of \
            its choices. Ends with 65 when there is an error.
            """
    ) { values in
        let files = try files(values)
        let rulebooks: [Rulebook]
        do {
            rulebooks = try PolicyFolder.load(files: files).values.sorted { $0.programme.id < $1.programme.id }
        } catch let errors as DocumentErrors {
            throw CommandFailure(.dataError, errors.description)
        }
        let check = PolicyCheck(rulebooks, sources: try values[sources].map { try texts(in: $0) })
        for finding in check.findings where !values[quiet] || finding.severity == .error {
            Console.standard.write("\(finding)\n")
        }
        let alternatives = check.errors.isEmpty ? try otherReadings(of: rulebooks) : []
        for error in alternatives { Console.standard.write("\(error)\n") }
        let count = check.errors.count + alternatives.count
        guard count == 0 else {
            throw CommandFailure(.dataError, "\(count) \(count == 1 ? "error" : "errors") in \(number(of: files)).")
        }
        let clauses = rulebooks.map(\.programme.clauses.count).reduce(0, +)
        Console.standard.write(
            "\(number(of: files)), \(clauses) \(clauses == 1 ? "clause" : "clauses"): nothing is wrong.\n")
    }

    private static func number(of files: [String]) -> String { files.count == 1 ? "1 file" : "\(files.count) files" }

    private static func files(_ values: Values) throws -> [String] {
        guard !values[paths].isEmpty else { return try PolicyFolder.files(in: PolicyFolder.standard()) }
        var isFolder: ObjCBool = false
        return try values[paths].flatMap { path in
            FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
                ? try PolicyFolder.files(in: path) : [path]
        }
    }

    private static func texts(in folder: String) throws -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw CommandFailure(.dataError, "The folder \(folder) of the sources cannot be read.")
        }
        return names.sorted().compactMap { try? String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
    }

    /// Each choice of each reading must load and compile too.
    private static func otherReadings(of rulebooks: [Rulebook]) throws -> [DocumentError] {
        var errors: [DocumentError] = []
        for programme in rulebooks.map(\.programme) {
            for reading in programme.readings {
                for choice in reading.choices where choice.name != reading.chosen && !choice.replacements.isEmpty {
                    do throws(DocumentErrors) {
                        _ = try Rulebook(Programme.load(path: programme.file, readings: [reading.id: choice.name]))
                    } catch {
                        errors += error.errors.map { error in
                            DocumentError(
                                file: error.file, mark: error.mark, path: error.path,
                                message: "\(reading.id) read as \(choice.name): \(error.message)")
                        }
                    }
                }
            }
        }
        return errors
    }
}
