import Glibc

/// The fields of a type, in the order in which they are written, and what is compiled from them once.
public final class FieldList<Root: MessagePart>: Sendable, ExpressibleByArrayLiteral {
    public let fields: [Field<Root>]
    let layout: FieldLayout

    /// Two fields of one name, or more than 64 fields, are a bug of the type, and stop the program.
    public init(arrayLiteral fields: Field<Root>...) {
        precondition(fields.count <= 64, "\(Root.self) has more than 64 fields")
        precondition(Set(fields.map(\.name)).count == fields.count, "\(Root.self) has two fields of one name")
        self.fields = fields
        layout = FieldLayout(
            names: fields.map(\.name), records: fields.map(\.record), optional: fields.map(\.isOptional))
    }

    private init(_ fields: [Field<Root>], passingOver names: Set<String>) {
        self.fields = fields
        let records = fields.map { field in
            var record = field.record
            if names.contains(field.name) { record.read = { _, _, _, _ in } }
            return record
        }
        layout = FieldLayout(
            names: fields.map(\.name), records: records, optional: fields.map(\.isOptional))
    }

    /// The same fields for a reader that does not need the values of some: those it finds and does not look at, so that
    /// they stay blank. To be kept in a `static let`, as every list.
    public func passingOver(_ names: String...) -> FieldList {
        let unknown = Set(names).subtracting(fields.map(\.name))
        precondition(unknown.isEmpty, "\(Root.self) has no field \(unknown.sorted())")
        return FieldList(fields, passingOver: Set(names))
    }
}

/// The fields of a type in flat memory, without type: what the hot path walks over.
///
/// Unchecked Sendable: its memory is filled in `init`, never changed after it and never freed, for a list lives as long
/// as its type, in a `static let`.
struct FieldLayout: @unchecked Sendable {
    let records: UnsafePointer<FieldRecord>
    let count: Int
    /// A bit for each field that must be there.
    let required: UInt64
    /// `,"name":` of each field, one behind the other, and behind the last as many bytes as a step of copying takes.
    let prefixes: UnsafePointer<UInt8>
    private let names: UnsafePointer<FieldName>
    /// By hash of the name a field's number, or 255.
    private let slots: UnsafePointer<UInt8>
    private let mask: Int

    init(names: [String], records: [FieldRecord], optional: [Bool]) {
        var text: [UInt8] = []
        var compiled: [FieldRecord] = []
        for (name, record) in zip(names, records) {
            let start = text.count
            text += ",\"\(name)\":".utf8
            var record = record
            record.prefix = start..<text.count
            compiled.append(record)
        }
        var required: UInt64 = 0
        for (index, isOptional) in optional.enumerated() where !isOptional { required |= 1 << UInt64(index) }

        var size = 4
        while size < 4 * names.count { size *= 2 }
        var slots = [UInt8](repeating: .max, count: size)
        for (index, name) in names.enumerated() {
            let name = Array(name.utf8)
            var slot = name.withUnsafeBufferPointer { Self.hash($0.baseAddress!, $0.count) } & (size - 1)
            while slots[slot] != .max { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt8(index)
        }
        self.records = Self.kept(compiled)
        self.count = names.count
        self.required = required
        let prefixes = Self.kept(text + [UInt8](repeating: 0, count: 16))
        self.prefixes = prefixes
        // A name stands behind a comma and a quote, and before a quote and a colon.
        self.names = Self.kept(
            compiled.map { FieldName(prefixes + $0.prefix.lowerBound + 2, $0.prefix.count - 4) })
        self.slots = Self.kept(slots)
        self.mask = size - 1
    }

    private static func kept<Element>(_ elements: [Element]) -> UnsafePointer<Element> {
        let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(elements.count, 1))
        _ = memory.initialize(from: elements)
        return UnsafePointer(memory.baseAddress!)
    }

    /// FNV-1a.
    private static func hash(_ name: UnsafePointer<UInt8>, _ length: Int) -> Int {
        var hash: UInt32 = 2_166_136_261
        for index in 0..<length { hash = (hash ^ UInt32(name[index])) &* 16_777_619 }
        return Int(hash ^ hash >> 16)
    }

    @inline(__always)
    private func isNamed(_ index: Int, _ name: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        (names + index).pointee.isEqual(to: name, length)
    }

    /// The field of a name. Fields mostly come in their order, some left out, so those from `hint` on are looked at
    /// first.
    @inline(__always)
    func index(of name: UnsafePointer<UInt8>, _ length: Int, hint: Int) -> Int? {
        var index = hint
        while index < min(hint &+ 3, count) {
            if isNamed(index, name, length) { return index }
            index &+= 1
        }
        return search(name, length)
    }

    private func search(_ name: UnsafePointer<UInt8>, _ length: Int) -> Int? {
        var slot = Self.hash(name, length) & mask
        while slots[slot] != .max {
            let index = Int(slots[slot])
            if isNamed(index, name, length) { return index }
            slot = (slot + 1) & mask
        }
        return nil
    }

    func name(_ index: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: names[index].text, count: names[index].length), as: UTF8.self)
    }
}

/// A field's name, to be compared with a token's text in a few steps: most names have at most 16 bytes.
private struct FieldName {
    let text: UnsafePointer<UInt8>
    let length: Int
    /// The first eight bytes; of a shorter name zeros follow.
    private let head: UInt64
    private let headMask: UInt64
    /// The last eight bytes of a longer name.
    private let tail: UInt64

    init(_ text: UnsafePointer<UInt8>, _ length: Int) {
        self.text = text
        self.length = length
        let bytes = UnsafeBufferPointer(start: text, count: length)
        func word(_ bytes: some Collection<UInt8>) -> UInt64 {
            var word: UInt64 = 0
            withUnsafeMutableBytes(of: &word) { $0.copyBytes(from: bytes) }
            return word
        }
        head = word(bytes.prefix(8))
        headMask = word([UInt8](repeating: 0xFF, count: min(length, 8)))
        tail = length > 8 ? word(bytes.suffix(8)) : 0
    }

    /// At least eight bytes must be readable at `other`.
    @inline(__always)
    func isEqual(to other: UnsafePointer<UInt8>, _ otherLength: Int) -> Bool {
        let other = UnsafeRawPointer(other)
        guard length == otherLength, other.loadUnaligned(as: UInt64.self) & headMask == head else { return false }
        if length <= 8 { return true }
        guard other.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self) == tail else { return false }
        return length <= 16 || memcmp(text, other, length) == 0
    }
}
