import Awards
import Decimals
import Feel

/// An assessment as a person reads it: the sentence, each condition with its facts and whether it holds, each step of
/// the amount, who bears what. Of a refusal it says how far it missed.
public struct Explanation: Sendable {
    let programme: Programme
    let rule: Rule
    let assessment: Assessment
    let slots: [Value]
    let wording: Wording

    /// The assessment must have been made with its trace.
    public init(_ assessment: Assessment, by rule: Rule, of programme: Programme, in language: Language) {
        self.programme = programme
        self.rule = rule
        self.assessment = assessment
        slots = assessment.trace?.slots ?? rule.template
        wording = Wording(language)
    }

    public var text: String {
        var lines = [
            "\(programme.title[wording.language])",
            wording.pick("（\(clause.article)）", "Clause \(clause.id): ") + clause.title[wording.language], "",
            "“\(clause.quote)”", "",
        ]
        lines += section(wording.pick("条件", "Conditions"), conditions)
        lines += section(wording.pick("金额", "Amount"), derived + steps)
        lines += section(wording.pick("分担", "Borne by"), shares)
        lines += section(wording.pick("所依解读", "Readings it rests on"), readings)
        lines.append(outcome)
        return lines.joined(separator: "\n") + "\n"
    }

    var clause: Clause { rule.clause }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : [title] + lines.map { "  " + $0 } + [""]
    }

    // MARK: Conditions

    private var conditions: [String] {
        let conditions = clause.orderedConditions
        return (assessment.trace?.conditions ?? []).flatMap { answer -> [String] in
            guard conditions.indices.contains(answer.index) else { return [] }
            let condition = conditions[answer.index]
            let sign =
                switch answer.truth {
                case .holds: "✓"
                case .fails: "✗"
                case .open: "?"
                }
            let facts = factsRead(by: condition.test.expression)
            let line = "\(sign) \(condition.text[wording.language])" + (facts.isEmpty ? "" : "    " + facts)
            let miss = answer.truth == .fails ? missed(condition.test.expression) : nil
            return [line] + (miss.map { ["    " + $0] } ?? [])
        }
    }

    private func factsRead(by expression: Expression) -> String {
        let known = Set(clause.facts.map(\.name) + clause.values.map(\.name) + clause.tables.map(\.name))
        let names = expression.names(among: known)
        return rule.names.filter(names.contains).map { name in
            let label = clause.label(of: name)?[wording.language] ?? name
            return "\(label) = \(value(of: name).map { wording.value($0, clause.type(of: name)) } ?? "")"
        }.joined(separator: wording.pick("；", "; "))
    }

    func value(of name: String) -> Value? { rule.names.firstIndex(of: name).map { slots[$0] } }

    /// How far the first comparison in a condition that fails is from holding.
    private func missed(_ expression: Expression) -> String? {
        var answer: String?
        expression.walk { part in
            guard answer == nil, case .comparison(let comparison, let left, let right) = part.node else { return }
            answer = missed(comparison, left, right)
        }
        return answer
    }

    private func missed(_ comparison: Expression.Comparison, _ left: Expression, _ right: Expression) -> String? {
        let unit = unit(of: left) ?? unit(of: right)
        switch (result(of: left), result(of: right)) {
        case (.number(let actual), .number(let needed)):
            guard let gap = try? actual < needed ? needed - actual : actual - needed else { return nil }
            let said = wording.quantity(gap.normalized, unit)
            switch comparison {
            case .atLeast, .greater:
                return gap.isZero
                    ? wording.pick("恰为界限，须超过", "exactly at the bound, and it must be above")
                    : wording.pick("差 \(said)", "\(said) short")
            case .atMost, .less:
                return gap.isZero
                    ? wording.pick("恰为界限，须低于", "exactly at the bound, and it must be below")
                    : wording.pick("超出 \(said)", "\(said) over")
            case .equal, .unequal: return nil
            }
        case (.date(let actual), .date(let needed)):
            let days = abs(actual.number - needed.number)
            return wording.pick("相差 \(days) 天", "\(days) \(days == 1 ? "day" : "days") off")
        default: return nil
        }
    }

    private func result(of expression: Expression) -> Value {
        guard let formula = try? Formula(expression, slots: rule.names) else { return .null }
        return formula.value(slots)
    }

    private func unit(of expression: Expression) -> Unit? {
        let types = Dictionary(rule.names.map { ($0, clause.type(of: $0) ?? .any) }) { first, _ in first }
        if case .number(let unit) = StaticCheck(expression, names: types).type { return unit }
        return nil
    }

    // MARK: The end

    private var readings: [String] {
        programme.readings.filter { $0.clauses.contains(clause.id) }.compactMap { reading in
            guard let choice = reading.choices.first(where: { $0.name == reading.chosen }) else { return nil }
            return "\(reading.id) \(reading.question[wording.language])"
                + wording.pick("：", ": ") + choice.text[wording.language]
        }
    }

    private var outcome: String {
        switch assessment.outcome {
        case .award(let award): return wording.pick("结论：奖补 ", "Outcome: an award of ") + wording.money(award)
        case .reject(let reason, let ceiling):
            let most = ceiling.map { wording.pick("，最高可定 ", ", at most ") + wording.money($0) } ?? ""
            return wording.pick("结论：不予奖补（", "Outcome: refused (") + reason + most + wording.pick("）", ")")
        case .refer(let reason, let ceiling):
            let most = ceiling.map { wording.pick("，上限 ", ", at most ") + wording.money($0) } ?? ""
            return wording.pick("结论：交人工决定（", "Outcome: an officer decides (") + reason + most
                + wording.pick("）", ")")
        case .waitlist(let reason, let available):
            return wording.pick("结论：候补（", "Outcome: waits (") + reason
                + wording.pick("，尚余 ", ", left: ") + wording.money(available) + wording.pick("）", ")")
        case .ask(let facts):
            let names = facts.map { clause.label(of: $0)?[wording.language] ?? $0 }
            return wording.pick("结论：请补充 ", "Outcome: still needed: ") + names.joined(separator: wording.pick("、", ", "))
        case .target(let isMet):
            return wording.pick("结论：目标", "Outcome: the target is ")
                + (isMet ? wording.pick("已完成", "met") : wording.pick("未完成", "not met"))
        case .bound(let isKept):
            return wording.pick("结论：", "Outcome: the bound is ")
                + (isKept ? wording.pick("符合上限", "kept") : wording.pick("超出上限", "exceeded"))
        }
    }
}
