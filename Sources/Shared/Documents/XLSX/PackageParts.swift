/// The parts of an XLSX file and how they refer to each other: the Open Packaging Conventions, ECMA-376 part 2.
struct PackageParts {
    let workbook: String
    /// The relationships of the workbook, by their ids.
    let relationships: [String: Relationship]

    struct Relationship {
        /// The last word of its type: `worksheet`, `styles`, `sharedStrings`.
        let kind: String
        /// The name of the part in the archive.
        let target: String
    }

    /// - Throws: when the archive holds no workbook of XLSX, by what it holds instead.
    init(_ archive: ZipArchive, file: String) throws {
        guard archive.contains("[Content_Types].xml"), archive.contains("_rels/.rels") else {
            let isOpenDocument = archive.contains("mimetype") && archive.contains("content.xml")
            let what = isOpenDocument ? "an OpenDocument file (ODS)" : "a zip archive without a spreadsheet in it"
            throw TableError(file: file, message: "is \(what); save it as XLSX or as CSV", zh: "不是可读的表格，请另存为XLSX或CSV")
        }
        let roots = try PackageParts.relationships(in: "_rels/.rels", base: "", archive, file: file)
        guard let workbook = PackageParts.part(ofKind: "officeDocument", in: roots) else {
            throw TableError(
                file: file, message: "is an archive without a document in it; save it as XLSX or as CSV",
                zh: "不是可读的表格，请另存为XLSX或CSV")
        }
        self.workbook = workbook
        let types = ContentTypes()
        try archive.read("[Content_Types].xml", into: types, file: file)
        let type = types.overrides["/\(workbook)".lowercased()] ?? "application/xml"
        if let what = PackageParts.foreign(type) {
            throw TableError(file: file, message: "is \(what); save it as XLSX or as CSV", zh: "不是可读的表格，请另存为XLSX或CSV")
        }
        let slash = workbook.lastIndex(of: "/").map { workbook.index(after: $0) } ?? workbook.startIndex
        let folder = String(workbook[..<slash])
        let list = "\(folder)_rels/\(workbook[slash...]).rels"
        relationships = try PackageParts.relationships(in: list, base: folder, archive, file: file)
    }

    /// The part that the workbook uses for something.
    func part(ofKind kind: String) -> String? { PackageParts.part(ofKind: kind, in: relationships) }

    /// Of several that with the first id.
    private static func part(ofKind kind: String, in relationships: [String: Relationship]) -> String? {
        relationships.filter { $0.value.kind == kind }.min { $0.key < $1.key }?.value.target
    }

    /// What a document of this type is, nil for a spreadsheet or its template.
    private static func foreign(_ type: String) -> String? {
        if type.hasSuffix("spreadsheetml.sheet.main+xml") || type.hasSuffix("spreadsheetml.template.main+xml") {
            return nil
        }
        if type.contains("sheet.macroEnabled") || type.contains("template.macroEnabled") {
            return "a spreadsheet with macros (XLSM)"
        }
        if type.contains("sheet.binary") { return "a binary spreadsheet (XLSB)" }
        if type.contains("wordprocessingml") { return "a text document (DOCX)" }
        if type.contains("presentationml") { return "a presentation (PPTX)" }
        return "an archive whose document is no spreadsheet (\(type))"
    }

    private static func relationships(
        in part: String, base: String, _ archive: ZipArchive, file: String
    ) throws -> [String: Relationship] {
        let list = RelationshipList(base: base)
        try archive.read(part, into: list, file: file)
        return list.relationships
    }
}

extension ZipArchive {
    /// Parses a whole part as XML.
    ///
    /// - Parameter limit: in bytes, for the parts of which much is kept; nil for those that are bounded otherwise.
    func read(_ part: String, limit: Int? = 64 << 20, into consumer: any XMLConsumer, file: String) throws {
        let stream = try XMLStream(file: file, part: part, consumer: consumer)
        var bytes = 0
        try read(part) { piece in
            bytes += piece.count
            if let limit, bytes > limit {
                throw TableError(
                    file: file, message: "has a part \(part) of more than \(limit) bytes; save it as CSV",
                    zh: "文件的\(part)部分过大，请另存为CSV")
            }
            try stream.feed(piece)
        }
        try stream.finish()
    }
}

private final class ContentTypes: XMLConsumer {
    /// By part, in lower case, for names of parts are compared without regard to it.
    var overrides: [String: String] = [:]

    func start(_ name: XMLName, _ attributes: XMLAttributes) {
        guard case "Override" = name, let part = attributes["PartName"] else { return }
        overrides[part.lowercased()] = attributes["ContentType"]
    }

    func end(_ name: XMLName) {}
    func text(_ bytes: UnsafeRawBufferPointer) {}
}

private final class RelationshipList: XMLConsumer {
    var relationships: [String: PackageParts.Relationship] = [:]
    private let base: String

    init(base: String) { self.base = base }

    func start(_ name: XMLName, _ attributes: XMLAttributes) {
        // What lies outside the archive is never fetched.
        guard case "Relationship" = name, attributes["TargetMode"] != "External" else { return }
        guard let id = attributes["Id"], let type = attributes["Type"], let target = attributes["Target"] else {
            return
        }
        let kind = type.split(separator: "/").last.map(String.init) ?? type
        relationships[id] = PackageParts.Relationship(kind: kind, target: resolved(target))
    }

    func end(_ name: XMLName) {}
    func text(_ bytes: UnsafeRawBufferPointer) {}

    private func resolved(_ target: String) -> String {
        var steps: [Substring] = []
        let path = target.hasPrefix("/") ? target : base + target
        for step in path.split(separator: "/") where step != "." {
            if step == ".." { _ = steps.popLast() } else { steps.append(step) }
        }
        return steps.joined(separator: "/")
    }
}
