public import Decimals

/// A clause was applied to a claim's verified facts: what it gives before competition and budgets, with its trace.
public struct ClaimAssessed: Message {
    public enum Outcome: String, CaseIterable, FieldValue {
        case award, reject, refer, waitlist, ask
        /// Only a round knows what is still missing.
        case pendingRound = "pending_round"
        case target, bound
        /// The policy, the round that fixes it, or the round's guide is not there yet.
        case waiting
        /// The verifier refused it, or it was withdrawn: passed on, so that the round counts it.
        case refused, withdrawn
    }

    public var of = ClaimVersion()
    /// The verification that it rests on.
    public var number: Int64 = 1
    public var outcome = Outcome.ask
    /// What is passed on of a refusal or a withdrawal that waits: `refused` or `withdrawn`.
    public var then: Outcome?
    public var awardFen: Int64?
    public var reason: String?
    public var ceilingFen: Int64?
    public var availableFen: Int64?
    public var asks: [String] = []
    public var isMet: Bool?
    public var shares: ShareAmounts?
    public var facts: Facts = [:]
    /// Awards before, under this programme or others.
    public var earlier: [PriorAward]?
    /// The amount that an officer decided, in yuan.
    public var decided: Decimal128?
    /// None where no clause was applied: of what was refused or withdrawn.
    public var policy: String?
    public var guide: String?
    public var readings: [String] = []
    public var conditions: [TraceCondition] = []
    public var steps: [TraceStep] = []

    public init() {}

    public static let type = "claim.assessed.v1"
    public static let summary = Text(zh: "一份申报的测算结果", en: "A clause was applied to a claim's verified facts.")

    public static let fields: FieldList<ClaimAssessed> = [
        Field("of", \.of, zh: "所测算的申报", en: "the version that was assessed"),
        Field("number", \.number, zh: "所依核验序号", en: "number of the verification that it rests on"),
        Field("outcome", \.outcome, zh: "结果", en: "what the clause says"),
        Field("then", \.then, zh: "等待政策后传递的结果", en: "refused or withdrawn, where that waits to be passed on"),
        Field("award_fen", \.awardFen, zh: "金额（分）", en: "the award in fen"),
        Field("reason", \.reason, zh: "原因代码", en: "id of the reason"),
        Field("ceiling_fen", \.ceilingFen, zh: "上限（分）", en: "the most that may be decided, in fen"),
        Field("available_fen", \.availableFen, zh: "尚余（分）", en: "what the budget has left, in fen"),
        Field("asks", \.asks, zh: "还需要的事实", en: "facts that are still needed"),
        Field("is_met", \.isMet, zh: "目标是否完成", en: "whether a target is met, or a bound kept"),
        Field("shares", \.shares, zh: "分担", en: "who bears what"),
        Field("facts", \.facts, zh: "核定的事实", en: "the verified facts"),
        Field("earlier", \.earlier, zh: "此前奖补", en: "awards before, under this programme or others"),
        Field("decided", \.decided, zh: "经办人确定的金额（元）", en: "the amount that an officer decided, in yuan"),
        Field("policy", \.policy, zh: "政策文件摘要", en: "digest of the policy", format: .digest),
        Field("guide", \.guide, zh: "指南摘要", en: "digest of the guide", format: .digest),
        Field("readings", \.readings, zh: "所依解读", en: "readings that it rests on, as A-14=local_products"),
        Field("conditions", \.conditions, zh: "各项条件", en: "each condition and whether it holds"),
        Field("steps", \.steps, zh: "金额的各步", en: "each step of the amount"),
    ]
}

/// What each tier bears, in fen.
public struct ShareAmounts: MessagePart, Equatable {
    public var county: Int64?
    public var city: Int64?
    public var region: Int64?
    public var returned: Int64?

    public init() {}

    public static let fields: FieldList<ShareAmounts> = [
        Field("county_fen", \.county, zh: "旗县区（分）", en: "county, in fen"),
        Field("city_fen", \.city, zh: "市（分）", en: "city, in fen"),
        Field("region_fen", \.region, zh: "自治区（分）", en: "region, in fen"),
        Field("returned_fen", \.returned, zh: "市级年终返还（分）", en: "returned by the city at the year's end, in fen"),
    ]
}

/// A condition's answer.
public struct TraceCondition: MessagePart, Equatable {
    public var when = ""
    public var holds: Bool?
    public var reason = ""

    public init() {}

    public static let fields: FieldList<TraceCondition> = [
        Field("when", \.when, zh: "条件", en: "the condition", format: .filled),
        Field("holds", \.holds, zh: "是否成立", en: "whether it holds; left out while a fact is missing"),
        Field("reason", \.reason, zh: "不成立时的原因代码", en: "reason when it does not"),
    ]
}

/// A step of an amount, in yuan.
public struct TraceStep: MessagePart, Equatable {
    public var stage = ""
    public var before = Decimal128.zero
    public var after = Decimal128.zero

    public init() {}

    public static let fields: FieldList<TraceStep> = [
        Field("stage", \.stage, zh: "环节", en: "the stage", format: .filled),
        Field("before", \.before, zh: "之前（元）", en: "before, in yuan"),
        Field("after", \.after, zh: "之后（元）", en: "after, in yuan"),
    ]
}
