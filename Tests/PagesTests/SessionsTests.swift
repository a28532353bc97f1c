import Pages
import Synchronization
import Testing
import Web

struct SessionsTests {
    /// A clock that a test moves.
    private final class Clock: Sendable {
        let time = Atomic<Int64>(1_000_000)
        func pass(_ milliseconds: Int64) { time.add(milliseconds, ordering: .relaxed) }
    }

    private let clock = Clock()

    private func sessions() -> Sessions {
        Sessions { [clock] in clock.time.load(ordering: .relaxed) }
    }

    private func request(_ header: Response.Header) -> Request {
        let pair = header.value.prefix { $0 != ";" }
        return Request(method: .get, path: "/", headers: ["cookie": "other=1; \(pair)"])
    }

    @Test("a session is found by its cookie until it has been idle for half an hour, or ended")
    func found() {
        let sessions = sessions()
        let (session, header) = sessions.begin(officer: "o-1")
        #expect(header.value.hasSuffix("; Path=/; HttpOnly; Secure; SameSite=Strict"))
        #expect(sessions.find(request(header)) == session)
        clock.pass(29 * 60_000)
        #expect(sessions.find(request(header)) == session)
        clock.pass(31 * 60_000)
        #expect(sessions.find(request(header)) == nil)
        let again = sessions.begin(officer: "o-1")
        #expect(again.session.token != session.token)
        sessions.end(request(again.header))
        #expect(sessions.find(request(again.header)) == nil)
    }

    @Test("nobody stays logged in for more than twelve hours")
    func longest() {
        let sessions = sessions()
        let (_, header) = sessions.begin(officer: "o-1")
        for _ in 0..<36 {
            clock.pass(20 * 60_000 - 1)
            _ = sessions.find(request(header))
        }
        clock.pass(1_000)
        #expect(sessions.find(request(header)) == nil)
    }

    @Test("a fifth failure makes a name wait, each further one twice as long, a success forgives")
    func failures() {
        let sessions = sessions()
        for _ in 0..<4 { sessions.note(failure: "o-1") }
        #expect(sessions.wait(for: "o-1") == nil)
        sessions.note(failure: "o-1")
        #expect(sessions.wait(for: "o-1") == 1)
        sessions.note(failure: "o-1")
        #expect(sessions.wait(for: "o-1") == 2)
        #expect(sessions.wait(for: "o-2") == nil)
        clock.pass(2_000)
        #expect(sessions.wait(for: "o-1") == nil)
        sessions.note(success: "o-1")
        sessions.note(failure: "o-1")
        #expect(sessions.wait(for: "o-1") == nil)
    }

    @Test("a form needs its session's token, and must come from our own page")
    func guarded() throws {
        let (session, _) = sessions().begin(officer: nil)
        func check(_ body: String, _ headers: [String: String] = [:]) throws {
            let request = Request(method: .post, path: "/", headers: headers)
            try Guard.check(FormFields(Array(body.utf8)), request, of: session)
        }
        try check("csrf=\(session.token)", ["sec-fetch-site": "same-origin"])
        try check("csrf=\(session.token)")
        #expect(throws: Problem.self) { try check("a=1") }
        #expect(throws: Problem.self) { try check("csrf=\(session.token.dropLast())x") }
        #expect(throws: Problem.self) { try check("csrf=\(session.token)", ["sec-fetch-site": "cross-site"]) }
    }

    @Test(
        "a page for this machine alone answers under no other name",
        arguments: [
            ("127.0.0.1:80", true), ("localhost:8090", true), ("[::1]:8090", true), ("evil.example", false),
            ("", false),
            ("127.0.0.1.evil.example", false), ("127.0.0.1:80, evil.example", false),
        ])
    func loopback(host: String, isAllowed: Bool) {
        let request = Request(method: .get, path: "/", headers: ["host": host])
        let passes = (try? Guard.checkLoopback(request)) != nil
        #expect(passes == isAllowed)
    }

    @Test(
        "the language is the reader's choice, then the browser's, then Chinese",
        arguments: [
            ("lang=en", "zh", Language.en), ("lang=xx", "en-GB,zh;q=0.5", .en), ("", "zh-CN,en;q=0.8", .zh),
            ("", "fr", .zh), ("a=b; lang=zh", "en", .zh),
        ])
    func language(cookie: String, accept: String, expected: Language) {
        let headers = ["cookie": cookie, "accept-language": accept]
        #expect(Language(of: Request(method: .get, path: "/", headers: headers)) == expected)
    }
}
