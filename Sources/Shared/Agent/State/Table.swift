/// A keyed table of a task's state: a view of its ``StateStore``.
///
/// `decide` is given its state as a constant and so can only read; `evolve` may write.
public struct Table<Key: StateValue, Value: StateValue> {
    private let store: StateStore
    private let prefix: [UInt8]

    /// - Parameter number: the table's own number, 1 to 255, for ever: snapshots know it by that.
    public init(_ store: StateStore, _ number: UInt8) {
        precondition(number > 0, "table 0 is the loop's own")
        self.init(of: store, number)
    }

    init(of store: StateStore, _ number: UInt8) {
        self.store = store
        prefix = [number]
    }

    public subscript(key: Key) -> Value? {
        get {
            encoded(key).withUnsafeBytes { key in
                store.withValue(key) { value in
                    guard let value else { return nil }
                    return Self.decode(Value.self, value)
                }
            }
        }
        set {
            let key = encoded(key)
            guard let newValue else { return key.withUnsafeBytes { store.remove($0) } }
            var bytes: [UInt8] = []
            newValue.write(to: &bytes)
            key.withUnsafeBytes { key in bytes.withUnsafeBytes { store.set(key, $0) } }
        }
    }

    /// Whether there is a value; it is not read.
    public func contains(_ key: Key) -> Bool {
        encoded(key).withUnsafeBytes { key in store.withValue(key) { $0 != nil } }
    }

    /// All keys, in the order of their bytes: the same in each process.
    public var keys: [Key] {
        var encoded: [[UInt8]] = []
        store.forEach(prefix: prefix) { key, _ in encoded.append(Array(key)) }
        encoded.sort { $0.lexicographicallyPrecedes($1) }
        return encoded.map { bytes in bytes.withUnsafeBytes { Self.decode(Key.self, $0) } }
    }

    private func encoded(_ key: Key) -> [UInt8] {
        var bytes = prefix
        key.write(to: &bytes)
        return bytes
    }

    private static func decode<Kind: StateValue>(_ kind: Kind.Type, _ bytes: UnsafeRawBufferPointer) -> Kind {
        var rest = StateBytes(bytes)
        guard let value = Kind(from: &rest), rest.isEmpty else {
            preconditionFailure("a row of the state is not a \(kind): \(Array(bytes))")
        }
        return value
    }
}
