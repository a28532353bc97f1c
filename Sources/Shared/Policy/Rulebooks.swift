public import Documents
import Synchronization

/// Compiled policies by the digest of their bytes, for deciders. The same bytes always compile to the same rules, so
/// keeping them changes no decision.
public final class Rulebooks: Sendable {
    private let known = Mutex<[String: Rulebook]>([:])

    public init() {}

    /// Throws what is wrong with the file; `name` stands for it in errors.
    public func rulebook(
        digest: String, name: String, bytes: () -> [UInt8]
    ) throws(DocumentErrors) -> Rulebook {
        if let known = known.withLock({ $0[digest] }) { return known }
        let rulebook = try Rulebook(Programme.load(bytes(), file: name))
        known.withLock { $0[digest] = rulebook }
        return rulebook
    }
}
