import Glibc

/// Lines of standard input as bytes, so that what is no text can be told from what is; each without its line feed.
public struct LineInput {
    /// In bytes: of a longer line only so much is kept, and one byte more, by which it shows.
    public static let longest = 16 << 20

    private var piece = [UInt8](repeating: 0, count: 1 << 16)
    private var start = 0
    private var end = 0
    private var isAtEnd = false

    public init() {}

    /// Nil at the end. A last line needs no line feed.
    public mutating func next() -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            let length = lengthOfLine()
            line += piece[start..<start + min(length ?? end - start, Self.longest + 1 - line.count)]
            if let length {
                start += length + 1
                return line
            }
            if !read() { return line.isEmpty ? nil : line }
        }
    }

    /// How far the next line feed is, nil when it is not among what was read.
    private func lengthOfLine() -> Int? {
        piece.withUnsafeBytes { bytes in
            guard start < end, let first = bytes.baseAddress?.advanced(by: start) else { return nil }
            return memchr(first, Int32(UInt8(ascii: "\n")), end - start).map { UnsafeRawPointer($0) - first }
        }
    }

    /// False when there is nothing more.
    private mutating func read() -> Bool {
        (start, end) = (0, 0)
        while !isAtEnd {
            let count = Glibc.read(STDIN_FILENO, &piece, piece.count)
            if count > 0 {
                end = count
                return true
            }
            if count == 0 || errno != EINTR { isAtEnd = true }
        }
        return false
    }
}
