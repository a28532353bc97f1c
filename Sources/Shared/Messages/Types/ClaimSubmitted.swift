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
        Field("version", \.version, zh: "版本号，从1起", en: "number of the version at this office, from 1"),
        Field("office", \.office, zh: "收件机关的行政区划代码", en: "division whose office took it in", format: .division),
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clause", \.clause, zh: "条款", en: "clause", format: .filled),
        Field("period", \.period, zh: "年度", en: "period that is claimed for", format: .filled),
        Field("applicant", \.applicant, zh: "申报主体统一社会信用代码", en: "the applicant's USCC", format: .uscc),
        Field("applicant_name", \.applicantName, zh: "申报主体名称", en: "the applicant's name"),
        Field("object", \.object, zh: "获评对象，缺省为申报主体", en: "what is rewarded; the applicant when left out"),
        Field("facts", \.facts, zh: "申报的事实，单位由条款规定", en: "declared facts, in the units that the clause declares"),
        Field("evidence", \.evidence, zh: "佐证材料摘要", en: "digests of the evidence", format: .digest),
        Field("received", \.received, zh: "首次收件时间", en: "when the first version was received"),
        Field("lodged", \.lodged, zh: "本版本提交时间", en: "when this version was lodged"),
        Field("supersedes", \.supersedes, zh: "所更正的版本号", en: "number of the version that this one corrects"),
        Field("answers", \.answers, zh: "所答复的补正通知编号", en: "id of the verifier's request that this one answers"),
        Field("contact", \.contact, zh: "联系人", en: "whom to talk to"),
        Field("account", \.account, zh: "收款账户", en: "account to be paid into"),
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
