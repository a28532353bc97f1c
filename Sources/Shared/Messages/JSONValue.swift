/// A JSON document to be printed: schemas and API documents. Members keep their order.
public enum JSONValue: Sendable {
    public typealias Member = (String, JSONValue)

    case object([Member])
    case array([JSONValue])
    case string(String)
    case integer(Int64)
    case boolean(Bool)

    /// The JSON in lines, indented by two spaces, with a line feed at the end.
    public var text: String {
        var buffer = ByteBuffer(capacity: 4096)
        write(into: &buffer, indentation: 0)
        buffer.append("\n")
        return buffer.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    private func write(into buffer: inout ByteBuffer, indentation: Int) {
        switch self {
        case .object(let members):
            Self.write(members, "{", "}", into: &buffer, indentation) { member, buffer in
                buffer.append(quoted: member.0)
                buffer.append(": ")
                member.1.write(into: &buffer, indentation: indentation + 1)
            }
        case .array(let elements):
            Self.write(elements, "[", "]", into: &buffer, indentation) { element, buffer in
                element.write(into: &buffer, indentation: indentation + 1)
            }
        case .string(let value): buffer.append(quoted: value)
        case .integer(let value): buffer.append(value)
        case .boolean(let value): value.write(into: &buffer)
        }
    }

    private static func write<Item>(
        _ items: [Item], _ opening: StaticString, _ closing: StaticString, into buffer: inout ByteBuffer,
        _ indentation: Int, _ writeItem: (Item, inout ByteBuffer) -> Void
    ) {
        buffer.append(opening)
        for (index, item) in items.enumerated() {
            buffer.append(index == 0 ? "\n" : ",\n")
            for _ in 0...indentation { buffer.append("  ") }
            writeItem(item, &buffer)
        }
        if !items.isEmpty {
            buffer.append("\n")
            for _ in 0..<indentation { buffer.append("  ") }
        }
        buffer.append(closing)
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: Member...) { self = .object(elements) }
}
