import Agent
import Awards
import Messages

/// What a round fixes: the policy for its clauses, for all when there is none; and, once it closes, the day of each
/// register that its claims stand on.
struct RoundTerms: StateValue, Equatable {
    let round: String
    private(set) var clauses: [String]
    private(set) var policy: String
    /// What is lodged later belongs to another round; nil where that was not noted.
    private(set) var deadline: Moment?
    /// Nil until the round closes.
    private(set) var registers: [RegisterDay]?
    /// Kinds of registers that are not waited for any more.
    private(set) var waived: [String] = []

    init(_ opened: RoundOpened) {
        round = opened.round
        clauses = opened.clauses
        policy = opened.policy
        deadline = opened.deadline
    }

    init(_ closing: RoundClosing) {
        round = closing.round
        clauses = closing.clauses
        policy = closing.policy
        deadline = closing.deadline
        registers = closing.registers
    }

    /// A round that was noted before deadlines were.
    fileprivate init(_ round: String, _ clauses: [String], _ policy: String) {
        self.round = round
        self.clauses = clauses
        self.policy = policy
    }

    var isClosing: Bool { registers != nil }

    mutating func waive(register name: String) {
        if !waived.contains(name) { waived.append(name) }
    }

    func covers(clause: String) -> Bool { clauses.isEmpty || clauses.contains(clause) }

    func covers(clause: String, lodged: Moment) -> Bool {
        guard covers(clause: clause), let deadline else { return false }
        return (lodged.seconds, lodged.nanoseconds) <= (deadline.seconds, deadline.nanoseconds)
    }

    /// The day, since 1970, on which the round's claims stand in a register; nil before it closes, and for a register
    /// that it does not name or that is not waited for.
    func day(of kind: RegisterKind) -> Int? {
        guard let register = registers?.first(where: { $0.kind == kind.rawValue }), !isWaived(register) else {
            return nil
        }
        return CivilDate(register.asOf)?.daysSince1970
    }

    func isWaived(_ register: RegisterDay) -> Bool {
        waived.contains { $0 == register.kind || $0 == "\(register.kind) \(register.asOf)" }
    }

    func write(to bytes: inout [UInt8]) {
        round.write(to: &bytes)
        clauses.write(to: &bytes)
        policy.write(to: &bytes)
        deadline?.description.write(to: &bytes) ?? "".write(to: &bytes)
        isClosing.write(to: &bytes)
        (registers ?? []).flatMap { [$0.kind, $0.asOf] }.write(to: &bytes)
        waived.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let round = String(from: &bytes), let clauses = [String](from: &bytes),
            let policy = String(from: &bytes), let deadline = String(from: &bytes),
            let isClosing = Bool(from: &bytes), let days = [String](from: &bytes),
            let waived = [String](from: &bytes)
        else { return nil }
        self.round = round
        self.clauses = clauses
        self.policy = policy
        self.deadline = Moment(deadline)
        if isClosing {
            registers = stride(from: 0, to: days.count - 1, by: 2).map { RegisterDay(days[$0], days[$0 + 1]) }
        }
        self.waived = waived
    }
}

/// The rounds of a programme and period.
struct RoundList: StateValue {
    let rounds: [RoundTerms]

    init(_ rounds: [RoundTerms]) { self.rounds = rounds }

    /// Begins with a 0, by which it differs from a list without deadlines, as snapshots of before have it: such a one
    /// begins with its count and was never empty.
    func write(to bytes: inout [UInt8]) {
        UInt64(0).write(to: &bytes)
        rounds.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let count = UInt64(from: &bytes) else { return nil }
        guard count > 0 else {
            guard let rounds = [RoundTerms](from: &bytes) else { return nil }
            self.rounds = rounds
            return
        }
        var rounds: [RoundTerms] = []
        for _ in 0..<count {
            guard let round = String(from: &bytes), let clauses = [String](from: &bytes),
                let policy = String(from: &bytes)
            else { return nil }
            rounds.append(RoundTerms(round, clauses, policy))
        }
        self.rounds = rounds
    }
}

extension VerifyState {
    /// The rounds of a programme and period that are not adjudicated.
    func rounds(_ programme: String, _ period: String) -> [RoundTerms] { rounds(under: programme + "/" + period) }

    func rounds(under key: String) -> [RoundTerms] {
        terms[key]?.rounds ?? []
    }

    /// The round that a version lodged then belongs to: the first whose deadline it keeps.
    static func round(_ rounds: [RoundTerms], clause: String, lodged: Moment) -> RoundTerms? {
        var first: Int?
        for index in rounds.indices where rounds[index].covers(clause: clause, lodged: lodged) {
            if let known = first, !comes(rounds[index], before: rounds[known]) { continue }
            first = index
        }
        return first.map { rounds[$0] }
    }

    private static func comes(_ left: RoundTerms, before right: RoundTerms) -> Bool {
        guard let one = left.deadline, let other = right.deadline else { return false }
        return (one.seconds, one.nanoseconds, left.round) < (other.seconds, other.nanoseconds, right.round)
    }

    /// Where a round's terms stand, and they.
    func round(_ id: String) -> (key: String, terms: RoundTerms)? {
        guard let key = roundKeys[id], let terms = rounds(under: key).first(where: { $0.round == id }) else {
            return nil
        }
        return (key, terms)
    }

    mutating func open(_ opened: RoundOpened) {
        put(RoundTerms(opened), under: "\(opened.programme)/\(opened.period)")
    }

    mutating func close(_ closing: RoundClosing) {
        if let known = round(closing.round), known.terms.isClosing { return }
        put(RoundTerms(closing), under: "\(closing.programme)/\(closing.period)")
        closings[0] = (closings[0] ?? []).filter { $0 != closing.round } + [closing.round]
    }

    mutating func waive(_ waived: RoundWaived) {
        guard waived.subject == .register, let (key, known) = round(waived.round) else { return }
        var terms = known
        terms.waive(register: waived.name)
        put(terms, under: key)
    }

    private mutating func put(_ new: RoundTerms, under key: String) {
        var all = rounds(under: key)
        if let index = all.firstIndex(where: { $0.round == new.round }) {
            // What closes a round comes behind what opens it.
            if all[index].isClosing, !new.isClosing { return }
            all[index] = new
        } else {
            all.append(new)
        }
        terms[key] = RoundList(all)
        roundKeys[new.round] = key
    }

    /// The rounds that close, in the order in which they began to.
    var closingRounds: [(key: String, terms: RoundTerms)] { (closings[0] ?? []).compactMap { round($0) } }

    /// The marker that the round's claims stand before in a register; nil where it is not there.
    func cut(_ round: RoundTerms, _ kind: RegisterKind) -> Cut? {
        round.day(of: kind).flatMap { cuts[RegisterKey(kind, $0)] }
    }

    /// The round is adjudicated: what was kept for it is forgotten.
    mutating func forget(round id: String) {
        guard let (key, terms) = round(id) else { return }
        for clause in keptClauses[key] ?? [] where terms.covers(clause: clause) {
            release("\(key)/\(clause)", of: terms, among: rounds(under: key))
        }
        let rest = rounds(under: key).filter { $0.round != id }
        self.terms[key] = rest.isEmpty ? nil : RoundList(rest)
        roundKeys[id] = nil
        let closing = (closings[0] ?? []).filter { $0 != id }
        closings[0] = closing.isEmpty ? nil : closing
        for register in terms.registers ?? [] { passed[Self.passedKey(id, register)] = nil }
    }

    static func passedKey(_ round: String, _ register: RegisterDay) -> String {
        "\(round) \(register.kind) \(register.asOf)"
    }
}
