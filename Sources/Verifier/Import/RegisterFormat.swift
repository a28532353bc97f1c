import Messages

/// What the file of a register holds, column by column.
struct RegisterFormat: Sendable {
    /// The register's kind, or `waybills`.
    let name: String
    let title: Text
    let columns: [Column]
    /// What else to know of it.
    let note: Text?

    init(_ name: String, zh: String, en: String, note: Text? = nil, _ columns: [Column]) {
        self.name = name
        title = Text(zh: zh, en: en)
        self.note = note
        self.columns = columns
    }

    /// Of which column of the file each column of the format is; what is wrong with the header, if anything.
    func match(_ header: [String]) -> (places: [Int?], problems: [Text]) {
        var problems: [Text] = []
        let places = columns.map { column in header.firstIndex { column.isNamed($0) } }
        for (index, name) in header.enumerated() where !name.trimmed.isEmpty {
            let isTaken = places.contains(index)
            if !isTaken, columns.contains(where: { $0.isNamed(name) }) {
                problems.append(Text(zh: "列“\(name)”重复。", en: "The column \(name) stands twice."))
            } else if !isTaken {
                problems.append(
                    Text(
                        zh: "没有名为“\(name.prefix(40))”的列；见verifier formats \(self.name)。",
                        en: "There is no column \(name.prefix(40)); see: verifier formats \(self.name)."))
            }
        }
        for (column, place) in zip(columns, places) where column.isRequired && place == nil {
            problems.append(Text(zh: "缺少列“\(column.title.zh)”。", en: "The column \(column.title.en) is missing."))
        }
        return (places, problems)
    }
}

/// What is wrong with a row.
struct RowProblem: Equatable, Sendable {
    /// The row's line in the file.
    let row: Int
    let column: String
    let reason: Text
}

/// A row of a file, read by its format.
struct ReadRow: Equatable {
    var holder = ""
    var key = ""
    var facts: Facts = [:]
}

extension RegisterFormat {
    /// The row's values; or all that is wrong with it.
    func read(_ row: Row, places: [Int?]) -> (ReadRow, [RowProblem]) {
        var read = ReadRow()
        var problems: [RowProblem] = []
        for (column, place) in zip(columns, places) {
            let cell = place.map { row.cell($0).trimmed } ?? ""
            if cell.isEmpty {
                if column.isRequired {
                    problems.append(
                        RowProblem(
                            row: row.number, column: column.title.zh,
                            reason: Text(zh: "不能为空。", en: "\(column.title.en) must not be empty.")))
                }
                continue
            }
            do throws(CellProblem) {
                let fact = try column.content.fact(cell)
                switch column.place {
                case .holder: read.holder = cell
                case .key: read.key += read.key.isEmpty ? cell : "/\(cell)"
                case .fact: read.facts[column.name] = fact
                }
            } catch {
                problems.append(RowProblem(row: row.number, column: column.title.zh, reason: error.reason))
            }
        }
        return (read, problems)
    }
}
