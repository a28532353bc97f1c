import Documents
import Policy

/// The policies of this repository.
enum PolicyFiles {
    static let repository = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    static let folder = repository + "/deploy/policies"
    static let names = ["baotou-2022", "nm-cb7-2023", "nm39-2022", "qianjiang-2023draft"]

    static func path(_ name: String) -> String { "\(folder)/\(name).yaml" }

    static func rulebook(_ name: String) throws -> Rulebook { try Rulebook(Programme.load(path: path(name))) }
}
