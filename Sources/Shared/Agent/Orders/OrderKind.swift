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

    /// All kinds there are.
    public static let all = [
        echoSay, policyAdopt, guideSet, roundOpen, roundClose, roundWaive, roundPublish, roundObject, roundResolve,
        roundConfirm, roundAmend, decisionAnswer, reviewAnswer,
    ]

    static func all(of stage: Stage) -> [OrderKind] { all.filter { $0.stage == stage } }
}
