import Awards
import Decimals
import Feel
public import Messages

extension Wording {
    /// What a threshold is called at its place.
    public func name(of cause: Curve.Cause, in clause: Clause) -> String {
        switch cause {
        case .condition(let index):
            let conditions = clause.orderedConditions
            return conditions.indices.contains(index) ? conditions[index].text[language] : ""
        case .table(let name, let value):
            let table = clause.label(of: name)?[language] ?? name
            guard case .number(let unit?)? = clause.type(of: name) else { return table }
            return table + pick("：", ": ") + compact(value, unit)
        case .cap: return pick("封顶", "the cap")
        case .earlier: return pick("扣除此前所获", "less what was paid before")
        case .limit(let index):
            guard case .award(let rule) = clause.grant, rule.limits.indices.contains(index) else { return "" }
            return rule.limits[index].text[language]
        case .budget: return clause.budget?.text[language] ?? ""
        case .ceiling: return pick("上限", "the ceiling")
        case .floor: return pick("下限", "the floor")
        case .parameter(let name):
            let parameter = clause.parameter(name)
            return parameter?.text?[language] ?? pick(parameter?.quote ?? name, name.replacing("_", with: " "))
        case .outcome: return ""
        }
    }

    /// Why there is no award.
    public func text(of result: Curve.Result, in clause: Clause) -> String {
        switch result {
        case .award(let award): return compact(award)
        case .refused(let reason):
            guard let condition = clause.orderedConditions.first(where: { $0.reason == reason }) else {
                return pick("不予奖补：", "refused: ") + sentence(for: reason, in: clause)
            }
            return pick("不予奖补：未满足“\(condition.text.zh)”", "refused unless: \(condition.text.en)")
        case .referred(let reason, let ceiling):
            let most = ceiling.map { pick("，最高", ", at most ") + compact($0) } ?? ""
            return pick("人工决定：", "an officer decides: ") + sentence(for: reason, in: clause) + most
        case .waits(let reason): return pick("候补：", "waits: ") + sentence(for: reason, in: clause)
        case .asks(let names):
            let labels = names.map { clause.label(of: $0)?[language] ?? $0 }
            return pick("须补充：", "still needed: ") + labels.joined(separator: pick("、", ", "))
        case .tested(let isMet): return isMet ? pick("达到", "met") : pick("未达到", "not met")
        case .invalid: return pick("超出该事实的允许范围", "outside what this fact may be")
        }
    }

    private func sentence(for reason: String, in clause: Clause) -> String {
        ReasonText(clause: clause, language: language).words(of: reason)
    }
}

extension Wording {
    /// A fact of a claim as a person reads it.
    public func text(of fact: Fact, _ declaration: FactDeclaration?) -> String { said(fact, declaration?.type) }

    private func said(_ fact: Fact, _ type: StaticType?) -> String {
        switch (fact, type) {
        case (.number(let number), .number(let unit?)?): return compact(number, unit)
        case (.number(let number), _): return self.number(number)
        case (.text(let text), _): return text
        case (.boolean(let value), _): return value ? pick("是", "yes") : pick("否", "no")
        case (.null, _): return pick("无", "none")
        case (.list(let facts), .list(let element)?):
            if facts.isEmpty { return pick("无", "none") }
            return facts.map { said($0, element) }.joined(separator: pick("、", ", "))
        case (.list(let facts), _): return facts.map { said($0, nil) }.joined(separator: pick("、", ", "))
        case (.record(let record), _):
            var types: [String: StaticType] = [:]
            if case .record(let fields)? = type { for field in fields { types[field.name] = field.type } }
            return "{"
                + record.entries.map { "\($0.name) \(said($0.value, types[$0.name]))" }
                .joined(separator: ", ") + "}"
        }
    }
}
