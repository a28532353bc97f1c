import Agent
import Awards
import Documents
import Foundation
import Log
import Messages
import TestSupport
import Testing

@testable import Intake

/// Bad files at the counter, through the command as a clerk types it: each ends with a sentence in both languages, and
/// what is good in it goes on.
struct BadTableTests {
    /// A file, what the command is to say of it, and what the file of errors.
    struct BadFile: Sendable, CustomStringConvertible {
        let name: String
        let bytes: [UInt8]
        var taken = 0
        var says: [String] = []
        var errors: [String] = []

        var description: String { name }
    }

    static let header = "政策,条款,年度,统一社会信用代码,申报主体名称,本土产品带货交易额（元）,设立日期"

    static func row(
        _ number: Int, period: String = "2023", code: String? = nil, sales: String = "30000000",
        day: String = "2020-03-01"
    ) -> String {
        "baotou-2022,7-1,\(period),\(code ?? USCCSample.code(number)),示例\(number)（虚构）,\(sales),\(day)"
    }

    private static func csv(_ rows: [String]) -> [UInt8] { Array(([header] + rows).joined(separator: "\r\n").utf8) }

    private static func workbook(_ rows: [[String]], after: String = "") -> WorkbookParts {
        func text(_ cell: String) -> String { cell.hasPrefix("<") ? cell : "<c t='str'><v>\(cell)</v></c>" }
        var parts = WorkbookParts(
            ([header.split(separator: ",").map(String.init)] + rows).map { "<row>\($0.map(text).joined())</row>" }
                .joined())
        parts.afterRows = after
        return parts
    }

    private static func cells(_ number: Int, sales: String = "30000000") -> [String] {
        row(number, sales: sales).split(separator: ",").map(String.init)
    }

    private static var bomb: [UInt8] {
        var zip = ZipBuilder()
        let parts = WorkbookParts("")
        parts.addAll(to: &zip, sheetXML: nil)
        zip.addBomb("xl/worksheets/sheet1.xml", "<worksheet><sheetData>", spaces: 64 << 20)
        return zip.bytes()
    }

    static var files: [BadFile] {
        let wrong = USCCSample.code(1).dropLast() + (USCCSample.code(1).hasSuffix("0") ? "1" : "0")
        let good = row(0)
        return [
            BadFile(name: "empty.csv", bytes: [], says: ["is empty", "文件为空"]),
            BadFile(
                name: "columns.csv", bytes: Array("name,amount\n甲,5\n".utf8),
                says: ["The column “programme” is missing.", "缺少“统一社会信用代码”一列"]),
            BadFile(
                name: "twice.csv", bytes: Array("\(header),条款\n\(good),7-1\n".utf8),
                says: ["the header names 条款 twice", "“条款”出现两次"]),
            BadFile(
                name: "mixed.csv", bytes: csv([good]) + [0x0D, 0x0A, 0xC4, 0xE3, 0xBA, 0xC3],
                says: ["mixes encodings", "编码混杂"]),
            BadFile(name: "utf16.csv", bytes: [0xFF, 0xFE, 0x41, 0], says: ["UTF-16", "请另存为XLSX或CSV"]),
            BadFile(name: "paper.csv", bytes: Array("%PDF-1.7".utf8), says: ["is a PDF"]),
            BadFile(name: "bomb.xlsx", bytes: bomb, says: ["zip bomb", "压缩炸弹"]),
            BadFile(
                name: "cut.xlsx", bytes: Array(workbook([cells(0)]).zip().bytes().dropLast(60)),
                says: ["is damaged", "文件已损坏"]),
            BadFile(
                name: "merged-header.xlsx",
                bytes: workbook([cells(0)], after: "<mergeCells><mergeCell ref='A1:B1'/></mergeCells>").zip().bytes(),
                says: ["the header is merged into A1", "单元格已合并到A1"]),
            BadFile(
                name: "formula.xlsx",
                bytes: workbook([cells(0), cells(1, sales: "<c><f>B1*2</f><v>9</v></c>")]).zip().bytes(),
                taken: 1, errors: ["3,本土产品带货交易额（元）,", "公式B1*2", "holds the formula B1*2"]),
            BadFile(
                name: "merged-rows.xlsx",
                bytes: workbook(
                    [cells(0), cells(1), cells(2)], after: "<mergeCells><mergeCell ref='F3:F4'/></mergeCells>"
                ).zip().bytes(), taken: 2, errors: ["4,本土产品带货交易额（元）,", "is merged into F3"]),
            BadFile(
                name: "values.csv",
                bytes: csv([
                    good, row(1, sales: "-5"), row(2, day: "2023-02-30"), row(3, sales: "=1+1"),
                    row(4, code: String(wrong)), row(5, period: "二〇二三"), row(6) + ",多余", "baotou-2022,7-1",
                    row(7, sales: "三千万"), row(8),
                ]), taken: 2,
                errors: [
                    "3,本土产品带货交易额（元）,", "不小于0", "4,设立日期,", "5,本土产品带货交易额（元）,", "6,统一社会信用代码,", "7,年度,", "8,,", "9,,",
                    "10,本土产品带货交易额（元）,",
                ]),
            BadFile(
                name: "quote.csv", bytes: csv([good, "\"open"]), taken: 1, errors: ["3,,", "引号没有结束", "a quote opens"]),
        ]
    }

    @Test("a bad table is told of in both languages, and what is good in it goes on", arguments: files)
    func tables(file: BadFile) throws {
        let place = try County()
        let path = place.folder.file(file.name)
        try Data(file.bytes).write(to: URL(fileURLWithPath: path))
        let (output, errors) = try place.intake(["import", path], exits: 65)
        for sentence in file.says { #expect(errors.contains(sentence), "\(file.name): \(errors)") }
        let listed = (try? String(contentsOfFile: "\(path).errors.csv", encoding: .utf8)) ?? ""
        for part in file.errors { #expect(listed.contains(part), "\(file.name): \(listed)") }
        #expect(file.errors.isEmpty == listed.isEmpty, "\(listed)")
        if file.taken > 0 { #expect(output.contains(" \(file.taken) taken in"), "\(output)") }
        #expect(!errors.contains("Fatal") && !errors.contains(".swift:"))
        let again = try place.intake(["import", path], exits: 65).output
        if file.taken > 0 { #expect(again.contains(" 0 taken in") && again.contains(" \(file.taken) unchanged")) }
    }

    @Test("a good table in GB18030 and the same as a spreadsheet are one table")
    func encodings() throws {
        let place = try County()
        let text = ([Self.header] + [Self.row(0), Self.row(1)]).joined(separator: "\r\n")
        let utf8 = place.folder.file("utf8.csv")
        let csv = place.folder.file("gb.csv")
        try Data(text.utf8).write(to: URL(fileURLWithPath: utf8))
        _ = try ChildProcess.run("/bin/sh", ["-c", "iconv -f UTF-8 -t GB18030 '\(utf8)' > '\(csv)'"])
        #expect(try place.intake(["import", csv]).output.contains(" 2 taken in"))
        let xlsx = place.folder.file("same.xlsx")
        try Data(Self.workbook([Self.cells(0), Self.cells(1)]).zip().bytes()).write(to: URL(fileURLWithPath: xlsx))
        #expect(try place.intake(["import", xlsx]).output.contains(" 2 unchanged"))
    }

    @Test("a template as a spreadsheet is filled in and imported")
    func template() throws {
        let place = try County()
        let path = place.folder.file("t.xlsx")
        for language in ["zh", "en"] {
            _ = try place.intake(["template", "baotou-2022/7-1", "--lang", language, "--xlsx", path])
            let names = try #require(try TableFile.read(path) { _ in }.header?.names)
            try TableWriter.write(path, as: .xlsx, columns: names.map { TableColumn($0) }) { output in
                let known: [ClaimColumn.Field: String] = [
                    .programme: "baotou-2022", .clause: "7-1", .period: "2023", .applicant: USCCSample.code(7),
                    .applicantName: "示例",
                ]
                try output.append(
                    names.map { name in
                        if let field = ClaimColumn.Field(header: name) { return known[field] ?? "" }
                        return name.contains("本土产品") || name.contains("local products") ? "30000000.29" : ""
                    })
            }
            let word = language == "zh" ? " 1 taken in" : " 1 unchanged"
            #expect(try place.intake(["import", path]).output.contains(word))
        }
    }

    @Test(
        "a claim that is none is refused with a sentence, never with where the program stopped",
        arguments: [
            ("{", "This is no JSON (RFC 8259)"), ("[]", "This must be a JSON object"), ("", "This is no JSON"),
            (#"{"programme":"baotou-2022","programme":"x"}"#, "programme"),
            (String(repeating: "[", count: 100_000), "This is no JSON"),
            (#"{"programme":"\ud800"}"#, "This is no JSON"),
        ])
    func claims(text: String, says: String) throws {
        let place = try County()
        let path = place.folder.file("claim.json")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let errors = try place.intake(["submit", path], exits: 65).errors
        #expect(errors.contains(says) && !errors.contains("Fatal") && !errors.contains(".swift:"), "\(errors)")
    }

    @Test("the first claim after a start knows what the shared log knows; without it the copy counts")
    func fresh() throws {
        let place = try County()
        try Data(Samples.draft().bytes).write(to: URL(fileURLWithPath: place.folder.file("claim.json")))
        #expect(try place.intake(["submit", place.folder.file("claim.json")]).output.contains("is taken in"))
        try FileManager.default.removeItem(atPath: place.folder.file("log"))
        try Data(Samples.draft(1).bytes).write(to: URL(fileURLWithPath: place.folder.file("claim.json")))
        let (output, errors) = try place.intake(["submit", place.folder.file("claim.json")])
        #expect(output.contains("is taken in") && errors.contains("the office's own copy"))
    }
}

/// A county with a log on which its city has adopted a policy and opened a round.
struct County {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let log = try SQLiteLog(file: folder.file("log"))
        for office in ["150000", "150200"] {
            for stream in ["programmes", "rounds"] {
                _ = try log.create([TopicDefinition("\(office).\(stream)", partitions: 1)])
            }
        }
        var round = try DeskFixture.round()
        round.deadline = Moment("2099-01-01T00:00:00+08:00") ?? round.deadline
        try DeskFixture.say(try DeskFixture.policy(), on: "150200.programmes", log)
        try DeskFixture.say(round, on: "150200.rounds", log)
    }

    func intake(_ words: [String], exits code: Int32 = 0) throws -> (output: String, errors: String) {
        let child = try ChildProcess(
            ChildProcess.product("intake"),
            words + [
                "--office", "150223", "--offices", Repository.file("deploy/offices.yaml"), "--log", folder.file("log"),
                "--state", folder.file("state"),
            ])
        defer { child.kill() }
        #expect(try child.wait(seconds: 60) == .exited(code), "\(words): \(child.errors)")
        return (child.output, child.errors)
    }
}
