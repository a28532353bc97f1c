public import Commands
import Documents
import Foundation
public import Policy

/// Where the policies of an office lie.
public enum PolicyFolder {
    public static let option = Option(
        "policies", "DIR",
        "the folder of the policies' files (found from here or from the program, if it is not given)",
        .file, environment: "DUIXIAN_POLICIES")

    /// The policies' files of a folder, in the order of their names.
    public static func files(in folder: String) throws -> [String] {
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
    public static func load(_ values: Values, readings: [String: String] = [:]) throws -> [String: Rulebook] {
        try load(files: files(in: try folder(values)), readings: readings)
    }

    public static func load(files: [String], readings: [String: String] = [:]) throws -> [String: Rulebook] {
        var rulebooks: [String: Rulebook] = [:]
        var errors: [DocumentError] = []
        for file in files {
            do throws(DocumentErrors) {
                let rulebook = try Rulebook(Programme.load(path: file, readings: readings))
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

    /// The folder that was named, else `deploy/policies` here or above the program.
    public static func folder(_ values: Values) throws -> String {
        try values[option] ?? standard()
    }

    public static func standard() throws -> String {
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
