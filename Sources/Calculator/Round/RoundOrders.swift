import Decimals
import Messages

/// The body of `policy.adopt`.
struct AdoptPolicyOrder: Message {
    var bytes = Base64Data([])

    init() {}

    static let type = "policy.adopt"
    static let summary = Text(zh: "请采用这份政策文件", en: "Asks to adopt a policy.")
    static let fields: FieldList<AdoptPolicyOrder> = [
        Field("bytes", \.bytes, zh: "文件内容", en: "the file, in base64")
    ]
}

/// The body of `guide.set`.
struct SetGuideOrder: Message {
    var programme = ""
    var year: Int64 = 0
    var facts: Facts = [:]
    var closedClauses: [String] = []
    var coefficient: Decimal128?

    init() {}

    static let type = "guide.set"
    static let summary = Text(zh: "请确定一年的申报指南", en: "Asks to set a programme's terms for a year.")
    static let fields: FieldList<SetGuideOrder> = [
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("year", \.year, zh: "年度", en: "the year"),
        Field("facts", \.facts, zh: "指南确定的事实", en: "facts that it fixes"),
        Field("closed_clauses", \.closedClauses, zh: "本年不受理的条款", en: "clauses that do not run"),
        Field("coefficient", \.coefficient, zh: "预算系数", en: "budget coefficient"),
    ]
}

/// The body of `round.open`.
struct OpenRoundOrder: Message {
    var programme = ""
    var clauses: [String] = []
    var period = ""
    var opens = Moment()
    var deadline = Moment()

    init() {}

    static let type = "round.open"
    static let summary = Text(zh: "请开始一个申报批次", en: "Asks to open a round.")
    static let fields: FieldList<OpenRoundOrder> = [
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clauses", \.clauses, zh: "条款，空为全部", en: "clauses; all when there is none"),
        Field("period", \.period, zh: "年度", en: "the period", format: .filled),
        Field("opens", \.opens, zh: "开始时间", en: "from when claims are taken in"),
        Field("deadline", \.deadline, zh: "截止时间", en: "until when"),
    ]
}

/// The body of `round.close`.
struct CloseRoundOrder: Message {
    var round = ""
    /// The day of which registers are taken.
    var asOf = ""
    /// Registers that are taken of another day.
    var registers: [RegisterDay] = []

    init() {}

    static let type = "round.close"
    static let summary = Text(zh: "请截止一个申报批次", en: "Asks to close a round.")
    static let fields: FieldList<CloseRoundOrder> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("as_of", \.asOf, zh: "登记数据日期", en: "the day of which registers are taken", format: .day),
        Field("registers", \.registers, zh: "日期不同的登记", en: "registers that are taken of another day"),
    ]
}

/// The body of `round.waive`.
struct WaiveOrder: Message {
    var round = ""
    var subject = RoundWaived.Subject.claim
    var name = ""

    init() {}

    static let type = "round.waive"
    static let summary = Text(zh: "请不等某一事项", en: "Asks that a round does not wait for something.")
    static let fields: FieldList<WaiveOrder> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("subject", \.subject, zh: "事项种类", en: "what is not waited for"),
        Field("name", \.name, zh: "申报、机关、登记或记录", en: "the claim, division, register or dead letter", format: .filled),
    ]
}

/// The body of `round.publish`.
struct PublishOrder: Message {
    var round = ""
    var workingDays: Int64 = 0

    init() {}

    static let type = "round.publish"
    static let summary = Text(zh: "请公示拟奖补决定", en: "Asks to show a round's proposals to the public.")
    static let fields: FieldList<PublishOrder> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("working_days", \.workingDays, zh: "公示工作日数", en: "how many working days the notice lasts"),
    ]
}

/// The body of `round.object`.
struct ObjectOrder: Message {
    var round = ""
    var claim = ""
    var text = ""

    init() {}

    static let type = "round.object"
    static let summary = Text(zh: "请登记一项异议", en: "Asks to record an objection.")
    static let fields: FieldList<ObjectOrder> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("claim", \.claim, zh: "所涉申报", en: "the claim that it is about", format: .filled),
        Field("text", \.text, zh: "异议内容", en: "what is objected", format: .filled),
    ]
}

/// The body of `round.resolve`.
struct ResolveOrder: Message {
    var round = ""
    var objection = ""
    var isUpheld = false
    var facts: Facts = [:]
    /// Only says what it would change.
    var isPreview: Bool?

    init() {}

    static let type = "round.resolve"
    static let summary = Text(zh: "请处理一项异议", en: "Asks to resolve an objection.")
    static let fields: FieldList<ResolveOrder> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("objection", \.objection, zh: "异议编号", en: "the objection's id", format: .filled),
        Field("upheld", \.isUpheld, zh: "是否成立", en: "whether it is upheld"),
        Field("facts", \.facts, zh: "更正后的事实", en: "facts that stand from now on"),
        Field("preview", \.isPreview, zh: "仅预览", en: "whether to say only what it would change"),
    ]
}

/// The body of `round.confirm`.
struct ConfirmOrder: Message {
    var round = ""
    var digest = ""

    init() {}

    static let type = "round.confirm"
    static let summary = Text(zh: "请决定一个批次的奖补", en: "Asks to confirm a round's awards.")
    static let fields: FieldList<ConfirmOrder> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("digest", \.digest, zh: "决定清单摘要", en: "digest of what is confirmed", format: .digest),
    ]
}

/// The body of `round.amend`.
struct AmendOrder: Message {
    var round = ""
    var claim = ""
    /// The award's correction that this one follows, 0 for the award as it was confirmed.
    var supersedes: Int64 = 0
    var facts: Facts = [:]
    var isPreview: Bool?

    init() {}

    static let type = "round.amend"
    static let summary = Text(zh: "请更正一项已生效的决定", en: "Asks to correct a confirmed award.")
    static let fields: FieldList<AmendOrder> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("claim", \.claim, zh: "所涉申报", en: "the claim that it is about", format: .filled),
        Field("supersedes", \.supersedes, zh: "所依更正的序号", en: "number of the correction that it follows; 0 for none"),
        Field("facts", \.facts, zh: "更正后的事实", en: "facts that stand from now on"),
        Field("preview", \.isPreview, zh: "仅预览", en: "whether to say only what it would change"),
    ]
}
