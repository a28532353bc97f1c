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

/// What an applicant is given when a claim was taken in; made to be printed.
enum ReceiptPage {
    static func path(_ receipt: OutboxReceipt) -> String { path(receipt.claim, receipt.version) }

    static func path(_ claim: String, _ version: Int64) -> String {
        "/receipt/\(PercentEncoding.encode(claim))/\(version)"
    }

    static func show(_ view: FormView) throws -> Response {
        let claim = view.part("claim")
        let outbox = view.site.desk.outbox
        let versions = try outbox.versions(of: claim)
        guard let version = versions.first(where: { "\($0.number)" == view.part("version") && !$0.isWithdrawal }),
            let content = try outbox.content(of: version)
        else {
            throw Problem(status: 404, detail: view.t("没有这份回执。", "There is no such receipt."))
        }
        let title = view.t("申报受理回执", "Receipt")
        let office = view.t(view.site.office.name)
        let what =
            version.number == 1
            ? view.t("\(office)已受理下列申报。", "\(office) has taken in this claim.")
            : view.t(
                "\(office)已受理下列申报的第\(version.number)版（更正）。",
                "\(office) has taken in version \(version.number) of this claim, a correction.")
        let newer: HTML =
            versions.last?.number == version.number
            ? ""
            : "<p class=\"warn\">\(view.t("这不是最新版本。", "This is not the last version."))</p>"
        let body: HTML = """
            <article class="receipt"><h1>\(title)</h1>\(newer)<p class="good" role="status">\(what)</p>
            <dl class="facts big"><dt>\(view.t("申报编号", "Claim number"))</dt><dd><code class="number">\(claim)</code></dd>
            <dt>\(view.t("版本", "Version"))</dt><dd>\(version.number)</dd>
            <dt>\(view.t("首次收件时间", "First received"))</dt><dd>\(view.exactTime(version.receivedMs))</dd>
            <dt>\(view.t("本版提交时间", "Lodged"))</dt><dd>\(view.exactTime(version.lodgedMs))</dd></dl>
            <h2>\(view.t("申报内容（个人信息已隐去）", "What is claimed, personal values masked"))</h2>
            \(try ClaimContent(view, masked: content.masked()).html)
            <p class="note">\(view.t("本回执证明收件，不代表奖补决定。请凭申报编号查询。", "This receipt shows that the claim came in; it decides nothing. Ask with the claim's number."))</p>
            <div class="stamp">\(office)<br>\(view.exactTime(version.lodgedMs))</div>
            <p class="no-print bar"><button type="button" id="print" class="main" hidden>\(view.t("打印", "Print"))</button>
            <a href="\(StatusPage.path(claim))">\(view.t("查询这份申报", "This claim's status"))</a> <a href="/">\(view.t("填报下一份", "Fill in another"))</a></p></article>
            """
        return FormLayout(view: view, place: nil, title: title).response(body)
    }
}

extension String {
    /// Without blanks at its ends.
    fileprivate var trimmed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
