import Agent
import Log
import Messages

/// A record of another settler.
enum YearInput {
    case lines(SettlementLines)
    case proposed(SettlementProposed)
    case answered(SettlementAnswered)
    case overridden(SettlementOverridden)
    case closed(SettlementClosed)
    case paid(SettlementPaid)
    case granted(SettlementGranted)
    case allotted(AllotmentMade)
    /// Of an office below: to a claimant, or back.
    case payment(round: String, claim: String, fen: Int64)
    /// Set off: paid back for one award, and paid for another.
    case setOff(round: String, claim: String, fen: Int64, against: AwardName)

    /// Nil for a record of another kind.
    init?(_ record: Record, _ payload: UnsafeRawBufferPointer) throws {
        switch record.header(text: "ce_type") {
        case SettlementLines.type: self = .lines(try SettlementLines(reading: payload))
        case SettlementProposed.type: self = .proposed(try SettlementProposed(reading: payload))
        case SettlementAnswered.type: self = .answered(try SettlementAnswered(reading: payload))
        case SettlementOverridden.type: self = .overridden(try SettlementOverridden(reading: payload))
        case SettlementClosed.type: self = .closed(try SettlementClosed(reading: payload))
        case SettlementPaid.type: self = .paid(try SettlementPaid(reading: payload))
        case SettlementGranted.type: self = .granted(try SettlementGranted(reading: payload))
        case AllotmentMade.type: self = .allotted(try AllotmentMade(reading: payload))
        case PaymentSent.type: self = .payment(try PaymentSent(reading: payload))
        case PaymentAnswered.type:
            guard let payment = YearInput.payment(try PaymentAnswered(reading: payload)) else { return nil }
            self = payment
        case RecoveryPaid.type: self = .payment(try RecoveryPaid(reading: payload))
        default: return nil
        }
    }

    static func payment(_ sent: PaymentSent) -> YearInput {
        .payment(round: sent.round, claim: sent.of.claim, fen: sent.fen)
    }

    /// Nil for what was counted when it was sent.
    static func payment(_ answered: PaymentAnswered) -> YearInput? {
        switch answered.outcome {
        case .paid: nil
        case .returned: .payment(round: answered.round, claim: answered.of.claim, fen: -answered.fen)
        }
    }

    static func payment(_ recovered: RecoveryPaid) -> YearInput {
        guard let against = recovered.against else {
            return .payment(round: recovered.round, claim: recovered.of.claim, fen: -recovered.fen)
        }
        return .setOff(round: recovered.round, claim: recovered.of.claim, fen: recovered.fen, against: against)
    }
}

/// What the year's end writes.
enum YearRecord: SettleRecord {
    case lines(SettlementLines)
    case proposed(SettlementProposed)
    case answered(SettlementAnswered)
    case overridden(SettlementOverridden)
    case refused(SettlementRefused)
    case closed(SettlementClosed)
    case paid(SettlementPaid)
    case granted(SettlementGranted)
    case allotted(AllotmentMade)

    init?(type: String, _ payload: UnsafeRawBufferPointer) throws {
        switch type {
        case SettlementLines.type: self = .lines(try SettlementLines(reading: payload))
        case SettlementProposed.type: self = .proposed(try SettlementProposed(reading: payload))
        case SettlementAnswered.type: self = .answered(try SettlementAnswered(reading: payload))
        case SettlementOverridden.type: self = .overridden(try SettlementOverridden(reading: payload))
        case SettlementRefused.type: self = .refused(try SettlementRefused(reading: payload))
        case SettlementClosed.type: self = .closed(try SettlementClosed(reading: payload))
        case SettlementPaid.type: self = .paid(try SettlementPaid(reading: payload))
        case SettlementGranted.type: self = .granted(try SettlementGranted(reading: payload))
        case AllotmentMade.type: self = .allotted(try AllotmentMade(reading: payload))
        default: return nil
        }
    }

    func write(to buffer: OutputBuffer, _ topics: SettleTopics) throws {
        func settlement(_ message: some Message, _ id: String, _ key: String) throws {
            try buffer.append(message, id: id, key: key, to: topics.settlements)
        }
        switch self {
        case .lines(let lines):
            let first = lines.lines.first.map { "\($0.claim).\($0.county)" } ?? ""
            try settlement(lines, "\(lines.statement).\(lines.round).\(lines.clause).\(first)", lines.statement)
        case .proposed(let proposed): try settlement(proposed, proposed.statement, proposed.statement)
        case .answered(let answered):
            let digest = SettlementDigest.of(answered)
            try settlement(answered, "\(answered.statement).answer.\(digest)", answered.statement)
        case .overridden(let overridden):
            try settlement(overridden, "\(overridden.order).overridden", overridden.statement ?? overridden.name)
        case .refused(let refused):
            let digest = SettlementDigest.of(refused)
            try settlement(refused, "\(refused.statement).refused.\(digest)", refused.statement)
        case .closed(let closed): try settlement(closed, "\(closed.year).closed.\(closed.order)", "\(closed.year)")
        case .paid(let paid): try settlement(paid, "\(paid.statement).paid", paid.statement)
        case .granted(let granted): try settlement(granted, "\(granted.statement).granted", granted.statement)
        case .allotted(let allotted):
            try buffer.append(allotted, id: "\(allotted.order).allotted", key: allotted.to, to: topics.allotments)
        }
    }
}
