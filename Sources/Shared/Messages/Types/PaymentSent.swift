/// Money of an award is on its way to its payee, with an approved payment (拨付).
public struct PaymentSent: PostingMessage {
    public var payment = ""
    public var reference = ""
    public var round = ""
    public var of = ClaimVersion()
    /// Of the claim, whose account it goes to.
    public var version: Int64 = 1
    public var fen: Int64 = 0
    public var at = Moment()
    public var order = ""
    public var follows = RecordReference()
    public var entries: [JournalEntryRecord] = []

    public init() {}

    public static let type = "payment.sent.v1"
    public static let summary = Text(zh: "一笔奖补资金已拨出", en: "Money of an award is on its way to its payee.")

    public static let fields: FieldList<PaymentSent> = [
        .payment(\.payment),
        .reference(\.reference),
        .awardRound(\.round),
        .awardOf(\.of),
        Field("version", \.version, zh: "收款账户所依版本", en: "version of the claim whose account is paid into"),
        Field("fen", \.fen, zh: "金额（分）", en: "amount in fen"),
        Field("at", \.at, zh: "拨出时间", en: "when it was approved"),
        .paymentOrder(\.order),
        .follows(\.follows),
        .entries(\.entries),
    ]
}

/// What the bank or the treasury said of a line of a payment.
public struct PaymentAnswered: PostingMessage {
    public enum Outcome: String, CaseIterable, FieldValue {
        case paid
        /// The money came back; it is owed again.
        case returned
    }

    public var payment = ""
    public var reference = ""
    public var round = ""
    public var of = ClaimVersion()
    public var fen: Int64 = 0
    public var outcome = Outcome.paid
    /// The bank's own words, of what was returned.
    public var reason: String?
    public var day: String?
    public var order = ""
    public var follows = RecordReference()
    public var entries: [JournalEntryRecord] = []

    public init() {}

    public static let type = "payment.answered.v1"
    public static let summary = Text(zh: "银行或国库对一笔拨付的回执", en: "What the bank said of a line of a payment.")

    public static let fields: FieldList<PaymentAnswered> = [
        .payment(\.payment),
        .reference(\.reference),
        .awardRound(\.round),
        .awardOf(\.of),
        Field("fen", \.fen, zh: "金额（分）", en: "amount in fen"),
        Field("outcome", \.outcome, zh: "结果", en: "whether it was paid or came back"),
        Field("reason", \.reason, zh: "退回原因", en: "why it came back"),
        Field("day", \.day, zh: "入账或退回日期", en: "the day", format: .day),
        .paymentOrder(\.order),
        .follows(\.follows),
        .entries(\.entries),
    ]
}

/// A row of the bank's answers that could not be used, and why.
public struct PaymentAnswerRefused: Message {
    public var order = ""
    /// Of the bank's file.
    public var row: Int64 = 0
    public var reference: String?
    public var sentence = Text()

    public init() {}

    public static let type = "payment.answer.refused.v1"
    public static let summary = Text(zh: "一条未予采用的银行回执", en: "A row of the bank's answers that could not be used.")

    public static let fields: FieldList<PaymentAnswerRefused> = [
        .paymentOrder(\.order),
        Field("row", \.row, zh: "行号", en: "the row of the file"),
        Field("reference", \.reference, zh: "笔号", en: "what it calls the line"),
        Field("sentence", \.sentence, zh: "原因", en: "why"),
    ]
}

/// A returned payment may be paid again.
public struct PaymentReissued: Message {
    public var round = ""
    public var of = ClaimVersion()
    /// The line that came back.
    public var reference = ""
    public var fen: Int64 = 0
    public var reason = ""
    public var order = ""

    public init() {}

    public static let type = "payment.reissued.v1"
    public static let summary = Text(zh: "退回的款项可重新拨付", en: "A returned payment may be paid again.")

    public static let fields: FieldList<PaymentReissued> = [
        .awardRound(\.round),
        .awardOf(\.of),
        .reference(\.reference),
        Field("fen", \.fen, zh: "应付金额（分）", en: "what is owed, in fen"),
        Field("reason", \.reason, zh: "更正说明", en: "what was corrected"),
        .paymentOrder(\.order),
    ]
}
