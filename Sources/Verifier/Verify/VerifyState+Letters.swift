import Agent
import Messages

/// A record of a county's claims that this task could not use.
struct BuriedClaim: StateValue {
    /// The office whose claims it came from.
    let office: String
    /// The version that it holds, where that can be read.
    let of: ClaimVersion?

    init(office: String, of: ClaimVersion?) {
        self.office = office
        self.of = of
    }

    func write(to bytes: inout [UInt8]) {
        office.write(to: &bytes)
        // Any message that holds a version would do.
        var json: String?
        if let of {
            var withdrawn = ClaimWithdrawn()
            withdrawn.of = of
            json = String(decoding: withdrawn.bytes, as: UTF8.self)
        }
        json.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let office = String(from: &bytes), let json = String?(from: &bytes) else { return nil }
        self.office = office
        of = json.flatMap { try? ClaimWithdrawn(reading: Array($0.utf8)) }?.of
    }
}

extension VerifyState {
    /// Notes a dead letter of the task's own, from a county's claims.
    ///
    /// Called by `evolve`, once the loop tells a decider what it buried.
    mutating func bury(_ letter: String, _ claim: BuriedClaim) {
        letters[letter] = claim
        var all = letterIDs[0] ?? []
        if !all.contains(letter) { all.append(letter) }
        letterIDs[0] = all
    }

    /// The letter was retried, and what it held is decided or known.
    mutating func resolve(_ letter: String) {
        letters[letter] = nil
        let rest = (letterIDs[0] ?? []).filter { $0 != letter }
        letterIDs[0] = rest.isEmpty ? nil : rest
    }

    /// The dead letters, in the order in which they were buried.
    var buried: [(letter: String, claim: BuriedClaim)] {
        (letterIDs[0] ?? []).compactMap { id in letters[id].map { (id, $0) } }
    }

    /// Whether a version may come behind later ones, for it lay among the dead letters.
    func mayBeBuried(_ of: ClaimVersion) -> Bool {
        buried.contains { entry in
            entry.claim.office == of.office
                && (entry.claim.of.map { $0.claim == of.claim && $0.version == of.version } ?? true)
        }
    }
}
