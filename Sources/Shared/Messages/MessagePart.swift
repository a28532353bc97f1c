/// A struct that is written as a JSON object, by the list of its fields:
///
///     public struct Contact: MessagePart {
///         public var name = ""
///         public var phone: String?
///
///         public init() {}
///
///         public static let fields: FieldList<Contact> = [
///             Field("name", \.name, zh: "联系人", en: "person to talk to", personal: .name),
///             Field("phone", \.phone, zh: "电话", en: "phone number", personal: .phone),
///         ]
///     }
///
/// A field whose type is optional may be left out, every other must be there. A reader passes over fields that it does
/// not know, so a type may only ever get new fields that are optional.
public protocol MessagePart: FieldValue {
    /// A `static let`: the list is compiled once.
    static var fields: FieldList<Self> { get }
    /// Blank, for the reader to fill.
    init()
}

extension MessagePart {
    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> Self? {
        var part = Self()
        withUnsafeMutableBytes(of: &part) { place in
            reader.readObject(fields.layout, at: token, into: place.baseAddress!)
        }
        return part
    }

    public func write(into buffer: inout ByteBuffer) {
        withUnsafeBytes(of: self) { place in
            buffer.append(Self.fields.layout, of: place.baseAddress!)
        }
    }

    public static func schema(as format: TextFormat) -> JSONValue { objectSchema }
}

extension ByteBuffer {
    /// Writes the struct at `base` as an object.
    fileprivate mutating func append(_ layout: FieldLayout, of base: UnsafeRawPointer) {
        let start = count
        for index in 0..<layout.count {
            let record = layout.records + index
            let prefix = layout.prefixes + record.pointee.prefix.lowerBound
            let length = record.pointee.prefix.count
            if isMasking, let personal = record.pointee.personal {
                if let masked = record.pointee.mask(base + record.pointee.offset, personal) {
                    append(padded: prefix, length)
                    append(quoted: masked)
                }
            } else {
                record.pointee.write(base + record.pointee.offset, prefix, length, &self)
            }
        }
        // The first field's comma becomes the brace.
        if count == start { append(UInt8(ascii: "{")) } else { replace(at: start, with: UInt8(ascii: "{")) }
        append(UInt8(ascii: "}"))
    }
}
