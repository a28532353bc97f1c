internal import Documents
internal import Seals

/// Who may log in at an office, from its accounts file:
///
/// ```yaml
/// accounts:
///   - {officer: o-150207-05, password: "$argon2id$v=19$…"}
/// ```
public struct Accounts: Sendable {
    private let hashes: [String: PasswordHash]
    /// What is compared for a name that nobody has, so that it takes as long.
    private let decoy: PasswordHash?

    init(_ hashes: [String: PasswordHash]) {
        self.hashes = hashes
        decoy = hashes.values.first
    }

    public var officers: [String] { hashes.keys.sorted() }

    /// Takes about a tenth of a second, whether or not there is such an officer.
    public func accept(officer: String, password: String) -> Bool {
        guard let hash = hashes[officer] else {
            _ = decoy?.matches(password)
            return false
        }
        return hash.matches(password)
    }

    /// - Throws: `DocumentErrors`, with the lines of what is wrong.
    public static func load(path: String) throws -> Accounts {
        try Document.decode(try Document.read(path), file: path) { root in
            let pairs = root.required("accounts")?.elements { place -> (String, PasswordHash)? in
                let officer = place.required("officer")?.text()
                let hash = place.required("password")?.text(
                    "an Argon2id hash, as `dashboard password` prints it", { PasswordHash($0) })
                guard let officer, let hash else { return nil }
                return (officer, hash)
            }
            guard let pairs else { return nil }
            if pairs.isEmpty { root.report("at least one account must be listed") }
            if Set(pairs.map(\.0)).count < pairs.count { root.report("an officer has two accounts") }
            return Accounts(Dictionary(pairs) { first, _ in first })
        }
    }
}
