public import Decimals

/// An office's figure toward a target of a policy, for one year. A later one of the same year takes its place.
public struct FigureReported: Message {
    public var office = ""
    public var programme = ""
    public var clause = ""
    public var fact = ""
    public var year: Int64 = 0
    /// In the unit that the clause declares.
    public var value = Decimal128.zero
    public var unit = ""
    /// What stood before, where this one corrects it.
    public var before: Decimal128?
    public var reporter = ""
    public var reason = ""
    public var at = Moment()
    public var order = ""

    public init() {}

    public static let type = "figure.reported.v1"
    public static let summary = Text(zh: "报送一项目标的进度", en: "An office's figure toward a target, for one year.")

    public static let fields: FieldList<FigureReported> = [
        Field("office", \.office, zh: "报送机关", en: "division whose office reports it", format: .division),
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clause", \.clause, zh: "条款", en: "clause", format: .filled),
        Field("fact", \.fact, zh: "指标", en: "what is counted", format: .filled),
        Field("year", \.year, zh: "年度", en: "the year"),
        Field("value", \.value, zh: "数值", en: "the figure"),
        Field("unit", \.unit, zh: "单位", en: "its unit", format: .filled),
        Field("before", \.before, zh: "更正前数值", en: "the figure that it corrects"),
        Field("reporter", \.reporter, zh: "经办人", en: "the officer who reports it", personal: .name),
        Field("reason", \.reason, zh: "说明", en: "what it rests on"),
        Field("at", \.at, zh: "报送时间", en: "when it was reported"),
        Field("order", \.order, zh: "所依指令", en: "the order that it follows", format: .filled),
    ]
}

/// The body of the order `kpi.report`: a figure toward a target. Commands of the intake write it, the settler reads it.
public struct FigureOrder: Message {
    public var programme = ""
    public var clause = ""
    /// Left out where the clause counts one thing.
    public var fact: String?
    public var year: Int64 = 0
    public var value = Decimal128.zero
    public var unit = ""

    public init() {}

    public static let type = "kpi.report"
    public static let summary = Text(zh: "请登记一项目标进度", en: "Asks to record a figure toward a target.")
    public static let fields: FieldList<FigureOrder> = [
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clause", \.clause, zh: "条款", en: "clause", format: .filled),
        Field("fact", \.fact, zh: "指标", en: "what is counted; left out where the clause counts one thing"),
        Field("year", \.year, zh: "年度", en: "the year"),
        Field("value", \.value, zh: "数值", en: "the figure"),
        Field("unit", \.unit, zh: "单位", en: "its unit", format: .filled),
    ]
}
