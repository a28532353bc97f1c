import Agent
import Messages
import Seals
import Synchronization

/// What an adjudication says anew: all of the first one, and of a later one what differs from the one before.
struct RoundChanges: Sendable {
    struct Entry: Sendable {
        let name: ProposalName
        let proposal: AwardProposed
        let digest: String
    }

    private(set) var changed: [Entry] = []
    let closed: RoundClosed

    init(_ result: RoundWork.Result, _ state: RoundState, _ life: RoundLife, _ revision: Int64) {
        var closed = RoundClosed()
        let hasher = SHA256()
        for (proposal, digest) in zip(result.proposals, result.digests) {
            let name = ProposalName(proposal)
            let before = state.proposals[name]
            var standing = digest
            if let before, before.proposal.saysTheSame(as: proposal) {
                standing = before.digest
            } else {
                changed.append(Entry(name: name, proposal: proposal, digest: digest))
            }
            hasher.update(Array(standing.utf8))
            guard let fen = proposal.awardFen, fen > 0 else { continue }
            closed.awards += 1
            closed.totalFen += fen
        }
        closed.round = life.opened.round
        closed.revision = revision
        closed.claims = Int64(result.proposals.count)
        closed.digest = "\(hasher.finish())"
        closed.closer = life.closer
        closed.order = life.lastOrder
        self.closed = closed
    }
}

extension ProposalName {
    /// Of a claim's version that does not stand the office is named too, for the claim stands at another.
    init(_ proposal: AwardProposed) {
        let of = proposal.of
        switch proposal.outcome {
        case .duplicate, .withdrawn: self.init(proposal.round, "\(of.claim)@\(of.office)")
        case .award, .reject, .refer, .waitlist, .ask, .target, .bound, .refused, .carried:
            self.init(proposal.round, of.claim)
        }
    }
}

/// The adjudication that a plan is writing, kept so that it is not made again for each of its pieces. It follows from
/// the state, which does not change while the plan is written.
final class RoundWorks: Sendable {
    private let kept = Mutex<(plan: String, changes: RoundChanges)?>(nil)

    func changes(of plan: String, _ make: () throws -> RoundChanges) throws -> RoundChanges {
        if let known = kept.withLock({ $0 }), known.plan == plan { return known.changes }
        let changes = try make()
        kept.withLock { $0 = (plan, changes) }
        return changes
    }

    func forget() { kept.withLock { $0 = nil } }
}
