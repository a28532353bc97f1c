/// What a clause without money asks an office to keep, so that it can be shown: who did it, when, and by which paper.
public struct RecordKept: Message {
    public enum Kind: String, CaseIterable, FieldValue {
        /// Firms that the office determined (确定的企业).
        case firms
        /// An investment by a fund (基金投资).
        case investment
        /// A scheme of an office below, approved and filed (方案审定备案).
        case scheme
        /// Claims or materials forwarded to the office above (转报上级).
        case forwarding
        /// What money was used for (资金使用).
        case funds
        /// An evaluation of how money was used (绩效评价).
        case evaluation
        /// A local standard that was issued (地方标准).
        case standard

        public var title: Text {
            switch self {
            case .firms: Text(zh: "确定企业名单", en: "firms determined")
            case .investment: Text(zh: "基金投资", en: "fund investment")
            case .scheme: Text(zh: "方案审定备案", en: "scheme approved")
            case .forwarding: Text(zh: "转报上级", en: "forwarded to the office above")
            case .funds: Text(zh: "资金使用", en: "use of funds")
            case .evaluation: Text(zh: "绩效评价", en: "evaluation")
            case .standard: Text(zh: "地方标准", en: "standard issued")
            }
        }
    }

    public var record = ""
    public var kind = Kind.firms
    public var office = ""
    public var programme = ""
    public var clause = ""
    public var year: Int64 = 0
    /// What was determined, approved, forwarded or used, in words.
    public var subject = ""
    public var firms: [RecordedFirm] = []
    public var amountFen: Int64?
    public var paper = Paper()
    public var keeper = ""
    public var reason = ""
    public var at = Moment()
    public var order = ""

    public init() {}

    public static let type = "record.kept.v1"
    public static let summary = Text(zh: "按条款留存的记录", en: "What a clause asks an office to keep.")

    public static let fields: FieldList<RecordKept> = [
        Field("record", \.record, zh: "记录编号", en: "the record's id", format: .filled),
        Field("kind", \.kind, zh: "种类", en: "what kind of thing it is"),
        Field("office", \.office, zh: "机关", en: "division whose office keeps it", format: .division),
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clause", \.clause, zh: "条款", en: "clause", format: .filled),
        Field("year", \.year, zh: "年度", en: "the year"),
        Field("subject", \.subject, zh: "事项", en: "what it says", format: .filled),
        Field("firms", \.firms, zh: "企业名单", en: "the firms, where it is about firms"),
        Field("amount_fen", \.amountFen, zh: "金额（分）", en: "amount in fen"),
        Field("paper", \.paper, zh: "文件", en: "the paper"),
        Field("keeper", \.keeper, zh: "经办人", en: "the officer who recorded it", personal: .name),
        Field("reason", \.reason, zh: "说明", en: "why"),
        Field("at", \.at, zh: "记录时间", en: "when it was recorded"),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}

/// A firm on a list that an office keeps.
public struct RecordedFirm: MessagePart, Hashable {
    public var uscc = ""
    public var name = ""

    public init() {}

    public static let fields: FieldList<RecordedFirm> = [
        Field("uscc", \.uscc, zh: "统一社会信用代码", en: "its USCC", format: .uscc),
        Field("name", \.name, zh: "名称", en: "its name", format: .filled),
    ]
}

/// A paper that a record rests on.
public struct Paper: MessagePart, Hashable {
    /// `包府办发〔2022〕122号`
    public var number = ""
    /// When it was signed.
    public var date = ""
    /// Of the file, where there was one.
    public var digest: String?

    public init() {}

    public static let fields: FieldList<Paper> = [
        Field("number", \.number, zh: "文号", en: "its number", format: .filled),
        Field("date", \.date, zh: "日期", en: "its day", format: .day),
        Field("digest", \.digest, zh: "文件摘要", en: "digest of the file", format: .digest),
    ]
}
