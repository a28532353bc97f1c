/// An officer put awards into a payment: what leaves as one file once another officer has approved it.
public struct PaymentPrepared: Message {
    public var payment = ""
    public var lines: [PaymentLine] = []
    public var totalFen: Int64 = 0
    /// Of the lines.
    public var digest = ""
    public var payer = ""
    public var at = Moment()
    public var order = ""

    public init() {}

    public static let type = "payment.prepared.v1"
    public static let summary = Text(zh: "拨付经办已编制一批拨付", en: "An officer put awards into a payment.")

    public static let fields: FieldList<PaymentPrepared> = [
        .payment(\.payment),
        Field("lines", \.lines, zh: "各笔", en: "a line for each award"),
        Field("total_fen", \.totalFen, zh: "总额（分）", en: "the sum, in fen"),
        Field("digest", \.digest, zh: "清单摘要", en: "digest of the lines", format: .digest),
        Field("payer", \.payer, zh: "拨付经办", en: "the officer who prepared it", personal: .name),
        Field("at", \.at, zh: "编制时间", en: "when it was prepared"),
        .paymentOrder(\.order),
    ]
}

/// A line of a payment: one award to one payee.
public struct PaymentLine: MessagePart, Hashable {
    /// The bank gives it back with its answer.
    public var reference = ""
    public var round = ""
    public var claim = ""
    /// The office that took the claim in, and the version of it whose account is paid into.
    public var office = ""
    public var version: Int64 = 1
    public var applicant = ""
    public var programme = ""
    public var clause = ""
    public var period = ""
    public var fen: Int64 = 0

    public init() {}

    public static let fields: FieldList<PaymentLine> = [
        .reference(\.reference),
        .awardRound(\.round),
        Field("claim", \.claim, zh: "申报编号", en: "the claim's id", format: .filled),
        .office(\.office),
        Field("version", \.version, zh: "收款账户所依版本", en: "version of the claim whose account is paid into"),
        .applicant(\.applicant),
        .programme(\.programme),
        .clause(\.clause),
        .period(\.period),
        Field("fen", \.fen, zh: "金额（分）", en: "amount in fen"),
    ]
}

/// A second officer approved a payment: its file may go out.
public struct PaymentApproved: Message {
    public var payment = ""
    public var digest = ""
    public var count: Int64 = 0
    public var totalFen: Int64 = 0
    public var approver = ""
    public var at = Moment()
    public var order = ""

    public init() {}

    public static let type = "payment.approved.v1"
    public static let summary = Text(zh: "拨付复核已同意一批拨付", en: "A second officer approved a payment.")

    public static let fields: FieldList<PaymentApproved> = [
        .payment(\.payment),
        Field("digest", \.digest, zh: "清单摘要", en: "digest of the lines that are approved", format: .digest),
        Field("count", \.count, zh: "笔数", en: "number of lines"),
        Field("total_fen", \.totalFen, zh: "总额（分）", en: "the sum, in fen"),
        Field("approver", \.approver, zh: "拨付复核", en: "the officer who approved it", personal: .name),
        Field("at", \.at, zh: "同意时间", en: "when it was approved"),
        .paymentOrder(\.order),
    ]
}

/// A payment that was not approved was given up; its awards may be paid with another.
public struct PaymentCancelled: Message {
    public var payment = ""
    public var reason = ""
    public var order = ""

    public init() {}

    public static let type = "payment.cancelled.v1"
    public static let summary = Text(zh: "一批拨付已作废", en: "A payment that was not approved was given up.")

    public static let fields: FieldList<PaymentCancelled> = [
        .payment(\.payment),
        Field("reason", \.reason, zh: "理由", en: "why"),
        .paymentOrder(\.order),
    ]
}

extension Field {
    static func payment(_ place: WritableKeyPath<Root, String>) -> Field {
        Field("payment", place, zh: "拨付编号", en: "the payment's id", format: .filled)
    }

    static func reference(_ place: WritableKeyPath<Root, String>) -> Field {
        Field("reference", place, zh: "笔号", en: "id of the line, which the bank gives back", format: .filled)
    }
}
