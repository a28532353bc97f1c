import Agent
import Awards
import Documents
import Messages
import Policy
import Seals

/// Everything that is looked at before a claim is taken in. Pure: the time and what is stored are given.
struct ClaimCheck {
    let terms: Terms
    let nowMs: Int64
    /// False in trials: a claim is taken in although no round is open.
    var needsRound = true
    /// Whether a piece of evidence of this digest is stored.
    let hasEvidence: (SHA256Digest) -> Bool

    /// All faults at once, in the order of the fields.
    ///
    /// - Parameter known: those that reading found; what they are about is not looked at again.
    func faults(in draft: ClaimDraft, besides known: [Fault] = []) -> [Fault] {
        let wrong = Set(known.map(\.field))
        var faults = known
        func check(_ field: String, _ found: @autoclosure () -> [Fault]) {
            if !wrong.contains(field) { faults += found() }
        }
        check("applicant", applicant(draft.applicant))
        check("evidence", evidence(draft.evidence ?? []))
        check("account.number", account(draft.account))
        guard !wrong.contains("") else { return faults }
        let parts = ["programme", "clause", "period", "applicant", "object"]
        if let id = draft.id, id != draft.claimID, wrong.isDisjoint(with: parts) {
            faults.append(
                Fault("id", zh: "与内容不符，应为\(draft.claimID)或不填。", en: "It must be \(draft.claimID), or left out."))
        }
        return faults + underLaw(draft).filter { !wrong.contains($0.field) }
    }

    private func applicant(_ code: String) -> [Fault] {
        do throws(USCCError) {
            _ = try USCC(code)
            return []
        } catch {
            return [Fault("applicant", zh: "\(error.text.zh)。", en: "This is no right code: \(error.text.en).")]
        }
    }

    /// A spreadsheet turns a long number into 6.2284E+18, and its last digits are lost.
    private func account(_ account: Account?) -> [Fault] {
        guard let number = account?.number else { return [] }
        let digits = number.filter { $0 != " " && $0 != "-" }
        guard !(5...40).contains(digits.count) || !digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return [] }
        return [
            Fault(
                "account.number", zh: "不是账号：应为5至40位数字（表格中请设为文本格式）。",
                en: "This is no account number: 5 to 40 digits; in a spreadsheet format the column as text.")
        ]
    }

    private func evidence(_ digests: [String]) -> [Fault] {
        digests.enumerated().compactMap { index, text in
            guard text.hasPrefix("sha256:"), let digest = SHA256Digest(text), digest.description == text else {
                return Fault(
                    "evidence[\(index)]", zh: "不是材料摘要：应为sha256:加64位小写十六进制数字。",
                    en: "This is no digest: sha256: and 64 hexadecimal digits in lower case.")
            }
            guard !hasEvidence(digest) else { return nil }
            return Fault(
                "evidence[\(index)]", zh: "本机关尚未收到此摘要的材料，请先提交材料。",
                en: "The office has no evidence of this digest; hand the file in first.")
        }
    }

    // MARK: Programme, clause, period, round

    private func underLaw(_ draft: ClaimDraft) -> [Fault] {
        guard let adopted = terms.adopted[draft.programme] else {
            let near = Spelling.nearest(to: draft.programme, among: terms.programmes)
            return [
                Fault(
                    "programme", zh: "没有已采用的这项政策。" + (near.map { "是否为\($0)？" } ?? ""),
                    en: "No such programme is adopted." + (near.map { " Did you mean \($0)?" } ?? ""))
            ]
        }
        let (round, roundFaults) = round(of: draft, decidedBy: adopted.office)
        let rulebook: Rulebook
        do {
            guard let found = try terms.rulebook(digest: round?.policy ?? adopted.digest, of: draft.programme) else {
                return [Fault("programme", zh: "本机关尚未收到政策文件。", en: "The policy's file has not arrived here yet.")]
            }
            rulebook = found
        } catch {
            return [Fault("programme", zh: "政策文件无法读取。", en: "The policy's file cannot be read: \(error)")]
        }
        let programme = rulebook.programme
        guard let clause = programme.clause(draft.clause) else {
            let near = Spelling.nearest(to: draft.clause, among: programme.clauses.map(\.id))
            return [
                Fault(
                    "clause", zh: "该政策没有这个条款。" + (near.map { "是否为\($0)？" } ?? ""),
                    en: "The programme has no such clause." + (near.map { " Did you mean \($0)?" } ?? ""))
            ]
        }
        guard clause.grantsMoney else {
            return [
                Fault(
                    "clause", zh: "该条款不涉及资金，不受理申报。", en: "The clause grants no money; nothing can be claimed under it.")
            ]
        }
        var faults = period(draft, programme)
        if faults.isEmpty { faults = roundFaults + closed(draft) }
        return faults + FactCheck(rulebook, clause).faults(in: draft.facts)
    }

    private func period(_ draft: ClaimDraft, _ programme: Programme) -> [Fault] {
        guard draft.period.utf8.count == 4, draft.period.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            let year = Int(draft.period), let first = CivilDate(year: year, month: 1, day: 1),
            let last = CivilDate(year: year, month: 12, day: 31)
        else { return [Fault("period", zh: "应为年度，如2023。", en: "This must be a year, such as 2023.")] }
        if let from = programme.validity.from, last < from {
            return [
                Fault("period", zh: "早于政策有效期（\(from)起）。", en: "It lies before the programme's validity (from \(from)).")
            ]
        }
        if let to = programme.validity.to, first > to {
            return [Fault("period", zh: "晚于政策有效期（至\(to)）。", en: "It lies behind the programme's validity (to \(to)).")]
        }
        return []
    }

    private func closed(_ draft: ClaimDraft) -> [Fault] {
        guard terms.guide(draft.programme, draft.period)?.closedClauses.contains(draft.clause) == true else {
            return []
        }
        return [Fault("clause", zh: "该年度申报指南不受理此条款。", en: "The year's guide takes no claims under this clause.")]
    }

    /// The round that the claim belongs to, and why it is taken in by none.
    private func round(of draft: ClaimDraft, decidedBy office: Division) -> (RoundOpened?, [Fault]) {
        let rounds = terms.rounds(draft.programme, draft.clause, draft.period)
        if let open = rounds.last(where: { $0.opens.milliseconds <= nowMs && nowMs < $0.deadline.milliseconds }) {
            return (open, [])
        }
        guard needsRound else { return (rounds.last, []) }
        guard let last = rounds.last else {
            return (
                nil,
                [
                    Fault(
                        "period", zh: "\(office)尚未开始该条款该年度的申报批次。",
                        en: "The office \(office) has opened no round for this clause and period.")
                ]
            )
        }
        if nowMs < last.opens.milliseconds {
            return (
                last, [Fault("period", zh: "申报批次\(last.opens)开始。", en: "The round opens at \(last.opens).")]
            )
        }
        // What the verifier asked for may come behind the deadline.
        if draft.answers != nil { return (last, []) }
        return (
            last, [Fault("period", zh: "申报批次已于\(last.deadline)截止。", en: "The round ended at \(last.deadline).")]
        )
    }
}

extension Clause {
    /// Whether anybody can claim under it.
    var grantsMoney: Bool {
        switch grant {
        case .award, .decision, .open: true
        case .target, .bound, .duty: false
        }
    }
}
