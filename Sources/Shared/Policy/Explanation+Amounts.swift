import Awards
import Decimals
import Feel

extension Explanation {
    private var formulas: FormulaText {
        FormulaText(clause: clause, wording: wording) { name in value(of: name) }
    }

    /// What was worked out before the amount.
    var derived: [String] {
        guard case .award = assessment.outcome else { return [] }
        return clause.values.compactMap { named in
            guard let label = named.text?[wording.language], let value = value(of: named.name) else { return nil }
            return "\(label) = \(formulas.text(named.formula.expression)) = \(wording.value(value, nil))"
        }
    }

    /// Each step that changed the amount, with the words that order it.
    var steps: [String] {
        (assessment.trace?.steps ?? []).map { step in
            let after = wording.quantity(step.after, try? Unit("yuan"))
            switch step.stage {
            case .amount: return "\(amountText) = \(after)"
            case .cap: return wording.pick("封顶：", "capped: ") + "\(text(of: cap)) → \(after)"
            case .earlier: return wording.pick("扣除以前所获：", "less what was paid before: ") + "\(earlierText) → \(after)"
            case .limit:
                let limit = limits.indices.contains(step.index) ? limits[step.index].text[wording.language] : ""
                return "\(limit) → \(after)"
            case .truncated: return wording.pick("截断到分：", "cut to the fen: ") + after
            case .budget:
                let budget = clause.budget?.text[wording.language] ?? ""
                return wording.pick("受\(budget)限制：", "limited by \(budget): ") + after
            }
        }
    }

    private var award: AwardRule? { if case .award(let rule) = clause.grant { rule } else { nil } }
    private var cap: Written? { award?.cap }
    private var limits: [AwardRule.Limit] { award?.limits ?? [] }

    private var amountText: String {
        if case .formula(let written)? = award?.amount { return text(of: written) }
        return wording.pick("决定金额", "the amount decided")
    }

    private var earlierText: String {
        guard let fact = clause.earlier?.fact, let paid = value(of: fact) else { return "" }
        return wording.value(paid, clause.type(of: fact))
    }

    private func text(of written: Written?) -> String { written.map { formulas.text($0.expression) } ?? "" }

    var shares: [String] {
        let shares = assessment.shares
        let named: [(Money?, String)] = [
            (shares.region, wording.pick("自治区", "region")), (shares.city, wording.pick("市", "city")),
            (shares.returned, wording.pick("市级年终返还旗县区", "returned by the city at the year's end")),
            (shares.county, wording.pick("旗县区", "county")),
        ]
        return named.compactMap { money, name in money.map { "\(name) \(wording.money($0))" } }
            + assessment.parts.map { "\($0.name) \(wording.money($0.amount))" }
    }
}
