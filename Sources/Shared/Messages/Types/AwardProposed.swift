public import Decimals

/// What a claim gets in a round, with every step from its assessment on.
public struct AwardProposed: Message {
    public enum Outcome: String, CaseIterable, FieldValue {
        case award, reject, refer, waitlist, ask, target, bound
        /// The verifier refused it.
        case refused
        case withdrawn
        /// The same claim stands at another office, which received it first.
        case duplicate
        /// An officer left it to the next round.
        case carried
    }

    public var round = ""
    /// Of the adjudication that said so.
    public var revision: Int64 = 1
    public var of = ClaimVersion()
    public var outcome = Outcome.reject
    public var awardFen: Int64?
    public var reason: String?
    /// The claim that stays in this one's place, or the office that received it first.
    public var kept: String?
    public var ceilingFen: Int64?
    public var availableFen: Int64?
    public var asks: [String] = []
    public var isMet: Bool?
    public var shares: ShareAmounts?
    /// Where several counties pay a claimant, what each of them pays; left out where the claim's own county does.
    public var parts: [AwardPart]?
    /// Of what it rests on, ``AwardBasis``; none where nothing was assessed.
    public var basis: String?
    public var readings: [String] = []
    public var steps: [AwardStep] = []

    public init() {}

    public static let type = "award.proposed.v1"
    public static let summary = Text(
        zh: "拟奖补决定", en: "What a claim gets in a round, before it is published and confirmed.")

    public static let fields: FieldList<AwardProposed> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("revision", \.revision, zh: "第几次测定", en: "number of the adjudication"),
        Field("of", \.of, zh: "申报版本", en: "the version that was adjudicated"),
        Field("outcome", \.outcome, zh: "结果", en: "what the round says"),
        Field("award_fen", \.awardFen, zh: "金额（分）", en: "the award in fen"),
        Field("reason", \.reason, zh: "原因代码", en: "id of the reason"),
        Field("kept", \.kept, zh: "保留的申报或机关", en: "the claim that stays, or the office that received it first"),
        Field("ceiling_fen", \.ceilingFen, zh: "上限（分）", en: "the most that may be decided, in fen"),
        Field("available_fen", \.availableFen, zh: "尚余（分）", en: "what the budget has left, in fen"),
        Field("asks", \.asks, zh: "还需要的事实", en: "facts that are still needed"),
        Field("is_met", \.isMet, zh: "目标是否完成", en: "whether a target is met, or a bound kept"),
        Field("shares", \.shares, zh: "分担", en: "who bears what"),
        Field("parts", \.parts, zh: "各旗县区支付的部分", en: "what each county pays, where several do"),
        Field("basis", \.basis, zh: "所依内容摘要", en: "digest of what it rests on", format: .digest),
        Field("readings", \.readings, zh: "所依解读", en: "readings that it rests on"),
        Field("steps", \.steps, zh: "金额的各步", en: "each step that changed the amount"),
    ]
}

/// A step of a round that changed an amount, in yuan.
public struct AwardStep: MessagePart, Equatable {
    public var stage = ""
    public var before = Decimal128.zero
    public var after = Decimal128.zero
    public var words: Text?

    public init() {}

    public static let fields: FieldList<AwardStep> = [
        Field("stage", \.stage, zh: "环节", en: "the stage", format: .filled),
        Field("before", \.before, zh: "之前（元）", en: "before, in yuan"),
        Field("after", \.after, zh: "之后（元）", en: "after, in yuan"),
        Field("words", \.words, zh: "说明", en: "in words"),
    ]
}

/// What one of several counties pays of an award, such as for the parcels to its villages. The parts of an award add up
/// to it.
public struct AwardPart: MessagePart, Equatable {
    /// As the policy names the county.
    public var name = ""
    /// Its division; left out where no office, or more than one, bears the name.
    public var county: String?
    public var amountFen: Int64 = 0
    /// Who bears it, cut to the fen for this part by itself: the upper tiers' shares of all parts can add up to some fen
    /// less than those of the award.
    public var shares: ShareAmounts?

    public init() {}

    public static let fields: FieldList<AwardPart> = [
        Field("name", \.name, zh: "旗县区名称", en: "the county as the policy names it"),
        Field("county", \.county, zh: "旗县区", en: "the county's division", format: .division),
        Field("amount_fen", \.amountFen, zh: "金额（分）", en: "what it pays, in fen"),
        Field("shares", \.shares, zh: "分担", en: "who bears what of it"),
    ]
}
