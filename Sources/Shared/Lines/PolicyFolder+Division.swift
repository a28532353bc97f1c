import Agent
public import Awards
public import Commands
import Documents
import Foundation
public import Policy

extension PolicyFolder {
    public static let division = Option(
        "division", "CODE", "applies the implementing rules (实施细则) of this division, such as 150223", .division)

    /// The programmes of the folder, with the rules of the division that the command line names:
    /// `<folder>/<programme>/<division>.yaml`.
    public static func loadWithDivision(_ values: Values) throws -> [String: Rulebook] {
        var rulebooks = try load(values)
        guard let division = values[division] else { return rulebooks }
        let folder = try folder(values)
        var isFound = false
        for id in rulebooks.keys.sorted() {
            let rules = "\(folder)/\(id)/\(division.code).yaml"
            guard let plain = rulebooks[id], FileManager.default.fileExists(atPath: rules) else { continue }
            isFound = true
            let overlay = try Overlay.load(path: rules)
            guard overlay.division == division else {
                let message = "the file is named after \(division.code), its rules are of \(overlay.division.code)"
                throw DocumentErrors([DocumentError(file: rules, mark: nil, path: "division", message: message)])
            }
            rulebooks[id] = try Rulebook(Programme.load(path: plain.programme.file, overlay: overlay))
        }
        guard isFound else {
            let files = "\(folder)/*/\(division.code).yaml"
            throw CommandFailure(.dataError, "There are no implementing rules of \(division.code) (\(files)).")
        }
        return rulebooks
    }
}
