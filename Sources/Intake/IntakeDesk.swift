import Agent
import Awards
import Commands
import Glibc
import Log
import Messages
import Seals

/// Where claims are handed in, whichever way they come: checked, then durable, then acknowledged.
final class IntakeDesk: Sendable {
    let outbox: Outbox
    let terms: TermsCopy
    let evidence: EvidenceStore
    let needsRound: Bool
    private let queue: OutboxQueue
    let nowMs: @Sendable () -> Int64

    init(
        outbox: Outbox, terms: TermsCopy, evidence: EvidenceStore, needsRound: Bool,
        nowMs: @escaping @Sendable () -> Int64 = WallClock.now
    ) {
        self.outbox = outbox
        self.terms = terms
        self.evidence = evidence
        self.needsRound = needsRound
        self.nowMs = nowMs
        queue = OutboxQueue(outbox, nowMs: nowMs)
    }

    /// Everything that is wrong with a claim; nothing when its very content was taken in before, whatever the terms
    /// are by now.
    func faults(in draft: ClaimDraft, besides known: [Fault] = []) throws -> [Fault] {
        let check = ClaimCheck(terms: try terms.terms(), nowMs: nowMs(), needsRound: needsRound) { [evidence] digest in
            evidence.has(digest)
        }
        let faults = check.faults(in: draft, besides: known)
        guard !faults.isEmpty, known.isEmpty, draft.supersedes == nil else { return faults }
        let content = draft.contentDigest
        let isKnown = try outbox.versions(of: draft.claimID).contains { !$0.isWithdrawal && $0.content == content }
        return isKnown ? [] : faults
    }

    /// Takes a claim in; when it returns, it is on the disk.
    ///
    /// - Throws: `Faults`, an `OutboxRefusal`, or why nothing could be written.
    func submit(_ draft: ClaimDraft, besides known: [Fault] = []) throws -> OutboxReceipt {
        let faults = try faults(in: draft, besides: known)
        guard faults.isEmpty else { throw Faults(all: faults) }
        return try queue.lodge(.claim(draft))
    }

    /// Takes claims in that were checked, in one transaction.
    func lodge(_ drafts: [ClaimDraft]) throws -> [Result<OutboxReceipt, OutboxRefusal>] {
        try outbox.lodge(drafts.map { .claim($0) }, nowMs: nowMs)
    }

    /// - Parameter version: the last that is known to whoever withdraws; then a later one stays, and saying it again
    ///   changes nothing.
    func withdraw(_ claim: String, reason: String?, version: Int64? = nil) throws -> OutboxReceipt {
        try queue.lodge(.withdrawal(claim: claim, reason: reason, version: version))
    }

    /// Says of each round that closes over this office's claims that all are there, once the office's clock is past the
    /// deadline; needs no shared log.
    ///
    /// - Parameters:
    ///   - partitions: of the office's claims.
    ///   - only: the one round that is meant; nil for all.
    /// - Returns: the rounds of which it was said now.
    func completeRounds(partitions: Int, only: String? = nil) throws -> [String] {
        try terms.terms().closing.filter { round in
            guard round.offices.contains(outbox.office.code), only == nil || only == round.round else { return false }
            return try outbox.complete(round, partitions: partitions, nowMs: nowMs)
        }.map(\.round)
    }

    /// What is known of a claim; nil when the office has none of this id.
    func status(of claim: String) throws -> ClaimStatus? {
        let versions = try outbox.versions(of: claim)
        guard let last = versions.last else { return nil }
        var status = ClaimStatus()
        status.claim = claim
        status.office = outbox.office.code
        status.state = last.isWithdrawal ? .withdrawn : .lodged
        status.versions = versions.map(VersionStatus.init)
        if let content = try outbox.content(of: last) {
            status.content = try? RawJSON(content.masked())
        }
        return status
    }
}
