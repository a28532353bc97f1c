import Awards
import Documents
import Feel
import Messages
import Policy

/// What a clause takes of declared facts: their names, types, units and values.
struct FactCheck {
    private let rulebook: Rulebook
    private let clause: Clause

    init(_ rulebook: Rulebook, _ clause: Clause) {
        self.rulebook = rulebook
        self.clause = clause
    }

    func faults(in facts: Facts) -> [Fault] {
        let target = rulebook.programme.clauseNamed(in: facts, by: clause)
        return facts.entries.compactMap { entry in
            let holder = clause.fact(entry.name) == nil ? target ?? clause : clause
            return fault(entry.name, entry.value, holder)
        }
    }

    private func fault(_ name: String, _ value: Fact, _ holder: Clause) -> Fault? {
        let field = "facts.\(name.prefix(60))"
        guard let fact = holder.fact(name), let rule = rulebook.rule(holder.id) else {
            let near = Spelling.nearest(to: name, among: clause.facts.filter(\.isDeclared).map(\.name))
            return Fault(
                field, zh: "该条款没有这项事实。" + (near.map { "是否为\($0)？" } ?? ""),
                en: "The clause has no such fact." + (near.map { " Did you mean \($0)?" } ?? ""))
        }
        guard fact.isDeclared else {
            return Fault(
                field, zh: "“\(fact.text.zh)”不由申报主体填报。",
                en: "“\(fact.text.en)” is not for the applicant to declare.")
        }
        do {
            _ = try rule.slots(of: [name: value])
            return nil
        } catch {
            let prefix = "\(name): "
            let sentences = error.sentences.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
            return Fault(
                field, zh: "“\(fact.text.zh)”的值不合要求：\(fact.expectation.zh)。",
                en: "\(sentences.joined(separator: "; ")) (\(fact.expectation.en)).")
        }
    }
}

extension FactDeclaration {
    /// Whether an applicant may declare it; a register may say otherwise, and then the register stands.
    var isDeclared: Bool { round == nil && !["guide", "officer", "calculator"].contains(source) }

    /// What a value must be.
    var expectation: Text {
        if let allowed {
            return Text(
                zh: "应为\(allowed.joined(separator: "、"))之一", en: "one of \(allowed.joined(separator: ", "))")
        }
        return type.expectation(isSigned: isSigned)
    }
}

extension StaticType {
    fileprivate func expectation(isSigned: Bool) -> Text {
        switch self {
        case .number(let unit):
            let zh = unit.map { Wording(.zh).unit($0) } ?? ""
            let en = unit.map { "\($0)" } ?? ""
            let isWhole = ["count", "persons", "parcels", "trips", "ordinal", "year", "person-times"].contains(en)
            let bound = isSigned ? Text(zh: "", en: "") : Text(zh: "不小于0的", en: " of at least 0")
            return Text(
                zh: "应为\(bound.zh)\(isWhole ? "整数" : "数字")" + (zh.isEmpty ? "" : "，单位\(zh)"),
                en: "a \(isWhole ? "whole " : "")number\(bound.en)" + (en.isEmpty ? "" : " in \(en)"))
        case .text: return Text(zh: "应为文字", en: "text")
        case .boolean: return Text(zh: "应为true或false（表格中填是或否）", en: "true or false")
        case .date: return Text(zh: "应为存在的日期，如2024-03-01", en: "a day that exists, such as 2024-03-01")
        case .list: return Text(zh: "应为列表，每项类型须一致", en: "a list")
        case .record: return Text(zh: "应为对象", en: "an object")
        case .daysDuration, .monthsDuration, .null, .any: return Text(zh: "值的类型不符", en: "a value of its type")
        }
    }
}
