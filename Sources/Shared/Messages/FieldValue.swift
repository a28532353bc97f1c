/// What a field can hold. Of other modules only enums of text and ``MessagePart``s become field values: how a value
/// is read and written is for this module to say, and both come with the conformance.
public protocol FieldValue: Equatable, Sendable {
    /// Whether the field may be left out.
    static var isOptional: Bool { get }
    /// Reads the value at a token; notes a problem and gives nil when it is not one.
    static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> Self?
    /// JSON Schema 2020-12 of the value.
    static func schema(as format: TextFormat) -> JSONValue
    /// Whether the field is left out.
    var isAbsent: Bool { get }
    func write(into buffer: inout ByteBuffer)
    /// What is shown in place of a personal value.
    func masked(as personal: Personal) -> String
}

extension FieldValue {
    public static var isOptional: Bool { false }
    public var isAbsent: Bool { false }
    public func masked(as personal: Personal) -> String { Personal.hidden }
}
