import FoundationEssentials
import TestSupport
import Testing

@testable import Documents

@Suite struct TableWriterTests {
    private let columns = [TableColumn("名称"), TableColumn("金额", .amount, width: 20), TableColumn("a;b")]

    private func write(_ path: String, _ format: TableWriter.Format, _ rows: [[String]]) throws {
        try TableWriter.write(path, as: format, columns: columns, sheet: "表") { output in
            for row in rows { try output.append(row) }
        }
    }

    @Test func writesCSV() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("t.csv")
        try write(path, .csv, [["=1+1", "-1234.5", "say \"x\""], ["-5", "", "a,b\r\nc"], ["+8613", "7", " x"]])
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        #expect(
            text == "\u{FEFF}名称,金额,\"a;b\"\r\n\"'=1+1\",-1234.50,\"say \"\"x\"\"\"\r\n"
                + "\"'-5\",,\"a,b\r\nc\"\r\n\"'+8613\",7.00,\" x\"\r\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["t.csv"])
    }

    @Test("what is written is read again, whatever the texts are", arguments: TableWriter.Format.allCases)
    func comesBack(format: TableWriter.Format) throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("TableWriterTests.comesBack seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let parts = [
            "=", "+", "-", "@", "\t", "\r", "\n", "\r\n", "'", "\"", ",", ";", " ", "包头", "𠀀", "é", "x", "1", "0",
            "_x0041_",
            "_x000D_", "_", "&", "<", "]]>", "\u{1}", "\u{1F}", "\u{7F}", "\u{FFFD}", "\u{FFFE}", "\u{FFFF}",
            "\u{FEFF}",
        ]
        let rows = (1...400).map { row in
            let texts = (0..<2).map { _ in
                (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    parts[Int.random(in: 0..<parts.count, using: &random)]
                }.joined()
            }
            return ["\(row)" + texts[0], "\(row).25", texts[1]]
        }
        let folder = try TemporaryFolder()
        let path = folder.file("table")
        try write(path, format, rows)
        let table = Table(path: path)
        #expect(table.failure == nil)
        #expect(table.names == ["名称", "金额", "a;b"])
        // Blanks at the end of a row are not in an XLSX file.
        let found = table.rows.map { $0 + Array(repeating: "", count: 3 - $0.count) }
        #expect(found.count == rows.count)
        for (found, written) in zip(found, rows) { #expect(found == written, "\(found) for \(written)") }
    }

    @Test("every digit of an amount stays, whatever its size")
    func keepsAmounts() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("TableWriterTests.keepsAmounts seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var amounts = ["0.29", "8796093022208.01", "9007199254740.99", "9123456.78", "123456789012345678901234.56"]
        for digits in 1...18 {
            for _ in 0..<200 {
                let fen = Int64.random(in: 0..<Int64((0..<digits).reduce(1) { value, _ in value * 10 }), using: &random)
                let places = "\(fen % 100 < 10 ? "0" : "")\(fen % 100)"
                amounts.append("\(Bool.random(using: &random) ? "-" : "")\(fen / 100).\(places)")
            }
        }
        let folder = try TemporaryFolder()
        let path = folder.file("t.xlsx")
        try write(path, .xlsx, amounts.map { ["x", $0, ""] })
        var index = 0
        try TableFile.read(path) { row in
            let cell = row.cell(in: 2)
            #expect(DecimalText(cell.rounded) == DecimalText(amounts[index]), "\(cell) for \(amounts[index])")
            let isSmall = amounts[index].trimmingPrefix("-").utf8.count <= 13 + 3
            #expect(!isSmall || cell.kind == .number)
            index += 1
        }
        #expect(index == amounts.count)
    }

    @Test(arguments: [
        ("1.234", nil), ("1.", nil), (".5", nil), ("--1", nil), ("1e3", nil), ("+1", nil), ("１", nil), ("-", nil),
        ("1.2.3", nil),
        ("", ""), ("5", "5.00"), ("-5.1", "-5.10"), ("0.05", "0.05"),
    ])
    func takesAmounts(text: String, written: String?) {
        #expect(TableOutput.amount(text) == written)
    }

    @Test(arguments: TableWriter.Format.allCases)
    func leavesNothingBehindAFailure(format: TableWriter.Format) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("table")
        var sentences: [String] = []
        for row in [["x", "1.234", ""], ["x\u{0}", "1", ""]] {
            do {
                try write(path, format, [row])
            } catch let error as TableError {
                sentences.append(error.description.replacing(path, with: "f"))
            }
        }
        #expect(
            sentences == [
                "f: row 2, column B: 1.234 is no amount with at most two places",
                "f: row 2, column A: a text holds a NUL byte",
            ])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        #expect(throws: TableError.self) { try write(folder.file("none/table"), format, []) }
    }

    @Test func refusesATextTooLongForASpreadsheet() throws {
        let folder = try TemporaryFolder()
        #expect(throws: TableError.self) {
            try write(folder.file("t"), .xlsx, [[String(repeating: "x", count: 32_768), "", ""]])
        }
        try write(folder.file("t"), .xlsx, [[String(repeating: "包", count: 32_767), "", ""]])
        #expect(Table(path: folder.file("t")).rows.first?.first?.count == 32_767)
    }
}
