import CSimdJSON

/// nil is left out; `null` is read as nil.
extension Optional: FieldValue where Wrapped: FieldValue {
    public static var isOptional: Bool { true }

    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> Wrapped?? {
        if reader.kind(token) == duixian_json_null { return .some(nil) }
        return Wrapped.read(&reader, at: token, as: format).map { .some($0) }
    }

    public static func schema(as format: TextFormat) -> JSONValue {
        .object([("anyOf", [Wrapped.schema(as: format), ["type": "null"]])])
    }

    public var isAbsent: Bool { self == nil }

    public func write(into buffer: inout ByteBuffer) {
        switch self {
        case .some(let value): value.write(into: &buffer)
        case .none: buffer.append("null")
        }
    }

    public func masked(as personal: Personal) -> String { self?.masked(as: personal) ?? Personal.hidden }
}

/// Each element is text of the field's format.
extension Array: FieldValue where Element: FieldValue {
    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> [Element]? {
        guard reader.kind(token) == duixian_json_array else {
            reader.expected("an array", at: token)
            return nil
        }
        var elements: [Element] = []
        elements.reserveCapacity(reader.count(of: token))
        var child = token + 1
        let end = reader.next(token)
        while child < end {
            if let element = Element.read(&reader, at: child, as: format) { elements.append(element) }
            child = reader.next(child)
        }
        return elements
    }

    public static func schema(as format: TextFormat) -> JSONValue {
        .object([("type", "array"), ("items", Element.schema(as: format))])
    }

    public func write(into buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: "["))
        // By index: an iterator copies what it gives.
        for index in indices {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            self[index].write(into: &buffer)
        }
        buffer.append(UInt8(ascii: "]"))
    }
}
