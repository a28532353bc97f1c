public import Decimals

/// An office adopted a policy, or its guide for a year: from then on its agents decide by these bytes.
public struct PolicyAdopted: Message {
    public var programme = ""
    public var digest = ""
    /// The file, as it was checked.
    public var bytes = Base64Data([])
    public var order = ""

    public init() {}

    public static let type = "policy.adopted.v1"
    public static let summary = Text(zh: "采用一份政策文件", en: "An office adopted a policy.")

    public static let fields: FieldList<PolicyAdopted> = [
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("digest", \.digest, zh: "文件摘要", en: "digest of the file", format: .digest),
        Field("bytes", \.bytes, zh: "文件内容", en: "the file, in base64"),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}

/// The terms of a programme for a year (申报指南).
public struct GuideSet: Message {
    public var programme = ""
    public var year: Int64 = 0
    public var digest = ""
    public var facts: Facts = [:]
    public var closedClauses: [String] = []
    public var coefficient: Decimal128?
    public var order = ""

    public init() {}

    public static let type = "guide.set.v1"
    public static let summary = Text(zh: "确定一年的申报指南", en: "The year's terms of a programme were set.")

    public static let fields: FieldList<GuideSet> = [
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("year", \.year, zh: "年度", en: "the year"),
        Field("digest", \.digest, zh: "指南摘要", en: "digest of the guide's content", format: .digest),
        Field("facts", \.facts, zh: "指南确定的事实", en: "facts that it fixes"),
        Field("closed_clauses", \.closedClauses, zh: "本年不受理的条款", en: "clauses that do not run"),
        Field("coefficient", \.coefficient, zh: "预算系数", en: "budget coefficient"),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}

/// A round began: claims of these clauses and this period are taken in until the deadline.
public struct RoundOpened: Message {
    public var round = ""
    public var programme = ""
    public var clauses: [String] = []
    public var period = ""
    public var opens = Moment()
    public var deadline = Moment()
    public var policy = ""
    public var guide: String?
    public var order = ""

    public init() {}

    public static let type = "round.opened.v1"
    public static let summary = Text(zh: "申报批次开始", en: "A round was opened.")

    public static let fields: FieldList<RoundOpened> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clauses", \.clauses, zh: "条款，空为全部", en: "clauses; all when there is none"),
        Field("period", \.period, zh: "年度", en: "the period", format: .filled),
        Field("opens", \.opens, zh: "开始时间", en: "from when claims are taken in"),
        Field("deadline", \.deadline, zh: "截止时间", en: "until when"),
        Field("policy", \.policy, zh: "政策文件摘要", en: "digest of the policy that it fixes", format: .digest),
        Field("guide", \.guide, zh: "指南摘要", en: "digest of the guide that it fixes", format: .digest),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}
