import Awards
import Messages
import Policy

extension FailedCheck {
    private init(_ reason: String, zh: String, en: String, source: String? = nil, day: String? = nil) {
        self.init()
        self.reason = reason
        sentence = Text(zh: zh, en: en)
        self.source = source
        asOf = day
    }

    static func unknown(_ claim: ClaimSubmitted, _ day: Int) -> FailedCheck {
        FailedCheck(
            "applicant_unknown", zh: "登记机关查无此申报主体：\(claim.applicant)。",
            en: "The register of businesses knows no \(claim.applicant).", source: RegisterKind.registration.rawValue,
            day: CivilDate(daysSince1970: day)?.description)
    }

    static func notActive(_ claim: ClaimSubmitted, _ status: Registers.Attested) -> FailedCheck {
        var word = "?"
        if case .text(let text) = status.fact { word = text }
        return FailedCheck(
            "applicant_not_active", zh: "申报主体\(claim.applicant)的登记状态为“\(word)”，不在营业。",
            en: "\(claim.applicant) is not in business: the register says \(word).",
            source: RegisterKind.registration.rawValue, day: status.day)
    }

    static func clauseUnknown(_ claim: ClaimSubmitted) -> FailedCheck {
        FailedCheck(
            "clause_unknown", zh: "政策\(claim.programme)没有条款\(claim.clause)。",
            en: "The programme \(claim.programme) has no clause \(claim.clause).")
    }

    static func periodUnknown(_ claim: ClaimSubmitted) -> FailedCheck {
        FailedCheck(
            "period_unknown", zh: "申报年度“\(claim.period.prefix(40))”不是年度。",
            en: "The period \(claim.period.prefix(40)) does not begin with a year.")
    }

    static func outsideValidity(_ claim: ClaimSubmitted, _ validity: Programme.Validity) -> FailedCheck {
        let from = validity.from?.description ?? "…"
        let to = validity.to?.description ?? "…"
        return FailedCheck(
            "period_outside_validity", zh: "申报年度\(claim.period)不在政策有效期（\(from)至\(to)）内。",
            en: "The period \(claim.period) lies outside the programme's validity, \(from) to \(to).")
    }

    static func badFact(_ name: String, _ clause: Clause, _ error: FactErrors) -> FailedCheck {
        guard let fact = clause.fact(name) else {
            return FailedCheck(
                "fact_unknown", zh: "条款\(clause.id)没有事实“\(name.prefix(40))”。", en: "\(error).")
        }
        return FailedCheck(
            "fact_wrong", zh: "“\(fact.text.zh)”（\(name)）的填报值不符合类型、单位或范围。", en: "\(fact.text.en): \(error).")
    }
}
