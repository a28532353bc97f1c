import Agent
import Awards
import Log
import Messages
import Policy
import Seals

/// Which letters are due by what the state knows, and not written yet. The one place that says so: arrival, plans and
/// the bookkeeping behind them all ask here.
struct DueLetters {
    /// A letter that is due.
    struct Name {
        let id: String
        let claim: String
        let recipient: String
        let subject: Subject
    }

    /// What a letter tells of.
    enum Subject {
        case received(Recorded<ClaimSubmitted>)
        case withdrawn(Recorded<ClaimWithdrawn>)
        case refused(Recorded<ClaimRefused>)
        case asked(Recorded<ClaimAssessed>)
        case result(AwardProposed, NoticeLife)
        case decision(AwardProposed, NoticeLife)
        case objection(ResolvedObjection, StandingProposal, NoticeLife)
        case correction(Recorded<AwardCorrected>, AwardProposed, NoticeLife)
        case payment(Recorded<PaymentAnswered>)
        case recovery(Recorded<RecoveryAsked>)
    }

    let decider: NotifyDecider
    let state: NotifyState
    let office: Office

    init(_ decider: NotifyDecider, _ state: NotifyState) {
        self.decider = decider
        self.state = state
        office = decider.office
    }

    // MARK: What is due

    /// Of one claim, in the order in which it is told.
    func names(of claim: String) -> [Name] {
        guard let kept = state.claims[claim], rulebook(of: kept.content) != nil else { return [] }
        var names: [Name] = []
        func add(_ parts: [String], _ subject: Subject) {
            let id = Self.id(parts)
            guard !state.told.contains(id) else { return }
            names.append(Name(id: id, claim: claim, recipient: kept.content.applicant, subject: subject))
        }
        add(Self.receipt(claim, kept.content.version), .received(kept))
        if let withdrawn = state.withdrawn[claim] {
            add(["receipt", claim, "\(withdrawn.content.of.version)", "withdrawn"], .withdrawn(withdrawn))
        } else {
            request(kept.content).map { add($0.parts, $0.subject) }
        }
        for (name, standing) in state.standing(claim) {
            guard let life = state.rounds[name.round], isAssessed(standing.now, life) else { continue }
            for due in proposed(name, standing, life) { add(due.parts, due.subject) }
        }
        for paid in state.payments[claim] ?? [] { add(["payment", paid.content.reference], .payment(paid)) }
        for called in state.recoveries[claim] ?? [] {
            add(["recovery", called.content.round, claim, "\(called.content.number)"], .recovery(called))
        }
        return names
    }

    /// What the applicant can still put right: as long as the round takes versions in.
    private func request(_ claim: ClaimSubmitted) -> (parts: [String], subject: Subject)? {
        guard let life = state.round(of: claim), !life.isClosing else { return nil }
        let version = "\(claim.id)@\(claim.office)#\(claim.version)"
        let assessed = state.assessed[version]
        if let refused = state.refusals[claim.id], refused.content.of.version == claim.version,
            refused.content.number >= assessed?.content.number ?? 0
        {
            let reasons = refused.content.failures.map(\.reason)
            return (["request", claim.id, "\(claim.version)"] + reasons, .refused(refused))
        }
        guard let assessed, assessed.content.outcome == .ask, !assessed.content.asks.isEmpty else { return nil }
        return (["request", claim.id, "\(claim.version)"] + assessed.content.asks, .asked(assessed))
    }

    private func proposed(
        _ name: RoundClaimName, _ standing: StandingProposal, _ life: NoticeLife
    ) -> [(parts: [String], subject: Subject)] {
        let now = standing.now
        guard now.outcome != .withdrawn else { return [] }
        var due: [(parts: [String], subject: Subject)] = []
        var isTold = false
        for objection in state.objections[name] ?? [] {
            let resolved = objection.resolved.content
            let isMade = (life.closed?.revision ?? 0) > objection.revision
            // An adjudication that changed nothing else says so by its digest.
            let isKnown = now.revision > objection.revision || (isMade && life.changedRevision <= objection.revision)
            guard !resolved.isUpheld || isKnown || life.confirmed != nil else { continue }
            if resolved.isUpheld, now.revision > objection.revision { isTold = true }
            due.append((["objection", resolved.objection], .objection(objection, standing, life)))
        }
        if let published = life.published?.content, published.revision >= now.revision, !isTold {
            due.append((Self.result(name, now.revision), .result(now, life)))
        }
        if life.confirmed != nil, now.awardFen ?? 0 > 0 {
            due.append((["decision", name.round, name.claim], .decision(now, life)))
        }
        for corrected in state.corrections[name] ?? [] {
            let parts = ["correction", name.round, name.claim, "\(corrected.content.number)"]
            due.append((parts, .correction(corrected, now, life)))
        }
        return due
    }

    /// Whether the assessment that the proposal rests on was read; what was left to the next round may still wait for
    /// its own. An officer may have said more since: at the latest what is confirmed is told.
    private func isAssessed(_ proposed: AwardProposed, _ life: NoticeLife) -> Bool {
        guard let basis = proposed.basis else { return true }
        guard let assessed = state.assessed[proposed.of.versionName] else { return false }
        return life.confirmed != nil || AwardBasis(assessed.content).digest == basis
    }

    /// The claims that a plan looks at, in the order of their ids.
    func claims(of scope: SweepScope) -> [String] {
        switch scope {
        case .round(let round): state.proposals.keys.filter { $0.round == round }.map(\.claim).sorted()
        case .programme(let programme):
            state.claims.keys.filter { state.claims[$0]?.content.programme == programme }.sorted()
        }
    }

    // MARK: Ids

    /// From what a letter is about, each part behind its length so that no two are alike.
    static func id(_ parts: [String]) -> String {
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        return "L-" + SHA256.digest(of: Array(text.utf8)).hex.prefix(24)
    }

    static func receipt(_ claim: String, _ version: Int64) -> [String] { ["receipt", claim, "\(version)"] }

    static func result(_ name: RoundClaimName, _ revision: Int64) -> [String] {
        ["result", name.round, name.claim, "\(revision)"]
    }

    /// The letter of these parts, where it is written.
    func told(_ parts: [String]) -> String? {
        let id = Self.id(parts)
        return state.told.contains(id) ? id : nil
    }

    // MARK: Terms

    func rulebook(of claim: ClaimSubmitted) -> Rulebook? {
        state.policies[claim.programme].flatMap { rulebook(digest: $0, name: claim.programme) }
    }

    /// The policy that a round fixes.
    func rulebook(of life: NoticeLife) -> Rulebook? {
        rulebook(digest: life.opened.policy, name: life.opened.programme)
    }

    /// Nil for a file that is not there, or that this build cannot read.
    private func rulebook(digest: String, name: String) -> Rulebook? {
        guard let file = state.files[digest] else { return nil }
        return try? decider.rulebooks.rulebook(digest: digest, name: name) { Array(file.utf8) }
    }
}
