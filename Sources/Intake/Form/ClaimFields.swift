import Awards
import Feel
import Messages
import Pages
import Policy

/// The fields of a claim's form, each with its label, its unit, what it takes and what is wrong with it.
struct ClaimFields {
    let page: ClaimFormPage
    private var view: FormView { page.view }

    init(page: ClaimFormPage) { self.page = page }

    var html: HTML {
        let (first, others) = facts
        let needless: HTML =
            others.isEmpty
            ? ""
            : """
            <details\("open", if: others.contains(where: isTouched))><summary>\(view.t("其他事实（可不填）", "Further facts (may be left out)"))</summary>
            <div class="grid">\(others.html { FactField(page: page, fact: $0).html })</div></details>
            """
        return """
            <fieldset><legend>\(view.t("申报主体", "Who applies"))</legend><div class="grid applicant">
            \(text(.applicant, hint: view.t("18位代码", "18 characters"), isNeeded: true, most: 18))
            \(text(.applicantName, isNeeded: true, most: 200))
            \(text(.period, hint: view.t("如2023", "such as 2023"), isNeeded: true, most: 4))
            \(isObjectAsked ? text(.object, hint: objectHint, most: 200) : "")</div></fieldset>
            <fieldset id="f-facts"><legend>\(view.t("申报的事实", "What is declared"))</legend>
            <div class="grid">\(first.html { FactField(page: page, fact: $0).html })</div>\(needless)</fieldset>
            \(EvidenceField(page: page).html)
            <fieldset><legend>\(view.t("联系人", "Contact"))</legend><div class="grid">
            \(text(.contactName, most: 100))\(text(.contactPhone, most: 40))\(text(.contactEmail, most: 200))</div></fieldset>
            <fieldset><legend>\(view.t("收款账户", "Account"))</legend><div class="grid">
            \(text(.accountHolder, most: 200))\(text(.accountBank, most: 200))
            \(text(.accountNumber, hint: view.t("5至40位数字", "5 to 40 digits"), most: 60))</div></fieldset>
            <details\("open", if: !page.entries[ClaimColumn.Field.answers.rawValue].isEmpty)><summary>\(view.t("答复补正通知", "Answer to a request of the verifier"))</summary>
            <div class="grid">\(text(.answers, most: 200))</div></details>
            """
    }

    /// What the clause cannot do without, then the rest.
    private var facts: (first: [FactDeclaration], others: [FactDeclaration]) {
        let all = page.asked
        func isFirst(_ fact: FactDeclaration) -> Bool {
            guard !fact.isOfProgramme else { return fact.isAsked }
            return switch fact.absent {
            case .asked, .passedOver: true
            case .assumed, .informational: fact.isNeeded
            }
        }
        return (all.filter(isFirst), all.filter { !isFirst($0) })
    }

    private func isTouched(_ fact: FactDeclaration) -> Bool {
        let name = "facts.\(fact.name)"
        return page.faults.contains { $0.field == name }
            || page.entries.values.contains { $0.name == name || $0.name.hasPrefix(name + ".") }
    }

    /// Objects that are the applicant itself need no name.
    private var isObjectAsked: Bool {
        page.clause.object.map { !page.programme.applicants.contains($0) } ?? false
            || !page.entries[ClaimColumn.Field.object.rawValue].isEmpty
    }

    private var objectHint: String {
        view.t("名称或编号；不填即为申报主体", "its name or number; left out it is the applicant")
    }

    private func text(_ field: ClaimColumn.Field, hint: String = "", isNeeded: Bool = false, most: Int) -> HTML {
        var entry = EntryField(name: field.rawValue, label: view.t(field.text), value: page.entries[field.rawValue])
        entry.hint = hint
        entry.isNeeded = isNeeded
        entry.most = most
        entry.needWord = view.t("必填", "required")
        entry.faults = page.faults.filter { $0.field == field.rawValue }.map { view.t($0.text) }
        return entry.html
    }

    // MARK: Faults

    /// The id of the element that a fault is about; nil for the whole.
    func target(of field: String) -> String? {
        if field.hasPrefix("evidence") { return "f-evidence" }
        if field.hasPrefix("facts.") {
            let known = page.asked.contains { "facts.\($0.name)" == field }
            return known ? EntryField.id(field) : "f-facts"
        }
        switch field {
        case "": return nil
        case "programme", "clause": return "f-clause"
        case "facts": return "f-facts"
        case "object": return isObjectAsked ? EntryField.id(field) : nil
        case _: return ClaimColumn.Field(rawValue: field) == nil ? nil : EntryField.id(field)
        }
    }

    func label(of field: String) -> String {
        if field.hasPrefix("evidence") { return view.t("佐证材料", "Evidence") }
        if field.hasPrefix("facts.") {
            let name = field.dropFirst("facts.".count)
            return page.asked.first { $0.name == name }.map { view.t($0.text) } ?? String(name)
        }
        return ClaimColumn.Field(rawValue: field).map { view.t($0.text) } ?? field
    }
}
