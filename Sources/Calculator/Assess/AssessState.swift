import Agent
import Messages

/// What the assess stage knows: policies, guides and rounds, and what it last said of each version.
struct AssessState: DeciderState {
    /// The newest policy's digest, by programme.
    var policies: Agent.Table<String, String>
    /// A policy's file, by digest.
    var files: Agent.Table<String, String>
    /// A guide as JSON, by digest.
    var guides: Agent.Table<String, String>
    /// The rounds of a programme and period, `baotou-2022/2022`.
    var rounds: Agent.Table<String, [RoundTerms]>
    /// Programmes that an office below has adopted.
    var others: Agent.Table<String, Bool>
    /// The number of the verification that was last assessed, by version.
    var said: Agent.Table<String, Int64>
    /// The verified claim that waits for an officer's amount, as JSON, by review.
    var undecided: Agent.Table<String, String>
    /// The orders that were answered, so that none is answered twice.
    var answered: Agent.Table<String, Bool>

    /// What was said of a version that waits for its terms, as JSON.
    private var waiting: Agent.Table<WaitingKey, String>
    /// How many versions wait for a clause's terms.
    private var counts: Agent.Table<String, Int>
    /// The clauses whose terms are all there while versions still wait for them.
    private var open: Agent.Table<Int, [String]>

    init(_ store: StateStore) {
        policies = Agent.Table(store, 1)
        files = Agent.Table(store, 2)
        guides = Agent.Table(store, 3)
        rounds = Agent.Table(store, 4)
        others = Agent.Table(store, 5)
        said = Agent.Table(store, 6)
        undecided = Agent.Table(store, 7)
        answered = Agent.Table(store, 8)
        waiting = Agent.Table(store, 9)
        counts = Agent.Table(store, 10)
        open = Agent.Table(store, 11)
    }

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

    func terms(of version: ClaimVersion) -> Terms {
        guard policies[version.programme] != nil else {
            return others[version.programme] != nil ? .notOurs : .missing("policy_not_adopted")
        }
        let rounds = rounds["\(version.programme)/\(version.period)"] ?? []
        guard let round = rounds.last(where: { $0.clauses.isEmpty || $0.clauses.contains(version.clause) }) else {
            return .missing("round_not_open")
        }
        guard files[round.policy] != nil else { return .missing("policy_not_adopted") }
        if let guide = round.guide, guides[guide] == nil { return .missing("guide_not_set") }
        return .known(policy: round.policy, guide: round.guide)
    }

    mutating func adoptedElsewhere(_ programme: String) {
        others[programme] = true
        for key in waiting.keys {
            guard let version = version(at: key), version.of.programme == programme else { continue }
            remove(key)
        }
    }

    // MARK: What waits

    /// Versions that wait though their terms are there now, at most so many.
    func ready(most: Int) -> [ClaimAssessed] {
        guard let names = open[0] else { return [] }
        return waiting.keys.lazy.filter { names.contains($0.terms) }.prefix(most).compactMap { version(at: $0) }
    }

    private func version(at key: WaitingKey) -> ClaimAssessed? {
        waiting[key].flatMap { try? ClaimAssessed(reading: Array($0.utf8)) }
    }

    mutating func take(_ assessed: ClaimAssessed) {
        said[assessed.of.name] = assessed.number
        let key = WaitingKey(assessed)
        if assessed.outcome == .waiting {
            if waiting[key] == nil { counts[key.terms] = (counts[key.terms] ?? 0) + 1 }
            waiting[key] = String(decoding: assessed.bytes, as: UTF8.self)
        } else {
            remove(WaitingKey(assessed))
            // Refusals wait for the policy alone.
            remove(WaitingKey(assessed, isPassedOn: true))
        }
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
            guard let first = firsts[name].flatMap({ version(at: $0) }) else { return false }
            if first.then != nil { return policies[first.of.programme] != nil }
            if case .known = terms(of: first.of) { return true }
            return false
        }
        open[0] = names.isEmpty ? nil : names
    }
}

/// A version that waits, behind the name of what it waits for: all of one name have the same terms.
private struct WaitingKey: StateValue {
    let terms: String
    let version: String

    init(_ assessed: ClaimAssessed) { self.init(assessed, isPassedOn: assessed.then != nil) }

    init(_ assessed: ClaimAssessed, isPassedOn: Bool) {
        let of = assessed.of
        terms = isPassedOn ? of.programme : "\(of.programme)/\(of.period)/\(of.clause)"
        version = of.name
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
    var name: String { "\(claim)@\(office)#\(version)" }
}
