import Awards
import Decimals
import Feel

extension Explanation {
    /// Whether an amount was worked out, or at least begun.
    var isWorkedOut: Bool {
        switch clause.grant {
        case .award: !(assessment.trace?.steps.isEmpty ?? true)
        case .decision, .open: assessment.trace?.steps.contains { $0.stage != .budget } ?? false
        case .target, .bound, .duty: false
        }
    }

    /// What was worked out before the amount: tables by the parameter that was chosen, values by their formulas.
    var derived: [String] {
        let read = namesRead
        let tables = clause.tables.filter { read.contains($0.name) }.compactMap { table -> String? in
            guard let label = table.text?[wording.language], let value = value(of: table.name) else { return nil }
            return "\(label) = \(chosen(from: table, value))"
        }
        return tables
            + clause.values.flatMap { named -> [String] in
                guard let label = named.text?[wording.language], let value = value(of: named.name) else { return [] }
                let expression = named.formula.expression
                let records = ExplanationRecords(self).lines(of: expression, without: clause.shownValues).map {
                    "  " + $0
                }
                if case .list = value, !records.isEmpty { return [label] + records }
                return ["\(label) = \(formulas.equation(expression))"] + records
            }
    }

    /// Names that the amount, its bounds and what is left out depend on.
    private var namesRead: Set<String> {
        let known = Set(clause.values.map(\.name) + clause.tables.map(\.name))
        var read: Set<String> = []
        var open = clause.grant.formulas.map(\.expression)
        while let expression = open.popLast() {
            for name in expression.names(among: known) where read.insert(name).inserted {
                open += clause.values.filter { $0.name == name }.map(\.formula.expression)
            }
        }
        return read
    }

    private func chosen(from table: Table, _ value: Value) -> String {
        let shown = wording.value(value, scope.types[table.name])
        let parameter = table.parameters.lazy.compactMap { clause.parameter($0) }.first {
            wording.value($0.value.value, $0.type) == shown
        }
        let place = Expression.Place(line: 1, column: 1)
        let facts = factsRead(by: Expression(.name(table.name), at: place), isWithTables: false)
        return shown + (parameter?.quote.map { "「\($0)」" } ?? "") + (facts.isEmpty ? "" : "    " + facts)
    }

    /// Each step that changed the amount, with the words that order it.
    var steps: [String] {
        (assessment.trace?.steps ?? []).flatMap { step -> [String] in
            let after = yuan(step.after)
            switch step.stage {
            case .amount:
                guard case .formula(let written)? = award?.amount else {
                    return ["\(wording.pick("金额", "amount")) = \(after)"]
                }
                return [wording.pick("金额 = ", "amount = ") + formulas.equation(written.expression)]
                    + ExplanationRecords(self).lines(of: written.expression, without: clause.shownValues).map {
                        "  " + $0
                    }
            case .cap: return [wording.pick("封顶：", "capped: ") + "\(text(of: award?.cap)) → \(after)"]
            case .earlier: return [wording.pick("扣除以前所获：", "less what was paid before: ") + "\(earlierText) → \(after)"]
            case .limit:
                let limits = award?.limits ?? []
                guard limits.indices.contains(step.index) else { return [after] }
                let limit = limits[step.index]
                let bound =
                    formulas.isPlain(limit.atMost.expression) ? "" : text(of: limit.atMost) + wording.pick("：", ": ")
                return [
                    limit.text[wording.language] + wording.pick("：", ": ") + bound + "\(yuan(step.before)) → \(after)"
                ]
            case .assessed: return [wording.pick("此前测算的金额 = ", "the amount assessed beforehand = ") + after]
            case .coefficient, .nonDuplication:
                let words = step.note?.text?[wording.language] ?? step.stage.rawValue
                return ["\(words)\(wording.pick("：", ": "))\(yuan(step.before)) → \(after)"]
            case .truncated: return [wording.pick("截断到分：", "cut to the fen: ") + "\(yuan(step.before)) → \(after)"]
            case .budget:
                let budget = clause.budget?.text[wording.language] ?? ""
                return [wording.pick("受\(budget)限制：", "limited by \(budget): ") + "\(yuan(step.before)) → \(after)"]
            }
        }
    }

    var award: AwardRule? { if case .award(let rule) = clause.grant { rule } else { nil } }

    private var earlierText: String {
        guard let fact = clause.earlier?.fact, let paid = value(of: fact) else { return "" }
        let amount = wording.value(paid, clause.type(of: fact))
        guard case .cap(let cap)? = clause.earlier?.kind else { return amount }
        return wording.pick("累计上限 ", "the cap over time ") + text(of: cap) + " − " + amount
    }

    func text(of written: Written?) -> String { written.map { formulas.text($0.expression) } ?? "" }

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

    /// What the award does not cover, and what waits for the next budget.
    var remainders: [String] {
        var lines: [String] = []
        if let left = assessment.leftOver {
            let formula = award?.leftOver?.formula.expression
            let label = formula.flatMap { expression in
                if case .name(let name) = expression.node { clause.label(of: name)?[wording.language] } else { nil }
            }
            let unit = formula.flatMap { scope.unit(of: $0) }
            lines.append(
                "\(label ?? wording.pick("另行处理", "settled apart")) \(wording.quantity(left.count, unit)) [\(left.name)]"
            )
        }
        if let waiting = assessment.waiting {
            let count = wording.quantity(waiting.count, try? Unit("count"))
            lines.append(wording.pick("候补 ", "waiting for room: ") + "\(count) [\(waiting.name)]")
        }
        return lines
    }
}

extension Clause {
    /// Named values that an explanation shows by themselves.
    fileprivate var shownValues: Set<String> { Set(values.filter { $0.text != nil }.map(\.name)) }
}
