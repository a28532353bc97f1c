import Awards
import Decimals
import Log
import Messages

/// What a record says of a claim, in one sentence; of an award with its steps, a line each.
struct ClaimStep {
    /// Whom it waits for.
    enum Waits {
        case rows([MissingRow])
        case facts(review: String)
        case amount(review: String)
    }

    let of: ClaimVersion
    let sentence: String
    private(set) var waits: Waits?
    private(set) var proposal: AwardProposed?
    private(set) var correction: AwardCorrected?

    /// Nil for a record that speaks of no claim, or cannot be read.
    init?(_ record: Record) {
        let payload = record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0)
        switch record.header(text: "ce_type") {
        case ClaimSubmitted.type:
            guard let claim = try? ClaimSubmitted(reading: payload) else { return nil }
            self.init(
                ClaimVersion(of: claim), "lodged \(claim.lodged) at \(claim.office), \(claim.programme) \(claim.clause)"
            )
        case ClaimWithdrawn.type:
            guard let withdrawn = try? ClaimWithdrawn(reading: payload) else { return nil }
            self.init(withdrawn.of, "withdrawn")
        case ClaimVerified.type:
            guard let verified = try? ClaimVerified(reading: payload) else { return nil }
            let attested = verified.provenance.filter { $0.standing == .attested }.count
            self.init(verified.of, "verified: \(verified.facts.count) facts, \(attested) of them by registers")
        case ClaimRefused.type:
            guard let refused = try? ClaimRefused(reading: payload) else { return nil }
            self.init(refused.of, "refused: " + refused.failures.map(\.reason).joined(separator: ", "))
        case ClaimWaiting.type:
            guard let waiting = try? ClaimWaiting(reading: payload) else { return nil }
            let rows = waiting.missing.map { "\($0.kind) (\($0.facts.joined(separator: ", ")))" }
            let wanted = rows.isEmpty ? "an officer's answer" : rows.joined(separator: "; ")
            self.init(ClaimVersion(of: waiting.claim), "waits for \(wanted)", .rows(waiting.missing))
        case ReviewRequested.type:
            guard let review = try? ReviewRequested(reading: payload) else { return nil }
            let isAmount = review.subject == .amount
            let asked = isAmount ? "an amount" : review.facts.joined(separator: ", ")
            self.init(
                review.of, "an officer is asked for \(asked): review \(review.id)",
                isAmount ? .amount(review: review.id) : .facts(review: review.id))
        case FactsAttested.type:
            guard let attested = try? FactsAttested(reading: payload) else { return nil }
            self.init(
                attested.of,
                "an officer attested \(attested.facts.names.joined(separator: ", ")) of the refused version")
        case ClaimAssessed.type:
            guard let assessed = try? ClaimAssessed(reading: payload) else { return nil }
            self.init(assessed.of, "assessed: \(Self.said(assessed))")
        case AwardProposed.type:
            guard let proposal = try? AwardProposed(reading: payload) else { return nil }
            let steps = proposal.steps.map(Self.line).joined()
            let said = "proposed in \(proposal.round) (\(proposal.revision)): \(Self.said(proposal))"
            self.init(proposal.of, said + steps)
            switch proposal.outcome {
            // The claim goes on at another office, or at none.
            case .duplicate, .withdrawn: break
            case .award, .reject, .refer, .waitlist, .ask, .target, .bound, .refused, .carried: self.proposal = proposal
            }
        case AwardCorrected.type:
            guard let corrected = try? AwardCorrected(reading: payload) else { return nil }
            let amounts = "\(Money(fen: corrected.beforeFen)) → \(Money(fen: corrected.afterFen)) yuan"
            let steps = corrected.steps.map(Self.line).joined()
            self.init(corrected.of, "corrected (\(corrected.number)): \(amounts), \(corrected.reason)" + steps)
            correction = corrected
        default: return nil
        }
    }

    private init(_ of: ClaimVersion, _ sentence: String, _ waits: Waits? = nil) {
        self.of = of
        self.sentence = sentence
        self.waits = waits
    }

    private static func said(_ assessed: ClaimAssessed) -> String {
        let words = assessed.outcome.rawValue
        let amount = (assessed.awardFen ?? assessed.ceilingFen).map { " \(Money(fen: $0)) yuan" } ?? ""
        let reason = assessed.reason.map { " (\($0))" } ?? ""
        let asks = assessed.asks.isEmpty ? "" : ": " + assessed.asks.joined(separator: ", ")
        return words + amount + reason + asks
    }

    static func said(_ proposal: AwardProposed) -> String {
        let amount = proposal.awardFen.map { " \(Money(fen: $0)) yuan" } ?? ""
        let reason = proposal.reason.map { " (\($0))" } ?? ""
        let ceiling = proposal.ceilingFen.map { ", at most \(Money(fen: $0)) yuan" } ?? ""
        let left = proposal.availableFen.map { ", \(Money(fen: $0)) yuan are left" } ?? ""
        let kept = proposal.kept.map { ", \($0) stays" } ?? ""
        let asks = proposal.asks.isEmpty ? "" : ": " + proposal.asks.joined(separator: ", ")
        return proposal.outcome.rawValue + amount + reason + ceiling + left + kept + asks
    }

    private static func line(_ step: AwardStep) -> String {
        let words = step.words.map { "  \($0.zh) / \($0.en)" } ?? ""
        return "\n  \(step.stage): \(step.before) → \(step.after)\(words)"
    }
}

extension ClaimStep.Waits {
    func waiting(_ office: String, _ offices: Offices) -> TraceWaiting {
        switch self {
        case .rows(let rows):
            let kinds = Set(rows.map(\.kind)).sorted().joined(separator: ", ")
            return TraceWaiting(
                zh: "等待登记\(kinds)", en: "it waits for rows of \(kinds)", .importer, office, offices)
        case .facts(let review):
            return TraceWaiting(
                zh: "等待核实\(review)的答复", en: "it waits for an answer to the review \(review)", .reviewer, office,
                offices)
        case .amount(let review):
            return TraceWaiting(
                zh: "等待确定金额（\(review)）", en: "it waits for an amount (review \(review))", .reviewer, office, offices)
        }
    }
}
