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
        .version(\.version),
        .office(\.office),
        .programme(\.programme),
        .clause(\.clause),
        .period(\.period),
        .applicant(\.applicant),
        .object(\.object),
        .received(\.received),
        .lodged(\.lodged),
    ]
}
