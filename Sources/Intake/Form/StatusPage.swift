import Awards
import Messages
import Pages
import Web

/// What this office knows of a claim: its versions, and what the last one says.
enum StatusPage {
    static func path(_ claim: String) -> String { "/status?claim=\(PercentEncoding.encode(claim))" }

    static func show(_ view: FormView) throws -> Response {
        let title = view.t("查询申报", "A claim's status")
        let claim = view.query("claim").trimmed
        let search: HTML = """
            <form method="get" action="/status" class="bar" role="search"><label class="wide">\(view.t("申报编号", "Claim number"))
            <input name="claim" value="\(claim)" maxlength="200" autocomplete="off" spellcheck="false"></label>
            <button class="main">\(view.t("查询", "Look"))</button></form>
            """
        guard !claim.isEmpty else {
            return FormLayout(view: view, place: .status, title: title).response("<h1>\(title)</h1>\(search)")
        }
        guard let status = try view.site.desk.status(of: claim) else {
            let sentence = view.t(OutboxRefusal.unknownClaim(claim).sentence)
            return FormLayout(view: view, place: .status, title: title).response(
                "<h1>\(title)</h1>\(search)<p class=\"warn\" role=\"alert\">\(sentence)</p>", status: 404)
        }
        let state =
            switch status.state {
            case .lodged: view.t("已受理", "taken in")
            case .withdrawn: view.t("已撤回", "withdrawn")
            }
        let rows = status.versions.reversed().html { version in
            let what = version.withdrawal ? view.t("撤回", "withdrawal") : view.t("申报", "claim")
            let receipt: HTML =
                version.withdrawal
                ? ""
                : "<a href=\"\(ReceiptPage.path(claim, version.version))\">\(view.t("回执", "receipt"))<span class=\"hidden\"> \(version.version)</span></a>"
            return """
                <tr><td class="n">\(version.version)</td><td>\(what)</td><td>\(view.exactTime(version.received.milliseconds))</td>\
                <td>\(view.exactTime(version.lodged.milliseconds))</td><td>\(receipt)</td></tr>
                """
        }
        let content = try status.content.map { try ClaimContent(view, masked: $0.bytes).html } ?? ""
        let body: HTML = """
            <h1>\(title)</h1>\(search)
            <div class="card"><h2><code class="number">\(status.claim)</code> <span class="state open">\(state)</span></h2>
            <table><thead><tr><th scope="col" class="n">\(view.t("版本", "Version"))</th><th scope="col">\(view.t("内容", "What"))</th>\
            <th scope="col">\(view.t("首次收件", "First received"))</th><th scope="col">\(view.t("本版提交", "Lodged"))</th>\
            <th scope="col">\(view.t("回执", "Receipt"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            \(status.content == nil ? "" : "<div class=\"card\"><h2>\(view.t("最新版本的内容（个人信息已隐去）", "The last version, personal values masked"))</h2>\(content)</div>" as HTML)
            <p class="note">\(view.t("核验、测算与拨付由市级办理，结果以书面通知为准。", "Verification, assessment and payment are the city's; it writes to the applicant."))</p>
            """
        return FormLayout(view: view, place: .status, title: title).response(body)
    }
}

extension String {
    /// Without blanks at its ends.
    fileprivate var trimmed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
