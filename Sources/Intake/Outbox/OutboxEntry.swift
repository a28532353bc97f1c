import Messages
import Seals

/// What is asked of an outbox.
enum OutboxRequest: Sendable, Equatable {
    case claim(ClaimDraft)
    /// Of a claim whose last version is this one; of whatever is the last when none is named.
    case withdrawal(claim: String, reason: String?, version: Int64? = nil)
}

/// A version of a claim that is durable in the outbox.
struct OutboxReceipt: Sendable, Equatable {
    let claim: String
    let version: Int64
    let received: Moment
    let lodged: Moment
    let isWithdrawal: Bool
    /// False when it was there already and nothing was written.
    let isNew: Bool
}

/// Why an outbox takes something not in: nothing was written.
enum OutboxRefusal: Error, Equatable {
    case unknownClaim(String)
    /// The correction or withdrawal names a version that is not the last.
    case notTheLast(claim: String, named: Int64, last: Int64)
    /// The record would be larger than the log takes.
    case tooLarge(claim: String)

    var sentence: Text {
        switch self {
        case .unknownClaim(let claim):
            Text(zh: "本机关没有申报\(claim)。", en: "This office has no claim \(claim).")
        case .notTheLast(let claim, let named, let last):
            Text(
                zh: last == 0
                    ? "申报\(claim)尚无版本，不能更正或撤回第\(named)版。"
                    : "申报\(claim)的最新版本是\(last)，不能更正或撤回第\(named)版。",
                en: last == 0
                    ? "The claim \(claim) has no version yet, so version \(named) cannot be corrected or withdrawn."
                    : "The last version of \(claim) is \(last), so version \(named) cannot be corrected or withdrawn.")
        case .tooLarge(let claim):
            Text(zh: "申报\(claim)内容过大。", en: "The claim \(claim) is larger than a record may be.")
        }
    }
}

/// What an outbox knows of one version, without its content.
struct OutboxVersion: Sendable, Equatable {
    let number: Int64
    let content: SHA256Digest
    let receivedMs: Int64
    let lodgedMs: Int64
    let isWithdrawal: Bool
    /// Its offset in the outbox.
    let offset: Int64
}
