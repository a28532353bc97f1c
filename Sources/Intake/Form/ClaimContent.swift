import Decimals
import Feel
import Messages
import Pages
import Policy

/// What a version of a claim says, line by line, with personal values masked.
struct ClaimContent {
    private let view: FormView
    private let record: Facts
    private let clause: Clause?
    private let programme: Programme?

    init(_ view: FormView, masked: [UInt8]) throws {
        self.view = view
        record = (try? Fact(json: masked))?.fields ?? [:]
        let terms = try view.site.desk.terms.terms()
        let basis = terms.basis(
            record.text("programme"), record.text("clause"), record.text("period"), nowMs: view.nowMs)
        programme = basis?.rulebook.programme
        clause = programme?.clause(record.text("clause"))
    }

    var html: HTML {
        var lines: [(String, String)] = [
            (view.t(ClaimColumn.Field.programme.text), programme.map { view.t($0.title) } ?? record.text("programme")),
            (view.t(ClaimColumn.Field.clause.text), clause.map { view.clauseName($0) } ?? record.text("clause")),
        ]
        for field in [ClaimColumn.Field.period, .applicant, .applicantName, .object, .answers] {
            lines.append((view.t(field.text), record.text(field.rawValue)))
        }
        lines += facts
        if case .list(let digests)? = record["evidence"] {
            for digest in digests { lines.append((view.t("佐证材料", "evidence"), words(digest, nil))) }
        }
        for (part, fields) in [
            ("contact", [ClaimColumn.Field.contactName, .contactPhone, .contactEmail]),
            ("account", [.accountHolder, .accountBank, .accountNumber]),
        ] {
            guard let known = record[part]?.fields else { continue }
            for field in fields {
                let name = field.rawValue.drop { $0 != "." }.dropFirst()
                lines.append((view.t(field.text), known.text(String(name))))
            }
        }
        let shown = lines.filter { !$0.1.isEmpty }.html { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" }
        return "<dl class=\"facts\">\(shown)</dl>"
    }

    /// In the order of the clause; those that it does not know come last, as they are named.
    private var facts: [(String, String)] {
        let given = record["facts"]?.fields ?? [:]
        let known = clause?.facts.filter { given[$0.name] != nil } ?? []
        let first = known.map { (view.t($0.text), words(given[$0.name] ?? .null, $0.type)) }
        let others = given.entries.filter { entry in !known.contains { $0.name == entry.name } }
        return first + others.map { ($0.name, words($0.value, nil)) }
    }

    private func words(_ fact: Fact, _ type: StaticType?) -> String {
        let wording = Wording(view.words)
        switch fact {
        case .number(let number):
            if case .number(let unit)? = type { return wording.quantity(number, unit) }
            return wording.number(number)
        case .text(let text): return text
        case .boolean(let value): return value ? view.t("是", "yes") : view.t("否", "no")
        case .null: return view.t("无", "none")
        case .list(let facts):
            let element: StaticType? = if case .list(let element)? = type { element } else { nil }
            return facts.map { words($0, element) }.joined(separator: view.t("；", "; "))
        case .record(let facts):
            return facts.entries.map { entry in
                var known: StaticType?
                if case .record(let fields)? = type { known = fields.first { $0.name == entry.name }?.type }
                return "\(wording.field(entry.name)) \(words(entry.value, known))"
            }.joined(separator: view.t("，", ", "))
        }
    }
}

extension Facts {
    fileprivate func text(_ name: String) -> String {
        switch self[name] {
        case .text(let text)?: text
        case .number(let number)?: "\(number)"
        case .boolean?, .list?, .record?, .null?, nil: ""
        }
    }
}

extension Fact {
    fileprivate var fields: Facts? { if case .record(let facts) = self { facts } else { nil } }
}
