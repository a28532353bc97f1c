/// The verifier noticed something about a claim that decides nothing by itself: advice for those who decide.
public struct FindingMade: Message {
    public var claim = ""
    public var office = ""
    public var applicant = ""
    public var reason = ""
    public var sentence = Text()
    /// For `duplicate_claim`: the office whose claim comes first by (received, office).
    public var first: String?

    public init() {}

    public static let type = "finding.made.v1"
    public static let summary = Text(zh: "核验提示，供参考", en: "Something noticed about a claim: advice, no decision.")

    public static let fields: FieldList<FindingMade> = [
        Field("claim", \.claim, zh: "申报编号", en: "the claim's id", format: .filled),
        Field("office", \.office, zh: "收件机关", en: "division whose office took it in", format: .division),
        Field("applicant", \.applicant, zh: "统一社会信用代码", en: "the applicant's USCC", format: .uscc),
        Field("reason", \.reason, zh: "原因代码", en: "id of the reason", format: .filled),
        Field("sentence", \.sentence, zh: "说明", en: "in words"),
        Field("first", \.first, zh: "在先的收件机关", en: "office whose claim comes first", format: .division),
    ]
}
