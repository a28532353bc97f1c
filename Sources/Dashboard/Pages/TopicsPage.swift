import Awards
import Log
import Pages
import Web

/// All topics, and one of them with its tail.
enum TopicsPage {
    static func show(_ page: Page) -> Response {
        let wanted = page.query("q").lowercased()
        let topics = page.picture.topics.filter { wanted.isEmpty || $0.name.contains(wanted) }
        let rows = topics.html { topic in row(topic, page) }
        let body: HTML = """
            <form method="get" class="bar"><label>\(page.t("筛选", "Filter")) <input name="q" type="search" value="\(page.query("q"))" \
            autocomplete="off"></label> <button>\(page.t("筛选", "Filter"))</button></form>
            <div id="topics" data-live><p class="note">\(topics.count) \(page.t("个主题", "topics"))</p>
            <div class="scroll" tabindex="0" role="region" aria-label="\(page.t("主题", "Topics"))"><table>
            <thead><tr><th scope="col">\(page.t("主题", "Topic"))</th><th scope="col">\(page.t("内容", "Holds"))</th>\
            <th scope="col" class="n">\(page.t("分区", "Partitions"))</th><th scope="col" class="n">\(page.t("位移数", "Offsets"))</th>\
            <th scope="col" class="n">\(page.t("写入", "In"))</th><th scope="col">\(page.t("最新记录", "Newest record"))</th>\
            <th scope="col">\(page.t("未结束的事务", "Open transaction"))</th></tr></thead><tbody>\(rows)</tbody></table></div></div>
            """
        return Layout(page: page, place: .topics, title: page.t("主题", "Topics")).response(body)
    }

    private static func row(_ topic: TopicPicture, _ page: Page) -> HTML {
        let stream = Stream.all.first { $0.id == topic.name.dropFirst(7) }
        let open: HTML = topic.openSeconds.map { "<span class=\"state blocked\">\($0) s</span>" } ?? ""
        return """
            <tr><td><a href="/topics/\(PercentEncoding.encode(topic.name))" data-key="\(topic.name)">\(topic.name)</a></td>\
            <td>\(stream.map { page.t($0.holds) } ?? "")</td><td class="n">\(topic.partitions.count)</td>\
            <td class="n">\(page.count(topic.records))</td><td class="n">\(page.rate(topic.rate))</td>\
            <td>\(page.moment(topic.newestMs))</td><td>\(open)</td></tr>
            """
    }

    // MARK: One topic

    static func tail(_ page: Page) throws -> Response {
        let name = page.request.parameters["topic"] ?? ""
        guard let topic = page.picture.topic(name) else {
            throw Problem(status: 404, detail: "There is no such topic.")
        }
        let partitions = topic.partitions.html { partition in
            """
            <tr><td class="n">\(partition.number)</td><td class="n">\(page.count(partition.ends.start))</td>\
            <td class="n">\(page.count(partition.ends.lastStable))</td><td class="n">\(page.count(partition.ends.highWatermark))</td>\
            <td>\(page.moment(partition.newestMs))</td></tr>
            """
        }
        let choices = topic.partitions.html { partition in
            "<option value=\"\(partition.number)\">\(partition.number)</option>"
        }
        let body: HTML = """
            <details><summary>\(page.t("分区", "Partitions"))</summary><div id="partitions" data-live><table><thead><tr>\
            <th scope="col" class="n">\(page.t("分区", "Partition"))</th><th scope="col" class="n">\(page.t("起始", "Start"))</th>\
            <th scope="col" class="n">\(page.t("最后稳定位移", "Last stable"))</th><th scope="col" class="n">\(page.t("末尾", "End"))</th>\
            <th scope="col">\(page.t("最新记录", "Newest record"))</th></tr></thead><tbody>\(partitions)</tbody></table></div></details>
            <form id="tail" class="bar" data-topic="\(name)">
            <label>\(page.t("从", "From")) <input name="from" placeholder="end" size="28" autocomplete="off" \
            aria-describedby="from-help"></label>
            <label>\(page.t("分区", "Partition")) <select name="partition"><option value="">\(page.t("全部", "all"))</option>\(choices)</select></label>
            <label class="wide">\(page.t("条件", "Condition")) (FEEL) <input name="where" autocomplete="off" spellcheck="false" \
            placeholder="payload.of.clause = &quot;7-1&quot;"></label>
            <button name="go">\(page.t("开始", "Start"))</button> <button type="button" name="halt" disabled>\(page.t("停止", "Stop"))</button>
            </form>
            <p class="note" id="from-help">\(page.t("“从”可填 start、end、位移，或 2026-03-01T09:00:00+08:00 这样的时间。个人信息已遮盖。", "“From” takes start, end, an offset, or a time such as 2026-03-01T09:00:00+08:00. Personal values are masked."))</p>
            <p id="counts" class="counts" role="status" data-words="\(page.t("已读 {read}，符合 {matched}，未显示 {dropped}", "{read} read, {matched} matched, {dropped} dropped"))"></p>
            <p id="trouble" class="warn" role="alert" hidden></p>
            <ol id="records" class="records" tabindex="0" aria-label="\(page.t("记录", "Records"))"></ol>
            <h2>\(page.t("下载", "Download"))</h2>
            <form id="export" class="bar" method="post" action="/export">\(page.token)<input type="hidden" name="topic" value="\(name)">
            <input type="hidden" name="from" value="start"><input type="hidden" name="partition"><input type="hidden" name="where">
            <label>\(page.t("格式", "Format")) <select name="format"><option value="csv">CSV</option><option value="jsonl">JSON lines</option></select></label>
            \(page.signature)\(unmask(page)) <button>\(page.t("下载", "Download"))</button></form>
            """
        return Layout(page: page, place: .topics, title: name, scripts: ["tail.js"]).response(body)
    }

    /// Only where the office's configuration allows it.
    private static func unmask(_ page: Page) -> HTML {
        guard page.site.allowsUnmasking else { return "" }
        return
            "<label><input type=\"checkbox\" name=\"unmask\" value=\"1\"> \(page.t("不遮盖个人信息（将记录在案）", "show personal values (kept on record)"))</label>"
    }
}
