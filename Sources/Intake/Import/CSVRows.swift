import Glibc

/// Reads CSV (RFC 4180) in UTF-8, with or without BOM, piece by piece, whatever its size. Empty lines are passed over.
struct CSVRows: RowSource {
    static let mostCellBytes = 64 * 1024
    static let mostCells = 512

    private let read: (UnsafeMutableRawBufferPointer) -> Int
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var position = 0
    private var end = 0
    private var line = 1
    private var isAtStart = true

    /// - Parameter read: fills the buffer as far as it can; 0 at the end, below 0 when reading failed.
    init(read: @escaping (UnsafeMutableRawBufferPointer) -> Int) { self.read = read }

    init(bytes: [UInt8]) {
        var rest = bytes[...]
        self.init { buffer in
            let piece = rest.prefix(buffer.count)
            buffer.copyBytes(from: piece)
            rest = rest.dropFirst(piece.count)
            return piece.count
        }
    }

    mutating func next() throws(RowError) -> Row? {
        if isAtStart {
            isAtStart = false
            try skipMark()
        }
        while true {
            guard try peek() != nil else { return nil }
            let number = line
            let cells = try row(number)
            if cells != [""] { return Row(number: number, cells: cells) }
        }
    }

    /// Cells up to the end of the row.
    private mutating func row(_ number: Int) throws(RowError) -> [String] {
        var cells: [String] = []
        while true {
            cells.append(try cell(number))
            guard cells.count <= Self.mostCells else {
                throw RowError(
                    number: number, zh: "列数超过\(Self.mostCells)。", en: "There are more than \(Self.mostCells) cells.")
            }
            switch try take() {
            case UInt8(ascii: ",")?: continue
            case UInt8(ascii: "\r")?:
                if try peek() == UInt8(ascii: "\n") { _ = try take() }
                line += 1
                return cells
            case UInt8(ascii: "\n")?:
                line += 1
                return cells
            case nil: return cells
            default:
                throw RowError(
                    number: number, zh: "引号之后只能是逗号或换行。",
                    en: "Behind a closing quote only a comma or the line's end may stand.")
            }
        }
    }

    private mutating func cell(_ number: Int) throws(RowError) -> String {
        var bytes: [UInt8] = []
        if try peek() == UInt8(ascii: "\"") {
            _ = try take()
            try quoted(&bytes, number)
        } else {
            while let byte = try peek(), byte != UInt8(ascii: ","), byte != UInt8(ascii: "\r"),
                byte != UInt8(ascii: "\n")
            {
                try add(byte, to: &bytes, number)
                _ = try take()
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RowError(
                number: number, zh: "不是UTF-8编码，请另存为“CSV UTF-8”。",
                en: "This is not UTF-8; save the table as “CSV UTF-8”.")
        }
        return text
    }

    private mutating func quoted(_ bytes: inout [UInt8], _ number: Int) throws(RowError) {
        while true {
            guard let byte = try take() else {
                throw RowError(number: number, zh: "引号没有结束。", en: "A quote that begins here does not end.")
            }
            if byte == UInt8(ascii: "\"") {
                guard try peek() == byte else { return }
                _ = try take()
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            try add(byte, to: &bytes, number)
        }
    }

    private func add(_ byte: UInt8, to bytes: inout [UInt8], _ number: Int) throws(RowError) {
        guard bytes.count < Self.mostCellBytes else {
            throw RowError(
                number: number, zh: "单元格超过\(Self.mostCellBytes)字节。", en: "A cell has over \(Self.mostCellBytes) bytes.")
        }
        bytes.append(byte)
    }

    private mutating func skipMark() throws(RowError) {
        guard try peek() == 0xEF, end - position >= 3, buffer[position + 1] == 0xBB, buffer[position + 2] == 0xBF
        else { return }
        position += 3
    }

    private mutating func peek() throws(RowError) -> UInt8? {
        if position == end {
            position = 0
            end = buffer.withUnsafeMutableBytes { read($0) }
            guard end >= 0 else {
                end = 0
                throw RowError(
                    number: line, zh: "文件无法读取。", en: "The file cannot be read on: \(String(cString: strerror(errno))).")
            }
        }
        return position < end ? buffer[position] : nil
    }

    private mutating func take() throws(RowError) -> UInt8? {
        let byte = try peek()
        if byte != nil { position += 1 }
        return byte
    }
}
