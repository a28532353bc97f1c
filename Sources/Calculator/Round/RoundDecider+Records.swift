import Agent
import Awards
import Log
import Messages
import Seals

extension RoundDecider {
    struct UnknownOutput: Error, CustomStringConvertible {
        let type: String
        var description: String { "Round never wrote a record of the type \(type)" }
    }

    func input(from record: Record) throws -> Input? {
        if record.topic == inbox.source.partition.topic { return try inbox.order(in: record).map { .order($0) } }
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        switch record.header(text: "ce_type") {
        case ClaimAssessed.type: return .assessed(try AssessedVersion(reading: payload))
        case AssessComplete.type: return .complete(try AssessComplete(reading: payload))
        case LetterResolved.type: return .resolved(try LetterResolved(reading: payload))
        case DayBegan.type: return .day(try DayBegan(reading: payload))
        case AllotmentMade.type: return .allotted(try AllotmentMade(reading: payload))
        // Reviews are the assess stage's own.
        default: return nil
        }
    }

    func write(_ output: Output, to buffer: OutputBuffer) throws {
        func round(_ message: some Message, _ id: String, _ round: String) throws {
            try buffer.append(message, id: id, key: round, to: topics.rounds)
        }
        switch output {
        case .adopted(let policy):
            try buffer.append(policy, id: policy.digest, key: policy.programme, to: topics.programmes)
        case .guide(let guide):
            try buffer.append(guide, id: "\(guide.order).guide", key: guide.programme, to: topics.programmes)
        case .opened(let opened): try round(opened, "\(opened.order).round", opened.round)
        case .closing(let closing): try round(closing, "\(closing.order).closing", closing.round)
        case .waived(let waived): try round(waived, "\(waived.order).waived", waived.round)
        case .blocked(let blocked):
            try round(
                blocked, "\(blocked.round).blocked.\(SHA256.digest(of: blocked.bytes).hex.prefix(16))", blocked.round)
        case .closed(let closed): try round(closed, "\(closed.round).closed.\(closed.revision)", closed.round)
        case .published(let published): try round(published, "\(published.order).published", published.round)
        case .objection(let lodged): try round(lodged, "\(lodged.order).objection", lodged.round)
        case .objectionResolved(let resolved): try round(resolved, "\(resolved.order).resolved", resolved.round)
        case .confirmed(let confirmed): try round(confirmed, "\(confirmed.order).confirmed", confirmed.round)
        case .proposed(let proposed):
            let of = proposed.of
            try buffer.append(
                proposed, id: "\(proposed.round).\(of.claim).\(of.office).\(proposed.revision)", key: of.claim,
                to: topics.awards)
        case .corrected(let corrected):
            try buffer.append(
                corrected, id: "\(corrected.order).corrected", key: corrected.of.claim, to: topics.awards)
        case .held(let hold):
            try buffer.append(hold, id: "\(hold.order).hold", key: hold.hold, to: topics.programmes)
        case .lifted(let lifted):
            try buffer.append(lifted, id: "\(lifted.order).lifted", key: lifted.hold, to: topics.programmes)
        case .kept(let kept):
            try buffer.append(kept, id: "\(kept.order).record", key: kept.record, to: topics.records)
        case .answer(let answer): try inbox.write(answer, to: buffer)
        }
    }

    func output(from record: Record) throws -> Output {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        if record.topic == inbox.answers { return .answer(try OrderAnswered(reading: payload)) }
        let type = record.header(text: "ce_type") ?? ""
        switch type {
        case PolicyAdopted.type: return .adopted(try PolicyAdopted(reading: payload))
        case GuideSet.type: return .guide(try GuideSet(reading: payload))
        case HoldSet.type: return .held(try HoldSet(reading: payload))
        case HoldLifted.type: return .lifted(try HoldLifted(reading: payload))
        case RecordKept.type: return .kept(try RecordKept(reading: payload))
        case RoundOpened.type: return .opened(try RoundOpened(reading: payload))
        case RoundClosing.type: return .closing(try RoundClosing(reading: payload))
        case RoundWaived.type: return .waived(try RoundWaived(reading: payload))
        case RoundBlocked.type: return .blocked(try RoundBlocked(reading: payload))
        case RoundClosed.type: return .closed(try RoundClosed(reading: payload))
        case RoundPublished.type: return .published(try RoundPublished(reading: payload))
        case ObjectionLodged.type: return .objection(try ObjectionLodged(reading: payload))
        case ObjectionResolved.type: return .objectionResolved(try ObjectionResolved(reading: payload))
        case RoundConfirmed.type: return .confirmed(try RoundConfirmed(reading: payload))
        case AwardProposed.type: return .proposed(try AwardProposed(reading: payload))
        case AwardCorrected.type: return .corrected(try AwardCorrected(reading: payload))
        default: throw UnknownOutput(type: type)
        }
    }
}
