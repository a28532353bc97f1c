/// A round is adjudicated: all its proposals are written.
public struct RoundClosed: Message {
    public var round = ""
    /// 1 when it was closed, and one more with each objection that is upheld.
    public var revision: Int64 = 1
    public var claims: Int64 = 0
    public var awards: Int64 = 0
    public var totalFen: Int64 = 0
    /// Of the proposals that stand, in the order of claims.
    public var digest = ""
    /// The officer who ordered it.
    public var closer = ""
    public var order = ""

    public init() {}

    public static let type = "round.closed.v1"
    public static let summary = Text(zh: "批次已测定，拟奖补决定齐备", en: "A round is adjudicated: its proposals are complete.")

    public static let fields: FieldList<RoundClosed> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("revision", \.revision, zh: "第几次测定", en: "number of the adjudication"),
        Field("claims", \.claims, zh: "申报数", en: "claims that were adjudicated"),
        Field("awards", \.awards, zh: "奖补数", en: "claims that get something"),
        Field("total_fen", \.totalFen, zh: "总额（分）", en: "the sum of awards, in fen"),
        Field("digest", \.digest, zh: "决定清单摘要", en: "digest of all proposals", format: .digest),
        Field("closer", \.closer, zh: "经办人", en: "the officer who closed it", personal: .name),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}

/// The public notice of a round's proposals began (公示).
public struct RoundPublished: Message {
    public var round = ""
    public var revision: Int64 = 1
    public var digest = ""
    public var workingDays: Int64 = 0
    public var publisher = ""
    public var order = ""

    public init() {}

    public static let type = "round.published.v1"
    public static let summary = Text(zh: "公示开始", en: "The public notice of a round's proposals began.")

    public static let fields: FieldList<RoundPublished> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("revision", \.revision, zh: "第几次测定", en: "number of the adjudication that is shown"),
        Field("digest", \.digest, zh: "决定清单摘要", en: "digest of what is shown", format: .digest),
        Field("working_days", \.workingDays, zh: "公示工作日数", en: "how many working days it lasts"),
        Field("publisher", \.publisher, zh: "经办人", en: "the officer who published it", personal: .name),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}

/// Somebody objects to a proposal during its notice (异议).
public struct ObjectionLodged: Message {
    public var round = ""
    public var objection = ""
    public var claim = ""
    public var text = ""
    public var order = ""

    public init() {}

    public static let type = "objection.lodged.v1"
    public static let summary = Text(zh: "对拟奖补决定提出异议", en: "Somebody objects to a proposal.")

    public static let fields: FieldList<ObjectionLodged> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("objection", \.objection, zh: "异议编号", en: "the objection's id", format: .filled),
        Field("claim", \.claim, zh: "所涉申报", en: "the claim that it is about", format: .filled),
        Field("text", \.text, zh: "异议内容", en: "what is objected", personal: .content),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}

/// An officer decided on an objection.
public struct ObjectionResolved: Message {
    public var round = ""
    public var objection = ""
    public var claim = ""
    public var isUpheld = false
    /// Facts that stand from now on, in the place of those that were verified.
    public var facts: Facts = [:]
    public var reason = ""
    public var order = ""

    public init() {}

    public static let type = "objection.resolved.v1"
    public static let summary = Text(zh: "异议处理结果", en: "An officer decided on an objection.")

    public static let fields: FieldList<ObjectionResolved> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("objection", \.objection, zh: "异议编号", en: "the objection's id", format: .filled),
        Field("claim", \.claim, zh: "所涉申报", en: "the claim that it is about", format: .filled),
        Field("upheld", \.isUpheld, zh: "是否成立", en: "whether it is upheld"),
        Field("facts", \.facts, zh: "更正后的事实", en: "facts that stand from now on"),
        Field("reason", \.reason, zh: "理由", en: "why"),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}

/// A round's awards are decided: what was proposed under the digest stands.
public struct RoundConfirmed: Message {
    public var round = ""
    public var revision: Int64 = 1
    public var digest = ""
    public var awards: Int64 = 0
    public var totalFen: Int64 = 0
    public var confirmer = ""
    public var order = ""

    public init() {}

    public static let type = "round.confirmed.v1"
    public static let summary = Text(zh: "奖补决定生效", en: "A round's awards are confirmed.")

    public static let fields: FieldList<RoundConfirmed> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("revision", \.revision, zh: "第几次测定", en: "number of the adjudication that is confirmed"),
        Field("digest", \.digest, zh: "决定清单摘要", en: "digest of what is confirmed", format: .digest),
        Field("awards", \.awards, zh: "奖补数", en: "claims that get something"),
        Field("total_fen", \.totalFen, zh: "总额（分）", en: "the sum of awards, in fen"),
        Field("confirmer", \.confirmer, zh: "决定人", en: "the officer who confirmed it", personal: .name),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}

/// A confirmed award was corrected: the difference is paid further, or recovered. Nothing is edited.
public struct AwardCorrected: Message {
    public var round = ""
    public var of = ClaimVersion()
    /// 1, 2, … of this award.
    public var number: Int64 = 1
    public var beforeFen: Int64 = 0
    public var afterFen: Int64 = 0
    public var deltaFen: Int64 = 0
    /// What each tier bears of the award as it is now.
    public var shares: ShareAmounts?
    /// And of what it was.
    public var sharesBefore: ShareAmounts?
    /// Where several counties pay it, what each of them pays of the award as it is now; ``AwardProposed/parts``.
    public var parts: [AwardPart]?
    /// And what each of them paid.
    public var partsBefore: [AwardPart]?
    /// Why it is no award any more, where it is none.
    public var outcomeReason: String?
    public var facts: Facts = [:]
    public var steps: [AwardStep] = []
    public var reason = ""
    public var order = ""

    public init() {}

    public static let type = "award.corrected.v1"
    public static let summary = Text(zh: "奖补决定更正（补发或追回）", en: "A confirmed award was corrected by a difference.")

    public static let fields: FieldList<AwardCorrected> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("of", \.of, zh: "申报版本", en: "the version that was adjudicated"),
        Field("number", \.number, zh: "第几次更正", en: "number of the award's correction"),
        Field("before_fen", \.beforeFen, zh: "更正前（分）", en: "the award before, in fen"),
        Field("after_fen", \.afterFen, zh: "更正后（分）", en: "the award now, in fen"),
        Field("delta_fen", \.deltaFen, zh: "差额（分），负数为追回", en: "the difference in fen; recovered where it is negative"),
        Field("shares", \.shares, zh: "更正后的分担", en: "who bears what now"),
        Field("shares_before", \.sharesBefore, zh: "更正前的分担", en: "who bore what"),
        Field("parts", \.parts, zh: "更正后各旗县区支付的部分", en: "what each county pays now, where several do"),
        Field("parts_before", \.partsBefore, zh: "更正前各旗县区支付的部分", en: "what each county paid"),
        Field("outcome_reason", \.outcomeReason, zh: "不再奖补的原因代码", en: "reason for which it is no award any more"),
        Field("facts", \.facts, zh: "更正的事实", en: "facts that were corrected"),
        Field("steps", \.steps, zh: "金额的各步", en: "each step of the amount as it is now"),
        Field("reason", \.reason, zh: "理由", en: "why"),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}
