/// Some lines of a statement, all of one round and clause. They count when the statement that follows them does.
public struct SettlementLines: Message {
    public var statement = ""
    /// The statement that this one takes the place of.
    public var supersedes: String?
    public var round = ""
    public var programme = ""
    public var clause = ""
    public var period = ""
    public var lines: [SettlementLine] = []

    public init() {}

    public static let type = "settlement.lines.v1"
    public static let summary = Text(zh: "结算单的若干明细，逐项对应奖补决定", en: "Lines of a statement, each an award.")

    public static let fields: FieldList<SettlementLines> = [
        Field("statement", \.statement, zh: "结算单编号", en: "the statement's id", format: .filled),
        Field("supersedes", \.supersedes, zh: "所替代的结算单", en: "the statement that it takes the place of"),
        Field("round", \.round, zh: "批次编号", en: "the round that awarded them", format: .filled),
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clause", \.clause, zh: "条款", en: "clause", format: .filled),
        Field("period", \.period, zh: "年度", en: "the award year", format: .filled),
        Field("lines", \.lines, zh: "明细", en: "a line for each award"),
    ]
}

/// One award in a statement, as it stood when the statement was made.
public struct SettlementLine: MessagePart, Hashable {
    public var claim = ""
    /// The county that pays it, or that it is of.
    public var county = ""
    public var applicant = ""
    public var awardFen: Int64 = 0
    /// What is due for it in all.
    public var dueFen: Int64 = 0
    /// What earlier statements, agreed to by both, have settled of that.
    public var settledFen: Int64?
    /// The number of the award's last correction.
    public var correction: Int64?

    public init() {}

    /// What this statement moves.
    public var owedFen: Int64 { dueFen &- (settledFen ?? 0) }

    public static let fields: FieldList<SettlementLine> = [
        Field("claim", \.claim, zh: "申报编号", en: "the claim's id", format: .filled),
        Field("county", \.county, zh: "旗县区", en: "division of the county", format: .division),
        Field("applicant", \.applicant, zh: "申报主体", en: "USCC of the applicant", format: .uscc),
        Field("award_fen", \.awardFen, zh: "奖补金额（分）", en: "the award, in fen"),
        Field("due_fen", \.dueFen, zh: "应付（分）", en: "what is due for it in all, in fen"),
        Field("settled_fen", \.settledFen, zh: "以前已结（分）", en: "what earlier statements settled, in fen"),
        Field("correction", \.correction, zh: "最近更正的序号", en: "number of the award's last correction"),
    ]
}
