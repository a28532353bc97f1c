/// What an officer may sign for. The list is closed: an order names the role that it takes.
public enum Role: String, CaseIterable, Sendable {
    case reviewer, closer, confirmer, arbiter, policy, holder, payer, payer2, settler, allotter, importer, `operator`

    public var title: BilingualText {
        switch self {
        case .reviewer: BilingualText(zh: "复核", en: "answers reviews")
        case .closer: BilingualText(zh: "批次管理", en: "opens and closes rounds, publishes their notice")
        case .confirmer: BilingualText(zh: "决定", en: "confirms awards")
        case .arbiter: BilingualText(zh: "异议处理", en: "resolves objections")
        case .policy: BilingualText(zh: "政策与指南", en: "adopts policies and guides")
        case .holder: BilingualText(zh: "暂停与恢复", en: "places and lifts holds")
        case .payer: BilingualText(zh: "拨付经办", en: "gives the first order of a payment")
        case .payer2: BilingualText(zh: "拨付复核", en: "gives the second order of a payment")
        case .settler: BilingualText(zh: "结算", en: "settles with the other tiers")
        case .allotter: BilingualText(zh: "指标下达", en: "sends budget down a tier")
        case .importer: BilingualText(zh: "登记导入", en: "imports registers")
        case .operator: BilingualText(zh: "运维", en: "retries dead letters")
        }
    }
}
