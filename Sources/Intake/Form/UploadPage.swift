import Agent
import Messages
import Pages
import Policy
import Seals
import Web

/// Tables of claims, CSV or XLSX: looked at row by row first, sent when their sender says so.
enum UploadPage {
    static func show(_ view: FormView, trouble: String = "", status: Int = 200) -> Response {
        let title = view.t("导入表格", "Upload a table")
        let warning: HTML = trouble.isEmpty ? "" : "<p class=\"warn\" role=\"alert\">\(trouble)</p>"
        let terms = try? view.site.desk.terms.terms()
        let offers = terms?.offers(nowMs: view.nowMs, needsRound: view.site.desk.needsRound) ?? []
        var names: [String] = []
        let options = offers.html { offer in
            let name = "\(offer.programme.id)/\(offer.clause.id)"
            guard !names.contains(name) else { return "" }
            names.append(name)
            return "<option value=\"\(name)\">\(view.clauseName(offer.clause)) · \(offer.programme.id)</option>"
        }
        let template: HTML =
            names.isEmpty
            ? ""
            : """
            <div class="card"><h2>\(view.t("空白表格", "An empty table"))</h2>
            <form method="get" action="/template" class="bar"><label>\(view.t("条款", "Clause")) <select name="clause">\(options)</select></label>
            <label>\(view.t("格式", "Format")) <select name="format"><option value="xlsx">XLSX</option><option value="csv">CSV</option></select></label>
            <button>\(view.t("下载", "Download"))</button></form></div>
            """
        let body: HTML = """
            <h1>\(title)</h1>\(warning)
            <div class="card"><h2>\(view.t("选择表格", "Choose a table"))</h2>
            <form method="post" action="/upload" enctype="multipart/form-data" class="bar" data-most="\(ClaimFormPage.mostFileBytes)" \
            data-too-large="\(view.t("文件超过15 MB，请拆分。", "The file is larger than 15 MB: split it."))">\(view.token)
            <label class="wide" for="table">\(view.t("CSV或XLSX，表头与空白表格一致", "CSV or XLSX, with the header of an empty table"))</label>
            <input id="table" type="file" name="table" accept=".csv,.xlsx" required aria-describedby="file-note">
            <button class="main">\(view.t("检查", "Look it through"))</button><p class="error" id="file-note" role="alert"></p></form>
            <p class="note">\(view.t("先逐行检查，不会立即提交；确认后才受理。文件不超过15 MB。", "Each row is looked at first, and nothing is sent before you say so. 15 MB at most."))</p></div>
            \(template)
            """
        return FormLayout(view: view, place: .upload, title: title).response(body, status: status)
    }

    // MARK: Look and send

    static func look(_ view: FormView, _ form: MultipartForm) throws -> Response {
        guard let file = form.files.first(where: { $0.field == "table" }), !file.bytes.isEmpty else {
            return show(view, trouble: view.t("请选择一个文件。", "Choose a file."), status: 422)
        }
        let name = file.name.isEmpty ? view.t("表格", "table") : String(file.name.prefix(100))
        let digest = try view.site.uploads.keep(file.bytes, nowSeconds: Int(WallClock.now() / 1_000))
        let run = try UploadRun(view, digest, name, isTrial: true)
        if let trouble = run.trouble {
            view.site.uploads.remove(digest)
            return show(view, trouble: trouble, status: 422)
        }
        let title = view.t("检查结果", "What was found")
        let outcome = run.outcome
        let send: HTML =
            outcome.taken == 0
            ? "<p><a href=\"/upload\">\(view.t("更正后重新选择", "Put it right and choose it again"))</a></p>"
            : """
            <form method="post" action="/upload/send" class="bar">\(view.token)<input type="hidden" name="digest" value="\(digest.description)">\
            <input type="hidden" name="name" value="\(name)">
            <button class="main">\(view.t("提交可受理的\(outcome.taken)行", outcome.taken == 1 ? "Send the 1 good row" : "Send the \(outcome.taken) good rows"))</button>
            <a href="/upload">\(view.t("放弃，重新选择", "Choose another"))</a></form>
            """
        let counts = view.t(
            "“\(name)”共\(outcome.rows)行：可受理\(outcome.taken)行，有误\(outcome.refused)行。尚未提交。",
            "“\(name)” has \(outcome.rows) rows: \(outcome.taken) can be taken in, \(outcome.refused) cannot. Nothing is sent yet."
        )
        let body: HTML = """
            <h1>\(title)</h1><p class="\(outcome.refused == 0 ? "notice" : "warn")" role="status">\(counts)</p>\(send)\(faults(run, view))
            """
        return FormLayout(view: view, place: .upload, title: title).response(body)
    }

    static func send(_ view: FormView, _ form: FormFields) throws -> Response {
        guard let digest = form["digest"].flatMap({ SHA256Digest($0) }), view.site.uploads.path(of: digest) != nil
        else {
            return show(
                view,
                trouble: view.t("这份表格已不在，请重新选择。", "This table is not here any more: choose it again."),
                status: 422)
        }
        let name = String((form["name"] ?? "").prefix(100))
        let run = try UploadRun(view, digest, name, isTrial: false)
        if let trouble = run.trouble { return show(view, trouble: trouble, status: 422) }
        view.site.uploads.remove(digest)
        let title = view.t("提交结果", "What became of it")
        let outcome = run.outcome
        let counts = view.t(
            "“\(name)”：受理\(outcome.taken)，更正\(outcome.corrected)，未变\(outcome.unchanged)，退回\(outcome.refused)。",
            "“\(name)”: \(outcome.taken) taken in, \(outcome.corrected) corrected, \(outcome.unchanged) unchanged, \(outcome.refused) refused."
        )
        let rows = run.receipts.html { row, receipt in
            """
            <tr><td class="n">\(row)</td><td><a href="\(ReceiptPage.path(receipt))"><code>\(receipt.claim)</code></a></td>\
            <td class="n">\(receipt.version)</td><td>\(receipt.isNew ? view.t("已受理", "taken in") : view.t("此前已受理，未变", "there before, unchanged"))</td></tr>
            """
        }
        let receipts: HTML =
            rows.isEmpty
            ? ""
            : """
            <h2>\(view.t("申报编号", "Claim numbers"))</h2><div class="card"><table><thead><tr><th scope="col" class="n">\(view.t("行", "Row"))</th>\
            <th scope="col">\(view.t("申报编号", "Claim number"))</th><th scope="col" class="n">\(view.t("版本", "Version"))</th>\
            <th scope="col">\(view.t("情况", "State"))</th></tr></thead><tbody>\(rows)</tbody></table>\(more(run.outcome.rows - run.outcome.refused, run.receipts.count, view))</div>
            """
        let body: HTML = """
            <h1>\(title)</h1><p class="\(outcome.refused == 0 ? "notice" : "warn")" role="status">\(counts)</p>\(receipts)\(faults(run, view))
            """
        return FormLayout(view: view, place: .upload, title: title).response(body)
    }

    private static func faults(_ run: UploadRun, _ view: FormView) -> HTML {
        guard !run.faults.isEmpty else { return "" }
        let rows = run.faults.html { fault in
            """
            <tr><td class="n">\(fault.row.map { "\($0)" } ?? "")</td><td>\(fault.column)</td><td>\(view.t(fault.reason))</td></tr>
            """
        }
        return """
            <h2>\(view.t("有误的行", "Rows that are wrong"))</h2><div class="card"><table class="faults"><thead><tr><th scope="col" class="n">\(view.t("行", "Row"))</th>\
            <th scope="col">\(view.t("列", "Column"))</th><th scope="col">\(view.t("原因", "Why"))</th></tr></thead><tbody>\(rows)</tbody></table>\
            \(more(run.faultCount, run.faults.count, view))</div>
            """
    }

    private static func more(_ all: Int, _ shown: Int, _ view: FormView) -> HTML {
        all > shown
            ? "<p class=\"note\">\(view.t("还有\(all - shown)条未列出。", "\(all - shown) more are not listed."))</p>" : ""
    }
}
