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
