import Foundation
import TestSupport
import Testing
import Web

@testable import Intake

/// The form in a real browser.
@Suite(.serialized)
struct FormBrowserTests {
    private let fixture: FormFixture
    private let server: HTTPServer

    init() throws {
        fixture = try FormFixture(isRich: true)
        server = try fixture.serve { fault in Issue.record("\(fault)") }
    }

    private func browse(_ phase: String, _ arguments: [String]) throws -> [String: Any] {
        let script = Repository.file("Tests/IntakeTests/browser.py")
        let shots = ProcessInfo.processInfo.environment["DUIXIAN_SCREENSHOTS"] ?? ""
        let said = try ChildProcess.run(
            "/usr/bin/env",
            ["FORM_APPLICANT=\(USCCSample.code(7))", "/usr/bin/python3", script, phase]
                + ["http://127.0.0.1:\(server.port)", shots, try axe()] + arguments, seconds: 600)
        let object = try JSONSerialization.jsonObject(with: Data(said.utf8))
        let found = try #require(object as? [String: Any])
        #expect(found["console"] as? [String] == [])
        #expect(found["axe"] as? [String] == [])
        return found
    }

    /// Whether the browser and its driver are here; `deploy/setup --tests` installs them.
    private func isThere() throws -> Bool {
        let files = ["/usr/bin/chromium", "/usr/bin/chromedriver", "/usr/lib/python3/dist-packages/selenium"]
        if files.allSatisfy(FileManager.default.fileExists) { return true }
        try Requirement.skip("pages in a browser need chromium, chromium-driver and python3-selenium")
        return false
    }

    private func axe() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
        let path = "\(cache)/duixian/axe.min.js"
        if FileManager.default.fileExists(atPath: path) { return path }
        try Requirement.skip("accessibility needs axe-core, which deploy/setup --tests fetches")
        return ""
    }

    @Test("each page opens in both languages without a console error, and breaks no rule of accessibility")
    func pages() throws {
        defer { server.close() }
        guard try isThere() else { return }
        let found = try browse(
            "pages",
            [
                "/", "/apply/baotou-2022/7-1?period=2023", "/apply/baotou-2022/14?period=2023",
                "/apply/nm-cb7-2023/3-3?period=2023", "/apply/baotou-2022/22?period=2023", "/drafts", "/upload",
                "/status",
                "/login",
            ])
        #expect((found["titles"] as? [String])?.count == 19)
    }

    @Test("a claim is filed by keyboard: wrong fields are named, a draft is kept, the receipt has its number")
    func claim() throws {
        defer { server.close() }
        guard try isThere() else { return }
        let file = fixture.desk.folder.file("合同 <b>.pdf")
        try Data("%PDF 示例".utf8).write(to: URL(filePath: file))
        let found = try browse("claim", [file])
        let faults = try #require(found["faults"] as? [String])
        #expect(faults.count == 3 && faults.contains { $0.hasPrefix("直播间") }, "\(faults)")
        #expect(found["focused"] as? String == "summary")
        #expect(found["marked"] as? [String] == ["applicant", "facts.rooms", "facts.local_sales"])
        #expect((found["landed"] as? String)?.contains("f-facts.rooms") ?? false)
        #expect((found["amount"] as? String)?.contains("300,000") ?? false)
        #expect(found["kept"] as? String == "30,000,000")
        #expect((found["files"] as? String)?.contains("合同 <b>.pdf") ?? false)
        #expect(found["drafts"] as? Int == 0)
        let number = try #require(found["number"] as? String)
        let status = try #require(try fixture.desk.desk.status(of: number))
        #expect(status.versions.map(\.version) == [1])
        let record = try #require(try fixture.desk.records().first)
        #expect(record.contains(#""local_sales":30000000"#) && record.contains(#""evidence":["sha256:"#))
    }

    @Test("a table is looked at row by row before anything is sent, then its good rows are")
    func table() throws {
        defer { server.close() }
        guard try isThere() else { return }
        let file = fixture.desk.folder.file("申报.csv")
        let text = """
            政策,条款,年度,统一社会信用代码,申报主体名称,直播间
            baotou-2022,7-1,2023,\(USCCSample.code(1)),甲公司,6
            baotou-2022,7-1,2023,\(USCCSample.code(2)),乙公司,六
            baotou-2022,7-1,2022,\(USCCSample.code(3)),丙公司,6
            baotou-2022,5,2023,\(USCCSample.code(4)),丁公司,
            """
        try Data(text.utf8).write(to: URL(filePath: file))
        let found = try browse("table", [file])
        let faults = try #require(found["faults"] as? [String])
        #expect(faults.count == 2 && faults[0].hasPrefix("3 直播间") && faults[1].hasPrefix("4 年度"), "\(faults)")
        #expect((found["said"] as? String)?.contains("可受理2行") ?? false, "\(found["said"] ?? "")")
        #expect((found["done"] as? String)?.contains("受理2") ?? false, "\(found["done"] ?? "")")
        #expect(found["numbers"] as? Int == 2)
        #expect(try fixture.desk.records().count == 2)
    }
}
