import Agent
import Messages
import Policy

/// What an adjudication says of a round's claims. The proposals are made from it one by one, for all of them at once
/// would take more room than the round itself.
struct AdjudicatedRound: Sendable {
    /// One a claim and office.
    struct Line {
        let entry: RoundRoll.Entry
        let said: Said

        init(_ entry: RoundRoll.Entry, _ said: Said) {
            self.entry = entry
            self.said = said
        }
    }

    enum Said {
        /// The place of its outcome.
        case adjudicated(Int)
        case refused
        /// Left to the next round.
        case carried
        case withdrawn
        /// Another office received it first.
        case duplicate(of: String?)
    }

    let round: String
    /// In the order of the claims' ids.
    let lines: [Line]
    /// What was adjudicated, by place.
    let versions: [ClaimVersion]
    /// What each rests on, by place.
    let bases: [String]
    let outcomes: [RoundOutcome]
    let roll: RoundRoll
    /// How each clause's ambiguities are read.
    let readings: [String: [String]]
    let counties: CountyNames

    /// Under which name the state keeps what is said; the same as of the proposal.
    func name(of line: Line) -> ProposalName {
        let name = line.entry.name
        switch line.said {
        case .withdrawn, .duplicate: return ProposalName(round, "\(name.claim)@\(name.office)")
        case .adjudicated, .refused, .carried: return ProposalName(round, name.claim)
        }
    }

    /// The state is that of the adjudication.
    func proposal(of line: Line, _ state: RoundState, revision: Int64) -> AwardProposed {
        var proposal = AwardProposed()
        proposal.round = round
        proposal.revision = revision
        proposal.of = version(of: line, state)
        switch line.said {
        case .adjudicated(let place):
            proposal.take(outcomes[place], counties)
            proposal.basis = bases[place]
            proposal.readings = readings[proposal.of.clause] ?? []
        case .refused:
            proposal.outcome = .refused
            if let content = state.versions[line.entry.name]?.content {
                proposal.reason = content.reason
                proposal.basis = RoundVersion.basis(content)
            }
        case .carried: proposal.outcome = .carried
        case .withdrawn: proposal.outcome = .withdrawn
        case .duplicate(let office):
            proposal.outcome = .duplicate
            proposal.kept = office
        }
        return proposal
    }

    private func version(of line: Line, _ state: RoundState) -> ClaimVersion {
        if case .adjudicated(let place) = line.said { return versions[place] }
        return roll.version(of: line.entry, in: state)
    }

    /// What the claim would get; nil when the round does not know it.
    func line(of claim: String) -> Line? {
        lines.first { line in
            guard line.entry.name.claim == claim else { return false }
            switch line.said {
            case .adjudicated, .refused, .carried: return true
            case .withdrawn, .duplicate: return false
            }
        }
    }
}
