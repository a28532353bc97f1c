import Awards
import Decimals
import Feel

/// What is checked behind the conditions: what was paid before, an officer's decision, the budget.
extension Explanation {
    private var refusal: String? { if case .reject(let reason, _) = assessment.outcome { reason } else { nil } }

    private var failed: Bool { assessment.trace?.conditions.contains { $0.truth == .fails } ?? false }

    func number(of written: Written?) -> Decimal128? {
        guard let written, case .number(let number) = scope.result(of: written.expression) else { return nil }
        return number
    }

    private var paid: Decimal128? {
        guard let fact = clause.earlier?.fact, case .number(let paid)? = value(of: fact) else { return nil }
        return paid
    }

    // MARK: Paid before

    var earlierCheck: [String] {
        guard let earlier = clause.earlier, let fact = earlier.fact, let paid else { return [] }
        let before = "\(clause.label(of: fact)?[wording.language] ?? fact) = \(yuan(paid))"
        switch earlier.kind {
        case .once:
            return [
                (paid > .zero ? "✗ " : "✓ ") + wording.pick("只奖补一次", "paid once only") + "    " + before
            ]
        case .cap(let cap):
            guard let most = number(of: cap) else { return [] }
            let left = (try? most - paid) ?? .zero
            return [
                (left > .zero ? "✓ " : "✗ ")
                    + wording.pick("累计不超过 ", "in all at most ") + text(of: cap) + "    " + before
                    + wording.pick("，还可得 ", "; what can still be paid: ") + yuan(max(left, .zero))
            ]
        case .difference:
            guard refusal == "one_time_already_paid" || refusal == "higher_already_paid", !failed,
                let step = assessment.trace?.steps.last(where: { $0.stage == .amount || $0.stage == .cap })
            else { return [] }
            return [
                "✗ " + wording.pick("高于此前所获才补差额", "only what is above an earlier award is paid") + "    " + before
                    + wording.pick("；此次 ", "; this time ") + yuan(step.after)
            ]
        }
    }

    // MARK: An officer's decision

    var decision: [String] {
        guard case .decision(let rule) = clause.grant, !failed else { return [] }
        var lines = [rule.text[wording.language]]
        var most = number(of: rule.ceiling)
        if let ceiling = rule.ceiling, most != nil {
            lines.append(wording.pick("上限 = ", "ceiling = ") + text(of: ceiling))
        }
        if case .cap(let cap)? = clause.earlier?.kind, let whole = number(of: cap) {
            let left = max((try? whole - (paid ?? .zero)) ?? .zero, .zero)
            if let paid, paid > .zero {
                lines.append(
                    wording.pick("扣除此前所获：", "less what was paid before: ")
                        + "\(yuan(whole)) − \(yuan(paid)) → \(yuan(left))")
            }
            most = most.map { min($0, left) } ?? left
        }
        guard case .number(let decided)? = value(of: "decided") else { return lines }
        let said = wording.pick("决定金额 = ", "the amount decided = ") + yuan(decided)
        var isWithin = true
        if let floor = rule.floor, let least = number(of: floor.amount) {
            isWithin = decided >= least
            lines.append(
                (isWithin ? "✓ " : "✗ ")
                    + wording.pick("不低于 ", "not below ") + text(of: floor.amount) + "    " + said)
            if !isWithin, let gap = try? least - decided {
                lines.append("    " + wording.pick("差 \(yuan(gap))", "\(yuan(gap)) short"))
            }
        }
        if let most {
            isWithin = decided <= most
            lines.append(
                (isWithin ? "✓ " : "✗ ") + wording.pick("不超过 ", "at most ") + yuan(most) + "    " + said)
            if !isWithin, let gap = try? decided - most {
                lines.append("    " + wording.pick("超出 \(yuan(gap))", "\(yuan(gap)) over"))
            }
        }
        if rule.floor == nil, most == nil { lines.append(said) }
        return lines
    }

    // MARK: The budget

    /// The sum that all share, where it took something away.
    var budget: [String] {
        guard let budget = clause.budget, isHeldBack(by: budget), let total = number(of: budget.total) else {
            return []
        }
        var lines = ["\(budget.text[wording.language]) = " + text(of: budget.total)]
        var left = total
        if let fact = budget.committed, case .number(let committed)? = value(of: fact) {
            left = max((try? total - committed) ?? .zero, .zero)
            let label = clause.label(of: fact)?[wording.language] ?? fact
            lines.append(
                "\(label) \(yuan(committed))" + wording.pick("，尚余 ", "; left: ") + yuan(left))
        }
        guard let asked else { return lines }
        lines.append(wording.pick("✗ 应奖补 ", "✗ due: ") + yuan(asked))
        if let gap = try? asked - left {
            lines.append("    " + wording.pick("超出 \(yuan(gap))", "\(yuan(gap)) over"))
        }
        if let price = budget.piece?.price, let each = number(of: price), case .award(let award) = assessment.outcome {
            let one = wording.pick("每个 ", "each ") + yuan(each)
            lines.append(wording.pick("余额可付整数个：", "whole ones that fit: ") + one + " → " + wording.money(award))
        }
        return lines
    }

    private func isHeldBack(by budget: Budget) -> Bool {
        if assessment.trace?.steps.contains(where: { $0.stage == .budget }) ?? false { return true }
        if case .waitlist = assessment.outcome { return true }
        return !failed && refusal != nil && refusal == (budget.reason ?? "budget_exceeded")
    }

    /// The amount before the budget.
    private var asked: Decimal128? {
        guard let steps = assessment.trace?.steps else { return nil }
        if let step = steps.first(where: { $0.stage == .budget }) { return step.before }
        if let last = steps.last { return last.after }
        guard case .number(let decided)? = value(of: "decided") else { return nil }
        return decided
    }
}
