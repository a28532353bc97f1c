/// A SHA-256 digest (FIPS 180-4): 32 bytes, ordered as their hexadecimal text is.
public struct SHA256Digest: Hashable, Comparable, Sendable, CustomStringConvertible, LosslessStringConvertible {
    public static let byteCount = 32

    /// The bytes as four big-endian words, so that comparing and hashing take four steps, not 32.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// Takes exactly 32 bytes; nil for any other number.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
        self.init(words)
    }

    /// Takes the words as they lie in memory, first byte first.
    init(_ words: (UInt64, UInt64, UInt64, UInt64)) {
        first = UInt64(bigEndian: words.0)
        second = UInt64(bigEndian: words.1)
        third = UInt64(bigEndian: words.2)
        fourth = UInt64(bigEndian: words.3)
    }

    /// Reads 64 hexadecimal digits of either case, alone or behind `sha256:`; nil for anything else.
    public init?(_ text: String) {
        var digits = text.utf8[...]
        if text.hasPrefix("sha256:") { digits = digits.dropFirst(7) }
        guard digits.count == 2 * Self.byteCount else { return nil }
        var words: [UInt64] = [0, 0, 0, 0]
        for (index, digit) in digits.enumerated() {
            guard let value = Self.value(ofDigit: digit) else { return nil }
            words[index / 16] = words[index / 16] << 4 | value
        }
        (first, second, third, fourth) = (words[0], words[1], words[2], words[3])
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String {
        String(unsafeUninitializedCapacity: 2 * Self.byteCount) { digits in
            withUnsafeBytes { bytes in
                for (index, byte) in bytes.enumerated() {
                    digits[2 * index] = Self.digit(byte >> 4)
                    digits[2 * index + 1] = Self.digit(byte & 15)
                }
            }
            return 2 * Self.byteCount
        }
    }

    /// `sha256:` and 64 lower-case hexadecimal digits.
    public var description: String { "sha256:" + hex }

    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// Gives the 32 bytes without copying them to the heap.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        let words = (first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian)
        return try Swift.withUnsafeBytes(of: words, body)
    }

    public static func < (left: SHA256Digest, right: SHA256Digest) -> Bool {
        (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(ofDigit digit: UInt8) -> UInt64? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(digit - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
