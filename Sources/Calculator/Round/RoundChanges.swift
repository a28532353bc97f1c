import Agent
import Messages
import Seals

/// What an adjudication says anew: all of the first one, and of a later one what differs from the one before. Each line
/// is worked out when it is first needed, so that a plan which is taken up in its middle begins there.
struct RoundChanges: Sendable {
    private let adjudicated: AdjudicatedRound
    private let revision: Int64
    /// Whether the round was adjudicated before.
    private let isAgain: Bool
    private let closer: String
    private let order: String
    /// By line; nil while it is not worked out.
    private var standings: [Standing?]
    /// Once all lines are worked out.
    private var sum: RoundClosed?

    private struct Standing {
        /// Of the record that says so.
        let digest: SHA256Digest
        let isNew: Bool
        let awardFen: Int64
    }

    /// - Parameters:
    ///   - life: before the adjudication.
    ///   - order: that it follows.
    init(_ adjudicated: AdjudicatedRound, _ life: RoundLife, order: String) {
        self.adjudicated = adjudicated
        revision = (life.closed?.revision ?? 0) + 1
        isAgain = life.closed != nil
        closer = life.closer
        self.order = order
        standings = Array(repeating: nil, count: adjudicated.lines.count)
    }

    /// The new proposals from a line on, and the line to go on with; nil behind the last. The state is that of the
    /// adjudication.
    mutating func proposals(
        from start: Int, most: Int, _ state: RoundState
    ) -> (proposals: [AwardProposed], next: Int?) {
        var proposals: [AwardProposed] = []
        proposals.reserveCapacity(min(most, adjudicated.lines.count))
        for index in max(0, start)..<max(0, start, adjudicated.lines.count) {
            if proposals.count == most { return (proposals, index) }
            if let proposal = work(out: index, state) { proposals.append(proposal) }
        }
        return (proposals, nil)
    }

    /// Answers what is proposed anew; nil where what stands is the same.
    @discardableResult private mutating func work(out index: Int, _ state: RoundState) -> AwardProposed? {
        let line = adjudicated.lines[index]
        if isAgain, let before = state.proposals[adjudicated.name(of: line)] {
            let outcome = adjudicated.outcome(of: line, state, revision: revision)
            if before.saysTheSame(as: outcome) {
                standings[index] = Standing(digest: before.digest, isNew: false, awardFen: outcome.awardFen ?? 0)
                return nil
            }
        }
        let proposal = adjudicated.proposal(of: line, state, revision: revision)
        standings[index] = Standing(
            digest: SHA256.digest(of: proposal.bytes), isNew: true, awardFen: proposal.awardFen ?? 0)
        return proposal
    }

    /// What all proposals come to.
    mutating func closed(_ state: RoundState) -> RoundClosed {
        if let sum { return sum }
        var closed = RoundClosed()
        let hasher = SHA256()
        for index in standings.indices {
            if standings[index] == nil { work(out: index, state) }
            guard let standing = standings[index] else { continue }
            hasher.update(Array(standing.digest.description.utf8))
            guard standing.awardFen > 0 else { continue }
            closed.awards += 1
            closed.totalFen += standing.awardFen
        }
        closed.round = adjudicated.round
        closed.revision = revision
        closed.claims = Int64(standings.count)
        closed.digest = "\(hasher.finish())"
        closed.closer = closer
        closed.order = order
        sum = closed
        return closed
    }

    /// What was proposed stands from now on.
    mutating func apply(to state: inout RoundState) {
        for (index, line) in adjudicated.lines.enumerated() {
            if standings[index] == nil { work(out: index, state) }
            guard let standing = standings[index], standing.isNew else { continue }
            state.proposals[adjudicated.name(of: line)] = StandingProposal(
                adjudicated.outcome(of: line, state, revision: revision), digest: standing.digest)
        }
    }
}
