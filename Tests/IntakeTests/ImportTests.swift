import Agent
import Documents
import Foundation
import Messages
import Policy
import TestSupport
import Testing

@testable import Intake

/// Tables of claims.
struct ImportTests {
    private static let header = "政策,条款,年度,统一社会信用代码,申报主体名称,联系人电话,本土产品带货交易额（元）,active anchors,设立日期"

    private func row(_ number: Int, sales: String = "30000000", anchors: String = "12", day: String = "2020/3/1")
        -> String
    {
        "baotou-2022,7-1,2023,\(USCCSample.code(number)),示例\(number)（虚构）,+86 13900000001,\(sales),\(anchors),\(day)"
    }

    private struct Result {
        var outcome = ClaimImport.Outcome()
        var bad: [TableFault] = []
    }

    private func run(_ text: String, _ fixture: DeskFixture) throws -> Result {
        let path = fixture.folder.file("table.csv")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try run(file: path, fixture)
    }

    private func run(file: String, _ fixture: DeskFixture) throws -> Result {
        var bad: [TableFault] = []
        var table = ClaimImport(fixture.desk) { bad.append($0) }
        try table.run(file)
        return Result(outcome: table.outcome, bad: bad)
    }

    @Test("good rows are taken in, and the same table again changes nothing")
    func again() throws {
        let fixture = try DeskFixture()
        let rows = (0..<20).map { row($0, sales: "\"30,000,0\($0 % 10)0.50\"") }
        let text = "\u{FEFF}" + ([Self.header] + rows).joined(separator: "\r\n")
        #expect(try run(text, fixture).outcome == .init(taken: 20))
        let records = try fixture.records()
        let claim = try ClaimSubmitted(reading: Array(records[3].utf8))
        #expect(claim.facts["local_sales"].map(\.json) == "30000030.50")
        #expect(claim.facts["established_on"] == .text("2020-03-01"))
        #expect(claim.contact?.phone == "+86 13900000001")
        #expect(try run(text, fixture).outcome == .init(unchanged: 20))
        let changed = ([Self.header, row(3), row(20)]).joined(separator: "\n")
        #expect(try run(changed, fixture).outcome == .init(taken: 1, corrected: 1))
        #expect(try fixture.records().count == 22)
    }

    @Test("bad rows are reported with number, column and reason, and the others go on")
    func badRows() throws {
        let fixture = try DeskFixture()
        let wrong = USCCSample.code(4).dropLast() + (USCCSample.code(4).hasSuffix("0") ? "1" : "0")
        let text = [
            Self.header, row(0), row(1, sales: "=SUM(A1:A3)"), row(2, sales: "-5"), row(3, day: "2023-02-30"),
            row(4).replacingOccurrences(of: USCCSample.code(4), with: wrong), row(5, anchors: "十二"),
            row(6) + ",extra", row(7, sales: "1,000"), "", row(8), "baotou-2022,7-1", "baotou-2022,7-1,,,示例,,,,",
        ].joined(separator: "\n")
        let result = try run(text, fixture)
        #expect(result.outcome == .init(taken: 2, refused: 9))
        let places = result.bad.map { "\($0.row ?? 0) \($0.column)" }
        #expect(
            places == [
                "3 本土产品带货交易额（元）", "4 本土产品带货交易额（元）", "5 设立日期", "6 统一社会信用代码", "7 active anchors", "8 ",
                "9 ", "12 ", "13 年度", "13 统一社会信用代码",
            ])
        #expect(result.bad.allSatisfy { !$0.reason.zh.isEmpty && !$0.reason.en.isEmpty })
    }

    @Test("a table without the columns that every claim needs is refused whole, and all of them are named")
    func header() throws {
        let fixture = try DeskFixture()
        for text in ["a,b\n1,2", "政策,条款,programme\n1,2,3"] {
            #expect(throws: Faults.self) { try run(text, fixture) }
        }
        do {
            _ = try run("条款,年度", fixture)
        } catch let faults as Faults {
            #expect(faults.all.map(\.field) == ["programme", "applicant", "applicant_name"])
        }
        let unknown = try run(Self.header + ",本土产品交易额\n" + row(1) + ",5", fixture)
        #expect(unknown.bad.map(\.column) == ["本土产品交易额"] && unknown.bad[0].reason.zh.contains("没有这一列"))
    }

    @Test("where a table cannot be read on is told, and the rows before it are taken in")
    func broken() throws {
        let fixture = try DeskFixture()
        let result = try run([Self.header, row(0), "\"open"].joined(separator: "\n"), fixture)
        #expect(result.outcome == .init(taken: 1, refused: 1) && result.bad.map(\.row) == [3])
        #expect(result.bad.allSatisfy { $0.reason.zh.contains("引号没有结束") && $0.reason.en.contains("a quote opens") })
    }

    @Test("amounts of a spreadsheet are what it shows, and digits that it has lost are told of")
    func spreadsheet() throws {
        let fixture = try DeskFixture()
        let texts = ["政策", "条款", "年度", "统一社会信用代码", "申报主体名称", "收款账号", "本土产品带货交易额（元）", "设立日期"]
        func text(_ text: String) -> String { "<c t='str'><v>\(text)</v></c>" }
        func row(_ number: Int, account: String, _ cells: String) -> String {
            let ids = ["baotou-2022", "7-1", "2023", USCCSample.code(number), "示例"].map(text).joined()
            return "<row>\(ids)\(account)\(cells)</row>"
        }
        var parts = WorkbookParts(
            "<row>\(texts.map(text).joined())</row>"
                + row(
                    1, account: text("6222021234567890123"), "<c><v>30000000.289999999</v></c><c s='1'><v>43831</v></c>"
                )
                + row(
                    2, account: "<c><v>6.2220212345678901E+18</v></c>",
                    "<c><v>30000000</v></c><c s='1'><v>43831</v></c>")
                + row(3, account: "<c/>", "<c><f>SUM(A1:A3)</f><v>6</v></c><c s='1'><v>-5</v></c>")
                + row(4, account: "<c/>", "<c t='e'><v>#REF!</v></c><c/>"))
        parts.styles = "<xf numFmtId='14'/>"
        let path = fixture.folder.file("claims.xlsx")
        try Data(parts.zip().bytes()).write(to: URL(fileURLWithPath: path))
        let result = try run(file: path, fixture)
        #expect(result.outcome == .init(taken: 1, refused: 3))
        #expect(
            result.bad.map { "\($0.row ?? 0) \($0.column)" } == [
                "3 收款账号", "4 本土产品带货交易额（元）", "4 设立日期", "5 本土产品带货交易额（元）",
            ])
        #expect(result.bad[0].reason == TableFault.lostDigits && result.bad[1].reason.zh.contains("公式SUM(A1:A3)"))
        let claim = try ClaimSubmitted(reading: Array(try #require(try fixture.records().first).utf8))
        #expect(claim.facts["local_sales"]?.json == "30000000.29")
        #expect(claim.facts["established_on"] == .text("2020-01-01") && claim.account?.number == "6222021234567890123")
    }

    @Test(
        "the template of every clause is read back, in either language, as CSV and as a spreadsheet",
        arguments: ["baotou-2022", "nm39-2022", "nm-cb7-2023", "qianjiang-2023draft"])
    func templates(name: String) throws {
        let folder = try TemporaryFolder()
        let programme = try Programme.load(path: Repository.file("deploy/policies/\(name).yaml"))
        #expect(programme.clauses.count >= 15)
        for clause in programme.clauses {
            for language in Language.allCases {
                let template = ClaimTemplate(clause: clause)
                let header = template.header(language)
                try Data(template.csv(language).utf8).write(to: URL(fileURLWithPath: folder.file("t.csv")))
                try template.write(folder.file("t.xlsx"), language)
                for file in ["t.csv", "t.xlsx"] {
                    let summary = try TableFile.read(folder.file(file)) { _ in }
                    #expect(summary.header?.names == header, "\(name) \(clause.id) \(file)")
                }
                let fields = header.prefix(ClaimColumn.Field.ordered.count).map { ClaimColumn.Field(header: $0) }
                #expect(fields == ClaimColumn.Field.ordered)
                let facts = header.dropFirst(fields.count)
                // A fact's words may not be those of a field, which would take its column.
                #expect(facts.allSatisfy { ClaimColumn.Field(header: $0) == nil }, "\(name) \(clause.id): \(header)")
                let found = facts.map { cell in clause.facts.first { $0.isHeader(cell) }?.name }
                #expect(found == clause.facts.filter(\.isDeclared).map { $0.name }, "\(name) \(clause.id)")
            }
        }
    }
}
