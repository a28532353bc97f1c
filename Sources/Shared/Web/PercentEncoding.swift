/// Percent-encoding (RFC 3986, 2.1).
enum PercentEncoding {
    /// The decoded text; nil when an escape is broken, when the result is no UTF-8 or holds a control character.
    static func decode(_ text: some StringProtocol) -> String? {
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
            guard byte >= 0x20, byte != 0x7F else { return nil }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)
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
