/// The other office has checked a statement against its own ledger. A later answer stands in the place of an earlier one.
public struct SettlementAnswered: PostingMessage {
    public enum Outcome: String, CaseIterable, FieldValue {
        case agreed, disputed
    }

    public var statement = ""
    public var outcome = Outcome.agreed
    /// The office that answers.
    public var by = ""
    /// The first 500.
    public var disputes: [SettlementDispute] = []
    /// Of all.
    public var count: Int64 = 0
    /// Lines that differ and that an officer agrees to all the same.
    public var conceded: [SettlementDispute] = []
    public var totalFen: Int64 = 0
    /// Of the lines that were checked.
    public var digest = ""
    /// The officer's reason, where an order stands behind it.
    public var reason: String?
    public var order: String?
    public var follows = RecordReference()
    public var entries: [JournalEntryRecord] = []

    public init() {}

    public static let type = "settlement.answered.v1"
    public static let summary = Text(
        zh: "对结算单逐项核对的结果", en: "An office agrees to a statement, or disputes lines of it.")

    public static let fields: FieldList<SettlementAnswered> = [
        Field("statement", \.statement, zh: "结算单编号", en: "the statement's id", format: .filled),
        Field("outcome", \.outcome, zh: "结果", en: "agreed or disputed"),
        Field("by", \.by, zh: "核对机关", en: "division whose office answers", format: .division),
        Field("disputes", \.disputes, zh: "争议明细，至多五百项", en: "lines that are disputed; the first 500"),
        Field("count", \.count, zh: "争议数", en: "how many are disputed"),
        Field("conceded", \.conceded, zh: "不再争议的明细", en: "lines that differ and are agreed to all the same"),
        Field("total_fen", \.totalFen, zh: "合计（分）", en: "the statement's sum, in fen"),
        Field("digest", \.digest, zh: "明细摘要", en: "digest of the lines that were checked", format: .digest),
        Field("reason", \.reason, zh: "经办人的理由", en: "the officer's reason"),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows"),
        .follows(\.follows),
        .entries(\.entries),
    ]
}

/// Why a line of a statement is not agreed to.
public struct SettlementDispute: MessagePart, Hashable {
    public enum Cause: String, CaseIterable, FieldValue {
        /// No confirmed round that this office has read holds such an award.
        case unknown
        case award
        case due
        /// What was settled before.
        case settled
        case unpaid
        /// The award was corrected since.
        case corrected
        /// The lines do not add up to the statement.
        case sum
        /// An officer says so.
        case officer
    }

    public var round = ""
    public var claim = ""
    public var cause = Cause.unknown
    public var statedFen: Int64 = 0
    /// In this office's own ledger.
    public var ownFen: Int64 = 0

    public init() {}

    public static let fields: FieldList<SettlementDispute> = [
        Field("round", \.round, zh: "批次编号", en: "the round's id"),
        Field("claim", \.claim, zh: "申报编号", en: "the claim's id"),
        Field("cause", \.cause, zh: "争议原因", en: "what differs"),
        Field("stated_fen", \.statedFen, zh: "结算单金额（分）", en: "what the statement says, in fen"),
        Field("own_fen", \.ownFen, zh: "本机关账面（分）", en: "what the office's own ledger says, in fen"),
    ]
}
