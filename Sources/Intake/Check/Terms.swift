import Awards
import Documents
import Messages
import Policy
import Synchronization

/// What an office that decides has made known: its programmes, guides and rounds. A fold of its records.
struct Terms: Sendable {
    struct Adopted: Sendable {
        /// Who decides by it.
        let office: Division
        let digest: String
    }

    private(set) var adopted: [String: Adopted] = [:]
    private(set) var rounds: [RoundOpened] = []
    /// The rounds that close, as they first said it.
    private(set) var closing: [RoundClosing] = []
    private var files: [String: [UInt8]] = [:]
    private var guides: [String: GuideSet] = [:]
    private let shelf = RulebookShelf()

    mutating func take(_ policy: PolicyAdopted, from office: Division) {
        adopted[policy.programme] = Adopted(office: office, digest: policy.digest)
        files[policy.digest] = policy.bytes.bytes
    }

    mutating func take(_ guide: GuideSet) { guides["\(guide.programme)/\(guide.year)"] = guide }

    mutating func take(_ round: RoundOpened) {
        rounds.removeAll { $0.round == round.round }
        rounds.append(round)
    }

    mutating func take(_ round: RoundClosing) {
        if !closing.contains(where: { $0.round == round.round }) { closing.append(round) }
    }

    var programmes: [String] { adopted.keys.sorted() }

    func guide(_ programme: String, _ period: String) -> GuideSet? { guides["\(programme)/\(period)"] }

    /// The rounds that take claims of a clause and a period, in the order in which they were opened.
    func rounds(_ programme: String, _ clause: String, _ period: String) -> [RoundOpened] {
        rounds.filter {
            $0.programme == programme && $0.period == period && ($0.clauses.isEmpty || $0.clauses.contains(clause))
        }
    }

    /// Compiles what is in force, so that no applicant waits for it.
    func prepare() {
        for (programme, policy) in adopted { _ = try? rulebook(digest: policy.digest, of: programme) }
        for round in rounds { _ = try? rulebook(digest: round.policy, of: round.programme) }
    }

    /// The rules of a policy's file; nil when the file is not here.
    func rulebook(digest: String, of programme: String) throws(DocumentErrors) -> Rulebook? {
        guard let bytes = files[digest] else { return nil }
        return try shelf.rulebook(digest: digest, bytes: bytes, name: programme)
    }
}

/// Compiled policies by the digest of their bytes. Compiling the same bytes gives the same rules, so keeping them
/// changes no answer.
private final class RulebookShelf: Sendable {
    private let rulebooks = Mutex<[String: Rulebook]>([:])

    func rulebook(digest: String, bytes: [UInt8], name: String) throws(DocumentErrors) -> Rulebook {
        // Under the lock: of many claims that come first one compiles, and the others wait for it.
        try rulebooks.withLock { rulebooks throws(DocumentErrors) in
            if let known = rulebooks[digest] { return known }
            let rulebook = try Rulebook(Programme.load(bytes, file: name))
            rulebooks[digest] = rulebook
            return rulebook
        }
    }
}
