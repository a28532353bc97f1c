import CSimdJSON

/// Values by name, a JSON object, in the order in which they were read or added: the order is part of the payload, so
/// two maps are equal when it is the same too. Who fills one from a `Dictionary` sorts first.
public struct OrderedMap<Value: FieldValue>: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        public let name: String
        public var value: Value
    }

    public private(set) var entries: [Entry] = []

    public init() {}

    public var count: Int { entries.count }
    public var isEmpty: Bool { entries.isEmpty }
    public var names: [String] { entries.map(\.name) }

    /// Searches the names one by one: claims have few. A new name goes to the end; nil takes a name away.
    public subscript(name: String) -> Value? {
        get { index(of: name).map { entries[$0].value } }
        set {
            let index = index(of: name)
            switch (index, newValue) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil): entries.remove(at: index)
            case (nil, let value?): entries.append(Entry(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    private func index(of name: String) -> Int? {
        for index in entries.indices where entries[index].name == name { return index }
        return nil
    }

    /// Makes room for so many names.
    public mutating func reserveCapacity(_ count: Int) { entries.reserveCapacity(count) }

    /// Adds a value under a name that the caller knows is not there yet: it is not looked for.
    public mutating func append(_ name: String, _ value: Value) { entries.append(Entry(name: name, value: value)) }

    /// The same values, their names in the order of their UTF-8 bytes.
    public func sorted() -> OrderedMap {
        var map = self
        map.entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return map
    }
}

extension OrderedMap: ExpressibleByDictionaryLiteral {
    /// Of a name that stands there twice the last value counts.
    public init(dictionaryLiteral elements: (String, Value)...) {
        for (name, value) in elements { self[name] = value }
    }
}

extension OrderedMap: FieldValue {
    public static func read(_ reader: inout MessageReader, at token: Int, as format: TextFormat) -> OrderedMap? {
        guard reader.kind(token) == duixian_json_object else {
            reader.expected("an object", at: token)
            return nil
        }
        var map = OrderedMap()
        map.entries.reserveCapacity(reader.count(of: token) / 2)
        var key = token + 1
        let end = reader.next(token)
        while key < end {
            let name = reader.text(key)
            if let value = Value.read(&reader, at: key + 1, as: format) {
                map.entries.append(Entry(name: name, value: value))
            }
            key = reader.next(key + 1)
        }
        if map.entries.count > 1 && reader.mayHaveRepeatedKeys(of: token) { reader.noteRepeatedKeys(of: token) }
        return map
    }

    public static func schema(as format: TextFormat) -> JSONValue {
        .object([("type", "object"), ("additionalProperties", Value.schema(as: format))])
    }

    public func write(into buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: "{"))
        // By index: an iterator copies what it gives.
        for index in entries.indices {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            buffer.append(quoted: entries[index].name)
            buffer.append(UInt8(ascii: ":"))
            entries[index].value.write(into: &buffer)
        }
        buffer.append(UInt8(ascii: "}"))
    }
}
