import Messages
import Seals

/// A claim as an applicant or a clerk hands it in: what the office adds (its number, its times) is not in it.
struct ClaimDraft: Message, Equatable {
    /// May be given by who keeps it; it must be the one that follows from the content.
    var id: String?
    var programme = ""
    var clause = ""
    var period = ""
    var applicant = ""
    var applicantName = ""
    var object: String?
    var facts: Facts = [:]
    var evidence: [String]?
    /// The version that this one corrects; without it a claim of other content corrects the last one.
    var supersedes: Int64?
    var answers: String?
    /// Claims on the same project, sales or invoices.
    var sameAs: [String]?
    var contact: Contact?
    var account: Account?

    init() {}

    static let type = "claim.draft.v1"
    static let summary = Text(zh: "提交的申报或其更正", en: "A claim, or a correction of one, as it is handed in.")

    static let fields: FieldList<ClaimDraft> = [
        Field("id", \.id, zh: "申报编号，可不填，由内容得出", en: "the claim's id; it follows from the content and may be left out"),
        .programme(\.programme),
        .clause(\.clause),
        .period(\.period),
        .applicant(\.applicant, format: .filled),
        Field("applicant_name", \.applicantName, zh: "申报主体名称", en: "the applicant's name", format: .filled),
        .object(\.object),
        .facts(\.facts),
        Field("evidence", \.evidence, zh: "佐证材料摘要", en: "digests of the evidence, sha256:…"),
        .supersedes(\.supersedes),
        .answers(\.answers),
        .sameAs(\.sameAs),
        .contact(\.contact),
        .account(\.account),
    ]

    /// The same claim with what may be written in several ways written in one.
    var normalized: ClaimDraft {
        var draft = self
        draft.id = claimID
        draft.facts = facts.sorted()
        draft.evidence = Set(evidence ?? []).sorted()
        if draft.object == applicant { draft.object = nil }
        return draft
    }

    /// Of what it says, whichever version it is said in.
    var contentDigest: SHA256Digest {
        var content = normalized
        content.supersedes = nil
        return SHA256.digest(of: content.bytes)
    }

    /// Made from programme, clause, period, applicant and object: `7-1-2023-3f2a-90c1-7be4-55d0`.
    var claimID: String {
        let hasher = SHA256()
        for part in [programme, clause, period, applicant, object ?? applicant] {
            // Each behind its length, so that no two claims are digested alike.
            let bytes = Array(part.utf8)
            withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hasher.update($0) }
            hasher.update(bytes)
        }
        var id = Array("\(clause)-\(period)".utf8)
        for (index, digit) in hasher.finish().hex.utf8.prefix(20).enumerated() {
            if index.isMultiple(of: 4) { id.append(UInt8(ascii: "-")) }
            id.append(digit)
        }
        return String(decoding: id, as: UTF8.self)
    }
}

extension ClaimDraft {
    /// What a version that was taken in says.
    init(of claim: ClaimSubmitted) {
        programme = claim.programme
        clause = claim.clause
        period = claim.period
        applicant = claim.applicant
        applicantName = claim.applicantName
        object = claim.object
        facts = claim.facts
        evidence = claim.evidence
        supersedes = claim.supersedes
        answers = claim.answers
        sameAs = claim.sameAs
        contact = claim.contact
        account = claim.account
    }
}
