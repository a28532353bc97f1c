/// The echo heard a claim: shows that an installation works, from the first topic to the last.
public struct ClaimEchoed: Message {
    public var claim = ""
    public var version: Int64 = 1
    public var applicant = ""
    public var heard = 0

    public init() {}

    public static let type = "claim.echoed.v1"
    public static let summary = Text(zh: "试运行程序听到一份申报", en: "The echo heard a claim.")

    public static let fields: FieldList<ClaimEchoed> = [
        Field("claim", \.claim, zh: "申报编号", en: "the claim's id", format: .filled),
        Field("version", \.version, zh: "版本号", en: "number of the version"),
        Field("applicant", \.applicant, zh: "申报主体统一社会信用代码", en: "the applicant's USCC", format: .uscc),
        Field("heard", \.heard, zh: "该申报主体至今的申报数", en: "how many claims of the applicant were heard so far"),
    ]
}
