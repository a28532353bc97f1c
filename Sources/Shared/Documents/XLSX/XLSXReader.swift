/// Reads a sheet of an XLSX file. A first pass over the whole sheet finds merged cells and any damage, so that no row
/// of a damaged file is handed over.
struct XLSXReader {
    private let file: String
    private let limits: TableFile.Limits
    private let archive: ZipArchive
    private let sheet: String
    private let part: String
    private let surroundings: SheetReader.Surroundings

    init(_ input: InputFile, sheet wanted: String?, limits: TableFile.Limits) throws {
        file = input.path
        self.limits = limits
        archive = try ZipArchive(input, limits: limits)
        let parts = try PackageParts(archive, file: file)
        let workbook = Workbook()
        try archive.read(parts.workbook, into: workbook, file: file)
        (sheet, part) = try XLSXReader.choose(wanted, of: workbook, parts, file: file)

        let strings = SharedStrings(file: file, limit: limits.sharedStringBytes)
        let styles = CellStyles()
        if let part = parts.part(ofKind: "sharedStrings") {
            try archive.read(part, limit: nil, into: strings, file: file)
        }
        if let part = parts.part(ofKind: "styles") { try archive.read(part, into: styles, file: file) }
        let areas = MergedAreas(file: file, limit: limits.mergedAreas)
        try archive.read(part, limit: nil, into: areas, file: file)
        areas.sort()
        surroundings = SheetReader.Surroundings(strings: strings, styles: styles, dates: workbook.dates, areas: areas)
    }

    func read(_ take: (_ number: Int, _ cells: [TableCell]) throws -> Void) throws -> TableSummary.Format {
        let reader = SheetReader(file: file, limits: limits, surroundings: surroundings)
        let stream = try XMLStream(file: file, part: part, consumer: reader)
        try archive.read(part, isCounted: false) { piece in
            try stream.feed(piece)
            try reader.deliver(take)
        }
        try stream.finish()
        try reader.deliver(take)
        return .xlsx(sheet: sheet)
    }

    private static func choose(
        _ wanted: String?, of workbook: Workbook, _ parts: PackageParts, file: String
    ) throws(TableError) -> (name: String, part: String) {
        // Charts are sheets too, but hold no cells.
        let tables = workbook.sheets.filter { parts.relationships[$0.relationship]?.kind == "worksheet" }
        let chosen = tables.first { sheet in wanted.map { $0 == sheet.name } ?? !sheet.isHidden }
        guard let chosen, let part = parts.relationships[chosen.relationship]?.target else {
            let names = tables.map(\.name).joined(separator: ", ")
            let message =
                wanted.map { "has no sheet \($0); its sheets are \(names)" } ?? "has no sheet that is not hidden"
            throw TableError(file: file, message: message, zh: "没有可读的工作表")
        }
        return (chosen.name, part)
    }
}
