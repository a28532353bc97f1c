import Awards
import Pages
import Web

/// What a page is drawn from: the picture, who looks at it, and in which language.
struct Page: Sendable {
    let site: Site
    let request: Request
    let session: Sessions.Session
    let language: Language
    let picture: Picture

    func t(_ zh: String, _ en: String) -> String { language(zh, en) }
    func t(_ text: BilingualText) -> String { language(text.zh, text.en) }

    /// A value of the query; empty where there is none.
    func query(_ name: String) -> String { request.query[name]?.first ?? "" }

    /// Who acts: the officer who logged in. Where the office has no accounts, one is named with each act.
    var officer: Officer? { session.officer.flatMap { site.office.officer($0) } }

    func officeName(_ division: Division) -> String { site.offices[division].map { t($0.name) } ?? division.code }

    func officeName(_ code: String) -> String { Division(code).map(officeName) ?? code }

    /// The hidden field that every form carries.
    var token: HTML { "<input type=\"hidden\" name=\"csrf\" value=\"\(session.token)\">" }

    /// Asks who acts and why, where it is not known yet.
    var signature: HTML {
        let reason: HTML =
            "<label>\(t("理由", "Reason")) <input name=\"reason\" required maxlength=\"500\" autocomplete=\"off\"></label>"
        if officer != nil { return reason }
        let options = site.office.officers.filter { $0.roles.contains(.operator) }.html { officer in
            "<option value=\"\(officer.id)\">\(t(officer.name)) \(officer.id)</option>"
        }
        return "<label>\(t("经办人", "Officer")) <select name=\"officer\">\(options)</select></label> \(reason)"
    }

    // MARK: Values

    /// For what is not known, which is never shown as 0.
    var nothing: HTML { "<span class=\"none\" title=\"\(t("没有数据", "no data"))\">—</span>" }

    func count(_ value: Int64?) -> HTML { value.map { HTML(escaping: Figures.grouped($0)) } ?? nothing }

    func rate(_ value: Double?) -> HTML { value.map { HTML(escaping: Figures.rate($0)) } ?? nothing }

    func seconds(_ value: Double?) -> HTML { value.map { HTML(escaping: Figures.duration($0, language)) } ?? nothing }

    func seconds(_ value: Int?) -> HTML { seconds(value.map(Double.init)) }

    func moment(_ milliseconds: Int64?) -> HTML {
        guard let milliseconds else { return nothing }
        let text = Figures.local(milliseconds)
        return "<time datetime=\"\(Figures.utc(milliseconds))\">\(text)</time>"
    }

    func state(_ standing: Standing) -> HTML {
        "<span class=\"state \(standing.name)\">\(t(standing.zh, standing.en))</span>"
    }
}

/// What became of what was asked for, above a page.
enum Notice {
    static func done(_ sentence: String) -> HTML {
        "<div class=\"notice\" role=\"status\"><p>\(sentence)</p></div>"
    }

    static func warning(_ sentence: String) -> HTML { "<p class=\"warn\" role=\"alert\">\(sentence)</p>" }
}
