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
    public mutating func append(_ byte: UInt8) {
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

    /// A few bytes, copied 16 at a time: behind them as many more must be readable as fill the last step.
    @inline(__always)
    mutating func append(padded bytes: UnsafePointer<UInt8>, _ length: Int) {
        reserve(length + 16)
        let (source, place) = (UnsafeRawPointer(bytes), UnsafeMutableRawPointer(base + count))
        var step = 0
        repeat {
            place.storeBytes(
                of: source.loadUnaligned(fromByteOffset: step, as: SIMD2<UInt64>.self), toByteOffset: step,
                as: SIMD2<UInt64>.self)
            step &+= 16
        } while step < length
        count &+= length
    }

    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        append(start.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    /// A text's bytes as they are.
    public mutating func append(utf8 text: borrowing String) {
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { append(UnsafeRawBufferPointer($0)) }
        if isDone == nil {
            var text = copy text
            text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
        }
    }

    mutating func append(_ text: StaticString) { append(text.utf8Start, text.utf8CodeUnitCount) }

    /// Appends what `fill` appends, at most 127 bytes, behind a byte that counts them.
    public mutating func appendCounted(_ fill: (inout ByteBuffer) -> Void) {
        let start = count
        append(UInt8(0))
        fill(&self)
        precondition(count - start <= 128, "more bytes than one byte counts")
        replace(at: start, with: UInt8(count - start - 1))
    }

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
        let place = base + count
        if JSONEscapes.copy(text, to: UnsafeMutableRawPointer(place + 1)) {
            place[0] = UInt8(ascii: "\"")
            place[text.count &+ 1] = UInt8(ascii: "\"")
            count &+= text.count &+ 2
        } else {
            appendEscaped(text)
        }
    }

    @inline(never)
    private mutating func appendEscaped(_ text: UnsafeRawBufferPointer) {
        append(UInt8(ascii: "\""))
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
        append(UInt8(ascii: "\""))
    }
}

enum JSONEscapes {
    /// Copies a text in which nothing is to be escaped. False where a quote, backslash or control character is in it:
    /// then what was copied is of no use.
    @inline(__always)
    static func copy(_ text: UnsafeRawBufferPointer, to place: UnsafeMutableRawPointer) -> Bool {
        guard let start = text.baseAddress else { return true }
        let count = text.count
        if count < 4 {
            for position in 0..<count {
                let byte = text[position]
                if byte < 0x20 || byte == 0x22 || byte == 0x5C { return false }
                place.storeBytes(of: byte, toByteOffset: position, as: UInt8.self)
            }
            return true
        }
        if count < 8 {
            // The first four bytes and the last four, which may be partly the same.
            let head = start.loadUnaligned(as: UInt32.self)
            let tail = start.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
            place.storeBytes(of: head, as: UInt32.self)
            place.storeBytes(of: tail, toByteOffset: count &- 4, as: UInt32.self)
            return !isAnySpecial(UInt64(head) | UInt64(tail) << 32)
        }
        // Eight bytes a step; the last step may go over bytes of the one before.
        var position = 0
        while true {
            let word = start.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            if isAnySpecial(word) { return false }
            place.storeBytes(of: word, toByteOffset: position, as: UInt64.self)
            if position == count &- 8 { return true }
            position = min(position &+ 8, count &- 8)
        }
    }

    /// Whether one of eight bytes is a quote, a backslash or a control character.
    @inline(__always)
    private static func isAnySpecial(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        // A byte's top bit is set where the byte was zero, or below 0x20 (Hacker's Delight, 6-1).
        let quote = word ^ ones &* 0x22
        let backslash = word ^ ones &* 0x5C
        let found = (quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) & ~word
        return found & tops != 0
    }

    static func hexadecimal(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
