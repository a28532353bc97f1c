/// Writes a JSON string (RFC 8259, 7): in quotes, as UTF-8, with only what must be escaped escaped.
public enum JSONString {
    public static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { characters in
            for character in characters { append(character, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func append(_ character: UInt8, to bytes: inout [UInt8]) {
        switch character {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(character)
        case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
        case UInt8(ascii: "\r"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
        case UInt8(ascii: "\t"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
        // DEL is legal as it is, but a terminal may act on it.
        case 0..<0x20, 0x7F:
            bytes += Array("\\u00".utf8)
            bytes.append(digit(character >> 4))
            bytes.append(digit(character & 15))
        default: bytes.append(character)
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
