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
    /// When the version was lodged that this one completes, as the verifier asked: it counts as that one. Nil where it
    /// counts as itself.
    public var counted: Moment?
    /// Claims on the same project, sales or invoices, as the applicant says.
    public var sameAs: [String]?

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
        sameAs = claim.sameAs
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
        Field("counted", \.counted, zh: "所补正版本的提交时间", en: "when the version was lodged that it completes"),
        .sameAs(\.sameAs),
    ]
}

extension ClaimVersion {
    /// The id of a record about the version: `CLAIM.OFFICE.VERSION.what`.
    public func recordID(_ what: String) -> String { joined(".", ".", ".", what) }

    /// Claim, office and number with these between them. In one piece of memory, for each record needs one.
    public func joined(_ first: String, _ second: String, _ third: String = "", _ end: String = "") -> String {
        var text = ""
        text.reserveCapacity(claim.utf8.count + office.utf8.count + end.utf8.count + 24)
        text += claim
        text += first
        text += office
        text += second
        text += String(version)
        text += third
        text += end
        return text
    }
}
