import Agent
import Awards
import Log
import Messages

extension NotifyDecider {
    struct UnknownOutput: Error, CustomStringConvertible {
        let type: String
        var description: String { "Notify never wrote a record of the type \(type)" }
    }

    private static var nothing: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

    func input(from record: Record) throws -> Input? {
        if record.topic == inbox.source.partition.topic { return try inbox.order(in: record).map { .order($0) } }
        let payload = record.payload ?? Self.nothing
        switch record.header(text: "ce_type") {
        case ClaimSubmitted.type:
            var claim = try ClaimSubmitted(reading: payload)
            // Neither is for a letter to say, nor to be kept here.
            claim.contact = nil
            claim.account = nil
            return .claim(claim)
        case ClaimWithdrawn.type:
            // Verifications repeat it; the office's own word counts.
            return record.topic == topics.claims ? .withdrawn(try ClaimWithdrawn(reading: payload)) : nil
        case ClaimRefused.type:
            var refused = try ClaimRefused(reading: payload)
            refused.lodged = nil
            return isOurs(refused.of) ? .refused(refused, day: record.day) : nil
        case ClaimAssessed.type:
            var assessed = try ClaimAssessed(reading: payload)
            assessed.conditions = []
            assessed.steps = []
            return isOurs(assessed.of) ? .assessed(assessed, day: record.day) : nil
        case PolicyAdopted.type: return .policy(try PolicyAdopted(reading: payload))
        case GuideSet.type: return .guide(try GuideSet(reading: payload))
        case RoundOpened.type:
            return .opened(try RoundOpened(reading: payload), by: String(record.topic.prefix { $0 != "." }))
        case RoundClosing.type: return .closing(try RoundClosing(reading: payload))
        case RoundClosed.type: return .closed(try RoundClosed(reading: payload))
        case RoundPublished.type: return .published(try RoundPublished(reading: payload), day: record.day)
        case ObjectionResolved.type: return .resolved(try ObjectionResolved(reading: payload), day: record.day)
        case RoundConfirmed.type: return .confirmed(try RoundConfirmed(reading: payload), day: record.day)
        case AwardProposed.type: return .proposed(try AwardProposed(reading: payload))
        case AwardCorrected.type:
            let corrected = try AwardCorrected(reading: payload)
            return isOurs(corrected.of) ? .corrected(corrected, day: record.day) : nil
        case PaymentAnswered.type:
            var paid = try PaymentAnswered(reading: payload)
            paid.entries = []
            // Of what came back the payer asks for another account.
            return isOurs(paid.of) && paid.outcome == .paid ? .paid(paid, day: paid.day ?? record.day) : nil
        case RecoveryAsked.type:
            var called = try RecoveryAsked(reading: payload)
            called.entries = []
            return isOurs(called.of) ? .called(called, day: record.day) : nil
        case DayBegan.type: return .day
        default: return nil
        }
    }

    private func isOurs(_ of: ClaimVersion) -> Bool { of.office == office.division.code }

    func write(_ output: Output, to buffer: OutputBuffer) throws {
        switch output {
        case .letter(let letter):
            try buffer.append(
                letter, id: letter.id, key: letter.recipient ?? office.division.code, to: topics.letters)
        case .resent(let resent):
            try buffer.append(resent, id: "\(resent.order).resent", key: resent.letter, to: topics.letters)
        case .answer(let answer): try inbox.write(answer, to: buffer)
        }
    }

    func output(from record: Record) throws -> Output {
        let payload = record.payload ?? Self.nothing
        if record.topic == inbox.answers { return .answer(try OrderAnswered(reading: payload)) }
        let type = record.header(text: "ce_type") ?? ""
        switch type {
        case LetterWritten.type: return .letter(try LetterWritten(reading: payload))
        case LetterResent.type: return .resent(try LetterResent(reading: payload))
        default: throw UnknownOutput(type: type)
        }
    }
}
