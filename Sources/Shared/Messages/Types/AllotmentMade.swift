/// Budget for a clause, or a whole programme, in a year: sent down a tier (指标下达), or set by an office for itself that
/// has no office above it. The amount is the whole of it, in the place of what was said before.
public struct AllotmentMade: PostingMessage {
    public var from = ""
    public var to = ""
    public var programme = ""
    /// Left out: of the whole programme.
    public var clause: String?
    public var year: Int64 = 0
    /// 1, 2, … of this budget.
    public var number: Int64 = 1
    public var amountFen: Int64 = 0
    /// What stood before.
    public var beforeFen: Int64 = 0
    public var reason = ""
    public var order = ""
    public var follows = RecordReference()
    public var entries: [JournalEntryRecord] = []

    public init() {}

    public static let type = "allotment.made.v1"
    public static let summary = Text(zh: "下达预算指标", en: "Budget was sent down a tier.")

    public static let fields: FieldList<AllotmentMade> = [
        Field("from", \.from, zh: "下达机关", en: "division whose office allots it", format: .division),
        Field("to", \.to, zh: "接收机关", en: "division whose office may spend it", format: .division),
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clause", \.clause, zh: "条款，空为整项政策", en: "clause; the whole programme when left out"),
        Field("year", \.year, zh: "年度", en: "the year"),
        Field("number", \.number, zh: "序号", en: "its number, of this budget"),
        Field("amount_fen", \.amountFen, zh: "指标（分）", en: "the whole budget, in fen"),
        Field("before_fen", \.beforeFen, zh: "此前（分）", en: "what it was before, in fen"),
        Field("reason", \.reason, zh: "理由", en: "why"),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
        .follows(\.follows),
        .entries(\.entries),
    ]
}
