import Agent
import Awards
import Decimals
import Log
import Messages
import Policy

/// Budget that was allotted to the office is the limit of what it confirms: the last that it has read, also when it is
/// cut off. A programme or clause without an allotment has no such limit, unless its policy asks for one.
extension RoundDecider {
    /// Where allotments to the office stand: with the office above, and with itself where none is above.
    static func allotments(_ office: Office, _ offices: Offices) -> [TaskSpecification.Source] {
        [office.superior.flatMap { offices[$0] }, office].compactMap { $0 }
            .filter { !$0.tasks(of: .settle).isEmpty }
            .map { .init(TopicPartition(Stream.allotments.topic(of: $0.division), 0), isTable: true) }
    }

    /// Only what the office above says of this one, and what an office with none above says of itself.
    func evolve(_ state: inout State, _ allotment: AllotmentMade) {
        guard allotment.to == office.division.code,
            allotment.from == (office.superior ?? office.division).code
        else { return }
        let key = Self.budget(allotment.programme, allotment.clause, allotment.year)
        if let known = state.allotments[key]?.content, known.number >= allotment.number { return }
        state.allotments[key] = Recorded(allotment)
    }

    private static func budget(_ programme: String, _ clause: String?, _ year: Int64) -> String {
        "\(programme)/\(clause ?? "*")/\(year)"
    }

    /// Throws a refusal that names the budget when what is confirmed already, and a round or a further payment with it,
    /// is above what was allotted.
    ///
    /// - Parameter more: a further payment for one award, in fen.
    func checkAllotments(_ state: State, confirming round: RoundLife, more: (clause: String, fen: Int64)? = nil) throws
    {
        let (programme, period) = (round.opened.programme, round.opened.period)
        guard let year = Int64(period.prefix(4)) else { return }
        let prefix = "\(programme)/"
        let limits = state.allotments.keys.filter { $0.hasPrefix(prefix) && $0.hasSuffix("/\(year)") }
        let isRequired = try rulebook(state, of: round).programme.allotments == .required
        guard !limits.isEmpty || isRequired else { return }
        var sums: [String: Int128] = [:]
        func add(_ clause: String, _ fen: Int64) {
            for key in [clause, nil] { sums[Self.budget(programme, key, year), default: 0] += Int128(fen) }
        }
        var counted: [String: Bool] = [:]
        func count(_ name: ProposalName, _ standing: StandingProposal) {
            let isCounted =
                counted[name.round]
                ?? (name.round == round.opened.round || state.rounds[name.round]?.phase == .confirmed)
            counted[name.round] = isCounted
            let of = standing.of
            guard isCounted, of.programme == programme, Int64(of.period.prefix(4)) == year else { return }
            add(of.clause, state.corrections[name]?.content.afterFen ?? standing.awardFen ?? 0)
        }
        state.proposals.forEach(count)
        if let more { add(more.clause, more.fen) }
        if isRequired, !limits.contains(Self.budget(programme, nil, year)) {
            try checkAllotted(sums.filter { $0.key != Self.budget(programme, nil, year) }, within: limits)
        }
        for key in limits {
            guard let limit = state.allotments[key]?.content, let sum = sums[key], sum > Int128(limit.amountFen) else {
                continue
            }
            let budget = Money(fen: limit.amountFen)
            let total = Money(fen: Int64(clamping: sum))
            throw Refusal(
                zh: "\(key)的奖补共\(total)元，超出下达的指标\(budget)元（第\(limit.number)次）。",
                en: "The awards of \(key) are \(total) yuan, above the budget of \(budget) yuan that was allotted "
                    + "(number \(limit.number)).")
        }
    }

    /// Where the policy asks for allotments, a clause without one has nothing to give.
    private func checkAllotted(_ sums: [String: Int128], within limits: [String]) throws {
        for (key, sum) in sums.sorted(by: { $0.key < $1.key }) where sum > 0 && !limits.contains(key) {
            let total = Money(fen: Int64(clamping: sum))
            throw Refusal(
                zh: "\(key)的奖补共\(total)元，尚未下达指标；该政策须在指标内决定。",
                en: "The awards of \(key) are \(total) yuan, and the policy asks for a budget, which was not allotted.")
        }
    }
}
