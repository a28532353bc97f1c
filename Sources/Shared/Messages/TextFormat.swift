import Glibc

/// What the text of a field must look like. A reader refuses any other.
public enum TextFormat: UInt8, Sendable, CaseIterable {
    case any
    /// At least one byte.
    case filled
    /// A SHA-256 digest: `sha256:` and 64 lower-case hexadecimal digits.
    case digest
    /// A day of the calendar: `2024-02-29` (RFC 3339, full-date).
    case day
    /// A moment with its offset: `2024-02-02T09:00:00+08:00` (RFC 3339, date-time).
    case moment
    /// A division's code: six digits (GB/T 2260).
    case division
    /// A unified social credit code: 18 digits and capital letters without I, O, S, V, Z (GB 32100; its check digit
    /// is not looked at here).
    case uscc

    var expected: String {
        switch self {
        case .any: "text"
        case .filled: "text that is not empty"
        case .digest: "a digest, sha256: and 64 lower-case hexadecimal digits"
        case .day: "a day such as 2024-02-29"
        case .moment: "a moment such as 2024-02-02T09:00:00+08:00"
        case .division: "a division's code of six digits"
        case .uscc: "a unified social credit code of 18 characters"
        }
    }

    @inline(__always)
    func accepts(_ text: UnsafeRawBufferPointer) -> Bool {
        if self == .any { return true }
        return check(text)
    }

    private func check(_ text: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .any: true
        case .filled: !text.isEmpty
        case .digest: Self.isDigest(text)
        case .day: text.count == 10 && Moment.daysSince1970(text) != nil
        case .moment: Moment(utf8: text) != nil
        case .division: text.count == 6 && text.allSatisfy(Self.isDigit)
        case .uscc: Self.isUSCC(text)
        }
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

    /// Digits and capital letters but I, O, S, V and Z, a bit each, from `0` on.
    private static let lettersOfUSCC: UInt64 = "0123456789ABCDEFGHJKLMNPQRTUWXY".utf8.reduce(0) { bits, letter in
        bits | 1 << UInt64(letter - UInt8(ascii: "0"))
    }

    private static func isUSCC(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count == 18 else { return false }
        let letters = lettersOfUSCC
        var areAll: UInt64 = 1
        for byte in text {
            let place = UInt64(byte &- UInt8(ascii: "0"))
            areAll &= letters &>> place & (place < 64 ? 1 : 0)
        }
        return areAll == 1
    }

    private static func isDigest(_ text: UnsafeRawBufferPointer) -> Bool {
        let name: StaticString = "sha256:"
        guard text.count == 71, memcmp(text.baseAddress!, name.utf8Start, 7) == 0 else { return false }
        // Without a branch a digit, so that the compiler takes many at once.
        var others: UInt8 = 0
        for index in 7..<71 {
            let byte = text[index]
            others |= (isDigit(byte) ? 0 : 1) & (byte &- UInt8(ascii: "a") <= 5 ? 0 : 1)
        }
        return others == 0
    }

    /// The keywords of JSON Schema that say the same.
    var schema: [JSONValue.Member] {
        switch self {
        case .any: []
        case .filled: [("minLength", 1)]
        case .digest: [("pattern", "^sha256:[0-9a-f]{64}$")]
        case .day: [("format", "date")]
        case .moment: [("format", "date-time")]
        case .division: [("pattern", "^[0-9]{6}$")]
        case .uscc: [("pattern", "^[0-9A-HJ-NPQRTUWXY]{18}$")]
        }
    }
}
