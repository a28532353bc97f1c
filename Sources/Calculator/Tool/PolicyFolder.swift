import Awards
import Commands
import Documents
import Foundation
import Policy

/// Where the policies of an office lie.
enum PolicyFolder {
    static let option = Option(
        "policies", "DIR",
        "the folder of the policies' files (found from here or from the program, if it is not given)",
        .file, environment: "DUIXIAN_POLICIES")

    /// The policies' files of a folder, in the order of their names.
    static func files(in folder: String) throws -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw CommandFailure(
                .configuration, "The folder \(folder) of the policies cannot be read; name one with --policies DIR.")
        }
        let files = names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
        guard !files.isEmpty else {
            throw CommandFailure(.configuration, "There is no policy (a file *.yaml) in \(folder).")
        }
        return files
    }

    /// All programmes of the folder, compiled. Every error of every file is thrown together.
    static func load(_ values: Values, readings: [String: String] = [:]) throws -> [String: Rulebook] {
        try load(files: files(in: try folder(values)), readings: readings)
    }

    static func load(files: [String], readings: [String: String] = [:]) throws -> [String: Rulebook] {
        try load(files: files) { file throws(DocumentErrors) in try Programme.load(path: file, readings: readings) }
    }

    private static func load(
        files: [String], _ load: (String) throws(DocumentErrors) -> Programme
    ) throws -> [String: Rulebook] {
        var rulebooks: [String: Rulebook] = [:]
        var errors: [DocumentError] = []
        for file in files {
            do throws(DocumentErrors) {
                let rulebook = try Rulebook(load(file))
                let id = rulebook.programme.id
                if let first = rulebooks.updateValue(rulebook, forKey: id) {
                    let message = "the programme \(id) stands in \(first.programme.file) too; take one of them out"
                    errors.append(DocumentError(file: file, mark: nil, path: "programme", message: message))
                }
            } catch {
                errors += error.errors
            }
        }
        guard errors.isEmpty else { throw DocumentErrors(errors) }
        return rulebooks
    }

    // MARK: Implementing rules

    static let division = Option(
        "division", "CODE", "applies the implementing rules (实施细则) of this division, such as 150223", .division)

    /// The programmes of the folder, with the rules of the division that the command line names:
    /// `<folder>/<programme>/<division>.yaml`.
    static func loadWithDivision(_ values: Values) throws -> [String: Rulebook] {
        guard let division = values[division] else { return try load(values) }
        let folder = try folder(values)
        var isFound = false
        let rulebooks = try load(files: files(in: folder)) { file throws(DocumentErrors) in
            let rules = "\(file.dropLast(".yaml".count))/\(division.code).yaml"
            guard FileManager.default.fileExists(atPath: rules) else { return try Programme.load(path: file) }
            isFound = true
            let overlay = try Overlay.load(path: rules)
            guard overlay.division == division else {
                let message = "the file is named after \(division.code), its rules are of \(overlay.division.code)"
                throw DocumentErrors([DocumentError(file: rules, mark: nil, path: "division", message: message)])
            }
            return try Programme.load(path: file, overlay: overlay)
        }
        guard isFound else {
            throw CommandFailure(
                .dataError, "There are no implementing rules of \(division.code) (\(folder)/*/\(division.code).yaml).")
        }
        return rulebooks
    }

    /// The folder that was named, else `deploy/policies` here or above the program.
    static func folder(_ values: Values) throws -> String {
        try values[option] ?? standard()
    }

    static func standard() throws -> String {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
        var parts = program.split(separator: "/").dropLast()
        var candidates = ["deploy/policies"]
        while !parts.isEmpty {
            candidates.append("/" + parts.joined(separator: "/") + "/deploy/policies")
            parts.removeLast()
        }
        candidates.append("/usr/share/duixian/policies")
        var isFolder: ObjCBool = false
        let found = candidates.first {
            FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && isFolder.boolValue
        }
        guard let found else {
            throw CommandFailure(
                .configuration,
                "There is no folder deploy/policies here or above the program; name one with --policies DIR.")
        }
        return found
    }
}

extension ValueKind where Value == Division {
    static var division: ValueKind { ValueKind("a division's six digits, such as 150223") { Division($0) } }
}
