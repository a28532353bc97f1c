import Messages

/// The body of `payment.prepare`: awards to be paid, as the officer saw them.
struct PreparePaymentOrder: Message {
    var awards: [AwardToPay] = []

    init() {}

    static let type = "payment.prepare"
    static let summary = Text(zh: "请编制一批拨付", en: "Asks to put awards into a payment.")
    static let fields: FieldList<PreparePaymentOrder> = [
        Field("awards", \.awards, zh: "各项奖补", en: "the awards")
    ]
}

/// An award, with the version of its claim whose account is to be paid into.
struct AwardToPay: MessagePart, Hashable {
    var round = ""
    var claim = ""
    var version: Int64 = 1

    init() {}

    static let fields: FieldList<AwardToPay> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("claim", \.claim, zh: "申报编号", en: "the claim's id", format: .filled),
        Field("version", \.version, zh: "收款账户所依版本", en: "version of the claim whose account is paid into"),
    ]
}

/// The body of `payment.approve`.
struct ApprovePaymentOrder: Message {
    var payment = ""
    var digest = ""

    init() {}

    static let type = "payment.approve"
    static let summary = Text(zh: "请复核一批拨付", en: "Asks to approve a payment.")
    static let fields: FieldList<ApprovePaymentOrder> = [
        Field("payment", \.payment, zh: "拨付编号", en: "the payment's id", format: .filled),
        Field("digest", \.digest, zh: "清单摘要", en: "digest of the lines that are approved", format: .digest),
    ]
}

/// The body of `payment.cancel`.
struct CancelPaymentOrder: Message {
    var payment = ""

    init() {}

    static let type = "payment.cancel"
    static let summary = Text(zh: "请作废一批拨付", en: "Asks to give a payment up.")
    static let fields: FieldList<CancelPaymentOrder> = [
        Field("payment", \.payment, zh: "拨付编号", en: "the payment's id", format: .filled)
    ]
}

/// The body of `payment.answers`: rows of the bank's file as they stand there.
struct PaymentAnswersOrder: Message {
    var file = ""
    var rows: [AnswerRow] = []

    init() {}

    static let type = "payment.answers"
    static let summary = Text(zh: "请登记银行回执", en: "Asks to record the bank's answers.")
    static let fields: FieldList<PaymentAnswersOrder> = [
        Field("file", \.file, zh: "文件名", en: "the file's name"),
        Field("rows", \.rows, zh: "各行", en: "its rows"),
    ]
}

/// A row of the bank's answers, in its own words.
struct AnswerRow: MessagePart, Hashable {
    var row: Int64 = 0
    var reference = ""
    var amount = ""
    var outcome = ""
    var reason: String?
    var day: String?

    init() {}

    static let fields: FieldList<AnswerRow> = [
        Field("row", \.row, zh: "行号", en: "the row of the file"),
        Field("reference", \.reference, zh: "笔号", en: "what it calls the line"),
        Field("amount", \.amount, zh: "金额（元）", en: "amount in yuan"),
        Field("outcome", \.outcome, zh: "结果", en: "paid or returned"),
        Field("reason", \.reason, zh: "退回原因", en: "why it came back"),
        Field("day", \.day, zh: "日期", en: "the day"),
    ]
}

/// The body of `payment.reissue`.
struct ReissuePaymentOrder: Message {
    var reference = ""

    init() {}

    static let type = "payment.reissue"
    static let summary = Text(zh: "请重新拨付退回的款项", en: "Asks to let a returned payment be paid again.")
    static let fields: FieldList<ReissuePaymentOrder> = [
        .init("reference", \.reference, zh: "笔号", en: "the line that came back", format: .filled)
    ]
}

/// The body of `recovery.paid` and of `recovery.set-off`.
struct RecoveryOrder: Message {
    var award = AwardName()
    /// Of what came in; left out, all that is owed back.
    var fen: Int64?
    /// The award that it is set off against.
    var against: AwardName?

    init() {}

    static let type = "recovery"
    static let summary = Text(zh: "请登记追回款", en: "Asks to record that a recovery was paid or set off.")
    static let fields: FieldList<RecoveryOrder> = [
        Field("award", \.award, zh: "被追回的奖补", en: "the award that is called back"),
        Field("fen", \.fen, zh: "金额（分）", en: "amount in fen; all that is owed back when left out"),
        Field("against", \.against, zh: "抵扣的奖补", en: "the award that it is set off against"),
    ]
}
