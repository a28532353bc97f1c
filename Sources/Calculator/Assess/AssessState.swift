import Agent
import Messages

/// What the assess stage knows: policies, guides and rounds, and what it last said of each version.
struct AssessState: DeciderState {
    private var tables: StateTables

    /// The newest policy's digest, by programme.
    var policies: Agent.Table<String, String> {
        get { tables[1] }
        set { tables[1] = newValue }
    }
    /// A policy's file, by digest.
    var files: Agent.Table<String, String> {
        get { tables[2] }
        set { tables[2] = newValue }
    }
    /// A guide as JSON, by digest.
    var guides: Agent.Table<String, String> {
        get { tables[3] }
        set { tables[3] = newValue }
    }
    /// The rounds of a programme and period, `baotou-2022/2022`.
    var rounds: Agent.Table<String, [RoundTerms]> {
        get { tables[4, isRemembered: true] }
        set { tables[4, isRemembered: true] = newValue }
    }
    /// Programmes that an office below has adopted.
    var others: Agent.Table<String, Bool> {
        get { tables[5] }
        set { tables[5] = newValue }
    }
    /// The number of the verification that was last assessed, by version.
    var said: Agent.Table<String, Int64> {
        get { tables[6] }
        set { tables[6] = newValue }
    }
    /// The verified claim that waits for an officer's amount, as JSON, by review.
    var undecided: Agent.Table<String, String> {
        get { tables[7] }
        set { tables[7] = newValue }
    }
    /// The programme and period of a round, `baotou-2022/2022`, by the round's id.
    private var roundKeys: Agent.Table<String, String> {
        get { tables[12] }
        set { tables[12] = newValue }
    }
    /// What the task's own dead letters hold of what was verified, by letter.
    private var letters: Agent.Table<String, HeldLetter> {
        get { tables[13] }
        set { tables[13] = newValue }
    }
    /// The letters, in the order in which they were buried.
    private var letterIDs: Agent.Table<Int, [String]> {
        get { tables[14] }
        set { tables[14] = newValue }
    }
    /// The orders that were answered, so that none is answered twice.
    var answered: Agent.Table<String, Bool> {
        get { tables[8] }
        set { tables[8] = newValue }
    }

    /// What was said of a version that waits for its terms, as JSON.
    private var waiting: Agent.Table<WaitingKey, String> {
        get { tables[9] }
        set { tables[9] = newValue }
    }
    /// How many versions wait for a clause's terms.
    private var counts: Agent.Table<String, Int> {
        get { tables[10] }
        set { tables[10] = newValue }
    }
    /// The clauses whose terms are all there while versions still wait for them.
    private var open: Agent.Table<Int, [String]> {
        get { tables[11] }
        set { tables[11] = newValue }
    }

    private let lastTerms = LastTerms()

    init(_ store: StateStore) { tables = StateTables(store) }

    // MARK: Terms

    /// By what a claim is assessed.
    enum Terms {
        /// What its round fixes: the digests of the policy and of the guide, if there is one.
        case known(policy: String, guide: String?)
        /// What is not there yet, as a reason.
        case missing(String)
        /// Another office decides about the programme.
        case notOurs
    }

    mutating func take(_ round: RoundOpened) {
        let key = "\(round.programme)/\(round.period)"
        rounds[key] = (rounds[key] ?? []).filter { $0.round != round.round } + [RoundTerms(round)]
        roundKeys[round.round] = key
    }

    /// Whether a version may belong to a round: as long as the round is not known here, every version may.
    func mayBelong(_ version: ClaimVersion, to round: String) -> Bool {
        guard let key = roundKeys[round], let terms = rounds[key]?.first(where: { $0.round == round }) else {
            return true
        }
        return key == "\(version.programme)/\(version.period)"
            && (terms.clauses.isEmpty || terms.clauses.contains(version.clause))
    }

    func terms(of version: ClaimVersion) -> Terms {
        // Tables 1 to 5 hold all that they are made of.
        lastTerms.terms(of: version, tables.generation(of: 1...5)) { findTerms(of: version) }
    }

    private func findTerms(of version: ClaimVersion) -> Terms {
        guard policies.contains(version.programme) else {
            return others.contains(version.programme) ? .notOurs : .missing("policy_not_adopted")
        }
        let rounds = rounds[version.programme + "/" + version.period] ?? []
        guard let round = rounds.last(where: { $0.clauses.isEmpty || $0.clauses.contains(version.clause) }) else {
            return .missing("round_not_open")
        }
        guard files.contains(round.policy) else { return .missing("policy_not_adopted") }
        if let guide = round.guide, !guides.contains(guide) { return .missing("guide_not_set") }
        return .known(policy: round.policy, guide: round.guide)
    }

    mutating func adoptedElsewhere(_ programme: String) {
        others[programme] = true
        for key in waiting.keys {
            guard let version = version(at: key), version.of.programme == programme else { continue }
            remove(key)
        }
    }

    // MARK: Dead letters

    mutating func bury(_ letter: String, _ held: HeldLetter) {
        letters[letter] = held
        var all = letterIDs[0] ?? []
        if !all.contains(letter) { all.append(letter) }
        letterIDs[0] = all
    }

    mutating func resolve(_ letter: String) {
        guard letters[letter] != nil else { return }
        letters[letter] = nil
        let rest = (letterIDs[0] ?? []).filter { $0 != letter }
        letterIDs[0] = rest.isEmpty ? nil : rest
    }

    func letter(_ id: String) -> HeldLetter? { letters[id] }

    /// The dead letters, in the order in which they were buried.
    var buried: [(letter: String, held: HeldLetter)] {
        (letterIDs[0] ?? []).compactMap { id in letters[id].map { (id, $0) } }
    }

    // MARK: What waits

    /// The reason of a version that has all its terms and cannot be assessed.
    static let cannotBeAssessed = "cannot_be_assessed"

    /// Versions that wait though their terms are there now, at most so many.
    func ready(most: Int) -> [ClaimAssessed] {
        guard let names = open[0] else { return [] }
        return waiting.keys.lazy.filter { names.contains($0.terms) }.prefix(most).compactMap { version(at: $0) }
    }

    /// Whether the version waits, for its terms or for another verification.
    func isWaiting(_ of: ClaimVersion) -> Bool {
        var assessed = ClaimAssessed()
        assessed.of = of
        return WaitingKey.all(assessed).contains { waiting[$0] != nil }
    }

    /// All versions that wait for their terms.
    var allWaiting: [ClaimAssessed] { waiting.keys.compactMap { version(at: $0) } }

    private func version(at key: WaitingKey) -> ClaimAssessed? {
        waiting[key].flatMap { try? ClaimAssessed(reading: Array($0.utf8)) }
    }

    mutating func take(_ assessed: ClaimAssessed) {
        let name = assessed.of.name
        var isFirst = false
        said.update(name) { number in
            isFirst = number == nil
            number = assessed.number
        }
        // Of a version that waits something was said.
        if isFirst, assessed.outcome != .waiting { return }
        let key = WaitingKey(assessed)
        if assessed.outcome == .waiting {
            if key.isStuck { forget(assessed) }
            if waiting[key] == nil { counts[key.terms] = (counts[key.terms] ?? 0) + 1 }
            waiting[key] = String(decoding: assessed.bytes, as: UTF8.self)
        } else {
            forget(assessed)
        }
    }

    /// Whatever the version waited for.
    private mutating func forget(_ assessed: ClaimAssessed) {
        for key in WaitingKey.all(assessed) { remove(key) }
    }

    private mutating func remove(_ key: WaitingKey) {
        guard waiting[key] != nil else { return }
        waiting[key] = nil
        let rest = (counts[key.terms] ?? 1) - 1
        counts[key.terms] = rest > 0 ? rest : nil
        if rest <= 0, let names = open[0]?.filter({ $0 != key.terms }) { open[0] = names.isEmpty ? nil : names }
    }

    /// Something came that versions may have waited for.
    mutating func lookAgain() {
        guard !counts.keys.isEmpty else { return }
        var firsts: [String: WaitingKey] = [:]
        for key in waiting.keys where firsts[key.terms] == nil { firsts[key.terms] = key }
        let names = counts.keys.filter { name in
            guard name != WaitingKey.stuck, let first = firsts[name].flatMap({ version(at: $0) }) else { return false }
            if first.then != nil { return policies[first.of.programme] != nil }
            if case .known = terms(of: first.of) { return true }
            return false
        }
        open[0] = names.isEmpty ? nil : names
    }
}

/// The terms that were found last, which most often are those of the next claim. Belongs to its state's thread.
private final class LastTerms {
    @exclusivity(unchecked) private var last:
        (programme: String, period: String, clause: String, generation: UInt64, terms: AssessState.Terms)?

    /// - Parameter generation: another one as soon as anything changes that they are made of.
    func terms(of version: ClaimVersion, _ generation: UInt64, find: () -> AssessState.Terms) -> AssessState.Terms {
        if let last, last.generation == generation, Self.isSame(last.clause, version.clause),
            Self.isSame(last.period, version.period), Self.isSame(last.programme, version.programme)
        {
            return last.terms
        }
        let terms = find()
        last = (version.programme, version.period, version.clause, generation, terms)
        return terms
    }

    /// By the bytes, as the tables look: texts may be equal that are written differently.
    private static func isSame(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
}

/// A version that waits, behind the name of what it waits for: all of one name have the same terms.
private struct WaitingKey: StateValue {
    let terms: String
    let version: String

    /// What waits for no terms: a round fixes them, so it is not tried again before it is verified again.
    static let stuck = ""

    var isStuck: Bool { terms == Self.stuck }

    init(_ assessed: ClaimAssessed) {
        let of = assessed.of
        if assessed.reason == AssessState.cannotBeAssessed {
            self.init(Self.stuck, of)
        } else {
            // Refusals wait for the policy alone.
            self.init(assessed.then == nil ? "\(of.programme)/\(of.period)/\(of.clause)" : of.programme, of)
        }
    }

    private init(_ terms: String, _ of: ClaimVersion) {
        self.terms = terms
        version = of.name
    }

    /// Wherever the version may wait.
    static func all(_ assessed: ClaimAssessed) -> [WaitingKey] {
        let of = assessed.of
        return [stuck, of.programme, "\(of.programme)/\(of.period)/\(of.clause)"].map { WaitingKey($0, of) }
    }

    func write(to bytes: inout [UInt8]) {
        terms.write(to: &bytes)
        version.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let terms = String(from: &bytes), let version = String(from: &bytes) else { return nil }
        self.terms = terms
        self.version = version
    }
}

/// What a round fixes, for its clauses or for all when there is none.
struct RoundTerms: StateValue, Equatable {
    let round: String
    let clauses: [String]
    let policy: String
    let guide: String?

    init(_ opened: RoundOpened) {
        round = opened.round
        clauses = opened.clauses
        policy = opened.policy
        guide = opened.guide
    }

    func write(to bytes: inout [UInt8]) {
        round.write(to: &bytes)
        clauses.write(to: &bytes)
        policy.write(to: &bytes)
        guide.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let round = String(from: &bytes), let clauses = [String](from: &bytes),
            let policy = String(from: &bytes), let guide = String?(from: &bytes)
        else { return nil }
        self.round = round
        self.clauses = clauses
        self.policy = policy
        self.guide = guide
    }
}

extension ClaimVersion {
    /// A version is assessed by itself: a later one replaces nothing.
    var name: String { joined("@", "#") }
}
