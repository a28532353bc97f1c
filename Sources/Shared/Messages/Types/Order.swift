/// What an officer decided and signs for. The stage that `stage` names answers it.
public struct OrderGiven: Message {
    public var id = ""
    public var stage = ""
    public var officer = ""
    public var reason = ""
    public var at = ""
    /// The order's own type: `review.answer`, `round.close`.
    public var kind = ""
    public var applicant: String?
    public var body = RawJSON.null

    public init() {}

    public static let type = "order.v1"
    public static let summary = Text(zh: "经办人下达的指令", en: "What an officer decided and signs for.")

    public static let fields: FieldList<OrderGiven> = [
        Field("id", \.id, zh: "指令编号", en: "the order's id", format: .filled),
        Field("stage", \.stage, zh: "答复的环节", en: "stage that answers it", format: .filled),
        Field("officer", \.officer, zh: "经办人", en: "the officer", personal: .name),
        Field("reason", \.reason, zh: "理由", en: "why"),
        Field("at", \.at, zh: "下达时间", en: "when it was given", format: .moment),
        Field("kind", \.kind, zh: "指令种类", en: "kind of order", format: .filled),
        Field("applicant", \.applicant, zh: "所涉申报主体", en: "USCC of the applicant it is about", format: .uscc),
        Field("body", \.body, zh: "指令内容", en: "what the order says", personal: .content),
    ]
}

/// An order that the office's desk did not take: who gave it may not, or nobody would answer it. No stage sees it.
public struct OrderRefused: Message {
    /// The id that the order would have had.
    public var id = ""
    public var stage = ""
    public var officer = ""
    public var reason = ""
    public var at = ""
    public var kind = ""
    public var applicant: String?
    public var sentence = Text()

    public init() {}

    public static let type = "order.refused.v1"
    public static let summary = Text(zh: "未受理的指令", en: "An order that the office's desk did not take.")

    public static let fields: FieldList<OrderRefused> = [
        Field("id", \.id, zh: "指令编号", en: "the id that the order would have had", format: .filled),
        Field("stage", \.stage, zh: "答复的环节", en: "stage that it was for", format: .filled),
        Field("officer", \.officer, zh: "经办人", en: "who gave it", personal: .name),
        Field("reason", \.reason, zh: "理由", en: "why it was given"),
        Field("at", \.at, zh: "下达时间", en: "when it was given", format: .moment),
        Field("kind", \.kind, zh: "指令种类", en: "kind of order"),
        Field("applicant", \.applicant, zh: "所涉申报主体", en: "the applicant it is about, as it was written"),
        Field("sentence", \.sentence, zh: "不受理的原因", en: "why it was not taken"),
    ]
}

/// A stage's answer to an order.
public struct OrderAnswered: Message {
    public var order = ""
    public var stage = ""
    public var accepted = false
    public var sentence = Text()

    public init() {}

    public static let type = "answer.v1"
    public static let summary = Text(zh: "环节对指令的答复", en: "A stage accepts or refuses an order.")

    public static let fields: FieldList<OrderAnswered> = [
        Field("order", \.order, zh: "指令编号", en: "the order's id", format: .filled),
        Field("stage", \.stage, zh: "环节", en: "stage that answers", format: .filled),
        Field("accepted", \.accepted, zh: "是否接受", en: "whether it is accepted"),
        Field("sentence", \.sentence, zh: "答复", en: "what the officer is told"),
    ]
}
