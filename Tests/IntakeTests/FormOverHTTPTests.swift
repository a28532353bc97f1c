import Awards
import Foundation
import Messages
import Pages
import Policy
import Seals
import TestSupport
import Testing
import Web

@testable import Intake

/// The form's pages as requests meet them.
struct FormOverHTTPTests {
    private static let evil = "<script>alert('x')</script>\"'&"
    private static let apply = "/apply/baotou-2022/7-1"

    private static func fields(_ number: Int = 1) -> [(String, String)] {
        [
            ("period", "2023"), ("applicant", USCCSample.code(number)), ("applicant_name", "示例公司（虚构）"),
            ("facts.local_sales", "30,000,000"), ("facts.rooms", "5"), ("contact.name", "张三"),
            ("contact.phone", "13900000001"),
        ]
    }

    private func withServer(
        _ fixture: FormFixture, _ body: (FormClient, UInt16) throws -> Void
    ) throws {
        let server = try fixture.serve { fault in Issue.record("\(fault)") }
        defer { server.close() }
        try body(FormClient(port: server.port), server.port)
    }

    @Test("a claim is filed without any script: wrong fields at once, then a receipt; personal values are masked")
    func plain() throws {
        let fixture = try FormFixture()
        try withServer(fixture) { client, _ in
            let page = try client.get("\(Self.apply)?period=2023")
            #expect(page.status == 200 && page.body.contains("按照销售额的1%给予一次性奖励"))
            #expect(try client.get("/apply/baotou-2022/14?period=2023").body.contains("<option value=\"达茂旗\">"))
            let wrong = try client.post(
                Self.apply, parts: [("act", "send"), ("period", "x"), ("facts.rooms", "五"), ("contact.email", "a@b")])
            #expect(wrong.status == 422)
            for field in [
                "applicant", "applicant_name", "period", "facts.rooms", "contact.name", "contact.phone",
            ] {
                #expect(wrong.body.contains("href=\"#f-\(field)\""), "\(field)")
                #expect(wrong.body.contains("id=\"e-\(field)\""), "\(field)")
            }
            #expect(wrong.body.contains("value=\"五\"") && wrong.body.contains("aria-invalid"))
            #expect(try fixture.desk.records().isEmpty)
            let checked = try client.post(Self.apply, parts: [("act", "check")] + Self.fields())
            #expect(checked.status == 200 && !checked.body.contains("id=\"summary\""))
            let sent = try client.post(
                Self.apply, parts: [("act", "send")] + Self.fields(), files: [("files", "合同.pdf", Array("合同".utf8))])
            #expect(sent.status == 303)
            let receipt = try client.get(try #require(sent.headers["location"]))
            #expect(receipt.status == 200 && receipt.body.contains("139****0001"))
            #expect(!receipt.body.contains("13900000001") && receipt.body.contains("30,000,000 元"))
            let draft = try #require(try fixture.desk.records().first)
            #expect(draft.contains(SHA256.digest(of: Array("合同".utf8)).description))
            // The same again changes nothing; something else corrects it.
            let again = try client.post(
                Self.apply, parts: [("act", "send")] + Self.fields(), files: [("files", "b.pdf", Array("合同".utf8))])
            #expect(again.headers["location"] == sent.headers["location"])
            let other = try client.post(Self.apply, parts: [("act", "send")] + Self.fields())
            #expect(other.headers["location"]?.hasSuffix("/2") ?? false)
            #expect(try fixture.desk.records().count == 2)
        }
    }

    @Test("no form counts that was not sent from an open page of the same session")
    func foreign() throws {
        let fixture = try FormFixture()
        try withServer(fixture) { client, port in
            _ = try client.get(Self.apply)
            let parts = [("act", "send")] + Self.fields()
            for (path, isClaim) in [(Self.apply, true), ("/preview/baotou-2022/7-1", false), ("/upload", false)] {
                let none = try client.post(path, parts: [("csrf", "")] + parts)
                #expect(none.status == 403, "\(path)")
                let wrong = String(repeating: "a", count: 64)
                #expect(try client.post(path, parts: [("csrf", wrong)] + parts).status == 403)
                for headers in [
                    ["Origin": "https://evil.example"], ["Origin": "null"], ["Sec-Fetch-Site": "cross-site"],
                ] {
                    #expect(try client.post(path, parts: parts, headers).status == 403, "\(path) \(headers)")
                }
                // What was typed is not lost.
                if isClaim { #expect(none.body.contains("value=\"示例公司（虚构）\"")) }
            }
            for path in ["/drafts", "/upload/send", "/login", "/logout"] {
                #expect(try client.post(path, ["csrf": ""]).status == 403, "\(path)")
                #expect(try client.post(path, [:], ["Origin": "https://evil.example"]).status == 403, "\(path)")
            }
            #expect(try fixture.desk.records().isEmpty)
            let own = try client.post(Self.apply, parts: parts, ["Origin": "http://localhost"])
            #expect(own.status == 303)
            // A session that is gone: the page that says so has a token that counts.
            client.forget()
            let late = try client.post(Self.apply, parts: [("act", "send")] + Self.fields(2))
            #expect(late.status == 403 && late.body.contains("30,000,000"))
            #expect(try client.post(Self.apply, parts: [("act", "send")] + Self.fields(2)).status == 303)
            // Another name for this machine is a trap.
            let trap = try HTTPConnection(port: port).send("GET", "/", [], ["Host": "evil.example"])
            #expect(trap.status == 421)
        }
    }

    @Test("script in every field is shown as text, in both languages")
    func script() throws {
        let fixture = try FormFixture(isRich: true)
        try withServer(fixture) { client, _ in
            let rulebook = try #require(
                fixture.desk.desk.terms.terms().basis("nm-cb7-2023", "3-3", "2023", nowMs: Samples.nowMs)?.rulebook)
            let clause = try #require(rulebook.programme.clause("3-3"))
            var parts = ClaimColumn.Field.allCases.filter { $0 != .evidence }.map { ($0.rawValue, Self.evil) }
            parts += clause.facts.map { ("facts.\($0.name)", Self.evil) }
            parts += [
                ("facts.platforms.0.platform", Self.evil), ("facts.platforms.0.fees", Self.evil),
                ("facts.platforms.0.option", Self.evil), ("facts.\(Self.evil)", Self.evil), ("draft", Self.evil),
                ("evidence", Self.evil), ("evidence_name", Self.evil),
            ]
            let files = [("files", Self.evil.replacing("\"", with: "%22"), [UInt8](Self.evil.utf8))]
            let path = "/apply/nm-cb7-2023/3-3"
            var bodies: [String] = []
            for language in ["zh", "en"] {
                _ = try client.get("/language?to=\(language)&back=/")
                _ = try client.get(Self.apply)
                for act in ["check", "send", "more:platforms", "remove:\(Self.evil)", "language:\(language)"] {
                    bodies.append(try client.post(path, parts: [("act", act)] + parts, files: files).body)
                }
                bodies.append(try client.post("/preview/nm-cb7-2023/3-3", parts: parts).body)
                let saved = try client.post(path, parts: [("act", "save")] + parts, files: files)
                bodies.append(try client.get(try #require(saved.headers["location"])).body)
                bodies.append(try client.get("/drafts").body)
                let row = ["nm-cb7-2023", "3-3", "2023", Self.evil, Self.evil].map {
                    "\"\($0.replacing("\"", with: "\"\""))\""
                }
                let table = "政策,条款,年度,统一社会信用代码,申报主体名称,\(Self.evil)\n\(row.joined(separator: ",")),\(Self.evil)\n"
                bodies.append(
                    try client.post("/upload", parts: [], files: [("table", Self.evil, Array(table.utf8))]).body)
                for page in [
                    "/status?claim=\(PercentEncoding.encode(Self.evil))",
                    "/apply/x/\(PercentEncoding.encode(Self.evil))",
                    "\(path)?period=\(PercentEncoding.encode(Self.evil))",
                    "/template?clause=\(PercentEncoding.encode(Self.evil))",
                    "/receipt/\(PercentEncoding.encode(Self.evil))/1",
                ] {
                    let answer = try client.get(page)
                    #expect(answer.headers["content-security-policy"]?.hasPrefix("default-src 'none'") ?? false)
                    bodies.append(answer.body)
                }
            }
            for body in bodies {
                #expect(!body.isEmpty && !body.contains("<script>alert") && !body.contains("'x')</script>"))
            }
            #expect(bodies.contains { $0.contains("&lt;script&gt;alert(&#39;x&#39;)") })
        }
    }

    @Test("names of files lead nowhere; what is too large or of another kind is refused")
    func files() throws {
        let fixture = try FormFixture()
        try withServer(fixture) { client, port in
            _ = try client.get(Self.apply)
            let names = ["../../../../etc/x", "..\\..\\x", "/etc/passwd", "C:\\x\\y.pdf", "....//x", "%2e%2e%2fx"]
            let files = names.enumerated().map { ("files", $0.element, [UInt8]("\($0.offset)".utf8)) }
            let page = try client.post(Self.apply, parts: [("act", "check")] + Self.fields(), files: files)
            #expect(page.status == 200 && page.body.contains(">y.pdf<") && !page.body.contains("../"))
            let folder = fixture.desk.folder.file("evidence")
            let kept = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { "\($0)" }
            let stored = kept.filter { $0.utf8.count > 2 }
            #expect(stored.count == names.count)
            #expect(stored.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{2}\/[0-9a-f]{64}/) != nil }, "\(stored)")
            for path in ["/receipt/..%2f..%2fetc/1", "/drafts/..%2fx", "/apply/..%2f../7-1", "/assets/..%2fform.css"] {
                #expect(try client.get(path).status == 404, "\(path)")
            }
            _ = try client.get("/upload")
            #expect(try client.post("/upload/send", ["digest": "../../x"]).status == 422)
            #expect(
                try client.post("/upload", parts: [], files: [("table", "x.pdf", Array("%PDF-1".utf8))]).status == 422)
            #expect(try client.post("/upload", parts: [], files: [("table", "a.csv", [])]).status == 422)
            for path in [Self.apply, "/preview/baotou-2022/7-1", "/upload", "/drafts", "/upload/send", "/login"] {
                let answer = try client.send("POST", path, Array("{}".utf8), ["Content-Type": "application/json"])
                #expect(answer.status == 415, "\(path)")
            }
            let large = try HTTPConnection(port: port).announce(
                "POST", Self.apply, bytes: ClaimAPI.evidenceBytes + 1, type: "multipart/form-data; boundary=x")
            #expect(large.status == 413)
            let long = String(repeating: "很", count: 100_000)
            #expect(try client.post(Self.apply, parts: [("act", "send"), ("applicant_name", long)]).status == 413)
            let many = (0..<6_000).map { ("facts.\($0)", "1") }
            #expect(try client.post(Self.apply, parts: many).status == 413)
            let broken = ["Content-Type": "multipart/form-data; boundary=x"]
            #expect(try client.send("POST", Self.apply, Array("--y".utf8), broken).status == 400)
        }
    }

    @Test("where the office has accounts nobody gets in without one, and the API goes on as it is")
    func login() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("accounts.yaml")
        let hash = try #require(PasswordHash(of: "十个字符以上的密码"))
        try Data("accounts:\n  - {officer: o-150223-01, password: \"\(hash)\"}\n".utf8).write(to: URL(filePath: path))
        let fixture = try FormFixture(accounts: try Accounts.load(path: path))
        try withServer(fixture) { client, _ in
            for page in ["/", Self.apply, "/drafts", "/upload", "/status", "/receipt/a/1", "/template?clause=x"] {
                let answer = try client.get(page)
                #expect(answer.status == 303 && answer.headers["location"] == "/login", "\(page)")
            }
            _ = try client.get("/login")
            let parts = [("act", "send")] + Self.fields()
            #expect(try client.post(Self.apply, parts: parts).status == 401)
            #expect(try client.post("/drafts", [:]).status == 401)
            #expect(try fixture.desk.records().isEmpty)
            #expect(
                try client.send("POST", "/claims", Samples.draft().bytes, ["Content-Type": "application/json"]).status
                    == 201)
            let before = client.cookies
            let wrong = try client.post("/login", ["officer": "o-150223-01", "password": "x"])
            #expect(wrong.status == 403)
            let right = try client.post("/login", ["officer": "o-150223-01", "password": "十个字符以上的密码"])
            #expect(right.status == 303 && client.cookies != before)
            let cookie = try #require(right.headers["set-cookie"])
            #expect(["HttpOnly", "Secure", "SameSite=Strict"].allSatisfy(cookie.contains))
            let page = try client.get("/")
            #expect(page.status == 200 && page.body.contains("示例甲"))
            #expect(try client.post(Self.apply, parts: parts).status == 303)
            let saved = try client.post(Self.apply, parts: [("act", "save")] + Self.fields())
            #expect(saved.status == 303)
            #expect(try client.get("/drafts").body.contains("示例甲"))
            #expect(try client.post("/logout", [:]).status == 303)
            #expect(try client.get("/").status == 303)
            _ = try client.get("/login")
            for _ in 0..<5 { _ = try client.post("/login", ["officer": "o-150223-02", "password": "x"]) }
            #expect(try client.post("/login", ["officer": "o-150223-02", "password": "x"]).status == 429)
        }
    }

    @Test("a draft is kept as it was typed, wrong fields too, until it is sent or discarded")
    func drafts() throws {
        let fixture = try FormFixture()
        try withServer(fixture) { client, _ in
            _ = try client.get(Self.apply)
            let parts = [("act", "save"), ("period", "2023"), ("facts.rooms", "五间"), ("facts.local_sales", "1e3")]
            let saved = try client.post(Self.apply, parts: parts, files: [("files", "合同.pdf", [1, 2, 3])])
            let place = try #require(saved.headers["location"])
            let page = try client.get(place)
            #expect(page.body.contains("value=\"五间\"") && page.body.contains("合同.pdf"))
            #expect(try fixture.site.drafts.newest().count == 1)
            let id = try #require(try fixture.site.drafts.newest().first?.id)
            // Saved again it is the same draft; sent it is none.
            _ = try client.post(Self.apply, parts: parts + [("draft", id), ("applicant", "x")])
            #expect(try fixture.site.drafts.newest().map(\.id) == [id])
            _ = try client.post(Self.apply, parts: [("act", "send"), ("draft", id)] + Self.fields())
            #expect(try fixture.site.drafts.newest().isEmpty)
            let other = try client.post(Self.apply, parts: parts)
            let second = try #require(try fixture.site.drafts.newest().first?.id)
            #expect(other.status == 303 && second != id)
            _ = try client.get("/drafts")
            #expect(try client.post("/drafts", ["draft": second]).status == 303)
            #expect(try fixture.site.drafts.newest().isEmpty)
            #expect(try client.get("/drafts/\(second)").status == 404)
        }
    }

    @Test("an empty table can be had, and comes back as one without rows; a spreadsheet is looked at as a text is")
    func template() throws {
        let fixture = try FormFixture()
        try withServer(fixture) { client, _ in
            _ = try client.get("/upload")
            let text = try client.get("/template?clause=baotou-2022/7-1&format=csv")
            #expect(text.status == 200 && text.body.contains("本土产品带货交易额（元）"))
            #expect(text.headers["content-disposition"]?.contains("claims-7-1.csv") ?? false)
            let sheet = try client.get("/template?clause=baotou-2022/7-1&format=xlsx")
            #expect(sheet.status == 200 && sheet.body.hasPrefix("PK"))
            for path in ["/template?clause=baotou-2022/7-1", "/template?clause=x/y&format=csv", "/template"] {
                #expect((400..<500).contains(try client.get(path).status), "\(path)")
            }
            _ = try client.get("/upload")
            let empty = try client.post("/upload", parts: [], files: [("table", "空.csv", Array(text.body.utf8))])
            #expect(empty.status == 200 && empty.body.contains("共0行"))
            let claims = try Data(contentsOf: URL(filePath: Repository.file("deploy/demo/claims/150204-03.xlsx")))
            let workbook = try client.post("/upload", parts: [], files: [("table", "三月.xlsx", Array(claims))])
            #expect(workbook.status == 200 && workbook.body.contains("“三月.xlsx”共") && !workbook.body.contains("共0行"))
            #expect(try fixture.desk.records().isEmpty)
            let lost = try client.post("/upload", parts: [], files: [("table", "缺.csv", Array("政策\nx\n".utf8))])
            #expect(lost.status == 422 && lost.body.contains("缺少“条款”一列"))
        }
    }

    @Test("what is open comes first, by its deadline; then what is to come and what has ended")
    func offers() throws {
        let fixture = try FormFixture(isRich: true)
        let offers = try fixture.desk.desk.terms.terms().offers(nowMs: Samples.nowMs, needsRound: true)
        var seen: [String] = []
        for name in offers.map({ "\($0.programme.id)/\($0.period)" }) where seen.last != name { seen.append(name) }
        #expect(seen == ["nm-cb7-2023/2023", "baotou-2022/2023", "baotou-2022/2024", "baotou-2022/2022"])
        #expect(offers.filter(\.isOpen).allSatisfy { $0.period == "2023" })
        #expect(offers.filter { $0.period == "2022" }.map(\.clause.id) == ["5", "7-1"])
        let trial = try FormFixture(needsRound: false)
        #expect(try !trial.desk.desk.terms.terms().offers(nowMs: Samples.nowMs, needsRound: false).isEmpty)
    }
}
