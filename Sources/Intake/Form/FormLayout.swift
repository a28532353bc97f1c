import Awards
import Pages
import Web

/// A page's frame: the office, the ways to the other pages, the language, who is logged in.
struct FormLayout {
    /// The ways there are, in their order.
    enum Place: String, CaseIterable {
        case offers = "/"
        case drafts = "/drafts"
        case upload = "/upload"
        case status = "/status"

        var text: BilingualText {
            switch self {
            case .offers: BilingualText(zh: "申报", en: "Apply")
            case .drafts: BilingualText(zh: "草稿", en: "Drafts")
            case .upload: BilingualText(zh: "表格导入", en: "Upload a table")
            case .status: BilingualText(zh: "查询", en: "Status")
            }
        }
    }

    let view: FormView
    let place: Place?
    let title: String
    /// Of the form that the language's button belongs to, where leaving the page would lose what was typed.
    var form: String?

    func response(_ body: HTML, status: Int = 200) -> Response {
        let html: HTML = """
            <!DOCTYPE html>
            <html lang="\(view.language.tag)"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title) · \(view.t("兑现申报", "Duixian claims"))</title>
            <link rel="icon" href="/assets/icon.svg"><link rel="stylesheet" href="/assets/form.css">
            <script type="module" src="/assets/form.js"></script></head><body>
            <a class="skip" href="#main">\(view.t("跳到内容", "Skip to content"))</a>
            \(header)
            <main id="main" tabindex="-1">\(body)
            </main></body></html>
            """
        var response = Response(status: status, mediaType: "text/html; charset=utf-8", body: html.bytes)
        response.headers += Guard.headers + [Response.Header("Cache-Control", "no-store")]
        return response
    }

    private var header: HTML {
        let ways = Place.allCases.html { way in
            let current: HTML = way == place ? " aria-current=\"page\"" : ""
            return "<li><a href=\"\(way.rawValue)\"\(current)>\(view.t(way.text))</a></li>"
        }
        return """
            <header><div class="brand"><span class="mark" aria-hidden="true">兑</span>\
            <span><b>\(view.t("兑现申报", "Duixian claims"))</b> \(view.t(view.site.office.name))</span></div>
            <nav aria-label="\(view.t("页面", "Pages"))"><ul>\(ways)</ul></nav>
            <div class="tools">\(language)\(who)</div></header>
            """
    }

    private var language: HTML {
        let other = view.language.other
        let word = view.language("English", "中文")
        if let form {
            return """
                <button class="quiet" form="\(form)" name="act" value="language:\(other.rawValue)" lang="\(other.tag)">\(word)</button>
                """
        }
        let query = view.request.query.sorted { $0.key < $1.key }.flatMap { name, values in
            values.map { "\(PercentEncoding.encode(name))=\(PercentEncoding.encode($0))" }
        }
        let path = view.request.method == .get ? view.request.path : "/"
        let back = path + (query.isEmpty || path == "/" ? "" : "?" + query.joined(separator: "&"))
        return """
            <a class="language" href="/language?to=\(other.rawValue)&amp;back=\(PercentEncoding.encode(back))" \
            lang="\(other.tag)" hreflang="\(other.tag)">\(word)</a>
            """
    }

    private var who: HTML {
        guard view.site.accounts != nil else {
            return "<span class=\"who\">\(view.t("未设账户，仅限本机", "no accounts: this machine only"))</span>"
        }
        guard let officer = view.officer else { return "" }
        return """
            <form method="post" action="/logout" class="who">\(view.token)\(view.t(officer.name)) \
            <button class="quiet">\(view.t("退出", "Log out"))</button></form>
            """
    }
}
