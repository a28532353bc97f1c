/// What an office that pays owes for a confirmed award, or for its correction.
public struct AwardOwed: PostingMessage {
    public var round = ""
    public var of = ClaimVersion()
    /// Of the correction that it follows from; 0 for the award as it was confirmed.
    public var number: Int64 = 0
    /// What is owed more than before; less where it is negative.
    public var fen: Int64 = 0
    /// The award as it is now.
    public var awardFen: Int64 = 0
    /// An office that receives the award with the year's settlement; left out where a claimant is paid.
    public var payee: String?
    /// Of a correction.
    public var reason: String?
    public var follows = RecordReference()
    public var entries: [JournalEntryRecord] = []

    public init() {}

    public static let type = "award.owed.v1"
    public static let summary = Text(zh: "支付机关应付一项奖补", en: "What an office that pays owes for an award.")

    public static let fields: FieldList<AwardOwed> = [
        .awardRound(\.round),
        .awardOf(\.of),
        Field("number", \.number, zh: "更正序号，0为原决定", en: "number of the correction; 0 for the award itself"),
        Field("fen", \.fen, zh: "应付增减（分）", en: "what is owed more than before, in fen"),
        Field("award_fen", \.awardFen, zh: "奖补金额（分）", en: "the award as it is now, in fen"),
        Field("payee", \.payee, zh: "收款机关", en: "office that receives it", format: .division),
        Field("reason", \.reason, zh: "更正理由", en: "why it was corrected"),
        .follows(\.follows),
        .entries(\.entries),
    ]
}

/// Money of an award that was paid is called back (追回).
public struct RecoveryAsked: PostingMessage {
    public var round = ""
    public var of = ClaimVersion()
    /// Of the correction that it follows from.
    public var number: Int64 = 0
    public var fen: Int64 = 0
    public var reason = ""
    public var follows = RecordReference()
    public var entries: [JournalEntryRecord] = []

    public init() {}

    public static let type = "recovery.asked.v1"
    public static let summary = Text(zh: "要求退回已拨付的奖补", en: "Money of an award that was paid is called back.")

    public static let fields: FieldList<RecoveryAsked> = [
        .awardRound(\.round),
        .awardOf(\.of),
        Field("number", \.number, zh: "更正序号", en: "number of the correction that it follows from"),
        Field("fen", \.fen, zh: "追回金额（分）", en: "amount in fen"),
        Field("reason", \.reason, zh: "理由", en: "why"),
        .follows(\.follows),
        .entries(\.entries),
    ]
}

/// A claimant paid back, or what he owes was set off against an award that he is owed.
public struct RecoveryPaid: PostingMessage {
    public var round = ""
    public var of = ClaimVersion()
    public var fen: Int64 = 0
    /// The award that it was set off against; left out where money came in.
    public var against: AwardName?
    public var at = Moment()
    public var reason = ""
    public var order = ""
    public var follows = RecordReference()
    public var entries: [JournalEntryRecord] = []

    public init() {}

    public static let type = "recovery.paid.v1"
    public static let summary = Text(zh: "追回款已退回或已抵扣", en: "Money that was called back came in, or was set off.")

    public static let fields: FieldList<RecoveryPaid> = [
        .awardRound(\.round),
        .awardOf(\.of),
        Field("fen", \.fen, zh: "金额（分）", en: "amount in fen"),
        Field("against", \.against, zh: "抵扣的奖补", en: "the award that it was set off against"),
        Field("at", \.at, zh: "时间", en: "when it was recorded"),
        Field("reason", \.reason, zh: "理由", en: "why, or which paper"),
        .paymentOrder(\.order),
        .follows(\.follows),
        .entries(\.entries),
    ]
}

/// An award: a claim in a round.
public struct AwardName: MessagePart, Hashable {
    public var round = ""
    public var claim = ""

    public init() {}

    public init(_ round: String, _ claim: String) {
        self.round = round
        self.claim = claim
    }

    public static let fields: FieldList<AwardName> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id", format: .filled),
        Field("claim", \.claim, zh: "申报编号", en: "the claim's id", format: .filled),
    ]
}

/// The fields that several records about money say, each with one name and one meaning.
extension Field {
    static func awardRound(_ place: WritableKeyPath<Root, String>) -> Field {
        Field("round", place, zh: "批次编号", en: "the round's id", format: .filled)
    }

    static func awardOf(_ place: WritableKeyPath<Root, ClaimVersion>) -> Field {
        Field("of", place, zh: "申报版本", en: "the version that was awarded")
    }

    static func paymentOrder(_ place: WritableKeyPath<Root, String>) -> Field {
        Field("order", place, zh: "所依指令", en: "the order that it follows", format: .filled)
    }

    static func follows(_ place: WritableKeyPath<Root, RecordReference>) -> Field {
        Field("follows", place, zh: "所依记录", en: "the record that the entries follow from")
    }

    static func entries(_ place: WritableKeyPath<Root, [JournalEntryRecord]>) -> Field {
        Field("entries", place, zh: "会计分录", en: "journal entries")
    }
}
