import Agent
import Awards
import Log
import Pages
import Synchronization
import Web

import struct Policy.Programme
import struct Policy.Rulebook

/// The dashboard of one office: the newest picture, its readers, and what answers them.
final class Site: Sendable {
    let office: Office
    let offices: Offices
    let log: any EventLog
    let index: InstallationIndex
    let desk: RetryDesk
    /// Nil where the office has none: then only this machine is answered.
    let accounts: Accounts?
    let allowsUnmasking: Bool
    let sessions: Sessions
    let nowMs: @Sendable () -> Int64
    let monotonicMs: @Sendable () -> Int64
    private let newest = Mutex(Picture())
    /// Pages that are told of each picture.
    private let listeners = Mutex<[BodyStream]>([])
    /// By the digest of their bytes: policies that pages have cited; nil of one that this build cannot read.
    private let policies = Mutex<[String: Rulebook?]>([:])
    private static let mostListeners = 200

    init(
        _ office: Office, _ offices: Offices, _ log: any EventLog, _ index: InstallationIndex, _ desk: RetryDesk,
        accounts: Accounts?, allowsUnmasking: Bool, nowMs: @escaping @Sendable () -> Int64 = WallClock.now
    ) {
        self.office = office
        self.offices = offices
        self.log = log
        self.index = index
        self.desk = desk
        self.accounts = accounts
        self.allowsUnmasking = allowsUnmasking
        self.nowMs = nowMs
        monotonicMs = { MachineClock.monotonicMs }
        sessions = Sessions { MachineClock.monotonicMs }
    }

    var picture: Picture { newest.withLock { $0 } }

    /// Shows a new picture to whoever looks.
    func show(_ picture: Picture) {
        newest.withLock { $0 = picture }
        let data = "\(picture.number)"
        let open = listeners.withLock { $0 }
        let over = Set(open.filter { $0.send(event: "picture", data: data) == .over })
        if !over.isEmpty { listeners.withLock { $0.removeAll(where: over.contains) } }
    }

    /// The policy whose bytes have this digest; nil where it is not on the log.
    func rulebook(_ digest: String) -> Rulebook? {
        if let known = policies.withLock({ $0[digest] }) { return known }
        guard let bytes = try? index.policy(digest) else { return nil }
        let rulebook = try? Rulebook(Programme.load(bytes, file: digest))
        policies.withLock { $0[digest] = .some(rulebook) }
        return rulebook
    }

    private func listen() throws(Problem) -> Response {
        let stream = BodyStream(limitBytes: 16 << 10)
        let isTaken = listeners.withLock { listeners in
            guard listeners.count < Self.mostListeners else { return false }
            listeners.append(stream)
            return true
        }
        guard isTaken else { throw Problem(status: 429, detail: "Too many pages are open.") }
        stream.send(event: "picture", data: "\(picture.number)")
        return Response(events: stream)
    }

    // MARK: Routes

    var routes: [Route] {
        [
            page("/") { FlowPage.show($0) },
            page("/stages/{stage}") { try StagePage.show($0) },
            page("/trace") { try TracePage.show($0) },
            page("/letters") { try LettersPage.show($0) },
            page("/letters/{letter}") { try LetterPage.show($0) },
            page("/topics") { TopicsPage.show($0) },
            page("/topics/{topic}") { try TopicsPage.tail($0) },
            page("/money") { try MoneyPage.show($0) },
            page("/alarms") { try AlarmsPage.show($0) },
            page("/login", isOpen: true) { LoginPage.show($0) },
            form("/login", isOpen: true) { try LoginPage.enter($0, $1) },
            form("/logout") { page, _ in
                page.site.sessions.end(page.request)
                return Self.redirect(to: "/login")
            },
            form("/letters") { try LetterActs.act($0, $1) },
            form("/letters/{letter}") { try LetterActs.unmask($0, $1) },
            form("/letters/{letter}/edit") { try LetterActs.edit($0, $1) },
            form("/export") { try ExportAct.run($0, $1) },
            guarded(.get, "/events") { page in try page.site.listen() },
            guarded(.get, "/tail") { page in try TailRoute.open(page) },
            Route(.get, "/metrics") { [self] _ in
                let type = "text/plain; version=0.0.4; charset=utf-8"
                return Response(mediaType: type, body: Array(DashboardMetrics.text(picture, atMs: monotonicMs()).utf8))
            },
            Route(.get, "/language") { [self] request in try language(request) },
        ] + Assets.routes
    }

    static func redirect(to path: String, _ more: [Response.Header] = []) -> Response {
        Response(status: 303, headers: [Response.Header("Location", path)] + Guard.headers + more)
    }

    private func language(_ request: Request) throws(Problem) -> Response {
        guard let wanted = request.query["to"]?.first.flatMap(Language.init(rawValue:)) else {
            throw Problem(status: 400, detail: "The language is zh or en.")
        }
        let back = request.query["back"]?.first ?? "/"
        // Only within these pages: a path of ours, as percent-encoded text of ASCII.
        let isOwn =
            back.hasPrefix("/") && !back.hasPrefix("//") && back.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != 0x5C }
        return Self.redirect(to: isOwn ? back : "/", [wanted.remembered])
    }

    /// Finds out who asks, and lets nobody in who may not.
    private func guarded(
        _ method: HTTPMethod, _ pattern: String, isOpen: Bool = false, accepts: [String] = [],
        _ body: @escaping @Sendable (Page) throws -> Response
    ) -> Route {
        Route(method, pattern, accepts: accepts) { [self] request in
            if accounts == nil { try Guard.checkLoopback(request) }
            let known = sessions.find(request)
            let begun = known == nil ? sessions.begin(officer: nil) : nil
            guard let session = known ?? begun?.session else { throw Problem(status: 500, detail: "No session.") }
            let page = Page(
                site: self, request: request, session: session, language: Language(of: request), picture: picture)
            if accounts != nil, !isOpen, page.officer == nil {
                guard method == .get, request.headers["accept"]?.contains("text/html") ?? false else {
                    throw Problem(status: 401, detail: "Log in first, at /login.")
                }
                return Self.redirect(to: "/login")
            }
            var response = try body(page)
            if let header = begun?.header, !response.headers.contains(where: { $0.name == "Set-Cookie" }) {
                response.headers.append(header)
            }
            return response
        }
    }

    private func page(
        _ pattern: String, isOpen: Bool = false, _ body: @escaping @Sendable (Page) throws -> Response
    ) -> Route {
        guarded(.get, pattern, isOpen: isOpen) { page in
            do { return try body(page) } catch let problem as Problem { return ProblemPage.show(page, problem) }
        }
    }

    private func form(
        _ pattern: String, isOpen: Bool = false, _ body: @escaping @Sendable (Page, FormFields) throws -> Response
    ) -> Route {
        guarded(.post, pattern, isOpen: isOpen, accepts: ["application/x-www-form-urlencoded"]) { page in
            do {
                let form = try FormFields(page.request.body)
                try Guard.check(form, page.request, of: page.session)
                return try body(page, form)
            } catch let problem as Problem {
                return ProblemPage.show(page, problem)
            }
        }
    }
}
