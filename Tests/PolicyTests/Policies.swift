import Documents
import Policy
import TestSupport

/// The office's policies, as they stand under deploy.
enum Policies {
    static let names = ["baotou-2022", "nm-cb7-2023", "nm39-2022", "qianjiang-2023draft"]

    static func rulebook(_ name: String) throws -> Rulebook {
        try Rulebook(Programme.load(path: Repository.file("deploy/policies/\(name).yaml")))
    }

    static func all() throws -> [Rulebook] { try names.map(rulebook) }

    /// The invented one.
    static func sample() throws -> Rulebook {
        try Rulebook(Programme.load(path: WorkedCase.path("sample-county-2031.yaml")))
    }
}
