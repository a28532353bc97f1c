import Documents
import Policy
import Synchronization

/// Compiled policies by the digest of their bytes. Compiling the same bytes gives the same rules, so keeping them
/// changes no decision.
final class PolicyShelf: Sendable {
    private let rulebooks = Mutex<[String: Rulebook]>([:])

    /// Throws what is wrong with the file; `name` stands for it in errors.
    func rulebook(digest: String, bytes: [UInt8], name: String) throws(DocumentErrors) -> Rulebook {
        if let known = rulebooks.withLock({ $0[digest] }) { return known }
        let rulebook = try Rulebook(Programme.load(bytes, file: name))
        rulebooks.withLock { $0[digest] = rulebook }
        return rulebook
    }
}
