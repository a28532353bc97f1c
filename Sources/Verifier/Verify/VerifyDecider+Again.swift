import Agent
import Awards
import Log
import Messages

/// What makes the verifier verify again: a round begins to close, or a register of a day is there.
enum AgainTrigger: Equatable {
    case closing(round: String)
    case register(RegisterDay)

    /// As it stands in a plan.
    var text: String {
        switch self {
        case .closing(let round): "closing \(round)"
        case .register(let register): "register \(register.kind) \(register.asOf)"
        }
    }

    init?(text: Substring) {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        if parts[0] == "closing" {
            self = .closing(round: String(parts[1]))
            return
        }
        let words = parts[1].split(separator: " ")
        guard parts[0] == "register", words.count == 2 else { return nil }
        self = .register(RegisterDay(String(words[0]), String(words[1])))
    }
}

/// All that is to be verified again, and the markers that are passed on behind it.
struct Again {
    struct Mark: Equatable {
        let round: String
        let register: RegisterDay
    }

    let trigger: AgainTrigger
    let rounds: [(key: String, terms: RoundTerms)]
    let marks: [Mark]
    /// The chains of kept versions, each with its round, and how many versions they hold.
    let chains: [(group: String, key: String, terms: RoundTerms)]
    let count: Int

    init(_ state: VerifyState, _ trigger: AgainTrigger) {
        self.trigger = trigger
        let closing = state.closingRounds
        /// The round's registers whose markers are there and not passed on yet.
        func due(_ terms: RoundTerms) -> [RegisterDay] {
            (terms.registers ?? []).filter { register in
                guard let kind = RegisterKind(rawValue: register.kind), !terms.isWaived(register) else { return false }
                return state.cut(terms, kind) != nil
                    && state.passed[VerifyState.passedKey(terms.round, register)] == nil
            }
        }
        switch trigger {
        case .closing(let id):
            // Where no marker is there yet, the first one makes up for it.
            rounds = closing.filter {
                $0.terms.round == id && ($0.terms.registers?.isEmpty == true || !due($0.terms).isEmpty)
            }
        case .register(let register):
            rounds = closing.filter { due($0.terms).contains(register) }
        }
        marks = rounds.flatMap { round in
            due(round.terms).filter { register in
                if case .register(let only) = trigger { register == only } else { true }
            }.map { Mark(round: round.terms.round, register: $0) }
        }
        chains = rounds.flatMap { key, terms in
            (state.keptClauses[key] ?? []).filter { terms.covers(clause: $0) }.map { ("\(key)/\($0)", key, terms) }
        }
        count = chains.reduce(0) { $0 + (state.keptGroups[$1.group]?.count ?? 0) }
    }

    var isEmpty: Bool { rounds.isEmpty }

    /// How far it is: a chain, and the version of it that comes next; the chain's newest where none is named.
    struct Place: Equatable {
        var chain = 0
        var next: VersionKey?

        init() {}

        init?(text: Substring) {
            let parts = text.split(separator: "/", maxSplits: 1)
            guard let chain = parts.first.flatMap({ Int($0) }) else { return nil }
            self.chain = chain
            if parts.count > 1 { next = VersionKey(text: parts[1]) }
        }

        var text: String { next.map { "\(chain)/\($0.text)" } ?? "\(chain)" }
    }
}

extension VerifyDecider {
    /// Verifies again at once, or as a plan when that is more than one decision takes up.
    ///
    /// - Parameter taken: versions that the outputs before are about already.
    func decide(
        _ state: State, _ again: Again, behind outputs: [Output], of taken: [VersionKey]
    ) -> Decision<Output> {
        guard again.count + taken.count > mostAgain else {
            return Decision(outputs + piece(state, again, from: Again.Place(), except: Set(taken)).outputs)
        }
        let own = TopicPartition(topics.verifications, Int32(specification.name.number))
        let plan = Plan(
            id: "\(specification.id) again \(again.trigger.text)", subject: "again", targets: [own],
            cursor: "\(again.trigger.text)\n\(Again.Place().text)")
        return Decision(outputs, plan: plan)
    }

    struct UnknownCursor: Error, CustomStringConvertible {
        let cursor: String
        var description: String { "the plan's cursor \(cursor) is no place among the kept versions" }
    }

    func proceed(_ state: State, with plan: Plan) throws -> PlanStep<Output> {
        guard let (trigger, place) = read(plan.cursor) else { throw UnknownCursor(cursor: plan.cursor) }
        let (outputs, next) = piece(state, Again(state, trigger), from: place)
        return PlanStep(outputs, cursor: next.map { "\(trigger.text)\n\($0.text)" })
    }

    /// A plan's outputs count when it is finished: they are decided once more, for the state is still the same.
    func finish(_ state: inout State, _ plan: Plan) {
        guard let (trigger, _) = read(plan.cursor) else { return }
        let again = Again(state, trigger)
        var next: Again.Place? = Again.Place()
        while let place = next {
            let outputs: [Output]
            (outputs, next) = piece(state, again, from: place)
            for output in outputs { evolve(&state, .output(output)) }
        }
    }

    private func read(_ cursor: String) -> (AgainTrigger, Again.Place)? {
        let lines = cursor.split(separator: "\n")
        guard lines.count == 2, let trigger = AgainTrigger(text: lines[0]), let place = Again.Place(text: lines[1])
        else { return nil }
        return (trigger, place)
    }

    /// The next versions, at most as many as a decision takes up; behind the last the markers.
    private func piece(
        _ state: State, _ again: Again, from start: Again.Place, except taken: Set<VersionKey> = []
    ) -> (outputs: [Output], next: Again.Place?) {
        var outputs: [Output] = []
        var reopened: [String: [HeldVersion]] = [:]
        var place = start
        var left = mostAgain
        while place.chain < again.chains.count, left > 0 {
            let (group, key, terms) = again.chains[place.chain]
            let rounds = state.rounds(under: key)
            var next = place.next ?? state.keptGroups[group]?.newest
            while let version = next, left > 0, let kept = state.kept[version] {
                next = kept.before
                left -= 1
                let own = VerifyState.round(rounds, clause: kept.of.clause, lodged: kept.counted)
                guard own?.round == terms.round, !taken.contains(version) else { continue }
                let made = verifyAgain(state, version, kept)
                if let held = Self.held(made, kept, state) { reopened[terms.round, default: []].append(held) }
                outputs += made
            }
            place.next = next
            if next == nil { place.chain += 1 }
        }
        let isLast = place.chain >= again.chains.count
        for mark in again.marks {
            outputs += marker(mark.round, nil, mark.register, reopened[mark.round] ?? [], isLast: isLast)
        }
        return (outputs, isLast ? nil : place)
    }

    /// What is to be said of a version that differs from what was said.
    private func verifyAgain(_ state: State, _ version: VersionKey, _ kept: KeptClaim) -> [Output] {
        guard kept.outcome != 0 else { return takeUp(state, version) }
        let outputs = verify(state, kept.claim, PendingClaim(again: kept))
        switch outputs.first {
        case .verified(let verified)? where OutcomeDigest.of(verified) == kept.outcome: return []
        case .refused(let refused)? where OutcomeDigest.of(refused) == kept.outcome: return []
        default: return outputs
        }
    }

    /// A version that was decided and now waits.
    private static func held(_ outputs: [Output], _ kept: KeptClaim, _ state: State) -> HeldVersion? {
        guard kept.outcome != 0, case .waiting(let waiting)? = outputs.first else { return nil }
        var held = HeldVersion()
        held.of = state.version(of: kept.claim)
        held.number = waiting.number + 1
        held.cause = waiting.missing.isEmpty ? .review : .row
        return held
    }
}
