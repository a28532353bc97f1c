import Agent
import Log
import Messages

/// The verifier's markers are passed on at once, with what it still holds and what this stage does. So is what became of
/// its dead letters, and of this stage's own.
extension AssessDecider {
    /// How many held versions a record of a marker names: with all their fields they stay below half a record's limit.
    static let heldPerRecord = 1_000

    func pass(_ state: State, _ marker: VerifyComplete) -> [Output] {
        // The record without more of it is the marker itself.
        let held = marker.held + (marker.more == true ? [] : held(state, marker.office, marker.round))
        let starts = held.isEmpty ? [0] : Array(stride(from: 0, to: held.count, by: Self.heldPerRecord))
        return starts.map { start in
            let end = min(start + Self.heldPerRecord, held.count)
            var complete = AssessComplete()
            complete.round = marker.round
            complete.office = marker.office
            complete.register = marker.register
            complete.verifier = marker.verifier
            complete.partition = marker.partition
            complete.versions = marker.versions
            complete.digest = marker.digest
            complete.held = Array(held[start..<end])
            complete.more = end < held.count ? true : marker.more
            return .complete(complete)
        }
    }

    /// What of a county, or of all at a register's marker, came in and is not assessed: dead letters, and versions whose
    /// terms are not here yet. An amount that an officer has still to decide is an assessment.
    private func held(_ state: State, _ office: String?, _ round: String) -> [HeldVersion] {
        func mayBelong(_ of: ClaimVersion) -> Bool {
            (office.map { $0 == of.office } ?? true) && state.mayBelong(of, to: round)
        }
        let letters = state.buried.filter { $0.held.of.map(mayBelong) ?? true }.map { letter, held in
            HeldVersion(held.of, held.number, .letter, letter)
        }
        let waiting = state.allWaiting.filter { mayBelong($0.of) }.map { HeldVersion($0.of, $0.number, .row, nil) }
        return letters + waiting
    }

    /// A letter of the verifier's was retried; what it held may now lie here.
    func pass(_ state: State, _ resolved: LetterResolved) -> LetterResolved {
        var passed = resolved
        if let of = resolved.of, isHeld(state, of, besides: resolved.letter) { passed.isOpen = true }
        return passed
    }

    /// A letter of this stage's own was retried, whatever became of it.
    func reported(_ state: State, _ letter: String, _ input: Input?) -> [Output] {
        guard let held = state.letter(letter) else { return [] }
        var resolved = LetterResolved()
        resolved.letter = letter
        // Of a record that could not be read only its retry tells the version.
        resolved.of = input?.version ?? held.of
        if let of = resolved.of, isHeld(state, of, besides: letter) { resolved.isOpen = true }
        return [.resolved(resolved)]
    }

    private func isHeld(_ state: State, _ of: ClaimVersion, besides letter: String) -> Bool {
        state.isWaiting(of) || state.buried.contains { $0.letter != letter && $0.held.of == of }
    }

    /// Only what was verified is held: of other letters nothing is missing in a round.
    func bury(_ state: inout State, _ letter: DeadLetter) {
        guard verifications.contains(letter.originTopic) else { return }
        let bytes = letter.record?.bytes ?? []
        switch letter.failedType {
        case ClaimVerified.type:
            let verified = try? ClaimVerified(reading: bytes)
            state.bury(letter.id, HeldLetter(of: verified?.of, number: verified?.number ?? 1))
        case ClaimRefused.type:
            let refused = try? ClaimRefused(reading: bytes)
            state.bury(letter.id, HeldLetter(of: refused?.of, number: refused?.number ?? 1))
        case ClaimWithdrawn.type:
            state.bury(letter.id, HeldLetter(of: (try? ClaimWithdrawn(reading: bytes))?.of, number: 1))
        default: break
        }
    }
}

extension AssessDecider.Input {
    /// The version of a verification's outcome.
    fileprivate var version: ClaimVersion? {
        switch self {
        case .verified(let verified, _): verified.of
        case .refused(let refused): refused.of
        case .withdrawn(let withdrawn): withdrawn.of
        case .policy, .guide, .round, .order, .complete, .resolved: nil
        }
    }
}

/// What a dead letter of the assess stage holds.
struct HeldLetter: StateValue {
    /// Nil where the record cannot be read.
    let of: ClaimVersion?
    /// Of its verification.
    let number: Int64

    init(of: ClaimVersion?, number: Int64) {
        self.of = of
        self.number = number
    }

    func write(to bytes: inout [UInt8]) {
        // Any message that holds a version would do.
        let json = of.map { of in
            var withdrawn = ClaimWithdrawn()
            withdrawn.of = of
            return String(decoding: withdrawn.bytes, as: UTF8.self)
        }
        json.write(to: &bytes)
        number.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let json = String?(from: &bytes), let number = Int64(from: &bytes) else { return nil }
        of = json.flatMap { try? ClaimWithdrawn(reading: Array($0.utf8)) }?.of
        self.number = number
    }
}

extension HeldVersion {
    init(_ of: ClaimVersion?, _ number: Int64, _ cause: Cause, _ letter: String?) {
        self.init()
        self.of = of
        self.number = number
        self.cause = cause
        self.letter = letter
    }
}

extension AssessComplete {
    /// Of one marker each record holds something else.
    var recordID: String {
        let subject = office ?? register.map { "\(verifier).\($0.kind).\($0.asOf)" } ?? ""
        let first = more == true ? held.first : nil
        let part = first.flatMap { $0.of.map { "\($0.claim).\($0.office).\($0.version)" } ?? $0.letter } ?? ""
        return "\(round).\(subject).\(partition).assessed" + (part.isEmpty ? "" : ".\(part)")
    }
}
