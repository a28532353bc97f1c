/// What a record's payload says: JSON on the wire (RFC 8259, UTF-8), one struct a type.
///
/// From the list of its fields follow reading, writing, masking, its JSON Schema and its part of the AsyncAPI document.
/// Writing does not look at texts' formats: what a program puts into a field is the program's to get right.
public protocol Message: MessagePart {
    /// The name with its version, `claim.submitted.v1`; also CloudEvents' `type`.
    static var type: String { get }
    /// What the message says, in one sentence.
    static var summary: Text { get }
}

extension Message {
    /// Reads one JSON object, whole.
    public init(reading bytes: UnsafeRawBufferPointer) throws(MessageError) {
        try self.init(reading: bytes, Self.fields)
    }

    /// Reads one JSON object, whole, but for the values of fields that the list passes over.
    public init(reading bytes: UnsafeRawBufferPointer, _ fields: FieldList<Self>) throws(MessageError) {
        let document: JSONDocument
        do throws(JSONSyntaxError) {
            document = try JSONDocument(bytes)
        } catch {
            throw MessageError(
                type: Self.type, cause: .notJSON(sentence: error.sentence, offset: error.offset))
        }
        var reader = MessageReader(tokens: document.tokens)
        self.init()
        withUnsafeMutableBytes(of: &self) { place in
            reader.readObject(fields.layout, at: 0, into: place.baseAddress!)
        }
        if !reader.problems.isEmpty {
            throw MessageError(type: Self.type, cause: .problems(reader.problems.map { reader.described($0) }))
        }
        // The tokens are read until here.
        extendLifetime(document)
    }

    public init(reading bytes: [UInt8]) throws(MessageError) {
        self = try bytes.withUnsafeBufferPointer { bytes throws(MessageError) in
            try Self(reading: UnsafeRawBufferPointer(bytes))
        }
    }

    /// The message as JSON: fields in the order of the list, no white space. The same message gives the same bytes.
    public var bytes: [UInt8] {
        var buffer = ByteBuffer()
        write(into: &buffer)
        return buffer.bytes
    }

    /// The JSON to show to people: personal values are masked, so it is no message of this type any more.
    public func masked() -> [UInt8] {
        var buffer = ByteBuffer(isMasking: true)
        write(into: &buffer)
        return buffer.bytes
    }
}
