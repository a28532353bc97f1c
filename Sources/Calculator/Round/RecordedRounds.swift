import Agent
import Awards
import Log
import Messages
import Seals

/// An office's rounds as its log tells them, without the orders that led there: what `Round` would know. Nothing is
/// written.
struct RecordedRounds {
    let decider: RoundDecider
    private(set) var state = RoundState(StateStore())
    /// The rounds that are adjudicated, in the order in which they were closed.
    private(set) var adjudicated: [String] = []

    init(_ log: any EventLog, _ offices: Offices, of office: Division) throws {
        guard let task = offices[office]?.tasks(of: .round).first else {
            throw RoundDecider.UnknownOffice(division: office)
        }
        decider = try RoundDecider(task, offices)
        var closings: [String] = []
        let topics = decider.topics
        try LogScan.run(log, [TopicPartition(topics.programmes, 0)]) { try take($0) }
        try LogScan.run(log, [TopicPartition(topics.rounds, 0)]) { record in
            if record.header(text: "ce_type") == RoundClosing.type, let payload = record.payload {
                closings.append(try RoundClosing(reading: payload).round)
            }
            return try take(record)
        }
        try LogScan.run(log, [TopicPartition(topics.awards, 0)]) { try take($0) }
        try LogScan.run(log, try LogScan.partitions(of: topics.assessments, in: log)) { record in
            if let input = try decider.input(from: record) { decider.evolve(&state, .row(input)) }
            return true
        }
        adjudicated = closings.filter { state.rounds[$0]?.closed != nil }
    }

    private mutating func take(_ record: Record) throws -> Bool {
        // A plan's marks are no outputs of the stage.
        switch record.header(text: "ce_type") {
        case PlanStarted.type, PlanFinished.type: return true
        default: break
        }
        let output = try decider.output(from: record)
        decider.evolve(&state, .output(output))
        switch output {
        case .closed(let closed): decider.change(&state, closed.round) { $0.closed = closed }
        case .proposed(let proposal):
            keep(proposal, digest: SHA256.digest(of: record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)))
        case .adopted, .guide, .opened, .closing, .waived, .blocked, .published, .objection, .objectionResolved,
            .confirmed, .corrected, .held, .lifted, .kept, .answer:
            break
        }
        return true
    }

    /// Proposals of an adjudication that was not finished say nothing.
    private mutating func keep(_ proposal: AwardProposed, digest: SHA256Digest) {
        guard let closed = state.rounds[proposal.round]?.closed, proposal.revision <= closed.revision else { return }
        state.proposals[ProposalName(proposal)] = StandingProposal(proposal, digest: digest)
    }

    /// Puts other proposals in the place of a round's, for the rounds behind it.
    mutating func replace(_ round: String, by proposals: [(ProposalName, AwardProposed)]) {
        for name in state.proposals.keys where name.round == round {
            state.proposals[name] = nil
            state.corrections[name] = nil
        }
        for (name, proposal) in proposals {
            state.proposals[name] = StandingProposal(proposal, digest: SHA256.digest(of: []))
        }
    }
}

extension ProposalName {
    /// Of a version that does not stand the office is named too, for the claim stands at another.
    init(_ proposal: AwardProposed) {
        let of = proposal.of
        switch proposal.outcome {
        case .duplicate, .withdrawn: self.init(proposal.round, "\(of.claim)@\(of.office)")
        case .award, .reject, .refer, .waitlist, .ask, .target, .bound, .refused, .carried:
            self.init(proposal.round, of.claim)
        }
    }
}
