import Agent
import Awards
import Messages

/// How what was read and written changes what the year's end knows.
extension YearEnd {
    func evolve(_ state: inout SettleState, _ input: SettleInput) {
        switch input.content {
        case .day(let day): state.year.today["day"] = day.date
        case .policy(let policy): state.year.policies[policy.programme] = policy.digest
        case .opened(let round): state.year.deciders[round.round] = input.office.code
        case .proposed(let award): evolve(&state, award)
        case .corrected(let correction): evolve(&state, correction)
        case .year(let record): evolve(&state, record, input)
        case .order, .guide, .hold, .lifted, .closed, .confirmed: break
        }
    }

    /// What this office pays itself.
    func evolve(_ state: inout SettleState, paid: PayRecord) {
        switch paid {
        case .sent(let sent): pay(&state, .payment(sent), by: office.division.code)
        case .answered(let answered):
            if let payment = YearInput.payment(answered) { pay(&state, payment, by: office.division.code) }
        case .recovered(let recovered): pay(&state, .payment(recovered), by: office.division.code)
        case .owed, .asked, .prepared, .approved, .cancelled, .answerRefused, .reissued: break
        }
    }

    // MARK: Awards

    private func evolve(_ state: inout SettleState, _ award: AwardProposed) {
        guard !award.isPassedOver else { return }
        put(&state, award.round, award.of, award.parts, award.awardFen ?? 0, award.shares) { standing, fen in
            guard standing.revision <= award.revision else { return false }
            standing.revision = award.revision
            standing.proposedFen = fen
            return standing.correction == 0
        }
    }

    private func evolve(_ state: inout SettleState, _ correction: AwardCorrected) {
        put(&state, correction.round, correction.of, correction.parts, correction.afterFen, correction.shares) {
            standing, _ in
            guard standing.correction < correction.number else { return false }
            standing.correction = correction.number
            return true
        }
    }

    /// Each county's part of an award, or all of it at the claim's own county. `isNews` says whether what is said now
    /// stands.
    private func put(
        _ state: inout SettleState, _ round: String, _ of: ClaimVersion, _ parts: [AwardPart]?, _ fen: Int64,
        _ shares: ShareAmounts?, _ isNews: (inout AwardStanding, Int64) -> Bool
    ) {
        var now: [(county: String, fen: Int64, shares: ShareAmounts?)] = [(of.office, fen, shares)]
        if let parts { now = parts.map { ($0.county ?? of.office, $0.amountFen, $0.shares) } }
        let name = "\(round)/\(of.claim)"
        let before = state.year.parts[name] ?? []
        let counties = now.map(\.county)
        if parts != nil || !before.isEmpty { state.year.parts[name] = counties }
        // A county that has no part any more.
        for county in before where !counties.contains(county) { now.append((county, 0, ShareAmounts())) }
        for part in now where below.contains(part.county) {
            let award = CountyAward(round, of.claim, part.county)
            let known = state.year.awards[award]
            // Most claims of a round get nothing; they are nothing to settle.
            if known == nil, part.fen == 0 { continue }
            var standing = known ?? AwardStanding()
            if isNews(&standing, part.fen) {
                standing.programme = of.programme
                standing.clause = of.clause
                standing.period = of.period
                standing.applicant = of.applicant
                standing.fen = part.fen
                standing.shares = BorneShares(part.shares)
            }
            state.year.awards[award] = standing
        }
    }

    private func pay(_ state: inout SettleState, _ payment: YearInput, by county: String) {
        func add(_ round: String, _ claim: String, _ fen: Int64) {
            let award = CountyAward(round, claim, county)
            var standing = state.year.awards[award] ?? AwardStanding()
            standing.paidFen &+= fen
            state.year.awards[award] = standing
        }
        switch payment {
        case .payment(let round, let claim, let fen): add(round, claim, fen)
        case .setOff(let round, let claim, let fen, let against):
            add(round, claim, -fen)
            add(against.round, against.claim, fen)
        case .lines, .proposed, .answered, .overridden, .closed, .paid, .granted, .allotted: break
        }
    }

    // MARK: Records of other settlers

    private func evolve(_ state: inout SettleState, _ record: YearInput, _ input: SettleInput) {
        switch record {
        case .payment, .setOff: pay(&state, record, by: input.office.code)
        case .lines(let lines): evolve(&state, lines)
        case .proposed(let proposed):
            guard proposed.to == office.division.code else { return }
            if let sentence = fault(state, proposed, from: input.office) {
                refuse(&state, proposed.statement, sentence, input)
            } else {
                self.record(&state, proposed)
            }
        case .answered(let answered):
            // To another office.
            guard state.year.statements[answered.statement] != nil || names(answered.statement) else { return }
            if let sentence = fault(state, answered, from: input.office) {
                refuse(&state, answered.statement, sentence, input)
            } else {
                take(&state, answered)
            }
        case .overridden(let overridden): if let id = overridden.statement { settle(&state, id, .overridden) }
        case .paid(let paid): settle(&state, paid.statement, .paid)
        case .granted(let granted): take(&state, granted)
        case .allotted(let allotted):
            if let sentence = fault(state, allotted, from: input.office) {
                refuse(&state, "\(allotted.to)/\(allotted.programme)/\(allotted.year)", sentence, input)
            } else {
                allot(&state, allotted)
            }
        case .closed(let closed): close(&state, closed, by: input.office.code)
        }
    }

    /// The office above has closed the year: its statements stand, whatever is said of them now.
    func close(_ state: inout SettleState, _ closed: SettlementClosed, by who: String) {
        guard who == office.superior?.code else { return }
        for id in closed.statements {
            guard let life = state.year.statements[id], life.proposed.to == office.division.code, !life.stands else {
                continue
            }
            settle(&state, id, .overridden)
        }
        change(&state, closed.year) { $0.isClosed = true }
    }

    private func names(_ statement: String) -> Bool { statement.hasPrefix("\(office.division)-") }

    private func evolve(_ state: inout SettleState, _ lines: SettlementLines) {
        guard let name = StatementName(lines.statement), name.to == office.division.code else { return }
        if let old = lines.supersedes.flatMap(StatementName.init) {
            state.year.agreed["\(old.pair)/\(old.number)"] = false
        }
        var read = state.year.read[lines.statement] ?? [0, 0]
        let isAgreed = { [year = state.year] (number: Int64) in year.isAgreed(name.pair, number) }
        for line in lines.lines {
            let award = CountyAward(lines.round, line.claim, line.county)
            var standing = state.year.awards[award] ?? AwardStanding()
            if name.isUpward(in: offices) {
                standing.up.state(line, in: name.number, isAgreed)
            } else {
                standing.down.state(line, in: name.number, isAgreed)
            }
            state.year.awards[award] = standing
            read = [read[0] + 1, read[1] &+ line.owedFen]
        }
        state.year.read[lines.statement] = read
    }

    private func refuse(_ state: inout SettleState, _ statement: String, _ sentence: Text, _ input: SettleInput) {
        var refused = SettlementRefused()
        refused.statement = statement
        refused.office = input.office.code
        refused.record = input.origin.id
        refused.sentence = sentence
        state.year.refusals[input.origin.id] = Recorded(refused)
    }

    func take(_ state: inout SettleState, _ answered: SettlementAnswered) {
        guard var life = state.year.statements[answered.statement] else { return }
        life.answer = answered
        life.phase = answered.outcome == .agreed ? .agreed : .disputed
        state.year.statements[answered.statement] = life
        // A request is settled when it is granted.
        guard life.proposed.kind == .settlement else { return }
        state.year.agreed["\(life.proposed.pair)/\(life.proposed.number)"] = answered.outcome == .agreed
    }

    private func take(_ state: inout SettleState, _ granted: SettlementGranted) {
        guard var life = state.year.statements[granted.statement] else { return }
        life.granted = granted
        life.phase = .paid
        state.year.statements[granted.statement] = life
        state.year.agreed["\(life.proposed.pair)/\(life.proposed.number)"] = true
    }

    private func settle(_ state: inout SettleState, _ statement: String, _ phase: StatementLife.Phase) {
        guard var life = state.year.statements[statement] else { return }
        life.phase = phase
        state.year.statements[statement] = life
        state.year.agreed["\(life.proposed.pair)/\(life.proposed.number)"] = true
    }

    private func allot(_ state: inout SettleState, _ allotted: AllotmentMade) {
        let name = AllotmentName(allotted)
        if let known = state.year.allotments[name]?.content, known.number >= allotted.number { return }
        state.year.allotments[name] = Recorded(allotted)
    }

    // MARK: Its own records

    func evolve(_ state: inout SettleState, _ record: YearRecord) {
        switch record {
        // Of a plan, which is in force when it is finished.
        case .lines, .proposed: break
        case .answered(let answered): take(&state, answered)
        case .overridden(let overridden):
            switch overridden.subject {
            case .office: if let id = overridden.statement { settle(&state, id, .overridden) }
            case .round: change(&state, overridden.year) { $0.withoutRounds.append(overridden.name) }
            }
        case .refused(let refused):
            for id in state.year.refusals.keys where state.year.refusals[id]?.content == refused {
                state.year.refusals[id] = nil
            }
        case .closed(let closed):
            change(&state, closed.year) { life in
                life.isProposed = true
                life.isClosed = true
            }
        case .paid(let paid): settle(&state, paid.statement, .paid)
        case .granted(let granted): take(&state, granted)
        case .allotted(let allotted): allot(&state, allotted)
        }
    }
}

/// A statement's id: `150200-150223/2023/1`.
struct StatementName {
    let from: String
    let to: String
    let number: Int64

    var pair: String { "\(from)-\(to)" }

    init?(_ id: String) {
        let parts = id.split(separator: "/").map(String.init)
        guard parts.count == 3, let number = Int64(parts[2]) else { return nil }
        let offices = parts[0].split(separator: "-").map(String.init)
        guard offices.count == 2 else { return nil }
        from = offices[0]
        to = offices[1]
        self.number = number
    }

    static func id(_ pair: String, _ year: Int64, _ number: Int64) -> String { "\(pair)/\(year)/\(number)" }

    /// To the office above.
    func isUpward(in offices: Offices) -> Bool {
        Division(from).flatMap { offices[$0]?.superior }?.code == to
    }
}
