import Awards
import Pages
import Web

/// A page's frame: the head, the ways to the other pages, how old the picture is.
struct Layout {
    /// The ways there are, in their order.
    enum Place: String, CaseIterable {
        case flow = "/"
        case trace = "/trace"
        case letters = "/letters"
        case topics = "/topics"
        case money = "/money"
        case alarms = "/alarms"

        var zh: String {
            switch self {
            case .flow: "流程"
            case .trace: "追踪"
            case .letters: "死信"
            case .topics: "主题"
            case .money: "资金"
            case .alarms: "告警"
            }
        }

        var en: String {
            switch self {
            case .flow: "Flow"
            case .trace: "Trace"
            case .letters: "Dead letters"
            case .topics: "Topics"
            case .money: "Money"
            case .alarms: "Alarms"
            }
        }
    }

    let page: Page
    let place: Place?
    let title: String
    var scripts: [StaticString] = []

    func response(_ body: HTML, status: Int = 200, cookie: Response.Header? = nil) -> Response {
        let modules = (["live.js"] + scripts).html {
            "<script type=\"module\" src=\"/assets/\($0.description)\"></script>"
        }
        let html: HTML = """
            <!DOCTYPE html>
            <html lang="\(page.language.tag)"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title) · \(page.t("兑现", "Duixian"))</title>
            <link rel="icon" href="/assets/icon.svg"><link rel="stylesheet" href="/assets/style.css">
            \(modules)</head><body>
            <a class="skip" href="#main">\(page.t("跳到内容", "Skip to content"))</a>
            \(header)
            <main id="main" tabindex="-1"><h1>\(title)</h1>
            \(body)
            </main></body></html>
            """
        var response = Response(status: status, mediaType: "text/html; charset=utf-8", body: html.bytes)
        response.headers += Guard.headers + [Response.Header("Cache-Control", "no-store")]
        if let cookie { response.headers.append(cookie) }
        return response
    }

    /// Whoever has not logged in is shown nothing of the installation.
    private var isIn: Bool { page.site.accounts == nil || page.officer != nil }

    private var header: HTML {
        let open = page.picture.alarms.count { $0.overMs == nil }
        let ways = Place.allCases.html { way in
            let current: HTML = way == place ? " aria-current=\"page\"" : ""
            let badge: HTML = way == .alarms && open > 0 ? "<span class=\"badge\">\(open)</span>" : ""
            return "<li><a href=\"\(way.rawValue)\"\(current)>\(page.t(way.zh, way.en))\(badge)</a></li>"
        }
        let back = page.request.path
        let language: HTML = """
            <a class="language" href="/language?to=\(page.language.other.rawValue)&amp;back=\(PercentEncoding.encode(back))" \
            lang="\(page.language.other.tag)" hreflang="\(page.language.other.tag)">\(page.language("English", "中文"))</a>
            """
        let nav: HTML =
            isIn
            ? "<nav aria-label=\"\(page.t("页面", "Pages"))\"><ul id=\"ways\" data-live>\(ways)</ul></nav>" : ""
        return """
            <header><div class="brand"><span class="mark" aria-hidden="true">兑</span>\
            <span><b>\(page.t("兑现", "Duixian"))</b> \(page.t(page.site.office.name))</span></div>
            \(nav)<div class="tools">\(isIn ? age : "")\(language)\(who)</div></header>
            \(isIn ? banner : "")
            """
    }

    /// How old the picture is; what could not be read is named beside it.
    private var age: HTML {
        let picture = page.picture
        guard picture.takenMs != nil else {
            return "<span id=\"age\" data-live class=\"age old\">\(page.t("尚无数据", "no picture yet"))</span>"
        }
        let seconds = max(0, (page.site.monotonicMs() - picture.takenMonotonicMs) / 1_000)
        let isOld = seconds > 10 || !picture.unread.isEmpty
        return """
            <span id="age" data-live class="age\(isOld ? " old" : "")"><span data-age="\(seconds)">\(seconds)</span> \
            \(page.t("秒前的画面", "s old"))</span>
            """
    }

    private var banner: HTML {
        let unread = page.picture.unread.html {
            "<p class=\"warn\" role=\"status\">\(page.t("读不到：", "Not read: "))\($0)</p>"
        }
        let behind = page.picture.indexBehind ?? 0
        let folding: HTML =
            behind > 1_000
            ? "<p class=\"note\">\(page.t("索引还差", "The index is still behind by ")) \(Figures.grouped(behind)) \(page.t("条记录，追踪尚不完整。", "records: traces are not whole yet."))</p>"
            : ""
        return "<div id=\"banner\" data-live>\(unread)\(folding)</div>"
    }

    private var who: HTML {
        guard page.site.accounts != nil else {
            return "<span class=\"who\">\(page.t("未设账户，仅限本机", "no accounts: this machine only"))</span>"
        }
        guard let officer = page.officer else { return "" }
        return """
            <form method="post" action="/logout" class="who">\(page.token)\(page.t(officer.name)) \
            <button class="quiet">\(page.t("退出", "Log out"))</button></form>
            """
    }
}
