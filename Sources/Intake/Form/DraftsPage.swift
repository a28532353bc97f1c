import Awards
import Pages
import Web

/// The forms that are not sent yet.
enum DraftsPage {
    static func show(_ view: FormView) throws -> Response {
        let terms = try view.site.desk.terms.terms()
        let title = view.t("草稿", "Drafts")
        let rows = try view.site.drafts.newest().html { draft in
            let who = draft.entries[ClaimColumn.Field.applicantName.rawValue]
            let name = who.isEmpty ? view.t("未填主体", "no applicant yet") : who
            let clause = view.clauseName(draft.programme, draft.clause, terms)
            return """
                <tr><th scope="row"><a href="/drafts/\(draft.id)">\(name)</a></th><td>\(clause)</td>\
                <td>\(draft.entries[ClaimColumn.Field.period.rawValue])</td><td>\(view.time(draft.savedMs))</td>\
                <td>\(view.site.office.officer(draft.officer).map { view.t($0.name) } ?? "")</td>\
                <td><form method="post" action="/drafts">\(view.token)<input type="hidden" name="draft" value="\(draft.id)">\
                <button class="quiet" aria-label="\(view.t("删除草稿", "Discard the draft of")) \(name)">\(view.t("删除", "Discard"))</button></form></td></tr>
                """
        }
        let table: HTML =
            rows.isEmpty
            ? "<p class=\"empty\">\(view.t("没有草稿。", "There are no drafts."))</p>"
            : """
            <div class="card"><table><thead><tr><th scope="col">\(view.t("申报主体", "Applicant"))</th>\
            <th scope="col">\(view.t("条款", "Clause"))</th><th scope="col">\(view.t("年度", "Period"))</th>\
            <th scope="col">\(view.t("保存时间", "Saved"))</th><th scope="col">\(view.t("经办人", "By"))</th>\
            <th scope="col">\(view.t("操作", "Act"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
        return FormLayout(view: view, place: .drafts, title: title).response("<h1>\(title)</h1>\(table)")
    }

    static func discard(_ view: FormView, _ form: FormFields) throws -> Response {
        try view.site.drafts.remove(form["draft"] ?? "")
        return FormSite.redirect(to: "/drafts")
    }
}
