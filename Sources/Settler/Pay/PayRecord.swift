import Agent
import Messages

/// What an office that pays writes on its `payments`.
enum PayRecord: SettleRecord {
    case owed(AwardOwed)
    case asked(RecoveryAsked)
    case recovered(RecoveryPaid)
    case prepared(PaymentPrepared)
    case approved(PaymentApproved)
    case cancelled(PaymentCancelled)
    case sent(PaymentSent)
    case answered(PaymentAnswered)
    case answerRefused(PaymentAnswerRefused)
    case reissued(PaymentReissued)

    init?(type: String, _ payload: UnsafeRawBufferPointer) throws {
        switch type {
        case AwardOwed.type: self = .owed(try AwardOwed(reading: payload))
        case RecoveryAsked.type: self = .asked(try RecoveryAsked(reading: payload))
        case RecoveryPaid.type: self = .recovered(try RecoveryPaid(reading: payload))
        case PaymentPrepared.type: self = .prepared(try PaymentPrepared(reading: payload))
        case PaymentApproved.type: self = .approved(try PaymentApproved(reading: payload))
        case PaymentCancelled.type: self = .cancelled(try PaymentCancelled(reading: payload))
        case PaymentSent.type: self = .sent(try PaymentSent(reading: payload))
        case PaymentAnswered.type: self = .answered(try PaymentAnswered(reading: payload))
        case PaymentAnswerRefused.type: self = .answerRefused(try PaymentAnswerRefused(reading: payload))
        case PaymentReissued.type: self = .reissued(try PaymentReissued(reading: payload))
        default: return nil
        }
    }

    func write(to buffer: OutputBuffer, _ topics: SettleTopics) throws {
        func write(_ message: some Message, key: String) throws {
            try buffer.append(message, id: id, key: key, to: topics.payments)
        }
        switch self {
        case .owed(let record): try write(record, key: record.of.claim)
        case .asked(let record): try write(record, key: record.of.claim)
        case .recovered(let record): try write(record, key: record.of.claim)
        case .prepared(let record): try write(record, key: record.payment)
        case .approved(let record): try write(record, key: record.payment)
        case .cancelled(let record): try write(record, key: record.payment)
        case .sent(let record): try write(record, key: record.of.claim)
        case .answered(let record): try write(record, key: record.of.claim)
        case .answerRefused(let record): try write(record, key: record.order)
        case .reissued(let record): try write(record, key: record.of.claim)
        }
    }

    /// Made from content: the same fact has the same.
    var id: String {
        switch self {
        case .owed(let record): "\(record.round).\(record.of.claim).owed.\(record.number)"
        case .asked(let record): "\(record.round).\(record.of.claim).recovery.\(record.number)"
        case .recovered(let record): "\(record.order).recovered.\(record.round).\(record.of.claim)"
        case .prepared(let record): "\(record.payment).prepared"
        case .approved(let record): "\(record.payment).approved"
        case .cancelled(let record): "\(record.payment).cancelled"
        case .sent(let record): "\(record.reference).sent"
        case .answered(let record): "\(record.reference).\(record.outcome.rawValue)"
        case .answerRefused(let record): "\(record.order).refused.\(record.row)"
        case .reissued(let record): "\(record.reference).reissued"
        }
    }

    /// The entries that it carries, where it moves money.
    var posting: (any PostingMessage)? {
        switch self {
        case .owed(let record): record
        case .asked(let record): record
        case .recovered(let record): record
        case .sent(let record): record
        case .answered(let record): record
        case .prepared, .approved, .cancelled, .answerRefused, .reissued: nil
        }
    }
}
