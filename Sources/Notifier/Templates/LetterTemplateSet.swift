import Documents
import Feel
import Glibc
import Messages
import Policy
import Seals

/// An office's templates: for each kind of letter and each language a plain text, whose first line is the subject, and
/// the same in HTML; and the page that HTML stands in.
struct LetterTemplateSet: Sendable {
    /// `receipt.zh.txt` and `receipt.zh.html`, ready to be filled in.
    struct Letter: Sendable {
        let subject: Template
        let plain: Template
        let html: Template
    }

    struct Name: Hashable {
        let kind: LetterWritten.Kind
        let language: Language
    }

    static let frame = "page.html"
    private static let subjectMark = "Subject:"
    private static let largestFile = 256 << 10

    let files: [LetterTemplate]
    let digest: String
    let page: Template
    private let letters: [Name: Letter]

    subscript(kind: LetterWritten.Kind, language: Language) -> Letter? {
        letters[Name(kind: kind, language: language)]
    }

    // MARK: Reading

    /// Reads a folder.
    ///
    /// - Throws: all that is wrong with its files, each with file, line and column.
    init(folder: String) throws(DocumentErrors) {
        guard let entries = opendir(folder) else {
            throw DocumentErrors([
                DocumentError(file: folder, mark: nil, path: "", message: "is no folder that can be read")
            ])
        }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix("."), name.hasSuffix(".html") || name.hasSuffix(".txt") { names.append(name) }
        }
        closedir(entries)
        var files: [LetterTemplate] = []
        var limits = Document.Limits()
        limits.bytes = Self.largestFile
        for name in names.sorted() {
            let bytes = try Document.read("\(folder)/\(name)", limits: limits)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw DocumentErrors([
                    DocumentError(file: "\(folder)/\(name)", mark: nil, path: "", message: "is not UTF-8")
                ])
            }
            files.append(LetterTemplate(name, text.replacing("\r\n", with: "\n")))
        }
        try self.init(files, folder: folder)
    }

    init(_ files: [LetterTemplate], folder: String) throws(DocumentErrors) {
        self.files = files
        digest = Self.digest(of: files)
        var reader = TemplateReader(
            folder: folder, files: Dictionary(files.map { ($0.name, $0.text) }) { $1 })
        var missing: [DocumentError] = []
        func text(_ name: String) -> String {
            if let text = reader.files[name] { return text }
            missing.append(DocumentError(file: "\(folder)/\(name)", mark: nil, path: "", message: "is not there"))
            return ""
        }
        page = reader.template(
            Self.frame, text(Self.frame), TemplateReader.Scope(LetterFields.frame), isFrame: true)
        var letters: [Name: Letter] = [:]
        for kind in LetterWritten.Kind.allCases {
            let scope = TemplateReader.Scope(LetterFields.of(kind))
            for language in Language.allCases {
                let base = "\(kind.rawValue).\(language.rawValue)"
                let (plainText, htmlText) = (text("\(base).txt"), text("\(base).html"))
                let (subject, body, lines) = Self.cut(plainText)
                if subject == nil, !plainText.isEmpty {
                    missing.append(
                        DocumentError(
                            file: "\(folder)/\(base).txt", mark: Mark(line: 1, column: 1), path: "",
                            message: "the first line must be “\(Self.subjectMark) …”, the letter's subject"))
                }
                letters[Name(kind: kind, language: language)] = Letter(
                    subject: reader.template("\(base).txt", subject ?? "", scope),
                    plain: reader.template("\(base).txt", body, after: lines, scope),
                    html: reader.template("\(base).html", htmlText, scope))
            }
        }
        self.letters = letters
        let errors = missing + reader.errors
        guard errors.isEmpty else { throw DocumentErrors(Self.once(errors)) }
    }

    /// What an included file does wrong is told once, not for each file that includes it. In the order of files.
    private static func once(_ errors: [DocumentError]) -> [DocumentError] {
        var seen: Set<DocumentError> = []
        return errors.filter { seen.insert($0).inserted }.sorted { $0.file < $1.file }
    }

    /// The subject, as far as its mark aside; then the text and how many lines stand before it.
    private static func cut(_ text: String) -> (subject: String?, body: String, lines: Int) {
        guard text.hasPrefix(subjectMark) else { return (nil, text, 0) }
        let first = text.prefix { $0 != "\n" }
        var rest = text.dropFirst(first.count + 1)
        var lines = 1
        while rest.first == "\n" {
            rest = rest.dropFirst()
            lines += 1
        }
        // Spaces for the mark keep the columns.
        let mark = String(repeating: " ", count: subjectMark.count)
        return (mark + first.dropFirst(subjectMark.count), String(rest), lines)
    }

    private static func digest(of files: [LetterTemplate]) -> String {
        let hasher = SHA256()
        for file in files {
            hasher.update(Array("\(file.name.utf8.count) \(file.name) \(file.text.utf8.count) \(file.text)".utf8))
        }
        return "\(hasher.finish())"
    }
}
