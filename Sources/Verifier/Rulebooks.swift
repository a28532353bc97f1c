import Documents
import Policy
import Synchronization

/// Compiled policies by the digest of their bytes. The same bytes always compile to the same rules, so keeping them
/// changes no decision.
final class Rulebooks: Sendable {
    private let known = Mutex<[String: Rulebook]>([:])

    /// Throws what is wrong with the file; `name` stands for it in errors.
    func rulebook(digest: String, name: String, bytes: () -> [UInt8]) throws(DocumentErrors) -> Rulebook {
        if let known = known.withLock({ $0[digest] }) { return known }
        let rulebook = try Rulebook(Programme.load(bytes(), file: name))
        known.withLock { $0[digest] = rulebook }
        return rulebook
    }
}
