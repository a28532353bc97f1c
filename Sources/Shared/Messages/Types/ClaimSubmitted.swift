/// A claim, or a corrected version of one, that an office took in.
public struct ClaimSubmitted: Message {
    /// From programme, clause, period, applicant and object: the same wherever and whenever it is sent.
    public var id = ""
    /// 1, 2, … of this office; a version is (claim, office, number).
    public var version: Int64 = 1
    public var office = ""
    public var programme = ""
    public var clause = ""
    public var period = ""
    public var applicant = ""
    public var applicantName = ""
    public var object: String?
    public var facts: Facts = [:]
    public var evidence: [String] = []
    public var received = Moment()
    public var lodged = Moment()
    public var supersedes: Int64?
    public var answers: String?
    /// Claims on the same project, sales or invoices.
    public var sameAs: [String]?
    public var contact: Contact?
    public var account: Account?

    public init() {}

    public static let type = "claim.submitted.v1"
    public static let summary = Text(
        zh: "机关收到一份申报或其更正", en: "An office took in a claim or a corrected version of one.")

    public static let fields: FieldList<ClaimSubmitted> = [
        Field(
            "id", \.id, zh: "申报编号，由政策、条款、年度、申报主体和获评对象得出",
            en: "the claim's id, from programme, clause, period, applicant and object", format: .filled),
        .version(\.version),
        .office(\.office),
        .programme(\.programme),
        .clause(\.clause),
        .period(\.period),
        .applicant(\.applicant),
        Field("applicant_name", \.applicantName, zh: "申报主体名称", en: "the applicant's name"),
        .object(\.object),
        .facts(\.facts),
        Field("evidence", \.evidence, zh: "佐证材料摘要", en: "digests of the evidence", format: .digest),
        .received(\.received),
        .lodged(\.lodged),
        .supersedes(\.supersedes),
        .answers(\.answers),
        .sameAs(\.sameAs),
        .contact(\.contact),
        .account(\.account),
    ]
}

/// Whom to talk to about a claim.
public struct Contact: MessagePart {
    public var name = ""
    public var phone = ""
    public var email: String?

    public init() {}

    public static let fields: FieldList<Contact> = [
        Field("name", \.name, zh: "姓名", en: "name", personal: .name),
        Field("phone", \.phone, zh: "电话", en: "phone number", personal: .phone),
        Field("email", \.email, zh: "电子邮箱", en: "e-mail address", personal: .email),
    ]
}

/// A bank account.
public struct Account: MessagePart {
    public var holder = ""
    public var bank = ""
    public var number = ""

    public init() {}

    public static let fields: FieldList<Account> = [
        Field("holder", \.holder, zh: "户名", en: "holder of the account", personal: .name),
        Field("bank", \.bank, zh: "开户行", en: "bank and branch"),
        Field("number", \.number, zh: "账号", en: "number of the account", personal: .account),
    ]
}
