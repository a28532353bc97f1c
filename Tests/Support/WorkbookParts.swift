/// The parts of a small XLSX file, to be spoiled.
public struct WorkbookParts {
    public var types = WorkbookParts.types(
        of: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")
    public var workbookProperties = ""
    public var sheets = "<sheet name='一' sheetId='1' r:id='rId1'/>"
    /// What stands in `cellXfs` beside style 0, and the formats before it.
    public var formats = ""
    public var styles = ""
    public var strings: [String] = []
    /// The rows of the first sheet, and what follows them.
    public var rows: String
    public var afterRows = ""

    public init(_ rows: String) { self.rows = rows }

    public static func types(of workbook: String) -> String {
        "<Types><Override PartName='/xl/workbook.xml' ContentType='\(workbook)'/></Types>"
    }

    /// The first sheet's XML.
    public var sheet: String {
        "<worksheet><sheetData>\(rows)</sheetData>\(afterRows)</worksheet>"
    }

    public func zip(sheetXML: String? = nil) -> ZipBuilder {
        var zip = ZipBuilder()
        addAll(to: &zip, sheetXML: sheetXML ?? sheet)
        return zip
    }

    public func addAll(to zip: inout ZipBuilder, sheetXML: String?) {
        let type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        zip.add("[Content_Types].xml", types)
        zip.add(
            "_rels/.rels",
            relationships("<Relationship Id='r' Type='\(type)/officeDocument' Target='xl/workbook.xml'/>"))
        zip.add(
            "xl/workbook.xml",
            "<workbook xmlns:r='urn:r'><workbookPr \(workbookProperties)/><sheets>\(sheets)</sheets></workbook>")
        zip.add(
            "xl/_rels/workbook.xml.rels",
            relationships(
                "<Relationship Id='rId1' Type='\(type)/worksheet' Target='worksheets/sheet1.xml'/>"
                    + "<Relationship Id='rId2' Type='\(type)/worksheet' Target='/xl/worksheets/sheet2.xml'/>"
                    + "<Relationship Id='rId3' Type='\(type)/styles' Target='../xl/styles.xml'/>"
                    + "<Relationship Id='rId4' Type='\(type)/sharedStrings' Target='sharedStrings.xml'/>"))
        zip.add(
            "xl/styles.xml",
            "<styleSheet><numFmts>\(formats)</numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
                + "<cellXfs><xf numFmtId='0'/>\(styles)</cellXfs></styleSheet>")
        zip.add("xl/sharedStrings.xml", "<sst>\(strings.map { "<si>\($0)</si>" }.joined())</sst>")
        zip.add(
            "xl/worksheets/sheet2.xml",
            "<worksheet><sheetData><row><c t='str'><v>h</v></c></row><row><c><v>2</v></c></row></sheetData></worksheet>"
        )
        if let sheetXML { zip.add("xl/worksheets/sheet1.xml", sheetXML) }
    }

    private func relationships(_ entries: String) -> String { "<Relationships>\(entries)</Relationships>" }
}
