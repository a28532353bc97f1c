internal import Glibc
internal import Log

/// A keyed table of a task's state: a view of its ``StateStore``.
///
/// `decide` is given its state as a constant and so can only read; `evolve` may write.
public struct Table<Key: StateValue, Value: StateValue> {
    private let store: StateStore
    private let number: UInt8
    private let isRemembered: Bool

    /// - Parameters:
    ///   - number: the table's own number, 1 to 255, for ever: snapshots know it by that.
    ///   - isRemembered: of a table that seldom changes and is read with each input: what was read last is kept as it
    ///     was read, until the table changes.
    public init(_ store: StateStore, _ number: UInt8, isRemembered: Bool = false) {
        precondition(number > 0, "table 0 is the loop's own")
        self.init(of: store, number, isRemembered: isRemembered)
    }

    init(of store: StateStore, _ number: UInt8, isRemembered: Bool = false) {
        self.store = store
        self.number = number
        self.isRemembered = isRemembered
    }

    public subscript(key: Key) -> Value? {
        get { withKey(key, read) }
        set {
            withKey(key) { key in
                guard let newValue else { return store.remove(key) }
                store.withScratch { bytes in
                    newValue.write(to: &bytes)
                    bytes.withUnsafeBytes { store.set(key, $0) }
                }
            }
        }
    }

    /// Has the value of a key changed where it is, in one search; nil stands for no value, before and behind.
    ///
    /// - Parameter change: may read and write other keys, not this one.
    public mutating func update(_ key: Key, _ change: (inout Value?) throws -> Void) rethrows {
        try withKey(key) { key in
            let place = store.place(of: key)
            var value = store.withValue(at: place) { $0.map { Self.decode(Value.self, $0) } }
            try change(&value)
            guard let value else { return store.remove(key) }
            store.withScratch { bytes in
                value.write(to: &bytes)
                bytes.withUnsafeBytes { bytes in
                    let isSame = store.withValue(at: place) { $0?.isEqual(to: bytes) ?? false }
                    if !isSame { store.set(key, bytes, at: place) }
                }
            }
        }
    }

    private func read(_ key: UnsafeRawBufferPointer) -> Value? {
        let memory = isRemembered ? store.memory(of: number, TableMemory<Value>.self) : nil
        if let known = memory?[key, store.generation(of: number)] { return known }
        let value = store.withValue(key) { $0.map { Self.decode(Value.self, $0) } }
        memory?.keep(value, key)
        return value
    }

    /// Calls the body with the bytes of a value, of which it reads what it needs; nil when there is none.
    ///
    /// They are valid as long as the state does not change.
    public func withBytes<Result>(of key: Key, _ body: (StateBytes?) throws -> Result) rethrows -> Result {
        try withKey(key) { key in try store.withValue(key) { try body($0.map { StateBytes($0) }) } }
    }

    /// Whether there is a value; it is not read.
    public func contains(_ key: Key) -> Bool { withKey(key) { key in store.withValue(key) { $0 != nil } } }

    /// All keys, in the order of their bytes: the same in each process.
    public var keys: [Key] {
        var encoded: [[UInt8]] = []
        store.forEach(prefix: [number]) { key, _ in encoded.append(Array(key)) }
        encoded.sort { $0.lexicographicallyPrecedes($1) }
        return encoded.map { bytes in bytes.withUnsafeBytes { Self.decode(Key.self, $0) } }
    }

    /// Calls the body with each row, in no order that means anything: what follows from it must not depend on that.
    /// Keeps nothing, so that a table of any size can be walked over.
    public func forEach(_ body: (Key, Value) throws -> Void) rethrows {
        try store.forEach(prefix: [number]) { key, value in
            try body(Self.decode(Key.self, key), Self.decode(Value.self, value))
        }
    }

    /// As ``forEach(_:)``, with the bytes of each key and value, of which the body reads what it needs.
    public func forEachBytes(_ body: (_ key: StateBytes, _ value: StateBytes) throws -> Void) rethrows {
        try store.forEach(prefix: [number]) { try body(StateBytes($0), StateBytes($1)) }
    }

    private func withKey<Result>(_ key: Key, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try store.withScratch { bytes in
            bytes.append(number)
            key.write(to: &bytes)
            return try bytes.withUnsafeBytes(body)
        }
    }

    private static func decode<Kind: StateValue>(_ kind: Kind.Type, _ bytes: UnsafeRawBufferPointer) -> Kind {
        var rest = StateBytes(bytes)
        guard let value = Kind(from: &rest), rest.isEmpty else {
            preconditionFailure("a row of the state is not a \(kind): \(Array(bytes))")
        }
        return value
    }
}

/// What was read of a table last, by key, as long as the table does not change. Belongs to its store's thread.
private final class TableMemory<Value>: AnyTableMemory {
    private static var most: Int { 16 }
    @exclusivity(unchecked) private var generation: UInt64 = 0
    @exclusivity(unchecked) private var known: [(key: [UInt8], value: Value?)] = []

    /// Nil where it is not known; a known absence is a value that is nil.
    subscript(key: UnsafeRawBufferPointer, generation: UInt64) -> Value?? {
        if generation != self.generation {
            self.generation = generation
            known.removeAll(keepingCapacity: true)
        }
        for index in known.indices {
            let isKey = known[index].key.withUnsafeBytes { own in
                own.count == key.count && memcmp(own.baseAddress!, key.baseAddress!, own.count) == 0
            }
            if isKey { return .some(known[index].value) }
        }
        return nil
    }

    func keep(_ value: Value?, _ key: UnsafeRawBufferPointer) {
        if known.count == Self.most { known.removeAll(keepingCapacity: true) }
        known.append((Array(key), value))
    }
}

/// A table's memory as its store keeps it.
class AnyTableMemory {
    required init() {}
}

/// The tables of a store by their numbers, for a state of many: it holds the store once, and is copied as one reference.
public struct StateTables {
    private let store: StateStore

    public init(_ store: StateStore) { self.store = store }

    /// A number that is another as soon as a row of one of these tables changes: what was made of them holds as long as
    /// it stays.
    public func generation(of numbers: ClosedRange<UInt8>) -> UInt64 {
        numbers.reduce(0) { $0 &+ store.generation(of: $1) }
    }

    /// The table of a number, 1 to 255. Setting it does nothing: what it holds lies in the store.
    public subscript<Key: StateValue, Value: StateValue>(
        number: UInt8, isRemembered isRemembered: Bool = false
    ) -> Table<Key, Value> {
        get { Table(store, number, isRemembered: isRemembered) }
        set {}
    }
}
