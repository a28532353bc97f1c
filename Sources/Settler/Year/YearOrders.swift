import Decimals
import Messages

/// The body of `settle.close` and of `settle.request`.
struct YearOrder: Message {
    var year: Int64 = 0

    init() {}

    static let type = "settle.close"
    static let summary = Text(zh: "请办理一个年度的结算", en: "Asks to settle a year.")
    static let fields: FieldList<YearOrder> = [Field("year", \.year, zh: "年度", en: "the year")]
}

/// The body of `settle.override`.
struct OverrideOrder: Message {
    var year: Int64 = 0
    var subject = SettlementOverridden.Subject.office
    var name = ""

    init() {}

    static let type = "settle.override"
    static let summary = Text(zh: "请不待某一事项而结算", en: "Asks to settle a year without something.")
    static let fields: FieldList<OverrideOrder> = [
        Field("year", \.year, zh: "年度", en: "the year"),
        Field("subject", \.subject, zh: "事项种类", en: "what is not waited for"),
        Field("name", \.name, zh: "批次或机关", en: "the round, or the division", format: .filled),
    ]
}

/// The body of `settle.dispute`, `settle.agree` and `settle.paid`: a statement, or one line of it.
struct StatementOrder: Message {
    var statement = ""
    var round: String?
    var claim: String?

    init() {}

    static let type = "settle.agree"
    static let summary = Text(zh: "关于一份结算单", en: "About a statement, or a line of it.")
    static let fields: FieldList<StatementOrder> = [
        Field("statement", \.statement, zh: "结算单编号", en: "the statement's id", format: .filled),
        Field("round", \.round, zh: "批次编号", en: "of the line: the round"),
        Field("claim", \.claim, zh: "申报编号", en: "of the line: the claim"),
    ]
}

/// The body of `settle.grant`.
struct GrantOrder: Message {
    var year: Int64 = 0
    /// On every need, above 0 and at most 1; 1 where it is left out.
    var coefficient: Decimal128?
    var available: [AvailableFunds] = []

    init() {}

    static let type = "settle.grant"
    static let summary = Text(zh: "请答复各地的资金需求", en: "Asks to answer the requests of a year.")
    static let fields: FieldList<GrantOrder> = [
        Field("year", \.year, zh: "年度", en: "the year"),
        Field("coefficient", \.coefficient, zh: "年度系数", en: "the year's coefficient"),
        Field("available", \.available, zh: "可用资金", en: "what there is for a clause, where that is a limit"),
    ]
}

/// The funds that a clause has for the requests of all offices below.
struct AvailableFunds: MessagePart, Hashable {
    var programme = ""
    var clause = ""
    var fen: Int64 = 0

    init() {}

    static let fields: FieldList<AvailableFunds> = [
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clause", \.clause, zh: "条款", en: "clause", format: .filled),
        Field("fen", \.fen, zh: "金额（分）", en: "amount in fen"),
    ]
}

/// The body of `allot.make`.
struct AllotOrder: Message {
    var to = ""
    var programme = ""
    var clause: String?
    var year: Int64 = 0
    var amountFen: Int64 = 0

    init() {}

    static let type = "allot.make"
    static let summary = Text(zh: "请下达预算指标", en: "Asks to send budget down a tier.")
    static let fields: FieldList<AllotOrder> = [
        Field("to", \.to, zh: "接收机关", en: "division whose office may spend it", format: .division),
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clause", \.clause, zh: "条款，空为整项政策", en: "clause; the whole programme when left out"),
        Field("year", \.year, zh: "年度", en: "the year"),
        Field("amount_fen", \.amountFen, zh: "指标（分）", en: "the whole budget, in fen"),
    ]
}
