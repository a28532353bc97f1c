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
        var bad: [ClaimImport.BadCell] = []
    }

    private func run(_ text: String, _ desk: IntakeDesk) throws -> Result {
        var source = CSVRows(bytes: Array(text.utf8))
        let header = try #require(try source.next())
        nonisolated(unsafe) var bad: [ClaimImport.BadCell] = []
        var table = try ClaimImport(desk, header: header) { bad.append($0) }
        try table.run(&source)
        return Result(outcome: table.outcome, bad: bad)
    }

    @Test("good rows are taken in, and the same table again changes nothing")
    func again() throws {
        let fixture = try DeskFixture()
        let rows = (0..<20).map { row($0, sales: "\"30,000,0\($0 % 10)0.50\"") }
        let text = "\u{FEFF}" + ([Self.header] + rows).joined(separator: "\r\n")
        #expect(try run(text, fixture.desk).outcome == .init(taken: 20))
        let records = try fixture.records()
        let claim = try ClaimSubmitted(reading: Array(records[3].utf8))
        #expect(claim.facts["local_sales"].map(\.json) == "30000030.50")
        #expect(claim.facts["established_on"] == .text("2020-03-01"))
        #expect(claim.contact?.phone == "+86 13900000001")
        #expect(try run(text, fixture.desk).outcome == .init(unchanged: 20))
        let changed = ([Self.header, row(3), row(20)]).joined(separator: "\n")
        #expect(try run(changed, fixture.desk).outcome == .init(taken: 1, corrected: 1))
        #expect(try fixture.records().count == 22)
    }

    @Test("bad rows are reported with number, column and reason, and the others go on")
    func badRows() throws {
        let fixture = try DeskFixture()
        let wrong = USCCSample.code(4).dropLast() + (USCCSample.code(4).hasSuffix("0") ? "1" : "0")
        let text = [
            Self.header, row(0), row(1, sales: "=SUM(A1:A3)"), row(2, sales: "-5"), row(3, day: "2023-02-30"),
            row(4).replacingOccurrences(of: USCCSample.code(4), with: wrong), row(5, anchors: "十二"),
            row(6) + ",extra", row(7, sales: "1,000"), "", row(8), "baotou-2022,7-1",
        ].joined(separator: "\n")
        let result = try run(text, fixture.desk)
        #expect(result.outcome == .init(taken: 2, refused: 8))
        let places = result.bad.map { "\($0.row) \($0.column)" }
        #expect(
            places == [
                "3 本土产品带货交易额（元）", "4 本土产品带货交易额（元）", "5 设立日期", "6 统一社会信用代码", "7 active anchors", "8 ",
                "9 ", "12 年度", "12 统一社会信用代码", "12 申报主体名称",
            ])
        #expect(result.bad.allSatisfy { !$0.text.zh.isEmpty && !$0.text.en.isEmpty })
    }

    @Test("a table without the columns that every claim needs is refused whole, and all of them are named")
    func header() throws {
        let desk = try DeskFixture().desk
        for text in ["a,b\n1,2", "政策,条款,政策\n1,2,3"] {
            #expect(throws: Faults.self) { try run(text, desk) }
        }
        do {
            _ = try run("条款,年度", desk)
        } catch let faults as Faults {
            #expect(faults.all.map(\.field) == ["programme", "applicant", "applicant_name"])
        }
        let unknown = try run(Self.header + ",本土产品交易额\n" + row(1) + ",5", desk)
        #expect(unknown.bad.map(\.column) == ["本土产品交易额"] && unknown.bad[0].text.zh.contains("没有这一列"))
    }

    @Test("a template's header is read back, in either language, for every clause that grants money")
    func templates() throws {
        let desk = try DeskFixture().desk
        let terms = try desk.terms.terms()
        let digest = try #require(terms.adopted["baotou-2022"]?.digest)
        let rulebook = try #require(try terms.rulebook(digest: digest, of: "baotou-2022"))
        for clause in rulebook.programme.clauses where clause.grantsMoney {
            for language in [.zh, .en] as [Language] {
                let header = ClaimTemplate(clause: clause).header(language)
                var rows = CSVRows(bytes: Array((CSVText.mark + CSVText.line(header)).utf8))
                #expect(try rows.next()?.cells == header)
                #expect(Set(header).count == header.count, "\(clause.id) \(language): \(header)")
                let facts = header.dropFirst(ClaimColumn.Field.ordered.count)
                let found = facts.map { cell in clause.facts.first { $0.isHeader(cell) }?.name }
                #expect(found == clause.facts.filter(\.isDeclared).map { $0.name })
            }
        }
    }

    @Test(
        "CSV is read as RFC 4180 has it",
        arguments: [
            ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]), ("\"a\"\"b\",\"c\r\nd\"\n", [["a\"b", "c\r\nd"]]),
            ("a\r\rb", [["a"], ["b"]]), (",\n\n \n", [["", ""], [" "]]), ("", []), ("\"\"", []),
        ] as [(String, [[String]])])
    func csv(text: String, rows: [[String]]) throws {
        var source = CSVRows(bytes: Array(text.utf8))
        var found: [[String]] = []
        while let row = try source.next() { found.append(row.cells) }
        #expect(found == rows)
    }

    @Test("what is no CSV in UTF-8 is an error with its line, and rows before it are taken in")
    func broken() throws {
        for (bytes, line) in [
            (Array("a\n\"b".utf8), 2), (Array("a\n\"b\"c".utf8), 2), (Array("a\n".utf8) + [0xC4, 0xE3], 2),
            (Array("a\n".utf8) + [UInt8](repeating: 0x41, count: 70_000), 2),
            (Array("a\n".utf8) + [UInt8](repeating: 0x2C, count: 600), 2),
        ] {
            var source = CSVRows(bytes: bytes)
            _ = try source.next()
            let error = #expect(throws: RowError.self) { try source.next() }
            #expect(error?.number == line)
        }
        let fixture = try DeskFixture()
        let result = try run([Self.header, row(0), "\"open"].joined(separator: "\n"), fixture.desk)
        #expect(result.outcome == .init(taken: 1, refused: 1) && result.bad.map(\.row) == [3])
    }

    @Test("random bytes never crash the reader", arguments: 0..<50 as Range<UInt64>)
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let letters = Array("ab,\"\r\n=\u{FEFF}中".utf8)
        let bytes = (0..<400).map { _ in letters[Int.random(in: letters.indices, using: &random)] }
        var source = CSVRows(bytes: bytes)
        var rows = 0
        while (try? source.next()) != nil { rows += 1 }
        #expect(rows <= 400)
    }

    @Test("no cell of the errors' file is a formula")
    func safe() {
        #expect(CSVText.line(["=1+1", "a\"b", "-5", "@x"]) == "'=1+1,\"a\"\"b\",-5,'@x\r\n")
    }
}
