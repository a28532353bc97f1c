/// A cell's place as a spreadsheet writes it, `B5`.
struct CellPlace: Hashable, CustomStringConvertible {
    let row: Int
    let column: Int

    /// More rows and columns than any spreadsheet has.
    private static let largest = 1 << 30

    init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }

    /// Nil for anything but letters and digits in this order, from A1 on; `$` is none of them.
    init?(_ text: UnsafePointer<CChar>) {
        var index = 0
        var row = 0
        var column = 0
        while true {
            let byte = UInt8(bitPattern: text[index])
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z") where row == 0: column = column * 26 + Int(byte) - 0x40
            case UInt8(ascii: "0")...UInt8(ascii: "9") where column > 0: row = row * 10 + Int(byte) - 0x30
            case 0 where row > 0:
                self.init(row: row, column: column)
                return
            default: return nil
            }
            guard row < CellPlace.largest, column < CellPlace.largest else { return nil }
            index += 1
        }
    }

    var description: String { "\(ColumnName(column))\(row)" }
}
