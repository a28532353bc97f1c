/// A row of a register: what an authority attests of an applicant, or of an object of the applicant.
public struct RegisterRow: Message {
    /// The register: `registration`, `tax`, `customs` …
    public var kind = ""
    /// Whose row it is.
    public var applicant = ""
    /// What else tells rows of one applicant apart: the object, the year, the festival. A newer row replaces the one
    /// with the same kind, applicant and key.
    public var key = ""
    public var facts: Facts = [:]
    /// The day of which the authority attests it.
    public var asOf = ""
    /// Who attests it.
    public var source = ""
    public var importer = ""

    public init() {}

    public static let type = "register.row.v1"
    public static let summary = Text(zh: "登记数据的一行", en: "A row of a register.")

    public static let fields: FieldList<RegisterRow> = [
        Field("kind", \.kind, zh: "登记种类", en: "which register", format: .filled),
        Field("applicant", \.applicant, zh: "统一社会信用代码", en: "whose row it is", format: .uscc),
        Field("key", \.key, zh: "对象、年度等", en: "object, year or the like, that tells an applicant's rows apart"),
        Field("facts", \.facts, zh: "证明的事实", en: "the facts that it attests"),
        Field("as_of", \.asOf, zh: "数据日期", en: "the day of which it is attested", format: .day),
        Field("source", \.source, zh: "出具单位", en: "who attests it", format: .filled),
        Field("importer", \.importer, zh: "导入人", en: "officer who imported it", personal: .name),
    ]
}

/// The end of an import.
public struct RegisterImported: Message {
    public var kind = ""
    public var asOf = ""
    public var rows: Int64 = 0
    /// Of the rows' payloads, one behind the other.
    public var digest = ""
    public var source = ""
    public var importer = ""
    /// The import lists all there are: who is not in it is not in the register on that day.
    public var isComplete: Bool?
    /// On `waybill-counts`: the task that counted the rows of its partition, and how many imports it has counted.
    public var task: Int64?
    public var imports: Int64?

    public init() {}

    public static let type = "register.imported.v1"
    public static let summary = Text(zh: "一次登记数据导入完成", en: "A register was imported.")

    public static let fields: FieldList<RegisterImported> = [
        Field("kind", \.kind, zh: "登记种类", en: "which register", format: .filled),
        Field("as_of", \.asOf, zh: "数据日期", en: "the day of which it is attested", format: .day),
        Field("rows", \.rows, zh: "行数", en: "how many rows"),
        Field("digest", \.digest, zh: "各行内容的摘要", en: "digest of the rows", format: .digest),
        Field("source", \.source, zh: "出具单位", en: "who attests it"),
        Field("importer", \.importer, zh: "导入人", en: "officer who imported it", personal: .name),
        Field("complete", \.isComplete, zh: "是否为全部名单", en: "whether it lists all there are"),
        Field("task", \.task, zh: "统计的任务", en: "on waybill-counts: number of the task that counted"),
        Field("imports", \.imports, zh: "已统计的导入次数", en: "on waybill-counts: imports that it has counted"),
    ]
}
