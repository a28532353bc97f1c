import Agent
import Messages

/// What Notify knows: its office's claims with what was verified, assessed, proposed and decided of them, the terms
/// that they stand under, and which letters are written.
struct NotifyState: DeciderState {
    /// A policy's file, by digest.
    var files: Agent.Table<String, String>
    /// The newest policy's digest, by programme.
    var policies: Agent.Table<String, String>
    /// A guide, by digest.
    var guides: Agent.Table<String, Recorded<GuideSet>>
    var rounds: Agent.Table<String, NoticeLife>
    /// The highest revision of a round's proposals that were read.
    var seen: Agent.Table<String, Int64>
    /// The rounds of a programme and period, in the order in which they were opened.
    var roundsOf: Agent.Table<String, [String]>
    /// The newest version of a claim.
    var claims: Agent.Table<String, Recorded<ClaimSubmitted>>
    /// What was taken back, with the withdrawal's own version.
    var withdrawn: Agent.Table<String, Recorded<ClaimWithdrawn>>
    /// The newest refusal of a claim's verification.
    var refusals: Agent.Table<String, Recorded<ClaimRefused>>
    /// The newest assessment of a version, without its trace.
    var assessed: Agent.Table<String, Recorded<ClaimAssessed>>
    /// What stands of a claim in a round, and what stood before.
    var proposals: Agent.Table<RoundClaimName, StandingProposal>
    /// The rounds that a claim was adjudicated in.
    var roundsOfClaim: Agent.Table<String, [String]>
    var objections: Agent.Table<RoundClaimName, [ResolvedObjection]>
    var corrections: Agent.Table<RoundClaimName, [Recorded<AwardCorrected>]>
    /// What the bank said of a claim's payments, and what was called back.
    var payments: Agent.Table<String, [Recorded<PaymentAnswered>]>
    var recoveries: Agent.Table<String, [Recorded<RecoveryAsked>]>
    /// Letters that are written: whom they are to, by id.
    var told: Agent.Table<String, String>
    /// How often a letter was sent again.
    var resent: Agent.Table<String, Int64>
    /// The orders that were answered, so that none is answered twice.
    var answered: Agent.Table<String, Bool>

    init(_ store: StateStore) {
        files = Agent.Table(store, 1)
        policies = Agent.Table(store, 2)
        guides = Agent.Table(store, 3)
        rounds = Agent.Table(store, 4)
        roundsOf = Agent.Table(store, 5)
        claims = Agent.Table(store, 6)
        withdrawn = Agent.Table(store, 7)
        refusals = Agent.Table(store, 8)
        assessed = Agent.Table(store, 9)
        proposals = Agent.Table(store, 10)
        roundsOfClaim = Agent.Table(store, 11)
        objections = Agent.Table(store, 12)
        corrections = Agent.Table(store, 13)
        told = Agent.Table(store, 14)
        resent = Agent.Table(store, 15)
        answered = Agent.Table(store, 16)
        seen = Agent.Table(store, 17)
        payments = Agent.Table(store, 18)
        recoveries = Agent.Table(store, 19)
    }

    /// The round that a claim's version falls into: the newest of its programme and period that has its clause.
    func round(of claim: ClaimSubmitted) -> NoticeLife? {
        (roundsOf["\(claim.programme)/\(claim.period)"] ?? []).reversed().lazy.compactMap { rounds[$0] }.first {
            $0.opened.clauses.isEmpty || $0.opened.clauses.contains(claim.clause)
        }
    }

    /// Whether all proposals that are on notice were read: they come on a topic of their own.
    func isComplete(_ life: NoticeLife) -> Bool {
        life.published != nil && (seen[life.opened.round] ?? 0) >= life.changedRevision
    }

    func standing(_ claim: String) -> [(name: RoundClaimName, proposal: StandingProposal)] {
        (roundsOfClaim[claim] ?? []).compactMap { round in
            let name = RoundClaimName(round, claim)
            return proposals[name].map { (name, $0) }
        }
    }
}

/// A claim in a round.
struct RoundClaimName: StateValue, Hashable {
    let round: String
    let claim: String

    init(_ round: String, _ claim: String) {
        self.round = round
        self.claim = claim
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

/// What stands of a claim, and what stood before it was adjudicated again.
struct StandingProposal: StateValue {
    let now: AwardProposed
    let before: AwardProposed?

    func write(to bytes: inout [UInt8]) {
        Recorded(now).write(to: &bytes)
        before.map { Recorded($0) }.write(to: &bytes)
    }

    init(now: AwardProposed, before: AwardProposed?) {
        self.now = now
        self.before = before
    }

    init?(from bytes: inout StateBytes) {
        guard let now = Recorded<AwardProposed>(from: &bytes), let before = Recorded<AwardProposed>?(from: &bytes)
        else { return nil }
        self.init(now: now.content, before: before?.content)
    }
}

/// An objection that an officer decided on.
struct ResolvedObjection: StateValue {
    let resolved: Recorded<ObjectionResolved>
    /// What was on notice then.
    let revision: Int64

    func write(to bytes: inout [UInt8]) {
        resolved.write(to: &bytes)
        revision.write(to: &bytes)
    }

    init(_ resolved: Recorded<ObjectionResolved>, revision: Int64) {
        self.resolved = resolved
        self.revision = revision
    }

    init?(from bytes: inout StateBytes) {
        guard let resolved = Recorded<ObjectionResolved>(from: &bytes), let revision = Int64(from: &bytes) else {
            return nil
        }
        self.init(resolved, revision: revision)
    }
}

/// What of a round's life letters depend on.
struct NoticeLife: StateValue {
    let opened: RoundOpened
    /// The office that decides.
    let division: String
    var isClosing = false
    var closed: RoundClosed?
    /// The newest adjudication that changed anything.
    var changedRevision: Int64 = 0
    var published: Recorded<RoundPublished>?
    var confirmed: Recorded<RoundConfirmed>?

    init(_ opened: RoundOpened, by division: String) {
        self.opened = opened
        self.division = division
    }

    func write(to bytes: inout [UInt8]) {
        Recorded(opened).write(to: &bytes)
        division.write(to: &bytes)
        isClosing.write(to: &bytes)
        closed.map { Recorded($0) }.write(to: &bytes)
        changedRevision.write(to: &bytes)
        published.write(to: &bytes)
        confirmed.write(to: &bytes)
    }

    init?(from bytes: inout StateBytes) {
        guard let opened = Recorded<RoundOpened>(from: &bytes), let division = String(from: &bytes),
            let isClosing = Bool(from: &bytes), let closed = Recorded<RoundClosed>?(from: &bytes),
            let changed = Int64(from: &bytes),
            let published = Recorded<RoundPublished>?(from: &bytes),
            let confirmed = Recorded<RoundConfirmed>?(from: &bytes)
        else { return nil }
        self.opened = opened.content
        self.division = division
        self.isClosing = isClosing
        self.closed = closed?.content
        changedRevision = changed
        self.published = published
        self.confirmed = confirmed
    }
}
