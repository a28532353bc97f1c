import Agent
import Awards
import Decimals
import Documents
import Foundation
import Glibc
import Log
import Messages
import Seals
import Synchronization
import TestSupport
import Testing
import Web

@testable import Dashboard

/// The pages as requests meet them.
struct PagesOverHTTPTests {
    private let installation: Installation
    private static let pages = [
        "/", "/trace", "/trace?q=c-1", "/letters", "/letters?standing=any", "/topics", "/topics/150223.claims",
        "/money",
        "/alarms", "/stages/150223.echo",
    ]

    init() throws { installation = try Installation() }

    private func log() throws -> SQLiteLog {
        let log = try SQLiteLog()
        try installation.provision(log)
        return log
    }

    /// Waits for a picture that has read all there is.
    private func settle(_ serving: Serving) throws {
        let number = serving.site.picture.number
        try until("the index is read") {
            let picture = serving.site.picture
            return picture.number >= number + 2 && picture.indexBehind == 0
        }
    }

    @Test("twenty open pages and their reloads ask the log nothing")
    func requests() throws {
        let counting = CountingLog(try log())
        let serving = try installation.serving(counting)
        defer { serving.close() }
        try settle(serving)
        let port = Int(serving.server.port)
        let streams = try (0..<20).map { _ in
            let client = PageClient(port: port)
            let descriptor = try client.connected()
            let text = "GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            _ = text.withCString { Glibc.send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
            return descriptor
        }
        defer { for descriptor in streams { close(descriptor) } }
        // A picture asks a fixed number of questions, whoever looks.
        func perPicture(_ body: () throws -> Void) throws -> Int {
            let (before, first) = (counting.asked, serving.site.picture.number)
            try body()
            try until("three pictures more") { serving.site.picture.number >= first + 3 }
            // Those at the edges may be counted in part; topics are asked for every tenth second.
            return (counting.asked - before) / (serving.site.picture.number - first)
        }
        let quiet = try perPicture {}
        let busy = try perPicture {
            for _ in 0..<20 {
                for page in Self.pages {
                    let status = try PageClient(port: port).get(page).status
                    #expect(status == 200)
                }
            }
        }
        #expect(busy <= quiet + 1, "\(quiet) questions a picture, \(busy) while 200 pages were drawn")
    }

    @Test("the newest figures toward a policy's targets, against what the policy wants")
    func targets() throws {
        let log = try log()
        var policy = PolicyAdopted()
        policy.programme = "baotou-2022"
        policy.bytes = Base64Data(try Document.read(Repository.file("deploy/policies/baotou-2022.yaml")))
        policy.digest = SHA256.digest(of: policy.bytes.bytes).description
        policy.order = "o-1"
        func figure(_ value: Int64, clause: String = "7", fact: String = "items") -> OutgoingRecord {
            var figure = FigureReported()
            (figure.office, figure.programme, figure.clause, figure.fact) = ("150223", "baotou-2022", clause, fact)
            (figure.year, figure.value, figure.unit, figure.order) = (2023, Decimal128(value), "count", "o-\(value)")
            figure.reporter = "王小明"
            return Installation.record(figure, on: "records", key: "\(clause) \(value)")
        }
        try log.append([
            Installation.record(policy, on: "programmes", key: "baotou-2022", office: "150200"),
            figure(12), figure(140), figure(7, clause: "9", fact: "shops_and_pavilions_cumulative"),
        ])
        let serving = try installation.serving(log)
        defer { serving.close() }
        try settle(serving)
        let client = PageClient(port: Int(serving.server.port))
        _ = try client.get("/language?to=en&back=/")
        let rows = try client.get("/money").body.split(separator: "<tr>").map(String.init)
        let items = try #require(rows.first { $0.contains("<td>7</td>") })
        #expect(items.contains("<td class=\"n\">140</td><td class=\"n\">100</td><td class=\"n\">140</td>"), "\(items)")
        #expect(items.contains("<span class=\"state ok\">met</span>"))
        let shops = try #require(rows.first { $0.contains("<td>9</td>") })
        #expect(shops.contains("<td class=\"n\">7</td><td class=\"n\">30</td><td class=\"n\">23.3</td>"), "\(shops)")
        #expect(shops.contains("<span class=\"state behind\">not met</span>"))
        #expect(!rows.contains { $0.contains("王小明") })
    }

    @Test("script in every field of a claim is shown as text, in both languages")
    func script() throws {
        let log = try log()
        let evil = "<script>alert('x')</script>\"'&"
        var claim = Installation.claim("c-1", applicant: "91150223MA0Q0A0A0X", name: evil)
        claim.object = evil
        claim.clause = evil
        claim.programme = evil
        claim.facts = ["<b>": .text(evil)]
        var letter = Installation.letter("l-1", record: claim.bytes)
        letter.error = evil
        letter.key = evil
        letter.failedID = evil
        try log.append([
            Installation.record(claim, on: "claims", key: evil),
            Installation.record(letter, on: "dead-letters", key: evil),
        ])
        let serving = try installation.serving(log)
        defer { serving.close() }
        try settle(serving)
        let client = PageClient(port: Int(serving.server.port))
        for language in ["zh", "en"] {
            _ = try client.get("/language?to=\(language)&back=/")
            for path in Self.pages + [
                "/letters/l-1", "/trace?q=%3Cscript%3Ealert(1)%3C/script%3E", "/letters?key=%3Cb%3E&standing=any",
            ] {
                let answer = try client.get(path)
                #expect(answer.status == 200, "\(path)")
                #expect(!answer.body.contains("<script>") && !answer.body.contains("<b>alert"), "\(path)")
                #expect(!answer.body.contains("6222020200112233445") && !answer.body.contains("王小明"), "\(path)")
                #expect(answer.head.contains("Content-Security-Policy: default-src 'none'"))
            }
        }
        #expect(try client.get("/letters/l-1").body.contains("&lt;script&gt;alert("))
    }

    @Test("a page is drawn within a second with 200 topics and 50 groups, and the server outlives it")
    func many() throws {
        var picture = Picture()
        picture.takenMs = 0
        for number in 0..<200 {
            let ends = PartitionEnds(start: 0, lastStable: 9, highWatermark: 9)
            let partitions = (0..<4).map {
                TopicPicture.Partition(number: $0, ends: ends, openSeconds: nil, newestMs: 0)
            }
            picture.topics.append(
                TopicPicture(name: "150223.topic-\(number)", division: nil, partitions: partitions, rate: 1))
        }
        let division = try #require(Division("150223"))
        picture.edges = (0..<50).map {
            var edge = EdgePicture(key: .init(topic: "150223.topic-\($0)", division: division, stage: .echo))
            edge.history = Array(repeating: 1, count: 120)
            return edge
        }
        let serving = try installation.serving(try log())
        defer { serving.close() }
        // A taker's own picture may come between; it is shown again until the page has it.
        let client = PageClient(port: Int(serving.server.port))
        for path in ["/", "/topics"] {
            var body = ""
            try until("the picture is drawn") {
                serving.site.show(picture)
                body = try client.get(path).body
                return body.contains("150223.topic-49")
            }
            #expect(body.utf8.count < 600_000)
        }
    }

    // MARK: Logins

    @Test("with accounts nothing is shown before a login; five failures make one wait; a logout ends it")
    func logins() throws {
        let hash = try #require(PasswordHash(of: "correct horse"))
        let path = installation.folder.file("accounts.yaml")
        try "accounts:\n  - {officer: o-150223-01, password: \"\(hash)\"}\n"
            .write(toFile: path, atomically: false, encoding: .utf8)
        let serving = try installation.serving(try log(), accounts: path)
        defer { serving.close() }
        let client = PageClient(port: Int(serving.server.port))
        for page in Self.pages { #expect(try client.get(page).status == 303, "\(page)") }
        let first = try client.get("/login").body
        #expect(!first.contains("<nav") && !first.contains("class=\"age") && !first.contains("id=\"banner\""))
        #expect(try client.send("GET", "/events", ["Accept": "text/event-stream"], []).status == 303)
        func login(_ password: String) throws -> PageClient.Answer {
            let page = try client.get("/login")
            return try client.post("/login", ["csrf": page.token, "officer": "o-150223-01", "password": password])
        }
        #expect(try login("wrong").status == 403)
        #expect(try client.post("/login", ["officer": "o-150223-01", "password": "correct horse"]).status == 403)
        let answer = try login("correct horse")
        #expect(answer.status == 303)
        #expect(answer.head.contains("HttpOnly; Secure; SameSite=Strict"))
        let page = try client.get("/letters")
        #expect(page.status == 200 && page.body.contains("action=\"/logout\""))
        #expect(page.body.contains("<nav") && page.body.contains("<div id=\"banner\""))
        #expect(try client.post("/logout", ["csrf": page.token]).status == 303)
        #expect(try client.get("/").status == 303)
        for _ in 0..<5 { _ = try login("wrong") }
        #expect(try login("correct horse").status == 429)
    }

    @Test("what is done is on record with who did it, and only who has the role may")
    func acts() throws {
        let log = try log()
        try log.append([Installation.record(Installation.letter("l-1"), on: "dead-letters", key: "k")])
        let serving = try installation.serving(log)
        defer { serving.close() }
        try settle(serving)
        let client = PageClient(port: Int(serving.server.port))
        let token = try client.get("/letters").token
        func act(_ officer: String, _ reason: String, _ act: String, _ path: String = "/letters") throws -> Int {
            try client.post(
                path,
                [
                    "csrf": token, "letter": "l-1", "act": act, "officer": officer, "reason": reason,
                    "topic": "150223.claims", "format": "csv", "from": "start",
                ]
            ).status
        }
        #expect(try act("o-150223-03", "no role", "letter.discard") == 403)
        #expect(try act("o-150223-01", "", "letter.discard") == 422)
        #expect(try act("nobody", "x", "letter.discard") == 422)
        #expect(try act("o-150223-01", "of no use", "letter.discard") == 200)
        #expect(try act("o-150223-02", "for a report", "", "/export") == 200)
        #expect(try act("o-150223-02", "curious", "", "/letters/l-1") == 403)
        try settle(serving)
        let acts = try serving.site.index.acts()
        #expect(Set(acts.map(\.kind)) == ["letter.discard", "data.export"])
        #expect(Set(acts.map(\.officer)) == ["o-150223-01", "o-150223-02"])
        #expect(try serving.site.index.letter("l-1").first?.standing == .discarded)
    }

    // MARK: Tail

    @Test("a tail shows what its condition chooses, counts what it read, and leaves its reader within a second")
    func tail() throws {
        let log = try log()
        let counting = CountingLog(log)
        let serving = try installation.serving(counting)
        defer { serving.close() }
        try settle(serving)
        let client = PageClient(port: Int(serving.server.port))
        let descriptor = try client.connected()
        let text =
            "GET /tail?topic=150223.claims&from=start&where=payload.id%3D%22c-2%22 HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n"
        _ = text.withCString { Glibc.send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        try log.append((0..<5).map { Installation.record(Installation.claim("c-\($0)"), on: "claims", key: "k") })
        var got = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !got.contains("\"read\":5,\"matched\":1,\"dropped\":0") {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            try #require(count > 0)
            got += String(decoding: buffer[..<count], as: UTF8.self)
        }
        #expect(got.contains("\"id\":\"c-2\"") && !got.contains("\"id\":\"c-3\""))
        #expect(!got.contains("6222020200112233445"))
        let before = TailSession.open.load(ordering: .relaxed)
        close(descriptor)
        try until("its reader is free") { TailSession.open.load(ordering: .relaxed) < before }
    }

    @Test("what a page cannot show of a fast topic is counted: nothing is left out unsaid, and nothing waits in memory")
    func fastTail() throws {
        let log = try log()
        let claims = (0..<5_000).map { Installation.record(Installation.claim("c-\($0)"), on: "claims", key: "k") }
        try log.append(claims)
        let serving = try installation.serving(log)
        defer { serving.close() }
        try settle(serving)
        let client = PageClient(port: Int(serving.server.port))
        let descriptor = try client.connected()
        defer { close(descriptor) }
        // To 1.0 a body comes as it is, without the lines of chunks between.
        let text = "GET /tail?topic=150223.claims&from=start HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n"
        _ = text.withCString { Glibc.send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        var got = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !got.contains("\"read\":5000,\"matched\":5000,") {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            try #require(count > 0)
            got += String(decoding: buffer[..<count], as: UTF8.self)
        }
        let counts = try #require(got.ranges(of: "\"matched\":5000,\"dropped\":").first)
        let dropped = try #require(Int(got[counts.upperBound...].prefix { $0.isNumber }))
        let shown = got[..<counts.lowerBound].ranges(of: "event: record\n").count
        #expect(shown + dropped == 5_000)
        #expect(shown >= 500 && dropped > 0)
    }
}
