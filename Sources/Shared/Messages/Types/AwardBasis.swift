public import Decimals
internal import Seals

/// What a round takes over from an assessment. Its digest says which of a version's assessments an award rests on, and
/// is the same in whatever order registers came; the number of a verification is not.
public struct AwardBasis: Message {
    public var reason: String?
    public var facts: Facts = [:]
    public var decided: Decimal128?

    public init() {}

    public init(_ assessed: ClaimAssessed) {
        reason = assessed.reason
        facts = assessed.facts
        decided = assessed.decided
    }

    /// `sha256:…` of its bytes.
    public var digest: String { "\(SHA256.digest(of: bytes))" }

    public static let type = "award.basis.v1"
    public static let summary = Text(zh: "奖补决定所依的内容", en: "What an award rests on; it stands in records as a digest.")

    public static let fields: FieldList<AwardBasis> = [
        Field("reason", \.reason, zh: "原因代码", en: "id of the reason"),
        Field("facts", \.facts, zh: "核定的事实", en: "the verified facts"),
        Field("decided", \.decided, zh: "经办人确定的金额（元）", en: "the amount that an officer decided, in yuan"),
    ]
}
