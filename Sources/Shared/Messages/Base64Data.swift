import CSimdJSON

/// Bytes that need not be text, written in base64 with padding (RFC 4648, section 4).
public struct Base64Data: Sendable, Hashable {
    public var bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// nil when the text is not base64, or not as the bytes would be written.
    init?(base64 text: UnsafeRawBufferPointer) {
        guard text.count % 4 == 0 else { return nil }
        let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        bytes = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var word: UInt32 = 0
        for index in 0..<(text.count - padding) {
            let value = Self.values[Int(text[index])]
            guard value < 64 else { return nil }
            word = word << 6 | UInt32(value)
            if index % 4 == 3 {
                bytes.append(UInt8(truncatingIfNeeded: word >> 16))
                bytes.append(UInt8(truncatingIfNeeded: word >> 8))
                bytes.append(UInt8(truncatingIfNeeded: word))
            }
        }
        switch padding {
        case 1:
            guard word & 3 == 0 else { return nil }
            bytes += [UInt8(truncatingIfNeeded: word >> 10), UInt8(truncatingIfNeeded: word >> 2)]
        case 2:
            guard word & 15 == 0 else { return nil }
            bytes.append(UInt8(truncatingIfNeeded: word >> 4))
        default: break
        }
    }

    /// The value of each byte that is a letter of base64; 255 for all others.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for value in 0..<64 { values[Int(letters.utf8Start[value])] = UInt8(value) }
        return values
    }()

    private static let letters: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
}

extension Base64Data: FieldValue {
    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> Base64Data? {
        guard reader.kind(token) == duixian_json_string, let data = Base64Data(base64: reader.bytes(token)) else {
            reader.expected("base64", at: token)
            return nil
        }
        return data
    }

    public static func schema(as format: TextFormat) -> JSONValue {
        ["type": "string", "contentEncoding": "base64"]
    }

    public func write(into buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: "\""))
        buffer.append(most: (bytes.count + 2) / 3 * 4) { place in
            let letters = Self.letters.utf8Start
            var length = 0
            var index = 0
            while index < bytes.count {
                let rest = bytes.count - index
                let word =
                    UInt32(bytes[index]) << 16 | (rest > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                    | (rest > 2 ? UInt32(bytes[index + 2]) : 0)
                place[length] = letters[Int(word >> 18)]
                place[length + 1] = letters[Int(word >> 12 & 63)]
                place[length + 2] = rest > 1 ? letters[Int(word >> 6 & 63)] : UInt8(ascii: "=")
                place[length + 3] = rest > 2 ? letters[Int(word & 63)] : UInt8(ascii: "=")
                length += 4
                index += 3
            }
            return length
        }
        buffer.append(UInt8(ascii: "\""))
    }

    /// What kind of thing is hidden, and how large it is.
    public func masked(as personal: Personal) -> String { "\(Personal.hidden) (\(bytes.count) bytes)" }
}
