/// Which version of which claim a record speaks of. Accounts and contacts stay with intake.
public struct ClaimVersion: MessagePart, Hashable {
    public var claim = ""
    public var version: Int64 = 1
    public var office = ""
    public var programme = ""
    public var clause = ""
    public var period = ""
    public var applicant = ""
    public var object: String?
    public var received = Moment()
    public var lodged = Moment()

    public init() {}

    public init(of claim: ClaimSubmitted) {
        self.claim = claim.id
        version = claim.version
        office = claim.office
        programme = claim.programme
        clause = claim.clause
        period = claim.period
        applicant = claim.applicant
        object = claim.object
        received = claim.received
        lodged = claim.lodged
    }

    public static let fields: FieldList<ClaimVersion> = [
        Field("claim", \.claim, zh: "申报编号", en: "the claim's id", format: .filled),
        Field("version", \.version, zh: "版本号", en: "number of the version at its office"),
        Field("office", \.office, zh: "收件机关", en: "division whose office took it in", format: .division),
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clause", \.clause, zh: "条款", en: "clause", format: .filled),
        Field("period", \.period, zh: "年度", en: "period that is claimed for", format: .filled),
        Field("applicant", \.applicant, zh: "统一社会信用代码", en: "the applicant's USCC", format: .uscc),
        Field("object", \.object, zh: "获评对象", en: "what is rewarded; the applicant when left out"),
        Field("received", \.received, zh: "首次收件时间", en: "when the first version was received"),
        Field("lodged", \.lodged, zh: "本版本提交时间", en: "when this version was lodged"),
    ]
}
