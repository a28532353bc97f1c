/// What a file is by its first bytes, whatever its name says.
enum FileKind {
    case text
    /// A zip archive, which an XLSX file is.
    case archive

    /// - Throws: when the file is a known kind that is not read, by that kind's name.
    static func recognise(_ input: InputFile) throws(TableError) -> FileKind {
        let start = try input.prefix(4096)
        func refusal(_ what: String) -> TableError {
            TableError(file: input.path, message: "is \(what); save it as XLSX or as CSV", zh: "不是可读的表格，请另存为XLSX或CSV")
        }
        if start.isEmpty { throw TableError(file: input.path, message: "is empty", zh: "文件为空") }
        if start.starts(with: [0x50, 0x4B, 3, 4]) || start.starts(with: [0x50, 0x4B, 5, 6]) { return .archive }
        if start.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            throw refusal(try compoundFile(input))
        }
        for (signature, name) in signatures where start.starts(with: signature) { throw refusal(name) }

        let isMarked = start.starts(with: [0xEF, 0xBB, 0xBF])
        let words = start.dropFirst(isMarked ? 3 : 0).drop { $0 <= 0x20 }.prefix(16)
        let opening = String(decoding: words, as: UTF8.self).lowercased()
        for (prefix, name) in markup where opening.hasPrefix(prefix) { throw refusal(name) }
        return .text
    }

    private static let signatures: [([UInt8], String)] = [
        ([0xFF, 0xFE], "text in UTF-16, which some programs call Unicode"),
        ([0xFE, 0xFF], "text in UTF-16, which some programs call Unicode"),
        ([0x09, 0x00, 0x04, 0x00], "a spreadsheet of the old kind XLS"),
        ([0x09, 0x02, 0x06, 0x00], "a spreadsheet of the old kind XLS"),
        ([0x09, 0x04, 0x06, 0x00], "a spreadsheet of the old kind XLS"),
        (Array("%PDF".utf8), "a PDF"),
        (Array("{\\rtf".utf8), "an RTF document"),
        ([0x1F, 0x8B], "an archive made by gzip"),
        (Array("Rar!".utf8), "a RAR archive"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
        ([0x89, 0x50, 0x4E, 0x47], "a picture (PNG)"),
        ([0xFF, 0xD8, 0xFF], "a picture (JPEG)"),
        (Array("SQLite format 3\u{0}".utf8), "a SQLite database"),
    ]

    private static let markup = [
        ("<?xml", "an XML document"), ("<!doctype", "a web page"), ("<html", "a web page"), ("<table", "a web page"),
    ]

    /// OLE's container, [MS-CFB]: its directory names the streams in UTF-16. An XLSX with a password is one too.
    private static func compoundFile(_ input: InputFile) throws(TableError) -> String {
        let bytes = try input.prefix(8 << 20)
        func names(_ name: String) -> Bool {
            let wanted = name.utf8.reduce(into: [UInt8]()) { $0 += [$1, 0] }
            return bytes.withUnsafeBytes { bytes in
                (0..<max(0, bytes.count - wanted.count)).contains { start in
                    bytes[start] == wanted[0] && bytes[start..<start + wanted.count].elementsEqual(wanted)
                }
            }
        }
        if names("EncryptedPackage") { return "protected by a password" }
        if names("WordDocument") { return "a document of the old kind DOC" }
        return "a spreadsheet of the old kind XLS"
    }
}
