import Glibc

/// Bytes that grow at their end: what messages are written into. Cleared, it keeps its memory for the next one.
public struct ByteBuffer: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    public private(set) var count = 0
    /// Whether personal fields are masked as they are written.
    let isMasking: Bool

    public init(capacity: Int = 1024) { self.init(capacity: capacity, isMasking: false) }

    init(capacity: Int = 1024, isMasking: Bool) {
        self.capacity = max(capacity, 64)
        self.isMasking = isMasking
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    /// Forgets the bytes and keeps the memory.
    public mutating func removeAll() { count = 0 }

    /// The bytes, valid until the next change.
    public func withUnsafeBytes<Result, Failure>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// A copy of the bytes.
    public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }

    /// Makes room for so many bytes more.
    @inline(__always)
    mutating func reserve(_ more: Int) {
        if capacity - count < more { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let wanted = max(capacity * 2, count + more)
        let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted)
        grown.update(from: base, count: count)
        base.deallocate()
        base = grown
        capacity = wanted
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafePointer<UInt8>, _ length: Int) {
        reserve(length)
        memcpy(base + count, bytes, length)
        count += length
    }

    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        append(start.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    mutating func append(_ text: StaticString) { append(text.utf8Start, text.utf8CodeUnitCount) }

    /// Lets `fill` write up to `most` bytes at the end, and takes the number that it gives.
    @inline(__always)
    mutating func append(most: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Int) {
        reserve(most)
        count += fill(base + count)
    }

    /// Takes the end back to `length`.
    @inline(__always)
    public mutating func truncate(to length: Int) { count = length }

    @inline(__always)
    mutating func replace(at index: Int, with byte: UInt8) { base[index] = byte }
}

// JSON's notation, RFC 8259.
extension ByteBuffer {
    mutating func append(_ value: Int64) {
        append(most: 20) { place in
            var rest = value.magnitude
            var length = value < 0 ? 1 : 0
            var probe = rest
            repeat {
                length += 1
                probe /= 10
            } while probe > 0
            var position = length
            repeat {
                position -= 1
                place[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 { place[0] = UInt8(ascii: "-") }
            return length
        }
    }

    /// A text in quotes, with only those escapes that JSON demands.
    @inline(__always)
    mutating func append(quoted text: borrowing String) {
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { append(quoted: UnsafeRawBufferPointer($0)) }
        if isDone == nil { appendCopy(quoted: copy text) }
    }

    @inline(never)
    private mutating func appendCopy(quoted text: String) {
        var text = text
        text.withUTF8 { append(quoted: UnsafeRawBufferPointer($0)) }
    }

    mutating func append(quoted text: UnsafeRawBufferPointer) {
        reserve(text.count + 2)
        append(UInt8(ascii: "\""))
        let clean = JSONEscapes.firstToEscape(text)
        append(UnsafeRawBufferPointer(rebasing: text[..<clean]))
        if clean < text.count { append(escaping: UnsafeRawBufferPointer(rebasing: text[clean...])) }
        append(UInt8(ascii: "\""))
    }

    @inline(never)
    private mutating func append(escaping text: UnsafeRawBufferPointer) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\r"): append("\\r")
            case UInt8(ascii: "\t"): append("\\t")
            case 0..<0x20:
                append("\\u00")
                append(UInt8(ascii: "0") + byte >> 4)
                append(JSONEscapes.hexadecimal(byte & 15))
            default: append(byte)
            }
        }
    }
}

enum JSONEscapes {
    /// Where the first quote, backslash or control character is; the length when there is none. Eight bytes a step.
    @inline(__always)
    static func firstToEscape(_ text: UnsafeRawBufferPointer) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        var position = 0
        while position + 8 <= text.count {
            let word = text.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            // A byte's top bit is set where the byte was zero, or below 0x20 (Hacker's Delight, 6-1).
            let quote = word ^ ones &* 0x22
            let backslash = word ^ ones &* 0x5C
            let found =
                (quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) & ~word
            if found & tops != 0 { break }
            position += 8
        }
        while position < text.count {
            let byte = text[position]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { break }
            position += 1
        }
        return position
    }

    static func hexadecimal(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
