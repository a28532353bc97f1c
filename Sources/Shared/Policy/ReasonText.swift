import Awards

/// A reason in words: those of the clause's own sentence where it has some, else those that all programmes share.
struct ReasonText {
    let clause: Clause
    let language: Language

    /// The words, then the id in brackets.
    func text(_ reason: String) -> String { "\(words(of: reason)) [\(reason)]" }

    func words(of reason: String) -> String {
        let own = ownText(of: reason)?[language]
        return own ?? Self.common[reason]?[language] ?? reason.replacing("_", with: " ")
    }

    private func ownText(of reason: String) -> BilingualText? {
        if let condition = clause.orderedConditions.first(where: { $0.reason == reason }) {
            return BilingualText(zh: "未满足“\(condition.text.zh)”", en: "not met: “\(condition.text.en)”")
        }
        if let referral = clause.referrals.first(where: { $0.reason == reason }) { return referral.text }
        switch clause.grant {
        case .decision(let rule) where rule.reason == reason: return rule.text
        case .decision(let rule) where rule.floor?.reason == reason:
            return BilingualText(zh: "决定金额低于下限", en: "the amount decided is below the floor")
        case .open(let own, _, let text) where own == reason: return text
        case .duty(let text) where reason == "no_award_in_clause": return text
        case .award, .decision, .open, .target, .bound, .duty: break
        }
        if let shared = clause.sameObject, shared.reason == reason { return shared.text }
        guard let budget = clause.budget, budget.reason == reason else { return nil }
        return BilingualText(zh: "超出\(budget.text.zh)", en: "more than is left of \(budget.text.en)")
    }

    /// Reasons that no clause words: of the system, and of whole rounds.
    static let common: [String: BilingualText] = Dictionary(
        uniqueKeysWithValues: [
            ("applicant_not_active", "申报主体不在营业", "the applicant is not in business"),
            ("applicant_unknown", "登记机关查无此申报主体", "no register of businesses knows the applicant"),
            ("amount_out_of_range", "金额超出可支付范围", "the amount is larger than any that is paid"),
            ("annual_total", "本年资金总额已用完", "the year's total is used up"),
            ("before_programme", "早于政策施行之日", "before the programme's first day"),
            ("blacklisted_within_3_years", "近三年有失信记录", "on the dishonesty list within three years"),
            ("budget_exceeded", "超出预算", "more than the budget holds"),
            ("calc_table_missing", "缺少测算表", "the calculation table is missing"),
            ("cap_used_up", "累计限额已用完", "the cap over time is used up"),
            ("clause_not_in_guide", "当年申报指南未列本条款", "the year's guide does not run this clause"),
            ("decision_exceeds_ceiling", "决定金额超过上限", "the amount decided is above the ceiling"),
            ("fiscal_penalty_within_3_years", "近三年有财政违法处罚", "a fiscal penalty within three years"),
            ("guide_missing", "当年申报指南尚未发布", "the year's guide is not there yet"),
            ("higher_already_paid", "此前所获更高", "a higher award was paid before"),
            ("lower_of_same_object", "同一获评对象就高不重复，另一项更高", "another award for the same object is higher"),
            ("must_come_through_city", "须由盟市统一申报", "the claim must come through the city"),
            ("no_amount", "无从计算金额", "no amount follows from these facts"),
            ("no_award_in_clause", "本条款不发放资金", "this clause gives no money"),
            ("no_tax_in_district", "未在本区纳税", "no tax is paid in the district"),
            ("not_registered_in_district", "未在本区登记注册", "not registered in the district"),
            ("one_time_already_paid", "一次性奖补，此前已支付", "paid once, and it was paid before"),
            ("outside_14th_fyp", "不在“十四五”期间", "outside the 14th five-year plan"),
            ("outside_programme_year", "年度不在政策有效期内", "the year lies outside the validity"),
            ("programme_expired", "政策已过有效期", "after the programme's last day"),
            ("programme_not_in_force", "政策尚未施行", "the programme is not in force"),
            ("rank_over_5", "未进入前5名", "not among the first five"),
            ("recipient_is_county", "奖补给予旗县区", "the banner receives the award"),
            ("recipient_is_league_city", "奖补给予盟市", "the league or city receives the award"),
            ("same_investment_twice", "同一投入用于两个条款", "the same investment stands under two clauses"),
        ].map { ($0.0, BilingualText(zh: $0.1, en: $0.2)) })
}

extension Clause {
    /// A reason in words: the clause's own where it has some.
    public func words(ofReason reason: String, in language: Language) -> String {
        ReasonText(clause: self, language: language).words(of: reason)
    }

    /// The same for a reason that is no clause's.
    public static func commonWords(ofReason reason: String, in language: Language) -> String {
        ReasonText.common[reason]?[language] ?? reason.replacing("_", with: " ")
    }
}
