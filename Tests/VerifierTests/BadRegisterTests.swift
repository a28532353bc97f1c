import Awards
import Documents
import Foundation
import Log
import Messages
import TestSupport
import Testing

@testable import Verifier

/// Bad files of registers, through the command as an importer types it.
struct BadRegisterTests {
    private let folder: TemporaryFolder
    private let log: SQLiteLog

    init() throws {
        folder = try TemporaryFolder()
        log = try SQLiteLog(file: folder.file("log"))
        for stream in ["registers", "waybills"] {
            _ = try log.create([TopicDefinition("150200.\(stream)", partitions: 4)])
        }
    }

    private func verifier(_ words: [String], exits code: Int32 = 0) throws -> (output: String, errors: String) {
        let child = try ChildProcess(
            ChildProcess.product("verifier"),
            words + [
                "--office", "150200", "--offices", Repository.file("deploy/offices.yaml"), "--log", folder.file("log"),
                "--officer", "o-1502-02", "--source", "示例局", "--as-of", "2023-01-31",
            ])
        defer { child.kill() }
        #expect(try child.wait(seconds: 60) == .exited(code), "\(words): \(child.errors)")
        return (child.output, child.errors)
    }

    private func records() throws -> Int {
        try (0..<4 as Range<Int32>).reduce(0) { sum, number in
            let partition = TopicPartition("150200.registers", number)
            return sum + Int(try log.ends(of: [partition])[partition]?.lastStable ?? 0)
        }
    }

    struct BadFile: Sendable, CustomStringConvertible {
        let name: String
        var kind = "tax"
        let bytes: [UInt8]
        var rows: Int?
        var says: [String] = []
        var errors: [String] = []

        var description: String { name }
    }

    private static let firm = (try? USCC(completing: "91150204MA0QTEXT0").code) ?? ""

    private static func sheet(_ rows: [String], after: String = "") -> [UInt8] {
        var parts = WorkbookParts(rows.map { "<row>\($0)</row>" }.joined())
        parts.afterRows = after
        return parts.zip().bytes()
    }

    private static func text(_ text: String) -> String { "<c t='str'><v>\(text)</v></c>" }

    private static var bomb: [UInt8] {
        var zip = ZipBuilder()
        WorkbookParts("").addAll(to: &zip, sheetXML: nil)
        zip.addBomb("xl/worksheets/sheet1.xml", "<worksheet><sheetData>", spaces: 64 << 20)
        return zip.bytes()
    }

    static var files: [BadFile] {
        let header = text("uscc") + text("year") + text("local_sales")
        return [
            BadFile(name: "empty.csv", bytes: [], says: ["is empty", "文件为空"]),
            BadFile(
                name: "columns.csv", bytes: Array("uscc,amount\n".utf8),
                says: ["There is no column amount", "没有名为“amount”的列", "The column year is missing."]),
            BadFile(
                name: "mixed.csv", bytes: Array("uscc,year\n\(firm),2022\n中文字号,1\n".utf8) + [0xC4, 0xE3, 0xBA, 0xC3],
                says: ["mixes encodings", "编码混杂"]),
            BadFile(name: "bomb.xlsx", bytes: bomb, says: ["zip bomb", "压缩炸弹"]),
            BadFile(
                name: "merged.xlsx",
                bytes: sheet([header], after: "<mergeCells><mergeCell ref='A1:B1'/></mergeCells>"),
                says: ["the header is merged into A1"]),
            BadFile(
                name: "values.csv",
                bytes: Array(
                    ("uscc,year,local_sales,fiscal_prev\n\(firm),2022,5,-7\n\(firm),2023,-5,\n\(firm.dropLast())*,2022,1,\n"
                        + "\(firm),22,1,\n\(firm),2022,=1+1,\n\(firm),2022\n").utf8), rows: 1,
                errors: ["3,local_sales,", "不能小于0", "4,uscc,", "5,year,", "6,local_sales,", "7,,"]),
            BadFile(
                name: "days.csv", kind: "registration",
                bytes: Array("uscc,status,established_on\n\(firm),存续,2023-02-29\n\(firm),存续,2024-02-29\n".utf8),
                rows: 1,
                errors: ["2,established_on,", "2023-02-29 is no day"]),
            BadFile(
                name: "formula.xlsx",
                bytes: sheet([
                    header, text(firm) + "<c><v>2022</v></c><c><v>30000000.289999999</v></c>",
                    text(firm) + "<c><v>2023</v></c><c><f>A1</f><v>1</v></c>",
                    "<c><v>9.1150204000000001E+17</v></c><c><v>2023</v></c><c><v>1</v></c>",
                ]), rows: 1, errors: ["3,local_sales,", "公式A1", "4,uscc,", "表格软件"]),
        ]
    }

    @Test("a bad file is told of in both languages, and its good rows are imported once", arguments: files)
    func registers(file: BadFile) throws {
        let path = folder.file(file.name)
        try Data(file.bytes).write(to: URL(fileURLWithPath: path))
        let (output, errors) = try verifier(["import", file.kind, path], exits: 65)
        for sentence in file.says { #expect(errors.contains(sentence), "\(errors)") }
        let listed = (try? String(contentsOfFile: "\(path).errors.csv", encoding: .utf8)) ?? ""
        for part in file.errors { #expect(listed.contains(part), "\(listed)") }
        #expect(file.errors.isEmpty == listed.isEmpty)
        #expect(!errors.contains("Fatal") && !errors.contains(".swift:"))
        // The rows, and an end in each partition.
        #expect(try records() == file.rows.map { $0 + 4 } ?? 0, "\(output)")
        _ = try verifier(["import", file.kind, path], exits: 65)
        #expect(try records() == file.rows.map { $0 + 4 } ?? 0)
    }

    @Test("a spreadsheet's amount is what it shows, and a firm that nobody knows is a row like any other")
    func spreadsheet() throws {
        let path = folder.file("tax.xlsx")
        let header = Self.text("uscc") + Self.text("year") + Self.text("local_sales")
        try Data(
            Self.sheet([header, Self.text(Self.firm) + "<c><v>2022</v></c><c><v>30000000.289999999</v></c>"])
        ).write(to: URL(fileURLWithPath: path))
        #expect(try verifier(["import", "tax", path]).output.contains("1 rows are imported"))
        #expect(try verifier(["import", "tax", path]).output.contains("nothing has changed"))
        var rows: [RegisterRow] = []
        for number in 0..<4 as Range<Int32> {
            let reader = try log.reader(for: .folding)
            defer { reader.close() }
            let partition = TopicPartition("150200.registers", number)
            let end = try log.ends(of: [partition])[partition]?.lastStable ?? 0
            try reader.assign([partition: 0])
            while (reader.reached[partition] ?? 0) < end {
                for record in try reader.poll(PollLimits()) where record.header(text: "ce_type") == RegisterRow.type {
                    rows.append(try RegisterRow(reading: try #require(record.payload)))
                }
            }
        }
        #expect(rows.count == 1 && rows[0].facts["local_sales"]?.json == "30000000.29" && rows[0].key == "2022")
    }
}
