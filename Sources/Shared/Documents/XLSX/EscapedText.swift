/// Characters that XML cannot hold stand in XLSX as `_xHHHH_`, a unit of UTF-16 (ST_Xstring, ECMA-376 part 1, 22.9.2.19).
enum EscapedText {
    static func decoded(_ bytes: some Collection<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "_")) else { return String(decoding: bytes, as: UTF8.self) }
        let source = Array(bytes)
        var units: [UInt16] = []
        var plain = 0
        var index = 0
        while index < source.count {
            guard let unit = unit(source, at: index) else {
                index += 1
                continue
            }
            units += String(decoding: source[plain..<index], as: UTF8.self).utf16
            units.append(unit)
            index += 7
            plain = index
        }
        units += String(decoding: source[plain...], as: UTF8.self).utf16
        return String(decoding: units, as: UTF16.self)
    }

    /// For libxlsxwriter, which escapes control characters by itself, but neither a text that looks like an escape nor
    /// the two characters above U+FFFD.
    static func encoded(_ text: String) -> String {
        let source = Array(text.utf8)
        guard source.contains(where: { $0 == UInt8(ascii: "_") || $0 == 0xEF }) else { return text }
        var result: [UInt8] = []
        for index in source.indices {
            if unit(source, at: index) != nil { result += Array("_x005F".utf8) }
            result.append(source[index])
        }
        return String(decoding: result, as: UTF8.self)
            .split(separator: "\u{FFFE}", omittingEmptySubsequences: false).joined(separator: "_xFFFE_")
            .split(separator: "\u{FFFF}", omittingEmptySubsequences: false).joined(separator: "_xFFFF_")
    }

    private static func unit(_ bytes: [UInt8], at index: Int) -> UInt16? {
        guard index + 7 <= bytes.count, bytes[index] == UInt8(ascii: "_"), bytes[index + 1] == UInt8(ascii: "x"),
            bytes[index + 6] == UInt8(ascii: "_")
        else { return nil }
        var value: UInt16 = 0
        for byte in bytes[index + 2..<index + 6] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
