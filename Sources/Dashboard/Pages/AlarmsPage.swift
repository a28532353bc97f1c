import Awards
import Pages
import Web

/// What is to be looked at, what was, and who did what.
enum AlarmsPage {
    static func show(_ page: Page) throws -> Response {
        let open = page.picture.alarms.filter { $0.overMs == nil }
        let over = page.picture.alarms.filter { $0.overMs != nil }
        let none: HTML = "<p class=\"calm\">\(page.t("没有告警。", "Nothing to be alarmed at."))</p>"
        let done = try page.site.index.acts()
        let acts = done.html { act in
            let kind = Act.Kind(rawValue: act.kind)
            return """
                <tr><td>\(page.moment(act.timeMs))</td><td>\(page.officeName(act.office))</td><td>\(act.officer)</td>\
                <td>\(kind.map { page.t($0.zh, $0.en) } ?? page.t("重试", "sent again"))</td><td class="id">\(act.subject)</td><td>\(act.reason)</td></tr>
                """
        }
        let body: HTML = """
            <div id="alarms" data-live>\(open.isEmpty ? none : table(open, page))
            <h2>\(page.t("已消除", "Over"))</h2>\(over.isEmpty ? none : table(over, page))
            <h2>\(page.t("操作记录", "Who did what"))</h2>\(done.isEmpty ? "<p class=\"calm\">\(page.t("还没有。", "Nothing yet."))</p>" : table(ofActs: acts, page))</div>
            """
        return Layout(page: page, place: .alarms, title: page.t("告警", "Alarms")).response(body)
    }

    private static func table(ofActs acts: HTML, _ page: Page) -> HTML {
        """
        <div class="scroll" tabindex="0" role="region" aria-label="\(page.t("操作记录", "Who did what"))"><table><thead><tr><th scope="col">\(page.t("时间", "Time"))</th>\
        <th scope="col">\(page.t("机关", "Office"))</th><th scope="col">\(page.t("经办人", "Officer"))</th>\
        <th scope="col">\(page.t("操作", "Act"))</th><th scope="col">\(page.t("对象", "Subject"))</th>\
        <th scope="col">\(page.t("理由", "Reason"))</th></tr></thead><tbody>\(acts)</tbody></table></div>
        """
    }

    private static func table(_ alarms: [Alarm], _ page: Page) -> HTML {
        let rows = alarms.html { alarm in
            """
            <tr><td><span class="state \(alarm.overMs == nil ? "stopped" : "ok")">\(page.t(alarm.kind.zh, alarm.kind.en))</span></td>\
            <td>\(page.t(alarm.zh, alarm.en))</td><td>\(page.moment(alarm.sinceMs))</td>\
            <td>\(alarm.overMs == nil ? "" : page.moment(alarm.overMs))</td></tr>
            """
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(page.t("告警", "Alarms"))"><table><thead><tr>\
            <th scope="col">\(page.t("种类", "Kind"))</th><th scope="col">\(page.t("说明", "What"))</th>\
            <th scope="col">\(page.t("开始", "Since"))</th><th scope="col">\(page.t("消除", "Over"))</th></tr></thead>\
            <tbody>\(rows)</tbody></table></div>
            """
    }
}

/// An act as the index keeps it.
struct ActRow: Sendable {
    let timeMs: Int64
    let office: String
    let officer: String
    let kind: String
    let subject: String
    let reason: String
}
