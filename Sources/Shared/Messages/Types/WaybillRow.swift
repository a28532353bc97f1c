/// A parcel that a firm says it carried to a village. Its record's key is the number.
public struct WaybillRow: Message {
    public var number = ""
    /// The firm's USCC.
    public var firm = ""
    /// Banner or district of the destination.
    public var banner = ""
    /// The day of delivery, or of the last attempt.
    public var deliveredOn = ""
    public var isToVillage = false
    public var isDelivered = false

    public init() {}

    public static let type = "waybill.row.v1"
    public static let summary = Text(zh: "一件快递", en: "A parcel that a firm carried.")

    public static let fields: FieldList<WaybillRow> = [
        Field("number", \.number, zh: "运单号", en: "number of the waybill", format: .filled),
        Field("firm", \.firm, zh: "快递企业统一社会信用代码", en: "the firm's USCC", format: .uscc),
        Field("banner", \.banner, zh: "目的地旗县区", en: "banner or district of the destination", format: .filled),
        Field("delivered_on", \.deliveredOn, zh: "投递日期", en: "day of delivery or of the last attempt", format: .day),
        Field("to_village", \.isToVillage, zh: "是否进村", en: "whether it went to a village"),
        Field("delivered", \.isDelivered, zh: "是否妥投", en: "whether it was delivered"),
    ]
}

/// What one task counted of a firm's waybills of a year. A firm's numbers are the sums over all tasks.
public struct WaybillCounts: Message {
    public var firm = ""
    public var year: Int64 = 0
    /// The task that counted them: the partition of the waybills' numbers.
    public var task: Int64 = 0
    /// Parcels before this day are counted as before the issue; none when no programme speaks of it.
    public var issuedOn: String?
    /// The import up to which it counts, by its place among those that came.
    public var imports: Int64 = 0
    public var banners: [BannerCounts] = []

    public init() {}

    public static let type = "waybill.counts.v1"
    public static let summary = Text(zh: "一家企业一年的运单统计", en: "What one task counted of a firm's waybills of a year.")

    public static let fields: FieldList<WaybillCounts> = [
        Field("firm", \.firm, zh: "快递企业统一社会信用代码", en: "the firm's USCC", format: .uscc),
        Field("year", \.year, zh: "年度", en: "year of delivery"),
        Field("task", \.task, zh: "统计的任务", en: "number of the task that counted"),
        Field("issued_on", \.issuedOn, zh: "政策印发日期", en: "the programme's first day", format: .day),
        Field("imports", \.imports, zh: "统计至第几次导入", en: "the import up to which it counts, by its place"),
        Field("banners", \.banners, zh: "各旗县区件数", en: "counts by banner"),
    ]
}

/// A firm's parcels to one banner. Each parcel that is taken off is taken off once: as a duplicate, else as not
/// delivered, else as not to a village, else as delivered before the issue.
public struct BannerCounts: MessagePart, Equatable {
    public var banner = ""
    /// All, before anything is taken off.
    public var gross: Int64 = 0
    /// Their numbers are claimed by another firm too.
    public var duplicates: Int64 = 0
    public var undelivered: Int64 = 0
    public var nonVillage: Int64 = 0
    public var beforeIssue: Int64 = 0

    public init() {}

    public static let fields: FieldList<BannerCounts> = [
        Field("banner", \.banner, zh: "旗县区", en: "banner or district", format: .filled),
        Field("gross", \.gross, zh: "件数", en: "all parcels", unit: "parcels"),
        Field("duplicates", \.duplicates, zh: "重复运单", en: "claimed by another firm too", unit: "parcels"),
        Field("undelivered", \.undelivered, zh: "未妥投件", en: "not delivered", unit: "parcels"),
        Field("non_village", \.nonVillage, zh: "非进村件", en: "not to a village", unit: "parcels"),
        Field("before_issue", \.beforeIssue, zh: "印发前妥投件", en: "delivered before the issue", unit: "parcels"),
    ]
}
