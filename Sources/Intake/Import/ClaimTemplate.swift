import Documents
import Policy

/// An empty table for claims under a clause.
struct ClaimTemplate {
    let clause: Clause

    func header(_ language: Language) -> [String] {
        ClaimColumn.Field.ordered.map { $0.text[language] }
            + clause.facts.filter(\.isDeclared).map { $0.header(language) }
    }

    /// In UTF-8 with a byte order mark, by which spreadsheets know it.
    func csv(_ language: Language) -> String {
        let cells = header(language).map { name in
            guard name.contains(where: { ",;\"".contains($0) }) else { return name }
            return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        }
        return "\u{FEFF}" + cells.joined(separator: ",") + "\r\n"
    }

    /// As a spreadsheet, all of whose columns are text: nothing that is typed there is taken for a number or a day.
    func write(_ path: String, _ language: Language) throws {
        let columns = header(language).map { TableColumn($0, width: $0.utf8.count + 2) }
        try TableWriter.write(path, as: .xlsx, columns: columns, sheet: clause.id) { _ in }
    }
}
