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
        case .day: text.count == 10 && Self.isDay(text)
        case .moment: Self.isMoment(text)
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
        let letters = lettersOfUSCC
        return text.count == 18 && text.allSatisfy { letters >> UInt64($0 &- UInt8(ascii: "0")) & 1 == 1 }
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

    /// The number in two digits; nil for anything else.
    @inline(__always)
    private static func pair(_ text: UnsafeRawBufferPointer, _ index: Int) -> Int? {
        guard isDigit(text[index]), isDigit(text[index + 1]) else { return nil }
        return Int(text[index] - UInt8(ascii: "0")) * 10 + Int(text[index + 1] - UInt8(ascii: "0"))
    }

    /// Looks at the first ten bytes, which must be there.
    private static func isDay(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let century = pair(text, 0), let yearOfCentury = pair(text, 2), text[4] == UInt8(ascii: "-"),
            let month = pair(text, 5), text[7] == UInt8(ascii: "-"), let day = pair(text, 8),
            (1...12).contains(month)
        else { return false }
        let year = century * 100 + yearOfCentury
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let length =
            switch month {
            case 2: isLeap ? 29 : 28
            case 4, 6, 9, 11: 30
            default: 31
            }
        return (1...length).contains(day)
    }

    private static func isMoment(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count >= 20, isDay(text), text[10] == UInt8(ascii: "T"), let hour = pair(text, 11), hour < 24,
            text[13] == UInt8(ascii: ":"), let minute = pair(text, 14), minute < 60, text[16] == UInt8(ascii: ":"),
            let second = pair(text, 17), second < 60
        else { return false }
        var position = 19
        if text[position] == UInt8(ascii: ".") {
            position += 1
            let start = position
            while position < text.count, isDigit(text[position]) { position += 1 }
            if position == start { return false }
        }
        if position + 1 == text.count { return text[position] == UInt8(ascii: "Z") }
        guard position + 6 == text.count, text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-"),
            let hours = pair(text, position + 1), hours < 24, text[position + 3] == UInt8(ascii: ":"),
            let minutes = pair(text, position + 4), minutes < 60
        else { return false }
        return true
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
