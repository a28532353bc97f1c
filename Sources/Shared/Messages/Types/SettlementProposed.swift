/// What one office owes another for a year, or asks it for: all lines of the statement stand before it.
public struct SettlementProposed: PostingMessage {
    public enum Kind: String, CaseIterable, FieldValue {
        /// A city to its county: what it owes (年终体制结算).
        case settlement
        /// An office to the one above: what that bears, with basis and calculation table (支持需求).
        case request
    }

    public var statement = ""
    public var kind = Kind.settlement
    /// The office that made it.
    public var from = ""
    /// The office that checks it.
    public var to = ""
    public var year: Int64 = 0
    /// 1, 2, … between the two offices.
    public var number: Int64 = 1
    /// The statement that it takes the place of, to which nobody can agree any more.
    public var supersedes: String?
    public var lines: Int64 = 0
    public var totalFen: Int64 = 0
    public var matters: [SettlementMatter] = []
    /// Of all lines, in their order.
    public var digest = ""
    /// The last day that had begun.
    public var day: String?
    public var order = ""
    public var follows = RecordReference()
    public var entries: [JournalEntryRecord] = []

    public init() {}

    public static let type = "settlement.proposed.v1"
    public static let summary = Text(
        zh: "一个年度的结算单或资金需求", en: "What one office owes another for a year, or asks it for.")

    public static let fields: FieldList<SettlementProposed> = [
        Field("statement", \.statement, zh: "结算单编号", en: "the statement's id", format: .filled),
        Field("kind", \.kind, zh: "种类", en: "settlement or request"),
        Field("from", \.from, zh: "出具机关", en: "division whose office made it", format: .division),
        Field("to", \.to, zh: "对方机关", en: "division whose office checks it", format: .division),
        Field("year", \.year, zh: "年度", en: "the year"),
        Field("number", \.number, zh: "序号", en: "its number between the two offices"),
        Field("supersedes", \.supersedes, zh: "所替代的结算单", en: "the statement that it takes the place of"),
        Field("lines", \.lines, zh: "明细数", en: "number of lines"),
        Field("total_fen", \.totalFen, zh: "合计（分）", en: "the sum, in fen"),
        Field("matters", \.matters, zh: "分条款合计", en: "sums by programme, clause and year"),
        Field("digest", \.digest, zh: "明细摘要", en: "digest of all lines", format: .digest),
        Field("day", \.day, zh: "出具日", en: "the day on which it was made", format: .day),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
        .follows(\.follows),
        .entries(\.entries),
    ]
}

/// The lines of a statement under one clause and year.
public struct SettlementMatter: MessagePart, Hashable {
    public var programme = ""
    public var clause = ""
    public var year: Int64 = 0
    public var lines: Int64 = 0
    public var awardFen: Int64 = 0
    public var owedFen: Int64 = 0
    /// The sentence of the policy that it rests on.
    public var basis: String?

    public init() {}

    public static let fields: FieldList<SettlementMatter> = [
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clause", \.clause, zh: "条款", en: "clause", format: .filled),
        Field("year", \.year, zh: "年度", en: "the award year"),
        Field("lines", \.lines, zh: "明细数", en: "number of lines"),
        Field("award_fen", \.awardFen, zh: "奖补合计（分）", en: "the sum of awards, in fen"),
        Field("owed_fen", \.owedFen, zh: "应结（分）", en: "what is owed, in fen"),
        Field("basis", \.basis, zh: "依据", en: "the sentence of the policy that it rests on"),
    ]
}
