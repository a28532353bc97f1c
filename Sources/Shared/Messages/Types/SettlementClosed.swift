/// An officer lets a year be closed without a round or an office's agreement, and says why.
public struct SettlementOverridden: PostingMessage {
    public enum Subject: String, CaseIterable, FieldValue {
        /// A round that is not confirmed, or whose records do not fit.
        case round
        /// An office that disputes or does not answer: the statement stands as it was made.
        case office
    }

    public var year: Int64 = 0
    public var subject = Subject.office
    public var name = ""
    /// The statement that stands without agreement.
    public var statement: String?
    public var reason = ""
    public var order = ""
    public var follows = RecordReference()
    public var entries: [JournalEntryRecord] = []

    public init() {}

    public static let type = "settlement.overridden.v1"
    public static let summary = Text(
        zh: "不待某一事项而结算", en: "A year is settled without something that blocked it.")

    public static let fields: FieldList<SettlementOverridden> = [
        Field("year", \.year, zh: "年度", en: "the year"),
        Field("subject", \.subject, zh: "事项种类", en: "what is not waited for"),
        Field("name", \.name, zh: "批次或机关", en: "the round, or the division", format: .filled),
        Field("statement", \.statement, zh: "结算单编号", en: "the statement that stands without agreement"),
        Field("reason", \.reason, zh: "理由", en: "why"),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
        .follows(\.follows),
        .entries(\.entries),
    ]
}

/// A statement, or an answer to one, that cannot be used: nothing follows from it.
public struct SettlementRefused: Message {
    public var statement = ""
    /// The office whose record it was.
    public var office = ""
    /// The record's id: the same may be said of several.
    public var record: String?
    public var sentence = Text()

    public init() {}

    public static let type = "settlement.refused.v1"
    public static let summary = Text(
        zh: "不予采用的结算单或答复", en: "A statement, or an answer to one, that cannot be used.")

    public static let fields: FieldList<SettlementRefused> = [
        Field("statement", \.statement, zh: "结算单编号", en: "the statement's id", format: .filled),
        Field("office", \.office, zh: "来文机关", en: "division whose office wrote it", format: .division),
        Field("record", \.record, zh: "所涉记录", en: "the record's id"),
        Field("sentence", \.sentence, zh: "原因", en: "why it cannot be used"),
    ]
}

/// A year is settled with all offices below. Whatever comes later belongs to a later year's statements.
public struct SettlementClosed: Message {
    public var year: Int64 = 0
    /// Of the year's statements that stand.
    public var statements: [String] = []
    public var totalFen: Int64 = 0
    public var order = ""

    public init() {}

    public static let type = "settlement.closed.v1"
    public static let summary = Text(zh: "年度结算完毕", en: "A year is settled with all offices below.")

    public static let fields: FieldList<SettlementClosed> = [
        Field("year", \.year, zh: "年度", en: "the year"),
        Field("statements", \.statements, zh: "各结算单", en: "the statements that stand"),
        Field("total_fen", \.totalFen, zh: "合计（分）", en: "the sum of them, in fen"),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}

/// The treasury has paid what a statement says; an amount below zero went the other way.
public struct SettlementPaid: PostingMessage {
    public var statement = ""
    public var from = ""
    public var to = ""
    public var amountFen: Int64 = 0
    public var order = ""
    public var follows = RecordReference()
    public var entries: [JournalEntryRecord] = []

    public init() {}

    public static let type = "settlement.paid.v1"
    public static let summary = Text(zh: "结算资金已拨付", en: "What a statement says was paid.")

    public static let fields: FieldList<SettlementPaid> = [
        Field("statement", \.statement, zh: "结算单编号", en: "the statement's id", format: .filled),
        Field("from", \.from, zh: "付款机关", en: "division whose office owed it", format: .division),
        Field("to", \.to, zh: "收款机关", en: "division whose office it was owed to", format: .division),
        Field("amount_fen", \.amountFen, zh: "金额（分）", en: "the amount, in fen"),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
        .follows(\.follows),
        .entries(\.entries),
    ]
}

/// The office above has decided on requests: what it gives for each clause and year.
public struct SettlementGranted: PostingMessage {
    public var statement = ""
    public var to = ""
    public var grants: [SettlementGrant] = []
    public var totalFen: Int64 = 0
    public var reason = ""
    public var order = ""
    public var follows = RecordReference()
    public var entries: [JournalEntryRecord] = []

    public init() {}

    public static let type = "settlement.granted.v1"
    public static let summary = Text(
        zh: "对资金需求的答复", en: "What the office above gives of what it was asked for.")

    public static let fields: FieldList<SettlementGranted> = [
        Field("statement", \.statement, zh: "资金需求编号", en: "the request's id", format: .filled),
        Field("to", \.to, zh: "申请机关", en: "division whose office asked", format: .division),
        Field("grants", \.grants, zh: "分条款答复", en: "what is given by programme, clause and year"),
        Field("total_fen", \.totalFen, zh: "合计（分）", en: "the sum, in fen"),
        Field("reason", \.reason, zh: "理由", en: "why"),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
        .follows(\.follows),
        .entries(\.entries),
    ]
}

/// What is given for the need under one clause and year.
public struct SettlementGrant: MessagePart, Hashable {
    public var programme = ""
    public var clause = ""
    public var year: Int64 = 0
    public var needFen: Int64 = 0
    /// After the year's coefficient.
    public var reducedFen: Int64 = 0
    /// After the division of what is available among all that asked, pro rata and cut to the fen.
    public var grantedFen: Int64 = 0

    public init() {}

    public static let fields: FieldList<SettlementGrant> = [
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clause", \.clause, zh: "条款", en: "clause", format: .filled),
        Field("year", \.year, zh: "年度", en: "the award year"),
        Field("need_fen", \.needFen, zh: "需求（分）", en: "what was asked for, in fen"),
        Field("reduced_fen", \.reducedFen, zh: "按系数核减后（分）", en: "after the year's coefficient, in fen"),
        Field("granted_fen", \.grantedFen, zh: "核定（分）", en: "what is given, in fen"),
    ]
}
