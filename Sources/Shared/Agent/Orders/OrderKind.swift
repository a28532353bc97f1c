public import Awards

/// A kind of order: which stage answers it, and the role that it takes to give it.
public struct OrderKind: Hashable, Sendable {
    /// `review.answer`.
    public let name: String
    public let stage: Stage
    public let role: Role
    public let meaning: BilingualText

    public init(_ name: String, _ stage: Stage, _ role: Role, zh: String, en: String) {
        self.name = name
        self.stage = stage
        self.role = role
        meaning = BilingualText(zh: zh, en: en)
    }

    public static let echoSay = OrderKind(
        "echo.say", .echo, .operator, zh: "请试运行程序复述一句话", en: "has the echo say something")

    public static let policyAdopt = OrderKind(
        "policy.adopt", .round, .policy, zh: "采用一份政策文件", en: "adopts a policy's file")
    public static let guideSet = OrderKind(
        "guide.set", .round, .policy, zh: "确定一年的申报指南", en: "sets a programme's terms for a year")
    public static let roundOpen = OrderKind(
        "round.open", .round, .closer, zh: "开始一个申报批次", en: "opens a round")
    public static let roundClose = OrderKind(
        "round.close", .round, .closer, zh: "截止一个申报批次", en: "closes a round")
    public static let roundWaive = OrderKind(
        "round.waive", .round, .closer, zh: "不等某一事项", en: "lets a round close without something")
    public static let roundPublish = OrderKind(
        "round.publish", .round, .closer, zh: "公示拟奖补决定", en: "shows a round's proposals to the public")
    public static let roundObject = OrderKind(
        "round.object", .round, .reviewer, zh: "登记一项异议", en: "records an objection")
    public static let roundResolve = OrderKind(
        "round.resolve", .round, .arbiter, zh: "处理一项异议", en: "resolves an objection")
    public static let roundConfirm = OrderKind(
        "round.confirm", .round, .confirmer, zh: "决定一个批次的奖补", en: "confirms a round's awards")
    public static let roundAmend = OrderKind(
        "round.amend", .round, .arbiter, zh: "更正一项已生效的决定", en: "corrects a confirmed award")
    public static let decisionAnswer = OrderKind(
        "decision.answer", .assess, .reviewer, zh: "决定一份申报的金额", en: "decides a claim's amount")
    public static let reviewAnswer = OrderKind(
        "review.answer", .verify, .reviewer, zh: "答复一项核实", en: "attests the facts of a claim that a review asks for")
    public static let letterResend = OrderKind(
        "letter.resend", .notify, .operator, zh: "再次发送一份文书", en: "has a letter sent once more")

    public static let holdPlace = OrderKind(
        "hold.place", .round, .holder, zh: "暂停拨付", en: "holds payments of an applicant, a clause or a round")
    public static let holdLift = OrderKind(
        "hold.lift", .round, .holder, zh: "恢复拨付", en: "lifts a hold")
    public static let paymentPrepare = OrderKind(
        "payment.prepare", .settle, .payer, zh: "编制一批拨付", en: "puts awards into a payment")
    public static let paymentApprove = OrderKind(
        "payment.approve", .settle, .payer2, zh: "复核一批拨付", en: "approves a payment that another officer prepared")
    public static let paymentCancel = OrderKind(
        "payment.cancel", .settle, .payer, zh: "作废一批拨付", en: "gives a payment up that was not approved")
    public static let paymentAnswers = OrderKind(
        "payment.answers", .settle, .payer, zh: "登记银行回执", en: "records the bank's answers")
    public static let paymentReissue = OrderKind(
        "payment.reissue", .settle, .payer, zh: "重新拨付退回的款项", en: "lets a returned payment be paid again")
    public static let recoveryPaid = OrderKind(
        "recovery.paid", .settle, .payer, zh: "登记退回的追回款", en: "records that a recovery was paid")
    public static let recoverySetOff = OrderKind(
        "recovery.set-off", .settle, .payer, zh: "以应付奖补抵扣追回款", en: "sets a recovery off against an award that is owed")

    public static let settleClose = OrderKind(
        "settle.close", .settle, .settler, zh: "办理一个年度的结算", en: "settles a year with the offices below")
    public static let settleOverride = OrderKind(
        "settle.override", .settle, .settler, zh: "不待某一事项而结算", en: "lets a year be settled without something")
    public static let settleDispute = OrderKind(
        "settle.dispute", .settle, .settler, zh: "对结算单的一项提出争议", en: "disputes a line of a statement")
    public static let settleAgree = OrderKind(
        "settle.agree", .settle, .settler, zh: "同意结算单或其中一项", en: "agrees to a statement, or to a line of it")
    public static let settlePaid = OrderKind(
        "settle.paid", .settle, .settler, zh: "登记结算资金已拨付", en: "records that a statement was paid")
    public static let settleRequest = OrderKind(
        "settle.request", .settle, .settler, zh: "向上级提出资金需求", en: "asks the office above for what it bears")
    public static let settleGrant = OrderKind(
        "settle.grant", .settle, .settler, zh: "答复下级的资金需求", en: "answers the requests of the offices below")
    public static let allotMake = OrderKind(
        "allot.make", .settle, .allotter, zh: "下达预算指标", en: "sends budget down a tier")

    public static let kpiReport = OrderKind(
        "kpi.report", .settle, .reviewer, zh: "报送目标进度", en: "reports a figure toward a target")
    public static let recordKeep = OrderKind(
        "record.keep", .round, .policy, zh: "留存一项记录", en: "keeps what a clause asks the office to record")

    /// All kinds there are.
    public static let all = [
        echoSay, policyAdopt, guideSet, roundOpen, roundClose, roundWaive, roundPublish, roundObject, roundResolve,
        roundConfirm, roundAmend, decisionAnswer, reviewAnswer, letterResend, holdPlace, holdLift, paymentPrepare,
        paymentApprove, paymentCancel, paymentAnswers, paymentReissue, recoveryPaid, recoverySetOff, settleClose,
        settleOverride, settleDispute, settleAgree, settlePaid, settleRequest, settleGrant, allotMake,
        kpiReport, recordKeep,
    ]

    static func all(of stage: Stage) -> [OrderKind] { all.filter { $0.stage == stage } }
}
