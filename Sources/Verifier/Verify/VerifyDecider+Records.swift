import Agent
import Awards
import Log
import Messages

extension VerifyDecider {
    struct Untyped: Error, CustomStringConvertible {
        var description: String { "the record has no ce_type, so nobody can know what it says" }
    }

    struct UnknownRegister: Error, CustomStringConvertible {
        let kind: String
        var description: String {
            "there is no register \(kind.prefix(40)); there are "
                + RegisterKind.allCases.map(\.rawValue).joined(separator: ", ")
        }
    }

    func input(from record: Record) throws -> Input? {
        if record.topic == inbox.source.partition.topic { return try inbox.order(in: record).map { .order($0) } }
        guard let type = record.header(text: "ce_type") else { throw Untyped() }
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        switch type {
        case ClaimSubmitted.type: return .claim(try ClaimSubmitted(reading: payload))
        case ClaimWithdrawn.type: return .withdrawn(try ClaimWithdrawn(reading: payload))
        case RegisterRow.type:
            let row = try RegisterRow(reading: payload)
            return .row(try kind(row.kind), row)
        case RegisterImported.type:
            let imported = try RegisterImported(reading: payload)
            return imported.task == nil ? .imported(try kind(imported.kind), imported) : .counted(imported)
        case WaybillCounts.type: return .counts(try WaybillCounts(reading: payload))
        case PolicyAdopted.type: return .policy(try PolicyAdopted(reading: payload))
        case RoundOpened.type: return .round(try RoundOpened(reading: payload))
        case RoundClosing.type: return .closing(try RoundClosing(reading: payload))
        case RoundWaived.type: return .waived(try RoundWaived(reading: payload))
        case RoundClosed.type: return .closed(round: try RoundClosed(reading: payload).round)
        case IntakeComplete.type: return .intake(try IntakeComplete(reading: payload))
        default: return nil
        }
    }

    private func kind(_ name: String) throws -> RegisterKind {
        guard let kind = RegisterKind(rawValue: name) else { throw UnknownRegister(kind: name) }
        return kind
    }

    func write(_ output: Output, to buffer: OutputBuffer) throws {
        let topic = topics.verifications
        func append(_ message: some Message, _ of: ClaimVersion, _ what: String) throws {
            try buffer.append(message, id: of.recordID(what), key: of.applicant, to: topic)
        }
        switch output {
        case .verified(let verified): try append(verified, verified.of, String(verified.number) + ".verified")
        case .refused(let refused): try append(refused, refused.of, String(refused.number) + ".refused")
        case .waiting(let waiting):
            try append(waiting, ClaimVersion(of: waiting.claim), String(waiting.number) + ".waiting")
        case .review(let review): try buffer.append(review, id: review.id, key: review.of.applicant, to: topic)
        case .attested(let attested):
            try buffer.append(
                attested, id: "\(attested.review).attested", key: attested.of.applicant, to: topic)
        case .withdrawn(let withdrawn): try append(withdrawn, withdrawn.of, "withdrawn")
        case .finding(let finding):
            try buffer.append(
                finding, id: "\(finding.claim).\(finding.office).\(finding.reason).\(finding.first ?? "")",
                key: finding.applicant, to: topic)
        case .complete(let complete):
            let register = complete.register.map { "\($0.kind).\($0.asOf)" }
            // Of one marker each record holds something else.
            let first = complete.more == true ? complete.held.first?.of.map { ".\($0.claim).\($0.version)" } ?? "" : ""
            let subject = complete.office ?? register ?? ""
            try buffer.append(
                complete, id: "\(complete.round).\(subject).\(complete.partition).verified\(first)",
                key: complete.round,
                to: topic, partition: Int32(specification.name.number))
        case .resolved(let resolved):
            try buffer.append(
                resolved, id: "\(resolved.letter).resolved", key: resolved.of?.applicant ?? resolved.letter, to: topic,
                partition: Int32(specification.name.number))
        case .answer(let answer): try inbox.write(answer, to: buffer)
        }
    }

    func output(from record: Record) throws -> Output {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        if record.topic == inbox.answers { return .answer(try OrderAnswered(reading: payload)) }
        switch record.header(text: "ce_type") {
        case ClaimVerified.type: return .verified(try ClaimVerified(reading: payload))
        case ClaimRefused.type: return .refused(try ClaimRefused(reading: payload))
        case ClaimWaiting.type: return .waiting(try ClaimWaiting(reading: payload))
        case ReviewRequested.type: return .review(try ReviewRequested(reading: payload))
        case FactsAttested.type: return .attested(try FactsAttested(reading: payload))
        case ClaimWithdrawn.type: return .withdrawn(try ClaimWithdrawn(reading: payload))
        case FindingMade.type: return .finding(try FindingMade(reading: payload))
        case VerifyComplete.type: return .complete(try VerifyComplete(reading: payload))
        case LetterResolved.type: return .resolved(try LetterResolved(reading: payload))
        default: throw Untyped()
        }
    }
}

/// The body of `review.answer`.
struct ReviewAnswer: Message {
    var review = ""
    var facts: Facts = [:]

    init() {}

    static let type = "review.answer"
    static let summary = Text(zh: "答复一项核实", en: "Attests the facts that a review asks for.")
    static let fields: FieldList<ReviewAnswer> = [
        Field("review", \.review, zh: "复核编号", en: "the review's id", format: .filled),
        Field("facts", \.facts, zh: "核实的事实", en: "the facts, each with its value"),
    ]
}
