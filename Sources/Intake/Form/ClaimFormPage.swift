import Awards
import Messages
import Pages
import Policy
import Web

/// The form of a claim under one clause: what the clause says, what it asks for, what is typed so far, what is wrong
/// with it, and what it would be worth.
struct ClaimFormPage {
    let view: FormView
    let basis: Terms.Basis
    let clause: Clause
    var entries: ClaimEntries
    /// Nil for a form that was not saved.
    var draft: String?
    var faults: [Fault] = []
    /// What became of the last act.
    var notice: HTML = ""
    /// Rows of lists that were asked for beyond those that are filled in.
    var moreRows: [String: Int] = [:]

    var programme: Programme { basis.rulebook.programme }
    var period: String { entries[ClaimColumn.Field.period.rawValue] }

    /// Throws a `Problem` (404) where there is no such clause to claim under.
    init(_ view: FormView, _ programme: String, _ clause: String, _ entries: ClaimEntries) throws {
        let terms = try view.site.desk.terms.terms()
        let period = entries[ClaimColumn.Field.period.rawValue]
        guard let basis = terms.basis(programme, clause, period, nowMs: view.nowMs),
            let found = basis.rulebook.programme.clause(clause), found.grantsMoney
        else {
            throw Problem(
                status: 404,
                detail: view.t("没有可申报的这一条款。", "There is no such clause to claim under."))
        }
        self.view = view
        self.basis = basis
        self.clause = found
        self.entries = entries
    }

    static func path(_ programme: String, _ clause: String, _ period: String) -> String {
        "/apply/\(PercentEncoding.encode(programme))/\(PercentEncoding.encode(clause))"
            + (period.isEmpty ? "" : "?period=\(PercentEncoding.encode(period))")
    }

    // MARK: Requests

    static func open(_ view: FormView) throws -> Response {
        var entries = ClaimEntries()
        entries.set(ClaimColumn.Field.period.rawValue, view.query("period"))
        return try ClaimFormPage(view, view.part("programme"), view.part("clause"), entries).response()
    }

    static func resume(_ view: FormView) throws -> Response {
        guard let draft = try view.site.drafts.draft(view.part("draft")) else {
            throw Problem(status: 404, detail: view.t("没有这份草稿。", "There is no such draft."))
        }
        var page = try ClaimFormPage(view, draft.programme, draft.clause, draft.entries)
        page.draft = draft.id
        if view.query("saved") == "1" {
            page.notice = """
                <p class="notice" role="status">\(view.t("草稿已保存，尚未提交。", "The draft is kept; it is not sent yet."))</p>
                """
        }
        return page.response()
    }

    // MARK: What is asked

    /// What the applicant may declare, with what the clause asks for that this one names.
    var asked: [FactDeclaration] {
        let own = clause.facts.filter { $0.isDeclared && !$0.isOnlyInRound }
        guard let target = named else { return own }
        return own
            + target.facts.filter { fact in
                fact.isDeclared && !fact.isOnlyInRound && !own.contains { $0.name == fact.name }
            }
    }

    private var named: Clause? {
        guard case .award(let award) = clause.grant, case .ofClause(let fact) = award.amount else { return nil }
        return programme.clauseNamed(in: [fact: .text(entries["facts.\(fact)"])], by: clause)
    }

    var record: Facts { entries.record(programme.id, clause.id, asked) }

    var preview: ClaimPreview? {
        var facts = entries.declared(asked)
        for fault in FactCheck(basis.rulebook, clause).faults(in: facts) {
            facts[String(fault.field.dropFirst("facts.".count))] = nil
        }
        let given = ClaimPreview.Given(
            facts: facts, period: period, applicant: entries[ClaimColumn.Field.applicant.rawValue],
            guide: basis.guide, day: CivilDate(inShanghaiAtMilliseconds: view.nowMs))
        return ClaimPreview(basis.rulebook, clause.id, given)
    }

    /// The last version of this claim that was taken in before; nil where there is none.
    var earlierVersion: Int64? {
        let draft = DraftReader(record).draft
        guard !draft.applicant.isEmpty, let last = try? view.site.desk.outbox.versions(of: draft.claimID).last else {
            return nil
        }
        return last.number
    }

    // MARK: The page

    func response(status: Int = 200) -> Response {
        let state = basis.round.map { OffersPage.state($0.state(atMs: view.nowMs), view) } ?? ""
        let departments: HTML =
            clause.departments.map {
                "<p class=\"note\">\(view.t("责任单位：", "Responsible: "))<span lang=\"zh-Hans-CN\">\($0)</span></p>"
            } ?? ""
        let body: HTML = """
            <p class="crumb"><a href="/">\(view.t("可以申报的政策", "What you can apply for"))</a> › \(view.t(programme.title))</p>
            <div class="title"><h1 id="f-clause">\(view.clauseName(clause))</h1>\(state)</div>
            \(notice)\(summary)
            <div class="columns"><div>
            <blockquote lang="zh-Hans-CN">\(clause.quote)</blockquote>\(departments)
            <form id="claim" method="post" action="\(Self.path(programme.id, clause.id, ""))" enctype="multipart/form-data" \
            novalidate data-preview="/preview/\(PercentEncoding.encode(programme.id))/\(PercentEncoding.encode(clause.id))" \
            data-most="\(Self.mostFileBytes)" data-too-large="\(tooLarge)">
            <button name="act" value="check" class="hidden" tabindex="-1" aria-hidden="true">\(view.t("核对", "Check"))</button>
            \(view.token)\(draft.map { "<input type=\"hidden\" name=\"draft\" value=\"\($0)\">" as HTML })
            \(ClaimFields(page: self).html)
            <div class="acts"><button name="act" value="send" class="main">\(view.t("提交申报", "Send the claim"))</button>
            <button name="act" value="save">\(view.t("保存草稿", "Save as a draft"))</button>
            <button name="act" value="check">\(view.t("核对条件与金额", "Check conditions and amount"))</button></div>
            </form></div>
            <aside id="preview" class="preview" tabindex="0" aria-labelledby="preview-title">
            <h2 id="preview-title">\(view.t("条件与金额", "Conditions and amount"))</h2>
            \(PreviewPart(page: self).html)</aside></div>
            """
        return FormLayout(view: view, place: .offers, title: view.clauseName(clause), form: "claim")
            .response(body, status: status)
    }

    /// Below the server's limit, which counts the other fields too.
    static let mostFileBytes = ClaimAPI.evidenceBytes - 512 * 1024

    private var tooLarge: String {
        view.t(
            "所选文件合计超过15 MB，请分次添加。", "The files are larger than 15 MB together: add them in several steps.")
    }

    /// Everything that is wrong, on top, each with the way to its field.
    private var summary: HTML {
        guard !faults.isEmpty else { return "" }
        let fields = ClaimFields(page: self)
        let lines = faults.html { fault in
            let words = fields.label(of: fault.field)
            let text = view.t(fault.text)
            guard let target = fields.target(of: fault.field) else { return "<li>\(text)</li>" }
            return "<li><a href=\"#\(target)\">\(words)\(view.t("：", ": "))\(text)</a></li>"
        }
        let title = view.t("有\(faults.count)处需要更正", "\(faults.count) to put right")
        return """
            <div class="summary" id="summary" role="alert" tabindex="-1" autofocus><h2>\(title)</h2><ul>\(lines)</ul></div>
            """
    }
}
