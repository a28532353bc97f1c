import CSimdJSON
public import Decimals

/// What is known of a claim under a name: an exact number in the unit that its clause declares, a text (a day too is
/// one), yes or no, several values, values by name, or that there is none.
public enum Fact: Sendable, Equatable {
    case number(Decimal128)
    case text(String)
    case boolean(Bool)
    case list([Fact])
    case record(Facts)
    /// Known not to be there; a fact that is left out is not known.
    case null
}

public typealias Facts = OrderedMap<Fact>

extension Fact: FieldValue {
    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> Fact? {
        switch reader.kind(token) {
        case duixian_json_number: return Decimal128.read(&reader, at: token, as: format).map { .number($0) }
        case duixian_json_string: return .text(reader.text(token))
        case duixian_json_true: return .boolean(true)
        case duixian_json_false: return .boolean(false)
        case duixian_json_null: return .null
        case duixian_json_array: return [Fact].read(&reader, at: token, as: format).map { .list($0) }
        case duixian_json_object: return Facts.read(&reader, at: token, as: format).map { .record($0) }
        default:
            reader.expected("a number, text, a boolean, null, an array or an object of these", at: token)
            return nil
        }
    }

    public static func schema(as format: TextFormat) -> JSONValue {
        ["type": ["number", "string", "boolean", "null", "array", "object"]]
    }

    public func write(into buffer: inout ByteBuffer) {
        switch self {
        case .number(let value): value.write(into: &buffer)
        case .text(let value): value.write(into: &buffer)
        case .boolean(let value): value.write(into: &buffer)
        case .list(let values): values.write(into: &buffer)
        case .record(let values): values.write(into: &buffer)
        case .null: buffer.append("null")
        }
    }
}

extension Fact {
    /// Any JSON value as it stands (RFC 8259): its numbers exact, an object's names in their order, none twice.
    public init(json bytes: [UInt8]) throws(MessageError) {
        self = try bytes.withUnsafeBufferPointer { bytes throws(MessageError) -> Fact in
            let document: JSONDocument
            do throws(JSONSyntaxError) {
                document = try JSONDocument(UnsafeRawBufferPointer(bytes))
            } catch {
                throw MessageError(type: "JSON", cause: .notJSON(sentence: error.sentence, offset: error.offset))
            }
            var reader = MessageReader(tokens: document.tokens)
            let fact = Fact.read(&reader, at: 0, as: .any)
            extendLifetime(document)
            guard let fact, reader.problems.isEmpty else {
                throw MessageError(type: "JSON", cause: .problems(reader.problems.map { reader.described($0) }))
            }
            return fact
        }
    }

    /// The value as JSON.
    public var json: String {
        var buffer = ByteBuffer()
        write(into: &buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }
}
