import Decimals
import Messages

/// What a round takes of an assessment: which version it is of, what came of it, and the facts that it rests on. The rest
/// of the record, its trace above all, is passed over.
struct AssessedVersion: Message {
    var of = ClaimVersion()
    var number: Int64 = 1
    var outcome = ClaimAssessed.Outcome.ask
    var reason: String?
    var facts: Facts = [:]
    var earlier: [PriorAward]?
    var decided: Decimal128?

    init() {}

    static let type = ClaimAssessed.type
    static let summary = ClaimAssessed.summary
    static let fields: FieldList<AssessedVersion> = [
        Field("of", \.of, zh: "所测算的申报", en: "the version that was assessed"),
        Field("number", \.number, zh: "所依核验序号", en: "number of the verification that it rests on"),
        Field("outcome", \.outcome, zh: "结果", en: "what the clause says"),
        Field("reason", \.reason, zh: "原因代码", en: "id of the reason"),
        Field("facts", \.facts, zh: "核定的事实", en: "the verified facts"),
        Field("earlier", \.earlier, zh: "此前奖补", en: "awards before, under this programme or others"),
        Field("decided", \.decided, zh: "经办人确定的金额（元）", en: "the amount that an officer decided, in yuan"),
    ]
}
