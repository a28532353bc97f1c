import Agent
import Messages

/// What an office that pays knows. Tables 20–59.
struct PayState {
    /// Rounds whose awards are posted.
    var posted: Agent.Table<String, Bool>
    /// Of rounds that are not posted yet.
    var proposals: Agent.Table<AwardKey, ProposedAward>
    var tallies: Agent.Table<String, RoundTally>
    /// Read before their round was posted, in their order.
    var corrections: Agent.Table<AwardKey, [PlacedCorrection]>
    /// What is owed to claimants.
    var awards: Agent.Table<AwardKey, Recorded<PayableAward>>
    var payments: Agent.Table<String, Recorded<PaymentPrepared>>
    /// What became of a payment.
    var phases: Agent.Table<String, PaymentPhase>
    /// Lines that went out, by reference.
    var lines: Agent.Table<String, Recorded<SentLine>>
    /// By id, and the ids by what they cover.
    var holds: Agent.Table<String, Recorded<HoldSet>>
    var held: Agent.Table<String, [String]>

    init(_ store: StateStore) {
        posted = Agent.Table(store, 20)
        proposals = Agent.Table(store, 21)
        tallies = Agent.Table(store, 22)
        corrections = Agent.Table(store, 23)
        awards = Agent.Table(store, 24)
        payments = Agent.Table(store, 25)
        phases = Agent.Table(store, 26)
        lines = Agent.Table(store, 27)
        holds = Agent.Table(store, 28)
        held = Agent.Table(store, 29)
    }

    subscript(award round: String, claim: String) -> PayableAward? { awards[AwardKey(round, claim)]?.content }

    /// The hold that covers an award; nil where none does.
    func hold(on award: PayableAward) -> HoldSet? {
        let of = award.of
        let names = [
            HoldSet.key(.enterprise, of.applicant), HoldSet.key(.clause, "\(of.programme)/\(of.clause)"),
            HoldSet.key(.round, award.round),
        ]
        return names.lazy.compactMap { held[$0]?.first }.first.flatMap { holds[$0]?.content }
    }
}

extension HoldSet {
    static func key(_ subject: Subject, _ name: String) -> String { "\(subject.rawValue):\(name)" }

    var key: String { Self.key(subject, name) }
}

/// Where a payment stands.
enum PaymentPhase: UInt64, StateValue {
    /// Waits for another officer.
    case prepared
    /// Its file may go out; the bank answers.
    case approved
    case cancelled

    func write(to bytes: inout [UInt8]) { rawValue.write(to: &bytes) }

    init?(from bytes: inout StateBytes) {
        guard let raw = UInt64(from: &bytes) else { return nil }
        self.init(rawValue: raw)
    }
}

/// A claim in a round.
struct AwardKey: StateValue, Hashable, Comparable {
    let round: String
    let claim: String

    init(_ round: String, _ claim: String) {
        self.round = round
        self.claim = claim
    }

    init(_ name: AwardName) { self.init(name.round, name.claim) }

    static func < (left: AwardKey, right: AwardKey) -> Bool {
        (left.round, left.claim) < (right.round, right.claim)
    }

    func write(to bytes: inout [UInt8]) {
        round.write(to: &bytes)
        claim.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let round = String(from: &bytes), let claim = String(from: &bytes) else { return nil }
        self.init(round, claim)
    }
}
