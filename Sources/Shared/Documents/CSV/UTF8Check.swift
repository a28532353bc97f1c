/// Checks bytes that come piece by piece for UTF-8 (RFC 3629) without NUL.
struct UTF8Check {
    /// Bytes taken so far.
    private(set) var offset = 0
    /// Where the character began that is not complete yet.
    private(set) var characterStart = 0
    /// Characters of two bytes, and of three, as Chinese characters are in UTF-8.
    private(set) var pairs = 0
    private(set) var triples = 0

    private var missing = 0
    private var length = 0
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether no character is begun and not complete.
    var isComplete: Bool { missing == 0 }

    /// Takes a piece; false at the first character that is wrong, where `characterStart` then points.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs = ones << 7
        while index < bytes.count {
            if missing == 0, index + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                // No byte of 0x80 or above, and none that borrows, as a zero does: ASCII without NUL.
                if (word | (word &- ones)) & highs == 0 {
                    index += 8
                    offset += 8
                    continue
                }
            }
            guard take(bytes[index]) else { return false }
            index += 1
        }
        return true
    }

    /// Takes one byte; false when it cannot stand there.
    mutating func take(_ byte: UInt8) -> Bool {
        defer { offset += 1 }
        guard missing == 0 else {
            guard allowed.contains(byte) else { return false }
            allowed = 0x80...0xBF
            missing -= 1
            if missing == 0 {
                if length == 2 { pairs += 1 }
                if length == 3 { triples += 1 }
            }
            return true
        }
        characterStart = offset
        switch byte {
        case 0x01...0x7F: return true
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, allowed) = (3, 0xA0...0xBF)
        case 0xED: (length, allowed) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, allowed) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, allowed) = (4, 0x80...0x8F)
        default: return false  // NUL, and what begins no character
        }
        missing = length - 1
        return true
    }
}
