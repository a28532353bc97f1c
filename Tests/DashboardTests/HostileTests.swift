import Agent
import Dispatch
import Glibc
import Log
import Messages
import Pages
import Synchronization
import TestSupport
import Testing

@testable import Dashboard
@testable import Web

/// What nobody of good will sends: a clear refusal, never a fault, and the pages go on.
struct HostileTests {
    private let installation: Installation

    init() throws { installation = try Installation() }

    private func serving() throws -> Serving {
        let log = try SQLiteLog()
        try installation.provision(log)
        try log.append([
            Installation.record(Installation.claim("c-1"), on: "claims", key: "k"),
            Installation.record(
                Installation.letter("l-1", record: Installation.claim("c-1").bytes), on: "dead-letters", key: "k"),
        ])
        let serving = try installation.serving(log)
        try until("the letter is known") { try !serving.site.index.letter("l-1").isEmpty }
        return serving
    }

    @Test("fixed requests over a socket")
    func fixed() throws {
        let serving = try serving()
        defer { serving.close() }
        let client = PageClient(port: Int(serving.server.port))
        let requests: [(String, String)] = [
            ("GET", "/../../etc/passwd"), ("GET", "/assets/..%2f..%2fetc/passwd"), ("GET", "/topics/%00"),
            ("GET", "/topics/..%2f..%2fetc%2fpasswd"), ("GET", "/letters/..%2f..%2fetc%2fpasswd"), ("GET", "/%ff"),
            ("GET", "/stages/x"), ("GET", "/letters/none"), ("GET", "/topics/none"), ("GET", "/language?to=xx"),
            ("GET", "/tail?topic=none"), ("GET", "/tail?topic=150223.claims&where=%28"), ("PUT", "/"),
            ("DELETE", "/letters"), ("POST", "/letters"), ("POST", "/export"), ("POST", "/letters/l-1/edit"),
            ("GET", "/tail?topic=150223.claims&from=x"),
        ]
        for (method, path) in requests {
            let answer = try client.send(method, path, [:], [])
            #expect((400..<500).contains(answer.status), "\(method) \(path): \(answer.status)")
            #expect(!answer.body.contains("root:"))
        }
        let form = ["Content-Type": "application/x-www-form-urlencoded"]
        let large = try client.send("POST", "/letters", form, Array(repeating: 65, count: 3 << 20))
        #expect(large.status == 413)
        for type in ["application/json", "multipart/form-data; boundary=x", "text/plain", ""] {
            let wrong = try client.send("POST", "/letters", ["Content-Type": type], Array("{}".utf8))
            #expect(wrong.status == 415, "\(type): \(wrong.status)")
        }
        #expect(try client.get("/", ["Host": "evil.example"]).status >= 400)
        #expect((400..<500).contains(try client.get("/", ["X": String(repeating: "a", count: 60_000)]).status))
        #expect(try client.get("/").status == 200)
    }

    @Test("two hundred clients that never finish their request keep nobody else waiting")
    func slow() throws {
        let serving = try serving()
        defer { serving.close() }
        let client = PageClient(port: Int(serving.server.port))
        let parts = [
            "", "G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a",
            "POST /letters HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: 1000\r\n\r\ncsrf=",
        ]
        let open = try (0..<200).map { number in
            let descriptor = try client.connected()
            _ = parts[number % parts.count].withCString { send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
            return descriptor
        }
        defer { for descriptor in open { close(descriptor) } }
        for _ in 0..<20 { #expect(try client.get("/").status == 200) }
    }

    private static let pieces = [
        "/", "letters", "topics", "..", "%2e", "%", "%00", "?", "=", "&", "q", "<", "'", "\"", "150223.claims", "trace",
        "999999999999999999999", "-1", "tail", "events%", "\u{FFFD}", ";", "export", "login", "stages", "offset=",
        "l-1", "edit", "money", "alarms", "language",
    ]

    @Test("2,000 random requests over sockets: none is a 5xx")
    func sockets() throws {
        let serving = try serving()
        defer { serving.close() }
        let client = PageClient(port: Int(serving.server.port))
        var random = SeededGenerator(name: "hostile requests over sockets")
        for _ in 0..<2_000 {
            let method = ["GET", "POST", "HEAD", "PUT", "X", ""][Int.random(in: 0..<6, using: &random)]
            let path = (0..<Int.random(in: 1..<9, using: &random)).map { _ in
                Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
            }.joined()
            // Those two do not end by themselves.
            if path.hasPrefix("/tail") || path.hasPrefix("/events") { continue }
            let request =
                "\(method) /\(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            let answer = String(decoding: try client.exchange(Array(request.utf8)).prefix(12), as: UTF8.self)
            #expect(answer.isEmpty || !answer.hasPrefix("HTTP/1.1 5"), "\(request): \(answer)")
        }
        #expect(try client.get("/").status == 200)
    }

    @Test(
        "100,000 random requests to the handlers, many in an open session: none throws what is no refusal, none is a 5xx"
    )
    func handlers() throws {
        let serving = try serving()
        defer { serving.close() }
        let router = Router(routes: serving.site.routes)
        let begun = serving.site.sessions.begin(officer: nil)
        let cookie = String(begun.header.value.prefix { $0 != ";" })
        let faults = Mutex<[String]>([])
        let statuses = Mutex<[Int: Int]>([:])
        let workers = 4
        var seeds = SeededGenerator(name: "hostile requests to handlers")
        let generators = (0..<workers).map { _ in SmallGenerator(state: seeds.next()) }
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            var maker = RequestMaker(random: generators[worker], cookie: cookie, token: begun.session.token)
            var counts: [Int: Int] = [:]
            for _ in 0..<100_000 / workers {
                let request = maker.next()
                do {
                    let (route, parameters) = try router.route(method: request.method, path: request.path)
                    guard let method = HTTPMethod(rawValue: request.method) else { continue }
                    let answer = try route.handler(
                        Request(
                            method: method, path: request.path, parameters: parameters, query: request.query,
                            headers: request.headers, body: request.body))
                    answer.stream?.end()
                    counts[answer.status, default: 0] += 1
                    if answer.status >= 500 { faults.withLock { $0.append("\(answer.status): \(request)") } }
                } catch let problem as Problem {
                    counts[problem.status, default: 0] += 1
                    if problem.status >= 500 { faults.withLock { $0.append("\(problem.status): \(request)") } }
                } catch {
                    faults.withLock { $0.append("\(error): \(request)") }
                }
            }
            let own = counts
            statuses.withLock { $0.merge(own) { $0 + $1 } }
        }
        let found = faults.withLock { $0 }
        #expect(found.isEmpty, "\(found.count), the first of them: \(found.prefix(3))")
        let seen = statuses.withLock { $0 }
        // It went everywhere: pages, redirects, and refusals of each kind.
        for status in [200, 303, 400, 403, 404, 405, 421, 422] {
            #expect(seen[status, default: 0] > 20, "\(status): \(seen)")
        }
    }
}

/// Makes requests of which many are nearly right.
private struct RequestMaker {
    struct Made {
        var method = "GET"
        var path = "/"
        var query: [String: [String]] = [:]
        var headers: [String: String] = [:]
        var body: [UInt8] = []
    }

    var random: SmallGenerator
    let cookie: String
    let token: String

    private static let names = [
        "q", "office", "stage", "kind", "key", "standing", "offset", "topic", "from", "partition", "where", "to",
        "back",
        "letter", "act", "officer", "reason", "every", "format", "unmask", "record", "attempt", "csrf", "password",
    ]
    private static let values = [
        "", "start", "end", "150223", "150223.claims", "150200", "written", "any", "open", "sent", "echo", "l-1",
        "retry",
        "letter.discard", "letter.correct", "o-150223-01", "o-150223-03", "x", "1", "2", "csv", "jsonl", "en", "zh",
        "0",
        "-1", "9223372036854775807", "99999999999999999999", "\u{0}", "<script>", "'; DROP TABLE dead; --", "%",
        "\u{202E}",
        "{}", "{\"id\":\"c-1\"}", "[[[[[[[[[[", "payload.clause = \"7-1\"", "1/0 > 0", "(", "//evil.example", "/",
        "\\evil",
        "2024-03-01T09:00:00+08:00", "申报",
    ]
    private static let paths = [
        "/", "/trace", "/letters", "/letters/l-1", "/letters/l-1/edit", "/topics", "/topics/150223.claims", "/money",
        "/alarms", "/stages/150223.echo", "/login", "/logout", "/export", "/tail", "/events", "/metrics", "/language",
        "/assets/style.css", "/favicon.ico",
    ]

    private mutating func one<Element>(of list: [Element]) -> Element {
        list[Int.random(in: 0..<list.count, using: &random)]
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func next() -> Made {
        var made = Made()
        made.method = one(of: ["GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", ""])
        made.path =
            chance(30)
            ? one(of: Self.paths)
            : (0..<Int.random(in: 1..<6, using: &random)).map { _ in
                one(of: [
                    "/", "/letters", "/topics", "/..", "/%2e%2e", "%", "%00", "/\u{FFFD}", "/assets", "//", "x", "%ff",
                ])
            }.joined()
        for _ in 0..<Int.random(in: 0..<4, using: &random) {
            made.query[one(of: Self.names)] = [one(of: Self.values)]
        }
        made.headers["host"] =
            chance(95) ? "127.0.0.1:8090" : one(of: ["", "evil.example", "127.0.0.1, evil.example", "["])
        made.headers["accept"] = one(of: ["text/html", "*/*", ""])
        // A logout would end the session of all that follow.
        if made.path != "/logout", chance(80) { made.headers["cookie"] = cookie }
        if chance(5) { made.headers["cookie"] = one(of: ["duixian=", "=;=;", String(repeating: "a", count: 9_000)]) }
        if chance(10) { made.headers["sec-fetch-site"] = one(of: ["same-origin", "cross-site"]) }
        if made.method == "POST" { made.body = form() }
        return made
    }

    private mutating func form() -> [UInt8] {
        if chance(10) {
            return (0..<Int.random(in: 0..<200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        var fields = chance(80) ? ["csrf=\(token)"] : []
        for _ in 0..<Int.random(in: 0..<9, using: &random) {
            fields.append("\(one(of: Self.names))=\(PercentEncoding.encode(one(of: Self.values)))")
        }
        if chance(30) {
            fields.append("officer=o-150223-01&reason=x&letter=l-1&topic=150223.claims&format=csv&from=start&attempt=1")
        }
        return Array(fields.joined(separator: "&").utf8)
    }
}
