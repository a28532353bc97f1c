import CSimdJSON

/// Any JSON value, as its bytes: what a message carries for somebody else to read.
public struct RawJSON: Sendable, Equatable {
    public let bytes: [UInt8]

    private init(checked bytes: [UInt8]) { self.bytes = bytes }

    public static let null = RawJSON(checked: Array("null".utf8))

    /// Takes one JSON value, with nothing but white space around it. Throws a ``MessageError`` that says where it is
    /// not one.
    public init(_ bytes: [UInt8]) throws(MessageError) {
        // Read inside an array, as it will stand inside a message, so that its depth counts from there.
        let wrapped = [UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")]
        let problem: JSONSyntaxError? = wrapped.withUnsafeBytes { wrapped in
            do throws(JSONSyntaxError) {
                let document = try JSONDocument(wrapped)
                let isOne = document.count > 1 && Int(document.tokens[1].next) == document.count
                return isOne ? nil : JSONSyntaxError(sentence: "there is not exactly one JSON value", offset: 1)
            } catch {
                return error
            }
        }
        if let problem {
            let offset = min(max(problem.offset - 1, 0), bytes.count)
            throw MessageError(type: "JSON value", cause: .notJSON(sentence: problem.sentence, offset: offset))
        }
        self.init(checked: bytes)
    }

    public init(_ text: String) throws(MessageError) { try self.init(Array(text.utf8)) }

    /// A message as a JSON value.
    public init(_ message: some Message) { self.init(checked: message.bytes) }
}

extension RawJSON: FieldValue {
    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> RawJSON? {
        guard reader.kind(token) == duixian_json_string else { return RawJSON(checked: Array(reader.bytes(token))) }
        var buffer = ByteBuffer(capacity: reader.bytes(token).count + 2)
        buffer.append(quoted: reader.bytes(token))
        return RawJSON(checked: buffer.bytes)
    }

    public static func schema(as format: TextFormat) -> JSONValue { .object([]) }

    public func write(into buffer: inout ByteBuffer) { bytes.withUnsafeBytes { buffer.append($0) } }
}
