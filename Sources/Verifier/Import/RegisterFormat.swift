import Agent
import Documents
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
        for (index, name) in header.enumerated() where !name.isEmpty {
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

/// A row of a file, read by its format.
struct ReadRow: Equatable {
    var holder = ""
    var key = ""
    var facts: Facts = [:]
}

extension RegisterFormat {
    /// The row's values; or all that is wrong with it.
    ///
    /// - Parameter places: of which column of the file each column of the format is, from 0.
    func read(_ row: TableRow, places: [Int?]) -> (ReadRow, [TableFault]) {
        var read = ReadRow()
        var faults = row.faults
        guard faults.isEmpty else { return (read, faults) }
        for (column, place) in zip(columns, places) {
            let cell = place.map { row.cell(in: $0 + 1) }
            do throws(CellProblem) {
                try take(cell, column, into: &read)
            } catch {
                let name = place.map { row.header.names[$0] } ?? column.title.zh
                faults.append(TableFault(row: row.number, column: name, reason: error.reason))
            }
        }
        return (read, faults)
    }

    private func take(_ cell: TableCell?, _ column: Column, into read: inout ReadRow) throws(CellProblem) {
        guard let cell, case let text = cell.value, !text.isEmpty else {
            guard !column.isRequired else {
                throw CellProblem(zh: "不能为空。", en: "\(column.title.en) must not be empty.")
            }
            return
        }
        if cell.kind == .text, CellValue.isFormula(text) { throw CellProblem(TableFault.formula) }
        if column.content.isText, cell.hasLostDigits { throw CellProblem(TableFault.lostDigits) }
        let fact = try column.content.fact(text)
        switch column.place {
        case .holder: read.holder = text
        case .key: read.key += read.key.isEmpty ? text : "/\(text)"
        case .fact: read.facts[column.name] = fact
        }
    }
}
