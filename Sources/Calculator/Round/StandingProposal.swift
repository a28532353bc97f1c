import Agent
import Messages
import Seals

/// What was last said of a claim in a round, without its steps.
@dynamicMemberLookup
struct StandingProposal: StateValue {
    let of: ClaimVersion
    /// Of the adjudication that said so.
    let revision: Int64
    let content: Content
    /// Of the record that said so.
    let digest: SHA256Digest

    init(_ proposal: AwardProposed, digest: SHA256Digest) {
        of = proposal.of
        revision = proposal.revision
        content = Content(proposal)
        self.digest = digest
    }

    subscript<Value>(dynamicMember path: KeyPath<Content, Value>) -> Value { content[keyPath: path] }

    /// Whether both say the same of a claim, whenever they were said.
    func saysTheSame(as other: AwardProposed) -> Bool {
        VersionName(of) == VersionName(other.of) && content == Content(other)
    }

    /// What is said of the version.
    struct Content: Message, Equatable {
        var outcome = AwardProposed.Outcome.reject
        var awardFen: Int64?
        var reason: String?
        var kept: String?
        var ceilingFen: Int64?
        var availableFen: Int64?
        var asks: [String]?
        var isMet: Bool?
        var shares: ShareAmounts?
        var parts: [AwardPart]?

        init() {}

        init(_ proposal: AwardProposed) {
            outcome = proposal.outcome
            awardFen = proposal.awardFen
            reason = proposal.reason
            kept = proposal.kept
            ceilingFen = proposal.ceilingFen
            availableFen = proposal.availableFen
            asks = proposal.asks.isEmpty ? nil : proposal.asks
            isMet = proposal.isMet
            shares = proposal.shares
            parts = proposal.parts
        }

        static let type = "round.proposal"
        static let summary = Text(zh: "最近一次拟定的内容", en: "What was last proposed of a claim.")
        static let fields: FieldList<Content> = [
            Field("outcome", \.outcome, zh: "结果", en: "what the round says"),
            Field("award_fen", \.awardFen, zh: "金额（分）", en: "the award in fen"),
            Field("reason", \.reason, zh: "原因代码", en: "id of the reason"),
            Field("kept", \.kept, zh: "保留的申报或机关", en: "the claim that stays, or the office"),
            Field("ceiling_fen", \.ceilingFen, zh: "上限（分）", en: "the most that may be decided"),
            Field("available_fen", \.availableFen, zh: "尚余（分）", en: "what the budget has left"),
            Field("asks", \.asks, zh: "还需要的事实", en: "facts that are still needed"),
            Field("is_met", \.isMet, zh: "目标是否完成", en: "whether a target is met"),
            Field("shares", \.shares, zh: "分担", en: "who bears what"),
            Field("parts", \.parts, zh: "各旗县区支付的部分", en: "what each county pays"),
        ]
    }

    func write(to bytes: inout [UInt8]) {
        StoredVersion(of).write(to: &bytes)
        revision.write(to: &bytes)
        Recorded(content).write(to: &bytes)
        digest.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    init?(from bytes: inout StateBytes) {
        guard let stored = StoredVersion(from: &bytes), let revision = Int64(from: &bytes),
            let content = Recorded<Content>(from: &bytes),
            let digest = bytes.take(SHA256Digest.byteCount).flatMap({ SHA256Digest(bytes: $0) })
        else { return nil }
        of = stored.of
        self.revision = revision
        self.content = content.content
        self.digest = digest
    }
}
