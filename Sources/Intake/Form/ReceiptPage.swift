import Awards
import Messages
import Pages
import Web

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
