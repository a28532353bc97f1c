/// One field of a message: its name in the JSON, its place in the struct, and what it means.
///
/// ``MessagePart`` shows how a type lists its fields.
public struct Field<Root: MessagePart>: Sendable {
    public let name: String
    public let meaning: Text
    /// The unit of a number: `yuan`, `seconds`, `bytes`.
    public let unit: String?
    /// Set when the value belongs to a natural person.
    public let personal: Personal?
    public let format: TextFormat
    /// Whether the field may be left out.
    public let isOptional: Bool
    let record: FieldRecord
    let schema: @Sendable () -> JSONValue

    /// `place` is the key path of a stored property; another is a bug of the type, and stops the program.
    @inline(__always)
    public init<Value: FieldValue>(
        _ name: String, _ place: WritableKeyPath<Root, Value>, zh: String, en: String, unit: String? = nil,
        format: TextFormat = .any, personal: Personal? = nil
    ) {
        guard let offset = MemoryLayout<Root>.offset(of: place) else {
            preconditionFailure("field \(name) of \(Root.self) is not a stored property")
        }
        self.name = name
        meaning = Text(zh: zh, en: en)
        self.unit = unit
        self.personal = personal
        self.format = format
        isOptional = Value.isOptional
        schema = { Value.schema(as: format) }
        record = FieldRecord(
            offset: offset, format: format, personal: personal,
            read: { reader, token, place, format in
                if let value = Value.read(&reader, at: token, as: format) {
                    place.assumingMemoryBound(to: Value.self).pointee = value
                }
            },
            write: { place, prefix, length, buffer in
                let place = place.assumingMemoryBound(to: Value.self)
                if place.pointee.isAbsent { return }
                buffer.append(padded: prefix, length)
                place.pointee.write(into: &buffer)
            },
            mask: { place, personal in
                let place = place.assumingMemoryBound(to: Value.self)
                return place.pointee.isAbsent ? nil : place.pointee.masked(as: personal)
            })
    }
}

/// A field as the reader and the writer use it. The functions capture nothing: each is specialised for its type, and
/// is handed the address of the value.
struct FieldRecord: Sendable {
    let offset: Int
    let format: TextFormat
    let personal: Personal?
    var read: @Sendable (inout MessageReader, Int, UnsafeMutableRawPointer, TextFormat) -> Void
    /// Writes the prefix, which is padded, and the value; nothing where there is none.
    let write: @Sendable (UnsafeRawPointer, UnsafePointer<UInt8>, Int, inout ByteBuffer) -> Void
    /// nil: there is no value.
    let mask: @Sendable (UnsafeRawPointer, Personal) -> String?
    /// `,"name":` in the layout's memory.
    var prefix: Range<Int> = 0..<0
}
