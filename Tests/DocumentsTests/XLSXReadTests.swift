import Documents
import TestSupport
import Testing

@Suite struct XLSXReadTests {
    private let header = "<row r='1'><c r='A1' t='str'><v>a</v></c><c r='B1' t='str'><v>b</v></c></row>"

    private func table(_ parts: WorkbookParts, limits: TableFile.Limits = TableFile.Limits()) throws -> Table {
        try Table(parts.zip().bytes(), limits: limits)
    }

    @Test(arguments: [
        (
            "<row r='2'><c r='A2'><v>0.28999999999999998</v></c><c r='B2' t='n'><v>-1E-3</v></c></row>",
            [
                "2: 0.28999999999999998(number)|-1E-3(number)"
            ]
        ),
        ("<row r='2'><c r='A2' t='b'><v>1</v></c><c r='B2' t='b'><v>0</v></c></row>", ["2: true(flag)|false(flag)"]),
        ("<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c></row>", ["2: 一&二|rich"]),
        (
            "<row r='4'><c r='B4' t='inlineStr'><is><r><t> x</t></r><r><t>y_x000D_z</t></r></is></c></row>",
            ["4: | xy\rz"]
        ),
        (
            "<row r='2'><c r='A2'><f>SUM(B2:B9)</f><v>12</v></c><c r='B2'><f t='shared' si='0'/><v>7</v></c></row>",
            [
                "2: (formula)|(formula); column A holds the formula SUM(B2:B9); copy it and paste its value in its place; "
                    + "column B holds a formula; copy it and paste its value in its place"
            ]
        ),
        (
            "<row r='2'><c r='A2' t='e'><v>#REF!</v></c><c r='B2'><v>zwölf</v></c></row>",
            [
                "2: (fault)|(fault); column A holds no value but #REF!; column B holds no value but zwölf"
            ]
        ),
        (
            "<row r='2'><c r='A2' s='0'/><c r='B2' t='str'><v/></c></row><row r='9'><c r='D9'><v>1</v></c></row>",
            [
                "9: |||1(number); the row has 4 cells where the header has 2"
            ]
        ),
        (
            "<row r='2'><c r='A2' t='d'><v>2026-01-31T00:00:00</v></c><c r='B2' t='d'><v>2026-01-31T09:30:00</v></c></row>",
            [
                "2: 2026-01-31(date)|2026-01-31T09:30:00(moment)"
            ]
        ),
    ])
    func reads(rows: String, lines: [String]) throws {
        var parts = WorkbookParts(header + rows)
        parts.strings = ["<t>一&amp;二</t>", "<r><t>ri</t></r><r><t>ch</t></r><rPh><t>no</t></rPh>"]
        let table = try table(parts)
        #expect(table.failure == nil)
        #expect(table.lines == lines)
    }

    @Test(arguments: [
        ("1", 14, "1900-01-01(date)"), ("59", 14, "1900-02-28(date)"), ("61", 14, "1900-03-01(date)"),
        ("60", 14, "(fault)"), ("0", 14, "(fault)"), ("-1", 14, "(fault)"), ("2958466", 14, "(fault)"),
        ("2958465", 14, "9999-12-31(date)"), ("45322", 31, "2024-01-31(date)"), ("4.5322E4", 57, "2024-01-31(date)"),
        ("45322.395833333336", 22, "2024-01-31T09:30:00(moment)"), ("45321.999999999993", 22, "2024-01-31(date)"),
        ("0.395833333333333", 20, "09:30:00(time)"), ("45351", 14, "2024-02-29(date)"), ("45322", 0, "45322(number)"),
        ("1.25", 46, "1.25(number)"), ("45322", 164, "2024-01-31(date)"), ("45322", 165, "45322(number)"),
        ("45322", 166, "2024-01-31(date)"), ("0.5", 167, "12:00:00(time)"), ("1.5", 168, "1.5(number)"),
        ("45322", 169, "45322(number)"), ("45322", 170, "45322(number)"), ("45322", 171, "2024-01-31(date)"),
    ])
    func readsDates(serial: String, format: Int, text: String) throws {
        let codes = [
            "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@", "0.00_);[Red]\\(0.00\\)", "[$-804]mmm\\-yy",
            "上午/下午h&quot;时&quot;mm",
            "[h]:mm:ss", "0.00E+00", "&quot;days&quot; #,##0", "m/d",
        ]
        var parts = WorkbookParts("<row><c t='str'><v>h</v></c></row><row><c s='1'><v>\(serial)</v></c></row>")
        parts.formats = codes.enumerated().map { "<numFmt numFmtId='\(164 + $0)' formatCode='\($1)'/>" }.joined()
        parts.styles = "<xf numFmtId='\(format)'/>"
        #expect(try table(parts).lines.first?.hasPrefix("2: \(text)") == true)
    }

    @Test func countsFrom1904WhereTheWorkbookDoes() throws {
        var parts = WorkbookParts(
            "<row><c t='str'><v>h</v></c></row><row><c s='1'><v>0</v></c></row><row><c s='1'><v>43860</v></c></row>")
        parts.workbookProperties = "date1904='1'"
        parts.styles = "<xf numFmtId='14'/>"
        #expect(try table(parts).lines == ["2: 1904-01-01(date)", "3: 2024-01-31(date)"])
    }

    @Test func namesMergedCells() throws {
        var parts = WorkbookParts(
            header
                + "<row r='2'><c r='A2'><v>1</v></c><c r='B2'><v>5</v></c></row><row r='3'><c r='A3'><v>2</v></c></row>"
                + "<row r='4'><c r='A4'/></row><row r='5'><c r='A5'><v>3</v></c></row>")
        parts.afterRows = "<mergeCells><mergeCell ref='B2:XFD3'/><mergeCell ref='A4:B4'/></mergeCells>"
        #expect(
            try table(parts).lines == [
                "2: 1(number)|5(number)",
                "3: 2(number)|(merged); column B is merged into B2; unmerge the cells and give each its value",
                "5: 3(number)",
            ])
        parts.afterRows = "<mergeCells><mergeCell ref='A1:C1'/></mergeCells>"
        #expect(
            try table(parts).failure
                == "f: row 1, column B: the header is merged into A1; unmerge the cells and give each its value")
    }

    @Test func choosesTheSheet() throws {
        var parts = WorkbookParts(header)
        parts.sheets =
            "<sheet name='一' state='hidden' sheetId='1' r:id='rId1'/><sheet name='二' sheetId='2' r:id='rId2'/>"
        let bytes = parts.zip().bytes()
        #expect(try Table(bytes).format == .xlsx(sheet: "二"))
        #expect(try Table(bytes).lines == ["2: 2(number)"])
        #expect(try Table(bytes, sheet: "一").names == ["a", "b"])
        #expect(try Table(bytes, sheet: "三").failure == "f: has no sheet 三; its sheets are 一, 二")
    }

    @Test func givesFifteenDigitsOfANumber() {
        let cases = [
            ("0.28999999999999998", "0.29"), ("1234567.8899999999", "1234567.89"), ("-9.9999999999999995E-2", "-0.1"),
            ("12345678901234567", "12345678901234600"), ("999999999999999.9", "1000000000000000"), ("1.50", "1.50"),
            ("1E+20", "1E+20"), ("0.1", "0.1"),
        ]
        for (written, rounded) in cases {
            #expect(TableCell(column: 1, text: written, kind: .number).rounded == rounded)
        }
    }

    @Test(arguments: [
        ("</row><row r='2'><c r='A2'>", "f: is damaged (xl/worksheets/sheet1.xml, line 1, byte "),
        ("<!DOCTYPE x [<!ENTITY e 'x'>]>", "f: is damaged (xl/worksheets/sheet1.xml, line 1, byte "),
        ("<row r='1'/>", "f: row 2: is damaged (a row without a number that follows)"),
        ("<row r='1048577'/>", "f: row 2: is damaged (a row without a number that follows)"),
        ("<row r='-2'/>", "f: row 2: is damaged (a row without a number that follows)"),
        ("<row r='2'><c r='A3'/></row>", "f: row 2, column A: is damaged (a cell named A3 here)"),
        ("<row r='2'><c r='B2'/><c r='A2'/></row>", "f: row 2, column C: is damaged (a cell named A2 here)"),
        ("<row r='2'><c r='$A'/></row>", "f: row 2, column A: is damaged (a cell named $A here)"),
        ("<row r='2'><c r='A2' t='s'><v>0</v></c></row>", "f: row 2, column A: is damaged (it refers to a text"),
        ("<row r='2'><c r='A2' t='z'><v>0</v></c></row>", "f: row 2, column A: is damaged (a cell of the kind z)"),
        ("<row r='2'><c r='XFE2'/></row>", "f: row 2: the row has more than 16384 cells, the most that are read"),
        (String(repeating: "<z>", count: 65), "f: is damaged (xl/worksheets/sheet1.xml, line 1, byte "),
        ("<!--\(String(repeating: "x", count: 2 << 20))-->", "f: is damaged (xl/worksheets/sheet1.xml, line "),
        (
            "<row r='2'><c r='A2' t='str'><v>\(String(repeating: "x", count: 131_069))</v></c></row>",
            "f: row 2, column A: the cell is longer than 131068 bytes, the most that are read"
        ),
    ])
    func refuses(rows: String, message: String) throws {
        let table = try table(WorkbookParts(header + rows))
        #expect(table.failure?.hasPrefix(message) == true, "\(table.failure ?? "nothing")")
        #expect(table.lines == [])
    }

    @Test func refusesEntities() throws {
        // Behind the declaration, where a document type may stand.
        let laughs = "<!DOCTYPE w [<!ENTITY a 'xxxxxxxxxx'><!ENTITY b '&a;&a;&a;'>]><worksheet>&b;</worksheet>"
        let table = try Table(WorkbookParts("").zip(sheetXML: laughs).bytes())
        #expect(table.failure?.contains("a document type, which no spreadsheet has") == true)
    }

    @Test func refusesAFormulaInTheHeader() throws {
        let table = try table(WorkbookParts("<row><c><f>A2</f><v>1</v></c></row>"))
        #expect(
            table.failure
                == "f: row 1, column A: the header holds the formula A2; copy it and paste its value in its place")
    }
}
