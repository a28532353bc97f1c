import Awards
import Feel
import Pages
import Policy

/// A fact of the clause as a field: a number with its unit, a day, yes or no, a choice, or a table of rows.
struct FactField {
    let page: ClaimFormPage
    let fact: FactDeclaration
    private var view: FormView { page.view }
    private var name: String { "facts.\(fact.name)" }
    private var faults: [String] { page.faults.filter { $0.field == name }.map { view.t($0.text) } }

    init(page: ClaimFormPage, fact: FactDeclaration) {
        self.page = page
        self.fact = fact
    }

    var html: HTML {
        if case .list(.record(let fields)) = fact.type { return table(fields) }
        var entry = EntryField(name: name, label: view.t(fact.text), value: page.entries[name])
        entry.faults = faults
        entry.emptyChoice = view.t("未填", "not filled in")
        var hints: [String] = []
        switch fact.type {
        case .number(let unit):
            entry.isNumber = true
            entry.unit = unitText(unit)
        case .boolean: entry.choices = [("true", view.t("是", "yes")), ("false", view.t("否", "no"))]
        case .date: hints.append(view.t("如2024-03-01", "such as 2024-03-01"))
        case .text(let allowed?): entry.choices = allowed.map { ($0, choice($0)) }
        case .text(nil):
            entry.suggestions = keys + divisions(fact.name)
            if isClauseName { entry.choices = clauses }
        case .list: hints.append(view.t("多项之间用“；”分开", "several are set apart by “;”"))
        case .record, .any, .daysDuration, .monthsDuration, .null: break
        }
        if case .list(.number(let unit)) = fact.type { entry.unit = unitText(unit) }
        if isClauseName {
            hints.append(
                view.t("选择后点“核对条件与金额”，即列出该条款的事实", "then press “Check” to be asked for its facts"))
        }
        hints += [assumed, attested].compactMap { $0 }
        entry.hint = hints.joined(separator: view.t("；", "; "))
        return entry.html
    }

    private func unitText(_ unit: Unit?) -> String {
        guard let unit else { return "" }
        if unit.isRatio { return view.t("比例，如0.35", "ratio, such as 0.35") }
        return Wording(view.words).unit(unit)
    }

    /// A word of the system for who claims; other choices are words of the text.
    private func choice(_ value: String) -> String {
        guard fact.name == Claimant.fact, let kind = Claimant.Kind(rawValue: value) else { return value }
        return switch kind {
        case .firm: view.t("企业", "a firm")
        case .county: view.t("旗县区", "a banner, county or district")
        case .city: view.t("盟市", "a league or city")
        }
    }

    /// Whether the clause gives the amount of another, which this fact names.
    private var isClauseName: Bool {
        guard case .award(let award) = page.clause.grant, case .ofClause(let name) = award.amount else { return false }
        return name == fact.name
    }

    private var clauses: [(value: String, label: String)] {
        page.programme.clauses.compactMap { clause in
            guard case .award(let award) = clause.grant, case .formula = award.amount else { return nil }
            return (clause.id, view.clauseName(clause))
        }
    }

    /// What the clause's tables name.
    private var keys: [String] {
        var keys: [String] = []
        for table in page.clause.tables {
            guard case .rows(let names, let rows) = table.kind, let place = names.firstIndex(of: fact.name) else {
                continue
            }
            for row in rows where row.keys.indices.contains(place) && !keys.contains(row.keys[place]) {
                keys.append(row.keys[place])
            }
        }
        return keys
    }

    /// The programme's own names of its banners and districts, where one of them is meant.
    private func divisions(_ name: String) -> [String] { name == "banner" ? page.programme.divisions : [] }

    private var assumed: String? {
        guard case .assumed(let written) = fact.absent else { return nil }
        let value: String
        switch written.text {
        case "true": value = view.t("是", "yes")
        case "false": value = view.t("否", "no")
        case "none", "[]", "null": return nil
        case let text: value = fact.name == Claimant.fact ? choice(text) : text
        }
        return view.t("不填按“\(value)”计", "left out it counts as “\(value)”")
    }

    private var attested: String? {
        guard let source = fact.source, let words = Self.sources[source] else { return nil }
        return view.t("核验依据：\(words.zh)", "checked against \(words.en)")
    }

    private static let sources: [String: BilingualText] = [
        "registration": BilingualText(zh: "市场主体登记", en: "the register of businesses"),
        "tax": BilingualText(zh: "税务数据", en: "taxes"), "customs": BilingualText(zh: "海关数据", en: "customs"),
        "credit": BilingualText(zh: "失信名单", en: "the dishonesty list"),
        "fiscal": BilingualText(zh: "财政处罚记录", en: "fiscal penalties"),
        "titles": BilingualText(zh: "称号认定", en: "titles"), "ratings": BilingualText(zh: "等级评定", en: "ratings"),
        "inspection": BilingualText(zh: "现场核查", en: "an inspection"),
        "festival": BilingualText(zh: "网购节统计", en: "festival statistics"),
        "platform": BilingualText(zh: "平台数据", en: "platforms"), "audit": BilingualText(zh: "审计", en: "an audit"),
        "transport": BilingualText(zh: "道路运输监管平台", en: "road transport"),
        "post": BilingualText(zh: "快递进村数据", en: "parcels to villages"),
        "statistics": BilingualText(zh: "统计数据", en: "statistics"),
    ]

    // MARK: Rows

    private func table(_ fields: [StaticType.Field]) -> HTML {
        let rows = max(page.entries.rows(of: fact.name) + (page.moreRows[fact.name] ?? 1), 2)
        let words = Wording(view.words)
        let head = fields.html { field in
            "<th scope=\"col\">\(words.field(field.name))\(unitOf(field))</th>"
        }
        let body = (0..<min(rows, ClaimEntries.mostRows)).html { row in
            "<tr>\(fields.html { cell($0, row, words.field($0.name)) })</tr>"
        }
        let error: HTML =
            faults.isEmpty ? "" : "<p class=\"error\" id=\"e-\(name)\">\(faults.joined(separator: " "))</p>"
        let label = view.t(fact.text)
        return """
            <div class="field wide\(faults.isEmpty ? "" : " wrong")" role="group" id="\(EntryField.id(name))" tabindex="-1" \
            aria-label="\(label)"\(faults.isEmpty ? "" : " aria-describedby=\"e-\(name)\"" as HTML)><p class="label">\(label)</p>
            <table class="rows"><thead><tr>\(head)</tr></thead><tbody>\(body)</tbody></table>\(fields.html { offers($0) })
            \(attested.map { "<p class=\"hint\">\($0)</p>" as HTML })\(error)
            <button name="act" value="more:\(fact.name)" class="quiet">\(view.t("增加行", "More rows"))</button></div>
            """
    }

    private func unitOf(_ field: StaticType.Field) -> String {
        guard case .number(let unit) = field.type else { return "" }
        let words = unitText(unit)
        return words.isEmpty ? "" : view.t("（\(words)）", " (\(words))")
    }

    private func cell(_ field: StaticType.Field, _ row: Int, _ label: String) -> HTML {
        let cell = "\(name).\(row).\(field.name)"
        let value = page.entries[cell]
        let words = "\(view.t(fact.text)) \(view.t("第\(row + 1)行", "row \(row + 1)")) \(label)"
        if case .text(let allowed?) = field.type {
            let options = allowed.html { "<option\("selected", if: $0 == value)>\($0)</option>" }
            return
                "<td><select name=\"\(cell)\" aria-label=\"\(words)\"><option value=\"\"></option>\(options)</select></td>"
        }
        let mode: HTML
        if case .number = field.type { mode = " inputmode=\"decimal\" class=\"number\"" } else { mode = "" }
        let offered = divisions(field.name)
        let list: HTML = offered.isEmpty ? "" : " list=\"l-\(name).\(field.name)\""
        return """
            <td><input name="\(cell)" value="\(value)" aria-label="\(words)" maxlength="200" autocomplete="off"\(mode)\(list)></td>
            """
    }

    /// What a column of the table offers, once for all its rows.
    private func offers(_ field: StaticType.Field) -> HTML {
        let offered = divisions(field.name)
        guard !offered.isEmpty else { return "" }
        return """
            <datalist id="l-\(name).\(field.name)">\(offered.html { "<option value=\"\($0)\"></option>" })</datalist>
            """
    }
}
