import Agent
import Awards
import Messages
import Pages
import Policy
import Web

/// What a page is drawn from: who looks at it, and in which language.
struct FormView: Sendable {
    let site: FormSite
    let request: Request
    let session: Sessions.Session
    var language: Pages.Language

    init(site: FormSite, request: Request, session: Sessions.Session) {
        self.site = site
        self.request = request
        self.session = session
        language = Pages.Language(of: request)
    }

    /// The language in which policies speak.
    var words: Policy.Language {
        switch language {
        case .zh: .zh
        case .en: .en
        }
    }

    func t(_ zh: String, _ en: String) -> String { language(zh, en) }
    func t(_ text: BilingualText) -> String { language(text.zh, text.en) }
    func t(_ text: Text) -> String { language(text.zh, text.en) }

    /// A value of the query; empty where there is none.
    func query(_ name: String) -> String { request.query[name]?.first ?? "" }

    /// A part of the path.
    func part(_ name: String) -> String { request.parameters[name] ?? "" }

    var officer: Officer? { session.officer.flatMap { site.office.officer($0) } }

    /// The hidden field that every form carries.
    var token: HTML { "<input type=\"hidden\" name=\"csrf\" value=\"\(session.token)\">" }

    var nowMs: Int64 { site.desk.nowMs() }

    // MARK: Values

    /// At Shanghai, which is the time of all of these offices: `2024-06-30 18:00`.
    func moment(_ moment: Moment) -> HTML { time(moment.milliseconds) }

    func time(_ milliseconds: Int64) -> HTML {
        let local = WallClock.text(milliseconds + 8 * 3_600_000)
        return
            "<time datetime=\"\(WallClock.text(milliseconds))\">\(local.prefix(10)) \(local.dropFirst(11).prefix(5))</time>"
    }

    /// With seconds, for receipts.
    func exactTime(_ milliseconds: Int64) -> HTML {
        let local = WallClock.text(milliseconds + 8 * 3_600_000)
        return
            "<time datetime=\"\(WallClock.text(milliseconds))\">\(local.prefix(10)) \(local.dropFirst(11).prefix(8))</time>"
    }

    /// `（七）`, as the text has it, or `Clause 7-1`.
    func article(_ clause: Clause) -> String { t("（\(clause.article)）", "Clause \(clause.id)") }

    func clauseName(_ clause: Clause) -> String { t("（\(clause.article)）", "\(clause.id) ") + t(clause.title) }

    /// Of a programme and a clause by id; the ids where they are not known here.
    func clauseName(_ programme: String, _ clause: String, _ terms: Terms) -> String {
        guard let basis = terms.basis(programme, clause, "", nowMs: nowMs),
            let found = basis.rulebook.programme.clause(clause)
        else { return "\(programme)/\(clause)" }
        return clauseName(found)
    }
}
