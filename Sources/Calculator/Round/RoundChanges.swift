import Agent
import Messages
import Seals
import Synchronization

/// What an adjudication says anew: all of the first one, and of a later one what differs from the one before.
struct RoundChanges: Sendable {
    struct Entry: Sendable {
        /// Its place among the lines of the adjudication.
        let line: Int
        let digest: SHA256Digest
    }

    let adjudicated: AdjudicatedRound
    private(set) var changed: [Entry] = []
    let closed: RoundClosed

    init(_ adjudicated: AdjudicatedRound, _ state: RoundState, _ life: RoundLife, _ revision: Int64) {
        self.adjudicated = adjudicated
        var closed = RoundClosed()
        let hasher = SHA256()
        let own = SHA256()
        for (index, line) in adjudicated.lines.enumerated() {
            let proposal = adjudicated.proposal(of: line, state, revision: revision)
            let standing: SHA256Digest
            if let before = state.proposals[adjudicated.name(of: line)], before.saysTheSame(as: proposal) {
                standing = before.digest
            } else {
                own.update(proposal.bytes)
                standing = own.finish()
                changed.append(Entry(line: index, digest: standing))
            }
            hasher.update(Array(standing.description.utf8))
            guard let fen = proposal.awardFen, fen > 0 else { continue }
            closed.awards += 1
            closed.totalFen += fen
        }
        closed.round = life.opened.round
        closed.revision = revision
        closed.claims = Int64(adjudicated.lines.count)
        closed.digest = "\(hasher.finish())"
        closed.closer = life.closer
        closed.order = life.lastOrder
        self.closed = closed
    }

    func proposal(of entry: Entry, _ state: RoundState) -> AwardProposed {
        adjudicated.proposal(of: adjudicated.lines[entry.line], state, revision: closed.revision)
    }

    func name(of entry: Entry) -> ProposalName { adjudicated.name(of: adjudicated.lines[entry.line]) }
}

/// The adjudication that a plan is writing, kept so that it is not made again for each of its pieces. It follows from
/// the state, which does not change while the plan is written, and belongs to that fold of it.
final class RoundWorks: Sendable {
    private let kept = Mutex<(plan: String, fold: UInt64, changes: RoundChanges)?>(nil)

    func changes(of plan: String, _ fold: UInt64, _ make: () throws -> RoundChanges) throws -> RoundChanges {
        if let known = kept.withLock({ $0 }), known.plan == plan, known.fold == fold { return known.changes }
        let changes = try make()
        kept.withLock { $0 = (plan, fold, changes) }
        return changes
    }

    func forget() { kept.withLock { $0 = nil } }
}
