import Agent
import Awards
import Commands
import Log
import Messages
import Pages
import Storage
import Web

/// The pages on which a clerk of the county files claims, beside the API: what they stand on, and what answers them.
final class FormSite: Sendable {
    let office: Office
    let desk: IntakeDesk
    let drafts: DraftStore
    let uploads: UploadShelf
    /// Nil where the office has none: then only this machine is answered.
    let accounts: Accounts?
    let sessions: Sessions

    /// - Parameter accounts: who may log in.
    init(
        _ office: Office, _ desk: IntakeDesk, _ drafts: DraftStore, _ uploads: UploadShelf, accounts: Accounts?,
        monotonicMs: @escaping @Sendable () -> Int64 = { MachineClock.monotonicMs }
    ) {
        self.office = office
        self.desk = desk
        self.drafts = drafts
        self.uploads = uploads
        self.accounts = accounts
        sessions = Sessions(cookie: "duixian-form-\(office.division)", now: monotonicMs)
    }

    // MARK: Routes

    var routes: [Route] {
        [
            page("/") { try OffersPage.show($0) },
            page("/apply/{programme}/{clause}") { try ClaimFormPage.open($0) },
            claimForm("/apply/{programme}/{clause}") { try ClaimFormActs.act($0, $1) },
            multipart("/preview/{programme}/{clause}") { try ClaimFormActs.preview($0, $1) },
            page("/drafts") { try DraftsPage.show($0) },
            page("/drafts/{draft}") { try ClaimFormPage.resume($0) },
            form("/drafts") { try DraftsPage.discard($0, $1) },
            page("/upload") { UploadPage.show($0) },
            multipart("/upload") { try UploadPage.look($0, $1) },
            form("/upload/send") { try UploadPage.send($0, $1) },
            page("/template") { try TemplateDownload.download($0) },
            page("/status") { try StatusPage.show($0) },
            page("/receipt/{claim}/{version}") { try ReceiptPage.show($0) },
            page("/login", isOpen: true) { FormLogin.show($0) },
            form("/login", isOpen: true) { try FormLogin.enter($0, $1) },
            form("/logout") { view, _ in
                view.site.sessions.end(view.request)
                return Self.redirect(to: "/login")
            },
            Route(.get, "/language") { request in try Self.language(request) },
        ] + FormAssets.routes
    }

    static func redirect(to path: String, _ more: [Response.Header] = []) -> Response {
        Response(status: 303, headers: [Response.Header("Location", path)] + Guard.headers + more)
    }

    private static func language(_ request: Request) throws(Problem) -> Response {
        guard let wanted = request.query["to"]?.first.flatMap(Pages.Language.init(rawValue:)) else {
            throw Problem(status: 400, detail: "The language is zh or en.")
        }
        let back = request.query["back"]?.first ?? "/"
        // Only within these pages: a path of ours, as percent-encoded text of ASCII.
        let isOwn =
            back.hasPrefix("/") && !back.hasPrefix("//") && back.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != 0x5C }
        return redirect(to: isOwn ? back : "/", [wanted.remembered])
    }

    /// Finds out who asks, and lets nobody in who may not.
    private func guarded(
        _ method: HTTPMethod, _ pattern: String, isOpen: Bool = false, accepts: [String] = [],
        _ body: @escaping @Sendable (FormView) throws -> Response
    ) -> Route {
        Route(method, pattern, accepts: accepts) { [self] request in
            if accounts == nil { try Guard.checkLoopback(request) }
            let known = sessions.find(request)
            let begun = known == nil ? sessions.begin(officer: nil) : nil
            guard let session = known ?? begun?.session else { throw Problem(status: 500, detail: "No session.") }
            let view = FormView(site: self, request: request, session: session)
            var response: Response
            if accounts != nil, !isOpen, view.officer == nil {
                guard method == .get else {
                    return FormProblem.show(view, Problem(status: 401, detail: view.t("请先登录。", "Log in first.")))
                }
                response = Self.redirect(to: "/login")
            } else {
                do { response = try body(view) } catch { response = try FormProblem.show(view, answering: error) }
            }
            if let header = begun?.header, !response.headers.contains(where: { $0.name == "Set-Cookie" }) {
                response.headers.append(header)
            }
            return response
        }
    }

    private func page(
        _ pattern: String, isOpen: Bool = false, _ body: @escaping @Sendable (FormView) throws -> Response
    ) -> Route {
        guarded(.get, pattern, isOpen: isOpen, body)
    }

    /// Refuses a form that was not sent from an open page of the same session.
    private static func check(_ token: String?, _ view: FormView) throws(Problem) {
        do throws(Problem) {
            try Guard.check(token: token, view.request, of: view.session)
            try Guard.checkOrigin(view.request)
        } catch {
            throw Problem(status: error.status, detail: view.t("页面已过期，或不是从本页面提交：请重新打开页面。", error.detail))
        }
    }

    private func form(
        _ pattern: String, isOpen: Bool = false, _ body: @escaping @Sendable (FormView, FormFields) throws -> Response
    ) -> Route {
        guarded(.post, pattern, isOpen: isOpen, accepts: ["application/x-www-form-urlencoded"]) { view in
            let form = try FormFields(view.request.body)
            try Self.check(form[Guard.field], view)
            return try body(view, form)
        }
    }

    /// Whose sender loses nothing when his session has ended meanwhile: it is shown again with a token that counts.
    private func claimForm(
        _ pattern: String, _ body: @escaping @Sendable (FormView, MultipartForm) throws -> Response
    ) -> Route {
        guarded(.post, pattern, accepts: ["multipart/form-data"]) { view in
            let form = try MultipartForm(view.request)
            do throws(Problem) {
                try Self.check(form[Guard.field], view)
            } catch {
                return try ClaimFormActs.again(view, form, error)
            }
            return try body(view, form)
        }
    }

    private func multipart(
        _ pattern: String, _ body: @escaping @Sendable (FormView, MultipartForm) throws -> Response
    ) -> Route {
        guarded(.post, pattern, accepts: ["multipart/form-data"]) { view in
            let form = try MultipartForm(view.request)
            try Self.check(form[Guard.field], view)
            return try body(view, form)
        }
    }
}
