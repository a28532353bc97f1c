/// The rows of one sheet: ECMA-376 part 1, 18.3.1.
final class SheetReader: XMLConsumer {
    /// What the cells refer to.
    struct Surroundings {
        let strings: SharedStrings
        let styles: CellStyles
        let dates: DateSystem
        let areas: MergedAreas
    }

    /// Complete rows that nobody has fetched yet, with the cells that stand in the file: a row of one cell may reach
    /// from A to XFD.
    private var ready: [(number: Int, cells: [TableCell])] = []

    private let file: String
    private let limits: TableFile.Limits
    private let surroundings: Surroundings
    private var row = 0
    private var isInRow = false
    private var cells: [TableCell] = []
    private var rowBytes = 0
    /// How far the first row reaches; covered cells beyond it say nothing.
    private var width: Int?

    private var cell: OpenCell?
    private var capture = Capture.nothing
    private var isPhonetic = false
    private var value: [UInt8] = []
    private var formula: [UInt8] = []

    private struct OpenCell {
        let column: Int
        let type: String?
        let style: Int
        var isFormula = false
    }

    private enum Capture {
        case nothing, value, formula
    }

    /// No sheet has more rows.
    private static let lastRow = 1_048_576

    /// Of a formula so much is shown.
    private static let shownFormulaBytes = 200

    init(file: String, limits: TableFile.Limits, surroundings: Surroundings) {
        self.file = file
        self.limits = limits
        self.surroundings = surroundings
    }

    /// Hands over the rows that are complete and not blank, with a cell for each column up to the last.
    func deliver(_ take: (_ number: Int, _ cells: [TableCell]) throws -> Void) throws {
        for (number, found) in ready {
            var cells: [TableCell] = []
            for cell in found {
                pad(&cells, to: cell.column - 1)
                cells.append(cell)
            }
            try addMergedCells(to: &cells, row: number)
            let hasContent = cells.contains { cell in
                switch cell.kind {
                case .blank, .merged: false
                case .text, .number, .flag, .date, .dateTime, .time, .formula, .fault: true
                }
            }
            guard hasContent else { continue }
            if width == nil { width = (cells.lastIndex { $0.kind != .blank } ?? 0) + 1 }
            try take(number, cells)
        }
        ready.removeAll(keepingCapacity: true)
    }

    private func addMergedCells(to cells: inout [TableCell], row: Int) throws(TableError) {
        for area in try surroundings.areas.areas(on: row) {
            let last = min(area.last.column, width ?? limits.columns, limits.columns)
            guard area.first.column <= last else { continue }
            let kind = TableCell.Kind.merged(into: "\(area.first)")
            for column in area.first.column...last where area.first != CellPlace(row: row, column: column) {
                pad(&cells, to: column)
                cells[column - 1] = TableCell(column: column, text: "", kind: kind)
            }
        }
    }

    private func pad(_ cells: inout [TableCell], to count: Int) {
        while cells.count < count { cells.append(TableCell(column: cells.count + 1, text: "", kind: .blank)) }
    }

    // MARK: XML

    func start(_ name: XMLName, _ attributes: XMLAttributes) throws(TableError) {
        switch name {
        case "c":
            if isInRow { try startCell(attributes) }
        case "v":
            if cell != nil { capture = .value }
        case "t":
            if cell != nil, !isPhonetic { capture = .value }
        case "f":
            if cell != nil {
                cell?.isFormula = true
                capture = .formula
            }
        case "row": try startRow(attributes)
        case "rPh": isPhonetic = true
        default: return  // what is no row or cell: views, widths, validations
        }
    }

    func end(_ name: XMLName) throws(TableError) {
        switch name {
        case "c": try endCell()
        case "v", "t", "f": capture = .nothing
        case "row": endRow()
        case "rPh": isPhonetic = false
        default: return
        }
    }

    func text(_ bytes: UnsafeRawBufferPointer) throws(TableError) {
        switch capture {
        case .nothing: return
        case .value:
            value.append(contentsOf: bytes)
            rowBytes += bytes.count
            try checkLength(value.count)
        case .formula: formula.append(contentsOf: bytes.prefix(SheetReader.shownFormulaBytes - formula.count))
        }
    }

    // MARK: Rows

    private func startRow(_ attributes: XMLAttributes) throws(TableError) {
        let number = attributes.bytes("r") == nil ? row + 1 : attributes.integer("r")
        guard let number, number > row, number <= SheetReader.lastRow else {
            let message = "is damaged (a row without a number that follows); save it again"
            throw TableError(file: file, row: row + 1, message: message, zh: SheetReader.damage)
        }
        row = number
        isInRow = true
        cells.removeAll(keepingCapacity: true)
        rowBytes = 0
    }

    private func endRow() {
        guard isInRow else { return }
        isInRow = false
        if !cells.isEmpty { ready.append((row, cells)) }
    }

    // MARK: Cells

    private func startCell(_ attributes: XMLAttributes) throws(TableError) {
        var column = (cells.last?.column ?? 0) + 1
        if let written = attributes.bytes("r") {
            guard let place = CellPlace(written), place.row == row, place.column >= column else {
                throw error(
                    column, "is damaged (a cell named \(String(cString: written)) here); save it again",
                    zh: SheetReader.damage)
            }
            column = place.column
        }
        guard column <= limits.columns else {
            throw error(
                nil, "the row has more than \(limits.columns) cells, the most that are read",
                zh: "单元格超过\(limits.columns)个的上限")
        }
        cell = OpenCell(column: column, type: attributes["t"], style: attributes.integer("s") ?? 0)
        value.removeAll(keepingCapacity: true)
        formula.removeAll(keepingCapacity: true)
    }

    private func endCell() throws(TableError) {
        guard let cell else { return }
        self.cell = nil
        capture = .nothing
        let (text, kind) = try content(of: cell)
        cells.append(TableCell(column: cell.column, text: text, kind: kind))
        guard rowBytes <= limits.rowBytes else {
            throw error(
                nil, "the row is longer than \(limits.rowBytes) bytes, the most that are read",
                zh: "一行超过\(limits.rowBytes)字节的上限")
        }
    }

    private func content(of cell: OpenCell) throws(TableError) -> (text: String, kind: TableCell.Kind) {
        if cell.isFormula { return ("", .formula(String(decoding: formula, as: UTF8.self))) }
        if value.isEmpty { return ("", .blank) }
        switch cell.type {
        case "s":
            guard let index = Int(String(decoding: value, as: UTF8.self)), let shared = surroundings.strings[index]
            else {
                throw error(
                    cell.column, "is damaged (it refers to a text that is not there); save it again",
                    zh: SheetReader.damage)
            }
            try checkLength(shared.count)
            rowBytes += shared.count
            return (EscapedText.decoded(shared), shared.isEmpty ? .blank : .text)
        case "str", "inlineStr": return (EscapedText.decoded(value), .text)
        case "b": return (value == [0x31] ? "true" : "false", .flag)
        case "e": return ("", .fault(String(decoding: value, as: UTF8.self)))
        case "d": return SerialDate.cell(written: String(decoding: value, as: UTF8.self))
        case nil, "n": return number(cell)
        case .some(let type):
            throw error(cell.column, "is damaged (a cell of the kind \(type)); save it again", zh: SheetReader.damage)
        }
    }

    private func number(_ cell: OpenCell) -> (text: String, kind: TableCell.Kind) {
        let text = String(decoding: value, as: UTF8.self)
        guard let number = DecimalText(text) else { return ("", .fault(text)) }
        switch surroundings.styles.style(of: cell.style) {
        case .number: return (text, .number)
        case .date: return SerialDate.cell(number, shows: .date, system: surroundings.dates)
        case .time: return SerialDate.cell(number, shows: .time, system: surroundings.dates)
        }
    }

    private func checkLength(_ bytes: Int) throws(TableError) {
        guard bytes > limits.cellBytes else { return }
        throw error(
            cell?.column, "the cell is longer than \(limits.cellBytes) bytes, the most that are read",
            zh: "单元格超过\(limits.cellBytes)字节的上限")
    }

    private static let damage = "文件已损坏，请用表格软件打开后重新保存"

    private func error(_ column: Int?, _ message: String, zh: String) -> TableError {
        TableError(file: file, row: row, column: column, message: message, zh: zh)
    }
}
