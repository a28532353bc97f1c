import CSimdJSON
public import Decimals

extension String: FieldValue {
    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> String? {
        let bytes = reader.bytes(token)
        guard reader.kind(token) == duixian_json_string, format.accepts(bytes) else {
            reader.expected(format.expected, at: token)
            return nil
        }
        return reader.text(token)
    }

    public static func schema(as format: TextFormat) -> JSONValue { .object([("type", "string")] + format.schema) }

    public func write(into buffer: inout ByteBuffer) { buffer.append(quoted: self) }

    public func masked(as personal: Personal) -> String { personal.mask(self) }
}

extension Bool: FieldValue {
    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> Bool? {
        switch reader.kind(token) {
        case duixian_json_true: return true
        case duixian_json_false: return false
        default:
            reader.expected("true or false", at: token)
            return nil
        }
    }

    public static func schema(as format: TextFormat) -> JSONValue { .object([("type", "boolean")]) }

    public func write(into buffer: inout ByteBuffer) { buffer.append(self ? "true" : "false") }
}

extension Int64: FieldValue {
    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> Int64? {
        guard reader.kind(token) == duixian_json_number, let value = integer(reader.bytes(token)) else {
            reader.expected("a whole number of 64 bits", at: token)
            return nil
        }
        return value
    }

    /// A number of JSON; `1.0` and `1e3` are whole numbers too.
    private static func integer(_ text: UnsafeRawBufferPointer) -> Int64? {
        let isNegative = text[0] == UInt8(ascii: "-")
        guard text.count <= 18 else { return (try? Decimal128(utf8: text))?.int64 }
        var value: Int64 = 0
        for index in (isNegative ? 1 : 0)..<text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return (try? Decimal128(utf8: text))?.int64 }
            value = value &* 10 &+ Int64(digit)
        }
        return isNegative ? -value : value
    }

    public static func schema(as format: TextFormat) -> JSONValue { .object([("type", "integer")]) }

    public func write(into buffer: inout ByteBuffer) { buffer.append(self) }
}

extension Int: FieldValue {
    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> Int? {
        Int64.read(&reader, at: token, as: format).map { Int($0) }
    }

    public static func schema(as format: TextFormat) -> JSONValue { Int64.schema(as: format) }

    public func write(into buffer: inout ByteBuffer) { buffer.append(Int64(self)) }
}

extension Decimal128: FieldValue {
    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> Decimal128? {
        guard reader.kind(token) == duixian_json_number, let value = try? Decimal128(utf8: reader.bytes(token)) else {
            reader.expected("a number of at most 34 digits", at: token)
            return nil
        }
        return value
    }

    public static func schema(as format: TextFormat) -> JSONValue { .object([("type", "number")]) }

    public func write(into buffer: inout ByteBuffer) {
        if exponent == 0, let whole = int64 { return buffer.append(whole) }
        buffer.append(most: Self.maximumTextLength) { write(to: $0) }
    }
}

/// An integer of fen. The field's name ends in `_fen`.
extension Money: FieldValue {
    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> Money? {
        Int64.read(&reader, at: token, as: format).map { Money(fen: $0) }
    }

    public static func schema(as format: TextFormat) -> JSONValue { Int64.schema(as: format) }

    public func write(into buffer: inout ByteBuffer) { buffer.append(fen) }
}

/// An enum of text is read and written by its raw value.
extension FieldValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> Self? {
        if reader.kind(token) == duixian_json_string,
            let value = Self(rawValue: reader.text(token))
        {
            return value
        }
        reader.expected("one of " + allCases.map(\.rawValue).joined(separator: ", "), at: token)
        return nil
    }

    public static func schema(as format: TextFormat) -> JSONValue {
        .object([("type", "string"), ("enum", .array(allCases.map { .string($0.rawValue) }))])
    }

    public func write(into buffer: inout ByteBuffer) { buffer.append(quoted: rawValue) }
}
