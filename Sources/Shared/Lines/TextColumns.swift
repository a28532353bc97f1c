/// Rows of cells, aligned: texts to the left, numbers to the right. A CJK character takes two columns.
public struct TextColumns {
    private let head: [String]
    private let rows: [[String]]
    /// The first so many columns are texts.
    private let textColumns: Int

    public init(head: [String], rows: [[String]], textColumns: Int) {
        self.head = head
        self.rows = rows
        self.textColumns = textColumns
    }

    public var text: String {
        let widths = head.indices.map { column in
            ([head] + rows).map { Self.width($0[column]) }.max() ?? 0
        }
        let rule = widths.map { String(repeating: "─", count: $0) }
        return ([head, rule] + rows).map { row in
            let cells = row.indices.map { column in
                let pad = String(repeating: " ", count: widths[column] - Self.width(row[column]))
                return column < textColumns ? row[column] + pad : pad + row[column]
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    /// Without text columns that nobody has filled.
    public var withoutEmpty: TextColumns {
        let kept = head.indices.filter { column in rows.contains { !$0[column].isEmpty } }
        return TextColumns(
            head: kept.map { head[$0] }, rows: rows.map { row in kept.map { row[$0] } },
            textColumns: kept.count { $0 < textColumns })
    }

    /// In columns of a terminal: wide and full-width characters (Unicode annex 11) take two.
    private static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: sum
            case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
                0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
                sum + 2
            default: sum + 1
            }
        }
    }
}
