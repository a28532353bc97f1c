import Documents
import TestSupport
import Testing

/// Another program's spreadsheets: openpyxl reads ours, and we read its.
@Suite struct OpenpyxlTests {
    /// Debian's own Python, which has the package python3-openpyxl.
    private let python = "/usr/bin/python3"

    private func isThere() throws -> Bool {
        if (try? ChildProcess.run(python, ["-c", "import openpyxl"])) != nil { return true }
        try Requirement.skip("comparing with openpyxl needs python3-openpyxl, which is not installed")
        return false
    }

    @Test func readsWhatWeWrite() throws {
        guard try isThere() else { return }
        let folder = try TemporaryFolder()
        let path = folder.file("t.xlsx")
        let columns = [TableColumn("名称", width: 30), TableColumn("金额", .amount)]
        try TableWriter.write(path, as: .xlsx, columns: columns, sheet: "奖补") { output in
            try output.append(["=1+1", "1234567.89"])
            try output.append(["00123", ""])
        }
        let script = """
            import openpyxl, sys
            s = openpyxl.load_workbook(sys.argv[1])["奖补"]
            print([[(c.value, c.data_type) for c in r] for r in s.rows])
            print(s["A1"].font.b, s.freeze_panes, int(s.column_dimensions["A"].width), s["B2"].number_format)
            print(s["A2"].number_format)
            """
        #expect(
            try ChildProcess.run(python, ["-c", script, path], environment: ["PYTHONUTF8": "1"]) == """
                [[('名称', 's'), ('金额', 's')], [('=1+1', 's'), (1234567.89, 'n')], [('00123', 's'), (None, 'n')]]
                True A2 30 #,##0.00
                @

                """)
    }

    @Test func writesWhatWeRead() throws {
        guard try isThere() else { return }
        let folder = try TemporaryFolder()
        let path = folder.file("t.xlsx")
        let script = """
            import datetime, openpyxl, sys
            book = openpyxl.Workbook()
            s = book.active
            s.append(["文字", "数", "日", "时", "真", "式"])
            s.append(["包头 <&> 市", 0.1, datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 9, 30), True, "=B2*2"])
            s.append([None, -12345678.9, datetime.date(1900, 1, 1), datetime.time(23, 59, 59), False, "#N/A"])
            s.merge_cells("A4:B5")
            s["A4"] = "x"
            s["C5"] = 1
            book.save(sys.argv[1])
            """
        try ChildProcess.run(python, ["-c", script, path], environment: ["PYTHONUTF8": "1"])
        let table = Table(path: path)
        #expect(table.failure == nil)
        #expect(table.names == ["文字", "数", "日", "时", "真", "式"])
        #expect(
            table.lines == [
                "2: 包头 <&> 市|0.1(number)|2024-02-29(date)|2024-02-29T09:30:00(moment)|true(flag)|(formula); "
                    + "column F holds the formula B2*2; copy it and paste its value in its place",
                "3: |-12345678.9(number)|1900-01-01(date)|23:59:59(time)|false(flag)|(fault); "
                    + "column F holds no value but #N/A",
                "4: x|(merged); column B is merged into A4; unmerge the cells and give each its value",
                "5: (merged)|(merged)|1(number); "
                    + "column A is merged into A4; unmerge the cells and give each its value; "
                    + "column B is merged into A4; unmerge the cells and give each its value",
            ])
    }
}
