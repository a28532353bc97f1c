import Agent
import Messages

/// How what was recorded changes what the office knows of its payments.
extension Paying {
    func evolve(_ state: inout SettleState, _ record: PayRecord) { state.pay.apply(record) }
}

extension PayState {
    mutating func apply(_ record: PayRecord) {
        switch record {
        case .owed(let owed):
            // What an office receives is settled at the year's end.
            guard owed.payee == nil else { return }
            let key = AwardKey(owed.round, owed.of.claim)
            let row = awards[key]?.content ?? PayableAward(owed.round, owed.of)
            awards[key] = Recorded(row.applying(record))
        case .asked(let asked): change(asked.round, asked.of.claim, record)
        case .recovered(let recovered):
            change(recovered.round, recovered.of.claim, record)
            guard let against = recovered.against else { return }
            change(AwardKey(against)) { row in
                row.owedFen -= recovered.fen
                row.paidFen += recovered.fen
            }
        case .prepared(let prepared):
            payments[prepared.payment] = Recorded(prepared)
            phases[prepared.payment] = .prepared
            for line in prepared.lines { change(AwardKey(line.round, line.claim)) { $0.payment = prepared.payment } }
        case .approved(let approved): phases[approved.payment] = .approved
        case .cancelled(let cancelled):
            phases[cancelled.payment] = .cancelled
            for line in payments[cancelled.payment]?.content.lines ?? [] {
                change(AwardKey(line.round, line.claim)) { $0.payment = nil }
            }
        case .sent(let sent):
            change(sent.round, sent.of.claim, record)
            var line = SentLine()
            line.payment = sent.payment
            line.award = AwardName(sent.round, sent.of.claim)
            line.version = sent.version
            line.fen = sent.fen
            lines[sent.reference] = Recorded(line)
        case .answered(let answered):
            change(answered.round, answered.of.claim, record)
            guard var line = lines[answered.reference]?.content else { return }
            line.outcome = answered.outcome
            line.reason = answered.reason
            lines[answered.reference] = Recorded(line)
        case .reissued(let reissued): change(reissued.round, reissued.of.claim, record)
        case .answerRefused: break
        }
    }

    private mutating func change(_ round: String, _ claim: String, _ record: PayRecord) {
        change(AwardKey(round, claim)) { $0 = $0.applying(record) }
    }

    private mutating func change(_ key: AwardKey, _ body: (inout PayableAward) -> Void) {
        guard var row = awards[key]?.content else { return }
        body(&row)
        awards[key] = Recorded(row)
    }
}

extension PayableAward {
    func applying(_ owed: AwardOwed) -> PayableAward { applying(.owed(owed)) }

    /// As the record about this award changes it; of the award that a recovery is set off against elsewhere.
    func applying(_ record: PayRecord) -> PayableAward {
        var row = self
        switch record {
        case .owed(let owed):
            row.owedFen += owed.fen
            row.awardFen = owed.awardFen
            row.number = owed.number
        case .asked(let asked): row.recoverableFen += asked.fen
        case .recovered(let recovered):
            row.recoverableFen -= recovered.fen
            row.recoveredFen += recovered.fen
        case .sent(let sent):
            row.owedFen -= sent.fen
            row.paidFen += sent.fen
            row.payment = nil
        case .answered(let answered):
            guard answered.outcome == .returned else { break }
            row.owedFen += answered.fen
            row.paidFen -= answered.fen
            row.returned = answered.reference
        case .reissued: row.returned = nil
        case .prepared, .approved, .cancelled, .answerRefused: break
        }
        return row
    }
}
