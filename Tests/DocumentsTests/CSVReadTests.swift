import Documents
import TestSupport
import Testing

@Suite struct CSVReadTests {
    @Test(arguments: [
        ("a,b\n1,2\n", ["2: 1|2"]),
        ("a,b\r\n1,2\r\n3,4", ["2: 1|2", "3: 3|4"]),
        ("a,b\r1,2\r3,4\r", ["2: 1|2", "3: 3|4"]),
        ("a;b,c;d\n1;2;3\n", ["2: 1|2|3"]),
        ("a\tb\n1,5\t2\n", ["2: 1,5|2"]),
        ("\"a,\";\"b,\"\n1;2\n", ["2: 1|2"]),
        // Blank rows count as a spreadsheet counts them, line breaks within a cell don't.
        ("\n\na,b\n\n1,\"x\r\ny\"\r\n\r\n,\n3,4\n", ["5: 1|x\r\ny", "8: 3|4"]),
        ("a,b\n\"say \"\"yes\"\"\", x \n", ["2: say \"yes\"| x "]),
        ("a,b\n'=1+1,'quoted\n''@x,-5\n", ["2: =1+1|'quoted", "3: '@x|-5"]),
        ("a\n\"\"\nx\n", ["3: x"]),
        (
            "a,b\n1\n1,2,3\n",
            [
                "2: 1; the row has 1 cell where the header has 2",
                "3: 1|2|3; the row has 3 cells where the header has 2",
            ]
        ),
        ("a,b\n", []),
    ])
    func reads(text: String, lines: [String]) throws {
        let table = try Table(text)
        #expect(table.failure == nil)
        #expect(table.lines == lines)
    }

    @Test func givesCellsByName() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("t.csv")
        try TableWriter.write(path, as: .csv, columns: [TableColumn("名称"), TableColumn("金额", .amount)]) { output in
            try output.append(["某公司", "12.5"])
        }
        let summary = try TableFile.read(path) { row in
            #expect(row.number == 2)
            #expect(row["名称"]?.text == "某公司")
            #expect(row["金额"] == TableCell(column: 2, text: "12.50", kind: .text))
            #expect(row["别名"] == nil)
            #expect(row.cell(in: 9).kind == .blank)
        }
        #expect(summary.rows == 1)
        #expect(summary.format == .csv(encoding: .utf8, separator: ","))
        #expect(summary.header?.row == 1)
    }

    @Test(arguments: [
        ("", "f: is empty"),
        (
            "a,b\n1,x\"y\n",
            "f: row 2, column B: a quote stands in the middle of the cell; put the cell in quotes and "
                + "double each within it"
        ),
        (
            "a,b\n1,\"x\"y\n",
            "f: row 2, column B: a quote stands in the middle of the cell; put the cell in quotes and "
                + "double each within it"
        ),
        (
            "a,b\n\"1,2\n3,4\n",
            "f: row 2, column A: a quote opens this cell and nothing closes it; close it, or double "
                + "each quote within the cell"
        ),
        ("a, b,a \n", "f: row 1, column C: the header names a twice; the first is column A"),
        ("%PDF-1.7", "f: is a PDF; save it as XLSX or as CSV"),
        ("\u{FEFF} <!DOCTYPE html><table>", "f: is a web page; save it as XLSX or as CSV"),
        ("<?xml version='1.0'?><Workbook/>", "f: is an XML document; save it as XLSX or as CSV"),
        ("a,b\n1,\u{0}\n", "f:2: holds a NUL byte, so it is no text that can be read; save it again as CSV UTF-8"),
    ])
    func refuses(text: String, message: String) throws {
        #expect(try Table(text).failure == message)
    }

    @Test func refusesWhatIsNoFile() throws {
        let folder = try TemporaryFolder()
        #expect(Table(path: folder.path).failure == "f: is a folder; name a file")
        #expect(Table(path: folder.file("none")).failure == "f: cannot be opened: No such file or directory")
    }

    @Test func keepsItsLimits() throws {
        var limits = TableFile.Limits()
        limits.cellBytes = 10
        limits.rowBytes = 15
        limits.columns = 3
        limits.rows = 2
        limits.bytes = 200_000
        let failures = try [
            "a\n12345678901", "a\n1234567890", "a,b\n1234567890,123456", "a,b,c\n1,2,3,4", "a\n1\n2\n3",
        ]
        .map { try Table($0, limits: limits).failure }
        #expect(
            failures == [
                "f: row 2, column A: the cell is longer than 10 bytes; is a quote not closed?", nil,
                "f: row 2, column B: the row is longer than 15 bytes, the most that are read",
                "f: row 2, column D: the row has more than 3 cells, the most that are read",
                "f: row 4: the table has more than 2 rows; split the file",
            ])
        // A quote that nothing closes ends the reading long before the end of the file.
        let open = try Table("a\n\"" + String(repeating: "x\n", count: 99_000), limits: limits)
        #expect(open.failure == failures[0])
        #expect(
            try Table(String(repeating: "x", count: 200_001), limits: limits).failure?.contains("larger than") == true)
        let wide = try Table(String(repeating: "x,", count: 1_000_000) + "\n")
        #expect(wide.failure == "f: row 1, column XFE: the row has more than 16384 cells, the most that are read")
    }

    @Test func readsPiecesThatEndAnywhere() throws {
        // Characters of three bytes and quotes at every offset to the pieces of 64 KiB.
        for shift in 0..<8 {
            let cell = String(repeating: "x", count: shift) + String(repeating: "草原\"\"，\r\n", count: 40)
            let rows = (0..<800).map { "\($0),\"\(cell)\"\r\n" }
            let table = try Table("n,text\r\n" + rows.joined())
            let expected = cell.replacing("\"\"", with: "\"")
            #expect(table.failure == nil)
            #expect(table.rows.count == 800 && table.rows.allSatisfy { $0[1] == expected })
        }
    }

    @Test("whatever the bytes are, they are read or refused with a sentence")
    func survivesRandomBytes() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("CSVReadTests.survivesRandomBytes seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("ab,;\t\"'= \r\n包".utf8) + [0xB0, 0xFC, 0x81, 0x30]
        var refused = 0
        for _ in 0..<1_000 {
            let count = Int.random(in: 1...40, using: &random)
            let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
            let table = try Table(bytes)
            #expect(table.failure == nil || table.error != nil, "\(bytes): \(table.failure ?? "")")
            refused += table.failure == nil ? 0 : 1
        }
        #expect(1..<1_000 ~= refused)
    }

    @Test("a gigabyte through a pipe takes a few megabytes of memory")
    func gigabyte() throws {
        let cell = "包头市" + String(repeating: "0123456789", count: 3_000)
        let lines = (1 << 30) / (cell.utf8.count + 8) + 1
        let script = "{ echo a,b; yes '12345,\(cell)' | head -n \(lines); } | \"$0\" /dev/stdin"
        let output = try ChildProcess.run("sh", ["-c", script, ChildProcess.product("TestTable")], seconds: 300)
        #expect(output.hasPrefix("rows \(lines), cells \(2 * lines), "))
        let words = output.split { " ,\n".contains($0) }
        let index = try #require(words.firstIndex(of: "KiB"))
        let kibibytes = try #require(Int(words[index + 1]))
        #expect(kibibytes < 48 << 10)
    }
}
