import Awards
import Feel
import Policy

/// What another file of a programme changes, clause by clause, for a person who is to adopt it.
struct PolicyChanges {
    /// A line each, without an end.
    let lines: [String]

    init(from old: Programme, to new: Programme) {
        var lines: [String] = []
        for clause in new.clauses where old.clause(clause.id) == nil {
            lines.append("+ 条款\(clause.id) \(clause.title.zh)  clause \(clause.id) is added: \(clause.title.en)")
        }
        for clause in old.clauses {
            guard let other = new.clause(clause.id) else {
                lines.append(
                    "- 条款\(clause.id) \(clause.title.zh)  clause \(clause.id) is taken away: \(clause.title.en)")
                continue
            }
            lines += Self.parameters(clause, other)
            lines += Self.wordings(clause, other)
        }
        if Self.days(old.validity) != Self.days(new.validity) {
            lines.append("~ 有效期 validity: \(Self.days(old.validity)) → \(Self.days(new.validity))")
        }
        for reading in new.readings {
            guard let before = old.readings.first(where: { $0.id == reading.id }), before.chosen != reading.chosen
            else { continue }
            lines.append("~ 解读 reading \(reading.id): \(before.chosen) → \(reading.chosen)")
        }
        self.lines = lines
    }

    private static func days(_ validity: Programme.Validity) -> String {
        "\(validity.from.map { "\($0)" } ?? "…") – \(validity.to.map { "\($0)" } ?? "…")"
    }

    private static func parameters(_ old: Clause, _ new: Clause) -> [String] {
        var lines: [String] = []
        for parameter in new.parameters {
            let after = text(parameter)
            guard let before = old.parameter(parameter.name).map(text) else {
                lines.append("~ 条款\(new.id) clause \(new.id): + \(parameter.name) = \(after)")
                continue
            }
            if before != after {
                lines.append("~ 条款\(new.id) clause \(new.id): \(parameter.name) \(before) → \(after)")
            }
        }
        for parameter in old.parameters where new.parameter(parameter.name) == nil {
            lines.append("~ 条款\(new.id) clause \(new.id): - \(parameter.name) = \(text(parameter))")
        }
        return lines
    }

    /// Conditions, by what they test.
    private static func wordings(_ old: Clause, _ new: Clause) -> [String] {
        let before = old.conditions.map(\.test.text)
        let after = new.conditions.map(\.test.text)
        var lines = after.filter { !before.contains($0) }.map { "~ 条款\(new.id) clause \(new.id): + when \($0)" }
        lines += before.filter { !after.contains($0) }.map { "~ 条款\(new.id) clause \(new.id): - when \($0)" }
        if old.quote != new.quote { lines.append("~ 条款\(new.id) 条文有变  clause \(new.id): its sentence is another") }
        return lines
    }

    private static func text(_ parameter: Parameter) -> String {
        let unit = parameter.unit.map { $0.isRatio ? "" : " \($0)" } ?? ""
        switch parameter.value {
        case .number(let number): return "\(number)\(unit)"
        case .date(let day): return "\(day)"
        case .months(let months): return "P\(months)M"
        case .days(let days): return "P\(days)D"
        case .texts(let texts): return texts.joined(separator: "、")
        }
    }
}
