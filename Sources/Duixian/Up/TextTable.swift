/// Columns that line up on a terminal, Chinese and English beside each other.
struct TextTable {
    /// The columns whose cells stand at the left; the others' stand at the right.
    let left: Set<Int>
    private let gap: String
    /// Nil is a rule between rows.
    private var rows: [[String]?] = []

    init(left: Set<Int>, gap: Int = 2) {
        self.left = left
        self.gap = String(repeating: " ", count: gap)
    }

    mutating func add(_ row: [String]) { rows.append(row) }

    mutating func rule() { rows.append(nil) }

    var lines: [String] {
        let cells = rows.compactMap { $0 }
        let columns = cells.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            cells.map { column < $0.count ? $0[column].columns : 0 }.max() ?? 0
        }
        return rows.map { row in
            guard let row else { return String(repeating: "─", count: widths.reduce(0, +) + gap.count * (columns - 1)) }
            let padded = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.columns)
                return left.contains(column) ? cell + space : space + cell
            }
            var line = Substring(padded.joined(separator: self.gap))
            while line.last == " " { line.removeLast() }
            return String(line)
        }
    }
}

extension String {
    /// How many columns a terminal gives it: wide characters (UAX 11: W and F) take two.
    var columns: Int { unicodeScalars.reduce(0) { $0 + ($1.isWide ? 2 : 1) } }

    /// Cut to this many columns, with a mark where something is left out.
    func cut(to columns: Int) -> String {
        guard self.columns > columns else { return self }
        var text = ""
        for character in self where text.columns + String(character).columns < columns { text.append(character) }
        return text + "…"
    }
}

extension Unicode.Scalar {
    fileprivate var isWide: Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}

/// `12,345`
func grouped(_ number: Int64) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return number < 0 ? "-" + text : text
}

/// Yuan with two places: `1,234,567.80`.
func yuan(_ fen: Int64) -> String {
    let rest = String(fen.magnitude % 100)
    return (fen < 0 ? "-" : "") + grouped(Int64(fen.magnitude / 100)) + "." + (rest.count < 2 ? "0" : "") + rest
}
