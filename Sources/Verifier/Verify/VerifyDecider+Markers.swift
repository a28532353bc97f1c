import Agent
import Awards
import Messages

/// Markers are passed on at once, with what is still held of those whose marker it is.
extension VerifyDecider {
    /// How many held versions a record of a marker names: with all their fields they stay below half a record's limit.
    static let heldPerRecord = 1_000

    /// A county's marker, with what came of the county before it and is not decided.
    func pass(_ state: State, _ marker: IntakeComplete) -> [Output] {
        var complete = VerifyComplete()
        complete.versions = marker.versions
        complete.digest = marker.digest
        return self.marker(
            marker.round, marker.office, nil, held(state, marker.office, marker.round), isLast: true, complete)
    }

    /// The records of a marker. One that is not the last is there only for what it holds.
    func marker(
        _ round: String, _ office: String?, _ register: RegisterDay?, _ held: [HeldVersion], isLast: Bool,
        _ template: VerifyComplete = VerifyComplete()
    ) -> [Output] {
        var parts = stride(from: 0, to: held.count, by: Self.heldPerRecord).map {
            Array(held[$0..<min($0 + Self.heldPerRecord, held.count)])
        }
        if isLast, parts.isEmpty { parts = [[]] }
        return parts.enumerated().map { index, part in
            var complete = template
            complete.round = round
            complete.office = office
            complete.register = register
            complete.verifier = specification.name.division.code
            complete.partition = Int64(specification.name.number)
            complete.held = part
            if !isLast || index + 1 < parts.count { complete.more = true }
            return .complete(complete)
        }
    }

    /// The office's open versions that may belong to the round, and dead letters that may hold one.
    private func held(_ state: State, _ office: String, _ round: String) -> [HeldVersion] {
        let known = state.round(round)
        func mayBelong(_ of: ClaimVersion) -> Bool {
            // A task that has not read of the round yet names all: Round knows which are its own.
            guard let (key, terms) = known else { return true }
            return key == "\(of.programme)/\(of.period)" && terms.covers(clause: of.clause)
        }
        var all: [HeldVersion] = []
        // Looking for what is open takes a while: not where nothing is.
        for key in state.oldestOpenMs == nil ? [] : state.pending.keys where key.office == office {
            guard let pending = state.pending[key] else { continue }
            var held = HeldVersion()
            let of = state.version(of: pending.claim)
            guard mayBelong(of) else { continue }
            held.of = of
            held.number = pending.number + 1
            held.cause = pending.missing.isEmpty ? .review : .row
            all.append(held)
        }
        for (letter, claim) in state.buried where claim.office == office && claim.of.map(mayBelong) ?? true {
            var held = HeldVersion()
            held.of = claim.of
            held.cause = .letter
            held.letter = letter
            all.append(held)
        }
        return all
    }

    // MARK: Dead letters

    /// Of letters that are no county's claims nothing is missing in a round.
    func bury(_ state: inout State, _ letter: DeadLetter) {
        guard let office = Division(String(letter.originTopic.prefix { $0 != "." })),
            letter.originTopic == Stream.claims.topic(of: office)
        else { return }
        state.bury(letter.id, BuriedClaim(office: office.code, of: version(in: letter)))
    }

    private func version(in letter: DeadLetter) -> ClaimVersion? {
        let bytes = letter.record?.bytes ?? []
        switch letter.failedType {
        case ClaimSubmitted.type: return (try? ClaimSubmitted(reading: bytes)).map { ClaimVersion(of: $0) }
        case ClaimWithdrawn.type: return (try? ClaimWithdrawn(reading: bytes))?.of
        default: return nil
        }
    }

    /// A letter that a round may wait for was decided: whatever became of it, the round is told.
    func resolve(_ state: State, letter: String, _ input: Input?) -> [Output] {
        guard let buried = state.letters[letter] else { return [] }
        var resolved = LetterResolved()
        resolved.letter = letter
        switch input {
        case .claim(let claim): resolved.of = state.version(of: claim)
        case .withdrawn(let withdrawn): resolved.of = withdrawn.of
        default: resolved.of = buried.of
        }
        if let of = resolved.of, state.pending[VersionKey(of)] != nil { resolved.isOpen = true }
        return [.resolved(resolved)]
    }
}
