/// A claim's version passed every check: the facts that stand, each with where it comes from.
public struct ClaimVerified: Message {
    public var of = ClaimVersion()
    /// 1, 2, … of this version: a lower one never replaces a higher.
    public var number: Int64 = 1
    public var facts: Facts = [:]
    public var provenance: [Provenance] = []
    /// What the applicant was awarded before; none where no register speaks of it.
    public var earlier: [PriorAward]?
    /// With the first outcome of a version: what was lodged, from which it may be verified again.
    public var lodged: LodgedContent?

    public init() {}

    public static let type = "claim.verified.v1"
    public static let summary = Text(zh: "一份申报通过核验", en: "A claim's version passed every check.")

    public static let fields: FieldList<ClaimVerified> = [
        Field("of", \.of, zh: "所核验的申报", en: "the version that was verified"),
        Field("number", \.number, zh: "核验序号", en: "running number of the version's verifications"),
        Field("facts", \.facts, zh: "核定的事实", en: "the facts that stand"),
        Field("provenance", \.provenance, zh: "事实的来源", en: "where each fact comes from"),
        Field("earlier", \.earlier, zh: "此前所获奖补", en: "what was awarded before"),
        Field("lodged", \.lodged, zh: "申报内容", en: "what was lodged, for a later verification"),
    ]
}

/// What a version says beside what ``ClaimVersion`` names. Account and contact are not of it.
public struct LodgedContent: MessagePart, Equatable {
    public var applicantName: String?
    public var facts: Facts = [:]
    public var evidence: [String]?
    public var supersedes: Int64?
    public var answers: String?

    public init() {}

    public init(of claim: __shared ClaimSubmitted) {
        applicantName = claim.applicantName.isEmpty ? nil : claim.applicantName
        facts = claim.facts
        evidence = claim.evidence.isEmpty ? nil : claim.evidence
        supersedes = claim.supersedes
        answers = claim.answers
    }

    public static let fields: FieldList<LodgedContent> = [
        Field("applicant_name", \.applicantName, zh: "申报主体名称", en: "the applicant's name"),
        Field("facts", \.facts, zh: "申报的事实", en: "declared facts"),
        Field("evidence", \.evidence, zh: "佐证材料摘要", en: "digests of the evidence", format: .digest),
        Field("supersedes", \.supersedes, zh: "所更正的版本号", en: "number of the version that it corrects"),
        Field("answers", \.answers, zh: "所答复的补正通知编号", en: "id of the verifier's request that it answers"),
    ]
}

/// What was awarded before, under this programme or another.
public struct PriorAward: MessagePart, Hashable {
    /// Whose award it was: the applicant's, or another's for the same object.
    public var applicant = ""
    public var object: String?
    public var programme = ""
    public var clause: String?
    public var year: Int64 = 0
    public var amountFen: Int64 = 0
    /// Who issued the programme: `region`, `city` or `county`.
    public var tier = ""

    public init() {}

    public static let fields: FieldList<PriorAward> = [
        Field("applicant", \.applicant, zh: "获奖主体统一社会信用代码", en: "USCC of who was awarded", format: .uscc),
        Field("object", \.object, zh: "获评对象", en: "what was rewarded; the applicant when left out"),
        Field("programme", \.programme, zh: "政策", en: "programme", format: .filled),
        Field("clause", \.clause, zh: "条款", en: "clause"),
        Field("year", \.year, zh: "年度", en: "the year"),
        Field("amount_fen", \.amountFen, zh: "金额（分）", en: "amount, in fen", unit: "fen"),
        Field("tier", \.tier, zh: "政策制定层级", en: "tier of who issued the programme", format: .filled),
    ]
}

/// Where a fact comes from.
public struct Provenance: MessagePart, Equatable {
    public enum Standing: String, CaseIterable, FieldValue {
        /// The applicant says so, and no register speaks of it.
        case declared
        /// A register says so; what the applicant said, where it was another value, stands beside it.
        case attested
        /// An officer says so, after an inspection or a review.
        case reviewed
    }

    public var fact = ""
    public var standing = Standing.declared
    /// The register, or the review.
    public var source: String?
    public var asOf: String?
    /// What the applicant declared, as JSON, where the register says something else.
    public var declared: String?

    public init() {}

    public init(_ fact: String, _ standing: Standing, _ source: String?, asOf: String?, declared: String?) {
        self.fact = fact
        self.standing = standing
        self.source = source
        self.asOf = asOf
        self.declared = declared
    }

    public static let fields: FieldList<Provenance> = [
        Field("fact", \.fact, zh: "事实", en: "the fact", format: .filled),
        Field("standing", \.standing, zh: "依据", en: "what it rests on"),
        Field("source", \.source, zh: "登记或复核", en: "the register, or the review"),
        Field("as_of", \.asOf, zh: "数据日期", en: "the register's day", format: .day),
        Field("declared", \.declared, zh: "申报值", en: "what was declared, where it differs"),
    ]
}

/// A claim's version failed: every check that it failed, not only the first.
public struct ClaimRefused: Message {
    public var of = ClaimVersion()
    public var number: Int64 = 1
    public var failures: [FailedCheck] = []
    /// With the first outcome of a version: what was lodged, from which it may be verified again.
    public var lodged: LodgedContent?

    public init() {}

    public static let type = "claim.refused.v1"
    public static let summary = Text(zh: "一份申报未通过核验", en: "A claim's version failed verification.")

    public static let fields: FieldList<ClaimRefused> = [
        Field("of", \.of, zh: "所核验的申报", en: "the version that was verified"),
        Field("number", \.number, zh: "核验序号", en: "running number of the version's verifications"),
        Field("failures", \.failures, zh: "未通过的各项", en: "each check that it failed"),
        Field("lodged", \.lodged, zh: "申报内容", en: "what was lodged, for a later verification"),
    ]
}

/// A check that a claim failed.
public struct FailedCheck: MessagePart, Equatable {
    public var reason = ""
    public var sentence = Text()
    public var source: String?
    public var asOf: String?

    public init() {}

    public static let fields: FieldList<FailedCheck> = [
        Field("reason", \.reason, zh: "原因代码", en: "id of the reason", format: .filled),
        Field("sentence", \.sentence, zh: "说明", en: "in words"),
        Field("source", \.source, zh: "登记", en: "the register that shows it"),
        Field("as_of", \.asOf, zh: "数据日期", en: "the register's day", format: .day),
    ]
}

/// A claim's version waits for rows of registers that are not there yet. It carries what it needs to go on.
public struct ClaimWaiting: Message {
    public var claim = ClaimSubmitted()
    public var number: Int64 = 1
    public var missing: [MissingRow] = []
    /// What an officer has attested already, and by which order.
    public var reviewed: Facts?
    public var review: String?
    /// Nobody is asked any longer: a row attests what the open review asked for.
    public var isReviewOver: Bool?

    public init() {}

    public static let type = "claim.waiting.v1"
    public static let summary = Text(zh: "一份申报等待登记数据", en: "A claim waits for rows of registers.")

    public static let fields: FieldList<ClaimWaiting> = [
        Field("claim", \.claim, zh: "等待的申报（不含账户与联系人）", en: "the claim, without account and contact"),
        Field("number", \.number, zh: "核验序号", en: "running number of the version's verifications"),
        Field("missing", \.missing, zh: "所缺登记", en: "the rows that it waits for"),
        Field("reviewed", \.reviewed, zh: "已核实的事实", en: "facts that an officer has attested already"),
        Field("review", \.review, zh: "核实所依指令", en: "the order by which they were attested"),
        Field("review_over", \.isReviewOver, zh: "核实是否不再需要", en: "whether nobody is asked any longer"),
    ]
}

/// A register's row that a claim waits for.
public struct MissingRow: MessagePart, Hashable {
    public var kind = ""
    public var applicant = ""
    public var key = ""
    /// Facts that it is to attest.
    public var facts: [String] = []
    /// Or the end of a complete import of the register, which would say that there is no such row.
    public var isListed: Bool?

    public init() {}

    public static let fields: FieldList<MissingRow> = [
        Field("kind", \.kind, zh: "登记种类", en: "which register", format: .filled),
        Field("applicant", \.applicant, zh: "统一社会信用代码", en: "whose row", format: .uscc),
        Field("key", \.key, zh: "对象、年度等", en: "the row's key"),
        Field("facts", \.facts, zh: "需证明的事实", en: "facts that it is to attest"),
        Field("or_complete", \.isListed, zh: "或该登记的全部名单", en: "or the end of a complete import"),
    ]
}

/// A person is asked for what no register can attest: an inspection, or an amount.
public struct ReviewRequested: Message {
    public enum Subject: String, CaseIterable, FieldValue {
        /// Facts of a claim.
        case facts
        /// An amount, at most `ceiling`.
        case amount
    }

    /// From the claim's version and what is asked.
    public var id = ""
    public var of = ClaimVersion()
    public var subject = Subject.facts
    public var facts: [String] = []
    public var reason: String?
    public var ceilingFen: Int64?
    /// With a review of facts: the claim, so that its answer finds all that it needs.
    public var claim: ClaimSubmitted?
    /// With a review of an amount: the verified claim.
    public var verified: ClaimVerified?

    public init() {}

    public static let type = "review.requested.v1"
    public static let summary = Text(zh: "请经办人核实或决定", en: "A person is asked to attest facts, or to decide an amount.")

    public static let fields: FieldList<ReviewRequested> = [
        Field("id", \.id, zh: "复核编号", en: "the review's id", format: .filled),
        Field("of", \.of, zh: "所涉申报", en: "the version that it is about"),
        Field("subject", \.subject, zh: "复核事项", en: "what is asked"),
        Field("facts", \.facts, zh: "需核实的事实", en: "facts to attest"),
        Field("reason", \.reason, zh: "原因代码", en: "id of the reason"),
        Field("ceiling_fen", \.ceilingFen, zh: "上限（分）", en: "the most that may be decided, in fen"),
        Field("claim", \.claim, zh: "申报（不含账户与联系人）", en: "the claim, without account and contact"),
        Field("verified", \.verified, zh: "核定的申报", en: "the verified claim, where an amount is asked"),
    ]
}
