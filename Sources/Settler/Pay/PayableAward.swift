import Messages

/// An award as the office that pays it keeps it: `award = owed + paid - recoverable - recovered`, at all times.
struct PayableAward: Message {
    var round = ""
    var of = ClaimVersion()
    var awardFen: Int64 = 0
    /// Of its last correction.
    var number: Int64 = 0
    /// Not paid yet.
    var owedFen: Int64 = 0
    /// Sent, and not come back; or set off against what its claimant owed.
    var paidFen: Int64 = 0
    /// Called back, and not there yet.
    var recoverableFen: Int64 = 0
    /// Come back.
    var recoveredFen: Int64 = 0
    /// The payment that it waits in for a second officer.
    var payment: String?
    /// The line that came back, until an officer lets it be paid again.
    var returned: String?

    init() {}

    init(_ round: String, _ of: ClaimVersion) {
        self.round = round
        self.of = of
    }

    static let type = "payable.award"
    static let summary = Text(zh: "应付的一项奖补", en: "An award as the office that pays it keeps it.")
    static let fields: FieldList<PayableAward> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id"),
        Field("of", \.of, zh: "申报版本", en: "the version that was awarded"),
        Field("award", \.awardFen, zh: "奖补", en: "the award, in fen"),
        Field("number", \.number, zh: "更正序号", en: "number of its last correction"),
        Field("owed", \.owedFen, zh: "应付", en: "what is owed, in fen"),
        Field("paid", \.paidFen, zh: "已付", en: "what was paid, in fen"),
        Field("recoverable", \.recoverableFen, zh: "应追回", en: "what is called back, in fen"),
        Field("recovered", \.recoveredFen, zh: "已追回", en: "what came back, in fen"),
        Field("payment", \.payment, zh: "所在拨付", en: "the payment that it waits in"),
        Field("returned", \.returned, zh: "退回的一笔", en: "the line that came back"),
    ]
}

/// A line that went out.
struct SentLine: Message {
    var payment = ""
    var award = AwardName()
    var version: Int64 = 1
    var fen: Int64 = 0
    var outcome: PaymentAnswered.Outcome?
    /// Why it came back.
    var reason: String?

    init() {}

    static let type = "sent.line"
    static let summary = Text(zh: "已拨出的一笔", en: "A line that went out.")
    static let fields: FieldList<SentLine> = [
        Field("payment", \.payment, zh: "拨付编号", en: "the payment's id"),
        Field("award", \.award, zh: "奖补", en: "the award"),
        Field("version", \.version, zh: "账户所依版本", en: "version of the claim whose account it went to"),
        Field("fen", \.fen, zh: "金额（分）", en: "amount in fen"),
        Field("outcome", \.outcome, zh: "结果", en: "what the bank said"),
        Field("reason", \.reason, zh: "退回原因", en: "why it came back"),
    ]
}
