/// An officer's answer to a review, of a version that another check has refused meanwhile: it changes nothing now, and
/// stands when the version is verified again.
public struct FactsAttested: Message {
    public var of = ClaimVersion()
    public var review = ""
    /// The order by which they were attested.
    public var order = ""
    public var facts: Facts = [:]

    public init() {}

    public static let type = "facts.attested.v1"
    public static let summary = Text(
        zh: "未通过核验的申报，经办人仍核实了事实", en: "An officer attested facts of a version that was refused meanwhile.")

    public static let fields: FieldList<FactsAttested> = [
        Field("of", \.of, zh: "所涉申报", en: "the version that they are about"),
        Field("review", \.review, zh: "复核编号", en: "the review that asked for them", format: .filled),
        Field("order", \.order, zh: "核实所依指令", en: "the order by which they were attested", format: .filled),
        Field("facts", \.facts, zh: "核实的事实", en: "the facts, each with its value"),
    ]
}
