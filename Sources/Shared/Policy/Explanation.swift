import Awards
import Decimals
import Feel

/// An assessment as a person reads it: the sentence, each condition with its facts and whether it holds, each step of
/// the amount, who bears what. Of a refusal it says how far it missed.
public struct Explanation: Sendable {
    let programme: Programme
    let rule: Rule
    let assessment: Assessment
    /// As they were given: a fact that nobody gave is unknown here.
    let slots: [Value]
    let wording: Wording
    let scope: ExplanationScope
    /// The clause that this one names, whose words its outcome is in.
    var named: Clause?

    /// The assessment must have been made with its trace.
    public init(_ assessment: Assessment, by rule: Rule, of programme: Programme, in language: Language) {
        self.programme = programme
        self.rule = assessment.trace?.rule ?? rule
        self.assessment = assessment
        slots = assessment.trace?.slots ?? self.rule.template
        wording = Wording(language)
        scope = ExplanationScope(self.rule, slots)
    }

    public var text: String {
        var lines = [
            "\(programme.title[wording.language])",
            wording.pick("（\(clause.article)）", "Clause \(clause.id): ") + clause.title[wording.language], "",
            "「\(clause.quote)」", "",
        ]
        for section in sections { lines += [section.title] + section.lines.map { "  " + $0 } + [""] }
        lines.append(outcome)
        return lines.joined(separator: "\n") + "\n"
    }

    var clause: Clause { rule.clause }
    var formulas: FormulaText { FormulaText(clause: clause, wording: wording, scope: scope) }
    var reasons: ReasonText { ReasonText(clause: named ?? clause, language: wording.language) }

    /// A part of the explanation, under a title of its own.
    public struct Section: Sendable {
        public enum Kind: Sendable {
            case conditions, tests, decision, amount, budget, shares, leftOver, rules, readings
        }

        public let kind: Kind
        public let title: String
        public let lines: [String]
    }

    /// The parts that have something to say, in the order in which they are read.
    public var sections: [Section] {
        let parts: [(Section.Kind, String, [String])] = [
            (.conditions, wording.pick("条件", "Conditions"), conditions + earlierCheck),
            (.tests, wording.pick("指标", "Tests"), tests),
            (.decision, wording.pick("决定", "Decision"), decision),
            (.amount, wording.pick("金额", "Amount"), isWorkedOut ? derived + steps : []),
            (.budget, wording.pick("资金", "Budget"), budget),
            (.shares, wording.pick("分担", "Borne by"), shares),
            (.leftOver, wording.pick("未计入的", "Left out"), remainders),
            (.rules, wording.pick("实施细则", "Implementing rules"), rules),
            (.readings, wording.pick("所依解读", "Readings it rests on"), readings),
        ]
        return parts.filter { !$0.2.isEmpty }.map { Section(kind: $0.0, title: $0.1, lines: $0.2) }
    }

    func value(of name: String) -> Value? {
        rule.names.firstIndex(of: name).flatMap { slots.indices.contains($0) ? slots[$0] : nil }
    }

    func yuan(_ amount: Decimal128) -> String { wording.quantity(amount.normalized, try? Unit("yuan")) }

    // MARK: The end

    /// Those that name the clause, and those of all clauses that this claim felt.
    private var readings: [String] {
        programme.readings.filter { $0.clauses.contains(clause.id) || changed($0) }.compactMap { reading in
            guard let choice = reading.choices.first(where: { $0.name == reading.chosen }) else { return nil }
            return "\(reading.id) \(reading.question[wording.language])"
                + wording.pick("：", ": ") + choice.text[wording.language]
        }
    }

    /// The numbers of the clause that a lower tier has set for itself.
    private var rules: [String] {
        guard let overlay = programme.overlay else { return [] }
        return overlay.replaced.filter { $0.clause == clause.id }.map { replaced in
            let parameter = replaced.parameter
            let what = (parameter.text ?? clause.label(of: parameter.name))?[wording.language] ?? parameter.quote ?? ""
            let own = wording.quantity(replaced.own, parameter.unit)
            let upper = parameter.value.number.map { wording.quantity($0, parameter.unit) } ?? ""
            let name = what.isEmpty ? parameter.name : what
            return wording.pick(
                "\(overlay.issuer.zh)：\(name) \(own)（原文 \(upper)）",
                "\(overlay.issuer.en): \(name) \(own) (the text has \(upper))")
        }
    }

    private func changed(_ reading: Reading) -> Bool {
        guard reading.clauses.isEmpty else { return false }
        switch reading.id {
        // How amounts are rounded.
        case "A-02": return assessment.trace?.steps.contains { $0.stage == .truncated } ?? false
        // The last day of the validity.
        case "A-05":
            guard case .reject("programme_expired", _) = assessment.outcome else { return false }
            return true
        default: return false
        }
    }

    private var outcome: String {
        let most = wording.pick("，最高 ", ", at most ")
        switch assessment.outcome {
        case .award(let award): return wording.pick("结论：奖补 ", "Outcome: an award of ") + wording.money(award)
        case .reject(let reason, let ceiling):
            return wording.pick("结论：不予奖补：", "Outcome: refused: ") + reasons.text(reason)
                + (ceiling.map { most + wording.money($0) } ?? "")
        case .refer(let reason, let ceiling):
            return wording.pick("结论：交人工决定：", "Outcome: an officer decides: ") + reasons.text(reason)
                + (ceiling.map { most + wording.money($0) } ?? "")
        case .waitlist(let reason, let available):
            return wording.pick("结论：候补：", "Outcome: waits: ") + reasons.text(reason)
                + wording.pick("，尚余 ", ", left: ") + wording.money(available)
        case .ask(let facts):
            let names = facts.map { name in
                (clause.label(of: name) ?? named?.label(of: name))?[wording.language] ?? name
            }
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
