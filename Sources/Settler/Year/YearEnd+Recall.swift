import Agent
import Awards
import Messages

/// A command folds records as they stand on the streams, where the settler itself has its own plans.
extension YearEnd {
    /// What a record of a `settlements` stream says, of this office or another one. Proposals come first, then what
    /// became of them, then lines.
    func recall(_ state: inout SettleState, _ record: YearRecord) {
        switch record {
        case .proposed(let proposed):
            guard [proposed.from, proposed.to].contains(office.division.code) else { return }
            let known = state.year.latest(proposed.pair)
            self.record(&state, proposed)
            // A forged one never takes the place of a newer one.
            if let known, known.proposed.number > proposed.number {
                state.year.latest[proposed.pair] = known.proposed.statement
            }
        case .answered(let answered):
            guard let life = state.year.statements[answered.statement], life.phase != .superseded else { return }
            take(&state, answered)
        case .lines(let lines): recall(&state, lines)
        case .closed(let closed):
            if closed.statements.first?.hasPrefix("\(office.division)-") ?? true { return evolve(&state, record) }
            // Those of the office above, whose statements are read beside its own.
            guard let above = office.superior, closed.statements.first?.hasPrefix("\(above)-") == true else { return }
            close(&state, closed, by: above.code)
        case .overridden, .paid, .granted, .refused, .allotted: evolve(&state, record)
        }
    }

    private func recall(_ state: inout SettleState, _ lines: SettlementLines) {
        guard let life = state.year.statements[lines.statement] else { return }
        for line in lines.lines {
            let award = CountyAward(lines.round, line.claim, line.county)
            guard var standing = state.year.awards[award] else { continue }
            standing.state(line, life.proposed) { [year = state.year] in year.isAgreed(life.proposed.pair, $0) }
            state.year.awards[award] = standing
        }
    }
}
