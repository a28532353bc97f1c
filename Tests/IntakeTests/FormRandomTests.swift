import Foundation
import Pages
import TestSupport
import Testing

@testable import Intake
@testable import Web

/// A stream of random requests, many of them nearly right: none may be answered with a 5xx.
struct FormRandomTests {
    private static let paths = [
        "/", "/apply/baotou-2022/7-1", "/apply/nm-cb7-2023/3-3", "/apply/baotou-2022/22", "/preview/baotou-2022/7-1",
        "/drafts", "/upload", "/upload/send", "/template", "/status", "/login", "/logout", "/language", "/claims",
        "/evidence", "/openapi.json", "/assets/form.css",
    ]
    private static let pieces = [
        "", "..", "%2e", "%", "%00", "%ff", "?", "=", "&", "period=2023", "clause=baotou-2022/7-1", "format=xlsx",
        "claim=", "<", "'", "\"", "baotou-2022", "7-1", "drafts", "receipt", "1", "99999999999999999999", "%E5%8C%85",
        "to=en", "back=//x", "act=send",
    ]
    private static let names = [
        "act", "csrf", "draft", "period", "applicant", "applicant_name", "object", "evidence", "evidence_name",
        "answers", "contact.phone", "account.number", "facts.local_sales", "facts.established_on", "facts.titles",
        "facts.platforms.0.fees", "facts.platforms.999999999999.fees", "facts.platforms.-7.fees",
        "facts.platforms.9223372036854775807.fees", "facts.platforms.3.option", "facts.clause", "facts.", "digest",
        "name",
        "officer",
        "password",
    ]
    private static let values = [
        "send", "save", "check", "more:platforms", "remove:x", "language:en", "2023", "-1", "1e400", "0.1", "NaN", "包头",
        "7-1", "2021-02-30", "true", "；；", "[{\"fees\":1}]", "\u{FFFD}", "<b>", "sha256:", "10,00", "\r\n",
    ]

    private struct Draw {
        var random: SeededGenerator
        /// That of an open page, in half of the requests.
        var token: String

        mutating func pick(_ list: [String]) -> String { list[Int.random(in: 0..<list.count, using: &random)] }

        mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

        mutating func bytes(_ most: Int) -> [UInt8] {
            (0..<Int.random(in: 0...most, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }

        mutating func path() -> String {
            var path = pick(FormRandomTests.paths)
            while chance(3) { path += pick(["/", "?", "&", ""]) + pick(FormRandomTests.pieces) }
            return path
        }

        mutating func body() -> (type: String, bytes: [UInt8]) {
            var parts: [(String, String)] = chance(2) ? [("csrf", token)] : []
            while !chance(6) { parts.append((pick(FormRandomTests.names), pick(FormRandomTests.values))) }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: return (pick(["text/plain", "application/json", "multipart/form-data", ""]), bytes(60))
            case 1:
                let text = parts.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
                return ("application/x-www-form-urlencoded", Array(text.utf8))
            case _:
                let files = chance(3) ? [(pick(["files", "table", "x"]), pick(FormRandomTests.values), bytes(40))] : []
                var body = Multipart.body(parts, files)
                while chance(4), !body.isEmpty {
                    body[Int.random(in: 0..<body.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                if chance(8) { body = Array(body.prefix(Int.random(in: 0...body.count, using: &random))) }
                return ("multipart/form-data; boundary=\(Multipart.boundary)", body)
            }
        }
    }

    /// What a browser has when it has opened a page.
    private func session(_ site: FormSite) -> (cookie: String, token: String) {
        let (session, header) = site.sessions.begin(officer: nil)
        return (String(header.value.prefix { $0 != ";" }), session.token)
    }

    /// 100,000 requests with `DUIXIAN_REQUESTS=100000`.
    @Test("no request makes a handler fail")
    func handlers() throws {
        let count = ProcessInfo.processInfo.environment["DUIXIAN_REQUESTS"].flatMap { Int($0) } ?? 2_500
        let fixture = try FormFixture(isRich: true)
        let router = Router(routes: fixture.routes)
        var (cookie, token) = session(fixture.site)
        var draw = Draw(random: SeededGenerator(name: "requests to the form's handlers"), token: token)
        var statuses: [Int: Int] = [:]
        for number in 0..<count {
            // One of them may have ended the session.
            if number.isMultiple(of: 50) {
                (cookie, token) = session(fixture.site)
                draw.token = token
            }
            let target = draw.path()
            let method = draw.pick(["GET", "GET", "POST", "POST", "POST", "PUT", "DELETE", "HEAD"])
            let (type, body) = method == "POST" || method == "PUT" ? draw.body() : ("", [])
            let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            var query: [String: [String]] = [:]
            for pair in parts.dropFirst().first?.split(separator: "&") ?? [] {
                let pair = pair.split(separator: "=", maxSplits: 1).map(String.init)
                query[pair.first ?? "", default: []].append(pair.count > 1 ? pair[1] : "")
            }
            let headers = ["host": "localhost", "accept": "text/html", "cookie": cookie, "content-type": type]
            let status = Self.status(router, method, String(parts.first ?? ""), query, headers, body)
            #expect(
                (200..<500).contains(status), "\(method) \(target) \(type) \(String(decoding: body, as: UTF8.self))")
            statuses[status, default: 0] += 1
        }
        // It is no stream of refusals alone.
        #expect(statuses.count >= 6 && statuses[200, default: 0] > count / 20, "\(statuses)")
    }

    private static func status(
        _ router: Router, _ method: String, _ path: String, _ query: [String: [String]], _ headers: [String: String],
        _ body: [UInt8]
    ) -> Int {
        do {
            let (route, parameters) = try router.route(method: method, path: path)
            guard let known = HTTPMethod(rawValue: method) else { return 501 }
            let request = Request(
                method: known, path: path, parameters: parameters, query: query, headers: headers, body: body)
            if !body.isEmpty, !route.accepts.isEmpty, !route.accepts.contains(request.mediaType ?? "") { return 415 }
            return try route.handler(request).status
        } catch let problem as Problem {
            return problem.status
        } catch {
            Issue.record("\(method) \(path): \(error)")
            return 500
        }
    }

    @Test("no request over a connection is answered with a 5xx")
    func connections() throws {
        let fixture = try FormFixture(isRich: true)
        let server = try fixture.serve { fault in Issue.record("\(fault)") }
        defer { server.close() }
        let (cookie, token) = session(fixture.site)
        var draw = Draw(random: SeededGenerator(name: "requests to the form's server"), token: token)
        var connection = try HTTPConnection(port: server.port)
        for _ in 0..<1_500 {
            let path = draw.path()
            let method = draw.pick(["GET", "POST", "POST", "PUT", "DELETE"])
            let (type, body) = method == "POST" || method == "PUT" ? draw.body() : ("", [])
            var headers = ["Accept": "text/html", "Cookie": cookie]
            if !type.isEmpty { headers["Content-Type"] = type }
            do {
                let answer = try connection.send(method, path, body, headers)
                #expect((200..<500).contains(answer.status), "\(method) \(path)")
                if answer.headers["connection"] == "close" { connection = try HTTPConnection(port: server.port) }
            } catch is HTTPConnection.Broken {
                // What is no HTTP ends the connection.
                connection = try HTTPConnection(port: server.port)
            }
        }
        #expect(try FormClient(port: server.port).get("/").status == 200)
    }
}
