/// An applicant took a claim back.
public struct ClaimWithdrawn: Message {
    public var of = ClaimVersion()
    public var reason: String?

    public init() {}

    public static let type = "claim.withdrawn.v1"
    public static let summary = Text(zh: "申报主体撤回申报", en: "An applicant took a claim back.")

    public static let fields: FieldList<ClaimWithdrawn> = [
        Field("of", \.of, zh: "撤回的申报，版本号为撤回自身的版本号", en: "the claim; its version is the withdrawal's own"),
        Field("reason", \.reason, zh: "撤回原因", en: "why", personal: .content),
    ]
}
