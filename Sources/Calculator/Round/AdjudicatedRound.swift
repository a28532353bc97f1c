import Agent
import Messages
import Policy
import Seals

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
    /// What each adjudicated claim rests on, by place.
    let bases: [SHA256Digest]
    let outcomes: [RoundOutcome]
    /// How each clause's ambiguities are read.
    let readings: [String: [String]]
    let counties: CountyNames

    /// Under which name the state keeps what is said; the same as of the proposal.
    func name(of line: Line) -> ProposalName {
        let of = line.entry.of
        switch line.said {
        case .withdrawn, .duplicate: return ProposalName(round, "\(of.claim)@\(of.office)")
        case .adjudicated, .refused, .carried: return ProposalName(round, of.claim)
        }
    }

    /// What is said of a line, with all that it rests on. The state is that of the adjudication.
    func proposal(of line: Line, _ state: RoundState, revision: Int64) -> AwardProposed {
        var proposal = outcome(of: line, state, revision: revision)
        switch line.said {
        case .adjudicated(let place):
            proposal.basis = bases[place].description
            proposal.readings = readings[proposal.of.clause] ?? []
            proposal.steps = outcomes[place].steps.map(AwardStep.init)
        case .refused: proposal.basis = state.versions.content(of: line.entry.name)?.basis.digest
        case .carried, .withdrawn, .duplicate: break
        }
        return proposal
    }

    /// The same without what it rests on.
    func outcome(of line: Line, _ state: RoundState, revision: Int64) -> AwardProposed {
        var proposal = AwardProposed()
        proposal.round = round
        proposal.revision = revision
        proposal.of = line.entry.of
        switch line.said {
        case .adjudicated(let place): proposal.take(outcomes[place], counties)
        case .refused:
            proposal.outcome = .refused
            proposal.reason = state.versions.content(of: line.entry.name)?.reason
        case .carried: proposal.outcome = .carried
        case .withdrawn: proposal.outcome = .withdrawn
        case .duplicate(let office):
            proposal.outcome = .duplicate
            proposal.kept = office
        }
        return proposal
    }

    /// What the claim would get; nil when the round does not know it.
    func line(of claim: String) -> Line? {
        lines.first { line in
            guard line.entry.of.claim == claim else { return false }
            switch line.said {
            case .adjudicated, .refused, .carried: return true
            case .withdrawn, .duplicate: return false
            }
        }
    }
}
