import Documents
import FoundationEssentials
import TestSupport
import Testing

/// What calls itself a spreadsheet and is none, or a bad one.
@Suite struct ArchiveTests {
    private let rows = "<row><c t='str'><v>a</v></c></row><row><c><v>1</v></c></row>"

    @Test func refusesOtherFilesByName() throws {
        let office = "application/vnd.openxmlformats-officedocument"
        let cases = [
            ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "a spreadsheet with macros (XLSM)"),
            ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "a binary spreadsheet (XLSB)"),
            ("\(office).wordprocessingml.document.main+xml", "a text document (DOCX)"),
            ("\(office).presentationml.presentation.main+xml", "a presentation (PPTX)"),
            ("text/html", "an archive whose document is no spreadsheet (text/html)"),
        ]
        for (type, name) in cases {
            var parts = WorkbookParts(rows)
            parts.types = WorkbookParts.types(of: type)
            #expect(try Table(parts.zip().bytes()).failure == "f: is \(name); save it as XLSX or as CSV")
        }
        var plain = ZipBuilder()
        plain.add("a.txt", "x")
        #expect(try Table(plain.bytes()).failure?.hasPrefix("f: is a zip archive without a spreadsheet") == true)
        var document = ZipBuilder()
        document.add("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        document.add("content.xml", "<x/>")
        #expect(try Table(document.bytes()).failure?.hasPrefix("f: is an OpenDocument file (ODS)") == true)
    }

    @Test func refusesOldFilesAndPasswords() throws {
        let signature: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        func compound(_ name: String) -> [UInt8] {
            signature + [UInt8](repeating: 0, count: 504) + name.utf8.flatMap { [$0, 0] }
                + [UInt8](repeating: 0, count: 99)
        }
        let advice = "; save it as XLSX or as CSV"
        #expect(try Table(compound("Workbook")).failure == "f: is a spreadsheet of the old kind XLS\(advice)")
        #expect(try Table(compound("WordDocument")).failure == "f: is a document of the old kind DOC\(advice)")
        #expect(try Table(compound("EncryptedPackage")).failure == "f: is protected by a password\(advice)")

        var encrypted = ZipBuilder()
        encrypted.flags = 1
        WorkbookParts(rows).addAll(to: &encrypted, sheetXML: "<worksheet/>")
        #expect(
            try Table(encrypted.bytes()).failure == "f: is protected by a password; save it again without one")
    }

    @Test func refusesWhatIsCutOff() throws {
        let whole = WorkbookParts(rows).zip().bytes()
        #expect(try Table(whole).failure == nil)
        for length in stride(from: 4, to: whole.count - 1, by: 97) {
            let table = try Table(Array(whole[..<length]))
            #expect(table.failure?.hasPrefix("f: is damaged (") == true, "\(length): \(table.failure ?? "nothing")")
            #expect(table.lines == [])
        }
    }

    @Test func refusesBombs() throws {
        var bomb = ZipBuilder()
        WorkbookParts(rows).addAll(to: &bomb, sheetXML: nil)
        bomb.addBomb("xl/worksheets/sheet1.xml", "<worksheet><sheetData>\(rows)", spaces: 64 << 20)
        let bytes = bomb.bytes()
        #expect(bytes.count < 1 << 20)
        #expect(
            try Table(bytes).failure
                == "f: is no honest spreadsheet: its part xl/worksheets/sheet1.xml unpacks to more than 100 times its size, "
                + "as a zip bomb does")
        var limits = TableFile.Limits()
        limits.unpackedBytes = 1 << 20
        #expect(
            try Table(bytes, limits: limits).failure
                == "f: unpacks to more than 1048576 bytes, the most that are read; split the file")
    }

    @Test func keepsItsLimits() throws {
        var parts = WorkbookParts(rows)
        parts.strings = ["<t>\(String(repeating: "x", count: 1_000))</t>"]
        parts.afterRows = String(repeating: "<mergeCell ref='A9:B9'/>", count: 3)
        var limits = TableFile.Limits()
        limits.archiveEntries = 8
        limits.sharedStringBytes = 1_008
        limits.mergedAreas = 3
        let bytes = parts.zip().bytes()
        #expect(try Table(bytes, limits: limits).failure == nil)
        // The end of the archive announces more than there is.
        #expect(
            try Table(parts.zip().bytes(announcing: 60_000)).failure
                == "f: is an archive of 60000 parts; a spreadsheet has at most 10000")
        limits.mergedAreas = 2
        #expect(try Table(bytes, limits: limits).failure == "f: has more than 2 areas of merged cells; unmerge them")
        limits.sharedStringBytes = 1_007
        #expect(
            try Table(bytes, limits: limits).failure
                == "f: holds more than 1007 bytes of text that cells share; save it as CSV")
        limits.archiveEntries = 7
        #expect(try Table(bytes, limits: limits).failure == "f: is an archive of 8 parts; a spreadsheet has at most 7")
    }

    @Test("rows of one cell far to the right take no more memory than others")
    func wideRows() throws {
        let far = (2...600).map { "<row r='\($0)'><c r='XFD\($0)'><v>1</v></c></row>" }.joined()
        let folder = try TemporaryFolder()
        let path = folder.file("wide.xlsx")
        let bytes = WorkbookParts("<row r='1'><c r='A1' t='str'><v>a</v></c></row>\(far)").zip().bytes()
        try Data(bytes).write(to: URL(filePath: path))
        let output = try ChildProcess.run(ChildProcess.product("TestTable"), [path], seconds: 300)
        let words = output.split { " ,\n".contains($0) }
        #expect(words.prefix(4) == ["rows", "599", "cells", "\(599 * 16_384)"])
        let index = try #require(words.firstIndex(of: "KiB"))
        #expect(try #require(Int(words[index + 1])) < 48 << 10)
    }

    @Test("whatever bytes are changed, the file is read or refused with a sentence")
    func survivesDamage() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("ArchiveTests.survivesDamage seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let whole = WorkbookParts(rows).zip().bytes()
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 4..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let table = try Table(bytes)
            #expect(table.failure == nil || table.error != nil, "\(table.failure ?? "")")
        }
    }
}
