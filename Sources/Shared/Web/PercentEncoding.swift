/// Percent-encoding (RFC 3986, 2.1).
public enum PercentEncoding {
    /// The decoded text; nil when an escape is broken, when the result is no UTF-8 or holds a control character.
    static func decode(_ text: some StringProtocol) -> String? {
        bytes(of: text, isForm: false).flatMap { String(validating: $0, as: UTF8.self) }
    }

    private static func bytes(of text: some StringProtocol, isForm: Bool) -> [UInt8]? {
        var bytes: [UInt8] = []
        var characters = text.utf8.makeIterator()
        while let character = characters.next() {
            var byte = character
            if character == UInt8(ascii: "%") {
                guard let high = characters.next().flatMap(value), let low = characters.next().flatMap(value) else {
                    return nil
                }
                byte = high << 4 | low
            }
            if isForm, character == UInt8(ascii: "+") { byte = 0x20 }
            let isBreak = isForm && (byte == 0x09 || byte == 0x0A || byte == 0x0D)
            guard byte >= 0x20 || isBreak, byte != 0x7F else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// The decoded part of a form: `+` is a space, and line breaks and tabs may stand in it.
    static func decode(form text: some StringProtocol) -> String? {
        bytes(of: text, isForm: true).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The text with all but letters, digits and `-._~` escaped.
    public static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            case _: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func value(ofDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
