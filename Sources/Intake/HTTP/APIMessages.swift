import Messages
import Web

/// The answer to a claim or a withdrawal that is durable.
struct ClaimReceipt: Message {
    var claim = ""
    var version: Int64 = 0
    var received = Moment()
    var lodged = Moment()
    var isNew = false

    init() {}

    init(_ receipt: OutboxReceipt) {
        claim = receipt.claim
        version = receipt.version
        received = receipt.received
        lodged = receipt.lodged
        isNew = receipt.isNew
    }

    static let type = "claim.receipt.v1"
    static let summary = Text(zh: "申报已受理", en: "A claim is durable at the office.")
    static let fields: FieldList<ClaimReceipt> = [
        Field("claim", \.claim, zh: "申报编号", en: "the claim's id"),
        .version(\.version),
        .received(\.received),
        .lodged(\.lodged),
        Field("new", \.isNew, zh: "是否新受理；否则此前已受理，未变", en: "false when it was there before, unchanged"),
    ]
}

/// What an office knows of a claim that it took in.
struct ClaimStatus: Message {
    enum State: String, CaseIterable, FieldValue { case lodged, withdrawn }

    var claim = ""
    var office = ""
    var state = State.lodged
    var versions: [VersionStatus] = []
    var content: RawJSON?

    init() {}

    static let type = "claim.status.v1"
    static let summary = Text(zh: "一份申报在本机关的情况", en: "What the office knows of a claim.")
    static let fields: FieldList<ClaimStatus> = [
        Field("claim", \.claim, zh: "申报编号", en: "the claim's id"),
        Field("office", \.office, zh: "收件机关", en: "division whose office took it in"),
        Field("state", \.state, zh: "状态：lodged已受理，withdrawn已撤回", en: "lodged or withdrawn"),
        Field("versions", \.versions, zh: "各版本", en: "its versions"),
        Field("content", \.content, zh: "最新版本的内容，个人信息已隐去", en: "the last version, personal values masked"),
    ]
}

/// One version of a claim.
struct VersionStatus: MessagePart {
    var version: Int64 = 0
    var received = Moment()
    var lodged = Moment()
    var withdrawal = false

    init() {}

    init(_ version: OutboxVersion) {
        self.version = version.number
        received = Moment(atMs: version.receivedMs)
        lodged = Moment(atMs: version.lodgedMs)
        withdrawal = version.isWithdrawal
    }

    static let fields: FieldList<VersionStatus> = [
        .version(\.version),
        .received(\.received),
        .lodged(\.lodged),
        Field("withdrawal", \.withdrawal, zh: "是否为撤回", en: "whether it takes the claim back"),
    ]
}

/// What may be said when a claim is taken back.
struct WithdrawalRequest: Message {
    var reason: String?
    var version: Int64?

    init() {}

    static let type = "claim.withdrawal.v1"
    static let summary = Text(zh: "撤回申报", en: "Takes a claim back.")
    static let fields: FieldList<WithdrawalRequest> = [
        Field("reason", \.reason, zh: "撤回原因", en: "why", personal: .content),
        Field("version", \.version, zh: "所撤回的最新版本号", en: "the last version, so that no later one is withdrawn"),
    ]
}

/// The answer to evidence that is kept.
struct EvidenceStored: Message {
    var digest = ""
    var size: Int64 = 0

    init() {}

    static let type = "evidence.stored.v1"
    static let summary = Text(zh: "佐证材料已存储", en: "A piece of evidence is kept.")
    static let fields: FieldList<EvidenceStored> = [
        Field("digest", \.digest, zh: "材料摘要，填入申报", en: "its digest, for the claim to name", format: .digest),
        Field("bytes", \.size, zh: "字节数", en: "its size", unit: "bytes"),
    ]
}

/// Problem details (RFC 9457) with every wrong field.
struct ProblemDetails: Message {
    var about = "about:blank"
    var title = ""
    var status: Int64 = 0
    var detail = ""
    var errors: [FieldError] = []

    init() {}

    static let type = "problem.v1"
    static let summary = Text(zh: "错误说明（RFC 9457）", en: "Problem details (RFC 9457).")
    static let fields: FieldList<ProblemDetails> = [
        Field("type", \.about, zh: "问题类型", en: "what kind of problem it is"),
        Field("title", \.title, zh: "状态说明", en: "the status in words"),
        Field("status", \.status, zh: "状态码", en: "the HTTP status"),
        Field("detail", \.detail, zh: "说明", en: "what is wrong, in a sentence"),
        Field("errors", \.errors, zh: "每一处错误", en: "every wrong field"),
    ]
}

/// One wrong field of a request.
struct FieldError: MessagePart {
    var field = ""
    var zh = ""
    var en = ""

    init() {}

    static let fields: FieldList<FieldError> = [
        Field("field", \.field, zh: "字段，空为整体", en: "the field; empty for the whole"),
        Field("zh", \.zh, zh: "中文说明", en: "what is wrong, in Chinese"),
        Field("en", \.en, zh: "英文说明", en: "what is wrong, in English"),
    ]
}

extension ProblemDetails {
    init(_ status: Int, _ detail: String, _ faults: [Fault]) {
        self.status = Int64(status)
        self.detail = detail
        title = Problem(status: status, detail: detail).title
        errors = faults.map { fault in
            var error = FieldError()
            error.field = fault.field
            error.zh = fault.text.zh
            error.en = fault.text.en
            return error
        }
    }

    init(_ refusal: OutboxRefusal) {
        let (status, field): (Int, String) =
            switch refusal {
            case .unknownClaim: (404, "id")
            case .notTheLast: (409, "supersedes")
            case .tooLarge: (413, "")
            }
        let fault = Fault(field, zh: refusal.sentence.zh, en: refusal.sentence.en)
        self.init(status, refusal.sentence.en, [fault])
    }

    var response: Response {
        Response(status: Int(status), mediaType: "application/problem+json", body: bytes)
    }

    /// What the office's own disk refuses is no fault of the sender, and none of his business.
    static func answering(_ refusal: EvidenceStore.Refusal) throws(Problem) -> Response {
        switch refusal {
        case .otherDigest, .empty:
            let fault = Fault("digest", zh: refusal.sentence.zh, en: refusal.sentence.en)
            return ProblemDetails(422, refusal.sentence.en, [fault]).response
        case .unreadable, .unwritable:
            throw Problem(
                status: 503, detail: "The file cannot be kept at the moment; send it again.",
                headers: [Response.Header("Retry-After", "5")])
        }
    }
}
