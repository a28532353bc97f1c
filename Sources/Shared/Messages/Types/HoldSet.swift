/// Nothing that the hold covers is paid until it is lifted.
public struct HoldSet: Message {
    public enum Subject: String, CaseIterable, FieldValue {
        /// An applicant, by its USCC.
        case enterprise
        /// A clause, as `baotou-2022/7-1`.
        case clause
        case round
    }

    public var hold = ""
    public var subject = Subject.enterprise
    public var name = ""
    public var reason = ""
    public var holder = ""
    public var at = Moment()
    public var order = ""

    public init() {}

    public static let type = "hold.set.v1"
    public static let summary = Text(zh: "暂停拨付", en: "Nothing that the hold covers is paid until it is lifted.")

    public static let fields: FieldList<HoldSet> = [
        Field("hold", \.hold, zh: "暂停编号", en: "the hold's id", format: .filled),
        Field("subject", \.subject, zh: "暂停对象种类", en: "what kind of thing it covers"),
        Field("name", \.name, zh: "申报主体、条款或批次", en: "the applicant, clause or round", format: .filled),
        Field("reason", \.reason, zh: "理由", en: "why"),
        Field("holder", \.holder, zh: "经办人", en: "the officer who placed it", personal: .name),
        Field("at", \.at, zh: "时间", en: "when it was placed"),
        .paymentOrder(\.order),
    ]
}

/// What the hold covered may be paid again.
public struct HoldLifted: Message {
    public var hold = ""
    public var reason = ""
    public var holder = ""
    public var at = Moment()
    public var order = ""

    public init() {}

    public static let type = "hold.lifted.v1"
    public static let summary = Text(zh: "恢复拨付", en: "What the hold covered may be paid again.")

    public static let fields: FieldList<HoldLifted> = [
        Field("hold", \.hold, zh: "暂停编号", en: "the hold's id", format: .filled),
        Field("reason", \.reason, zh: "理由", en: "why"),
        Field("holder", \.holder, zh: "经办人", en: "the officer who lifted it", personal: .name),
        Field("at", \.at, zh: "时间", en: "when it was lifted"),
        .paymentOrder(\.order),
    ]
}
