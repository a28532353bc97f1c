/// The keyed rows of a task's state.
///
/// A batch changes rows in place and keeps what they were; `commit` forgets that, `rollBack` puts it back. So nothing
/// is ever copied but what changes. A row is one piece of memory with its key and value, and has a number that it
/// keeps for life, by which a snapshot knows it.
///
/// Belongs to one thread.
public final class StateStore {
    /// What happened to a row since the last commit.
    private enum Change {
        case inserted(row: UInt32)
        case replaced(row: UInt32, old: StateRow)
        case removed(row: UInt32, old: StateRow)
    }

    // Of one thread, and none of them used by what it calls while it is in use.
    @exclusivity(unchecked) private var index = StateIndex()
    @exclusivity(unchecked) private var rows = StateRows()
    @exclusivity(unchecked) private var memory = RowMemory()
    @exclusivity(unchecked) private var changes: [Change] = []
    @exclusivity(unchecked) private(set) public var count = 0
    /// The bytes of all keys and values.
    @exclusivity(unchecked) private(set) public var bytes = 0
    /// For each table how often it changed: by that a table knows whether what it has read still holds.
    @exclusivity(unchecked) private var generations: [UInt64] = Array(repeating: 0, count: 256)
    private let hasher = KeyHasher()
    /// What tables keep as they read it, by their numbers.
    @exclusivity(unchecked) private var memories: [AnyTableMemory?] = Array(repeating: nil, count: 256)
    /// Memory in which tables write keys and values, each taken while it is in use: a key's, mostly, and a value's.
    @exclusivity(unchecked) private var keyScratch: [UInt8] = []
    @exclusivity(unchecked) private var valueScratch: [UInt8] = []
    @exclusivity(unchecked) private var inUse = 0

    public init() {}

    deinit {
        rows.freeAll(in: &memory)
        index.freeAll()
    }

    /// Calls the body with the value of the key, nil when there is none. The bytes are valid in the body only.
    public func withValue<Result>(
        _ key: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer?) throws -> Result
    ) rethrows -> Result {
        try body(find(key, hash(key)).flatMap { rows[$0]?.value })
    }

    /// Calls the body with an empty array, whose memory is used again.
    func withScratch<Result>(_ body: (inout [UInt8]) throws -> Result) rethrows -> Result {
        defer { inUse -= 1 }
        inUse += 1
        switch inUse {
        case 1:
            defer { keyScratch.removeAll(keepingCapacity: true) }
            return try body(&keyScratch)
        case 2:
            defer { valueScratch.removeAll(keepingCapacity: true) }
            return try body(&valueScratch)
        default:
            var bytes: [UInt8] = []
            return try body(&bytes)
        }
    }

    func generation(of table: UInt8) -> UInt64 { generations[Int(table)] }

    /// A table's memory of what it has read, made when it is first asked for.
    func memory<Memory: AnyTableMemory>(of table: UInt8, _ type: Memory.Type) -> Memory {
        if let known = memories[Int(table)] as? Memory { return known }
        let memory = Memory()
        memories[Int(table)] = memory
        return memory
    }

    private func noteChange(_ key: UnsafeRawBufferPointer) {
        if let table = key.first { generations[Int(table)] &+= 1 }
    }

    /// A key's hash and the row that it has: holds until the key is put in or taken out.
    struct Place {
        fileprivate let hash: UInt64
        fileprivate let row: UInt32?
    }

    func place(of key: UnsafeRawBufferPointer) -> Place {
        let hash = hash(key)
        return Place(hash: hash, row: find(key, hash))
    }

    /// Calls the body with the value at a place, nil when there is none. The bytes are valid in the body only.
    func withValue<Result>(at place: Place, _ body: (UnsafeRawBufferPointer?) throws -> Result) rethrows -> Result {
        try body(place.row.flatMap { rows[$0]?.value })
    }

    public func set(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        set(key, value, at: place(of: key))
    }

    func set(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, at place: Place) {
        noteChange(key)
        let new = StateRow(key: key, value: value, in: &memory)
        bytes += key.count + value.count
        if let row = place.row, let old = rows[row] {
            bytes -= old.key.count + old.value.count
            rows[row] = new
            changes.append(.replaced(row: row, old: old))
        } else {
            let row = rows.add(new)
            index.insert(place.hash, row)
            changes.append(.inserted(row: row))
            count += 1
        }
    }

    public func remove(_ key: UnsafeRawBufferPointer) {
        let hash = hash(key)
        guard let row = find(key, hash), let old = rows[row] else { return }
        noteChange(key)
        index.remove(hash, row)
        rows[row] = nil
        changes.append(.removed(row: row, old: old))
        count -= 1
        bytes -= old.key.count + old.value.count
    }

    /// All rows of keys that begin so, in no order that means anything.
    func forEach(prefix: [UInt8], _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Void) rethrows {
        for number in 0..<rows.end {
            guard let row = rows[number], row.key.count >= prefix.count, row.key.starts(with: prefix) else { continue }
            try body(UnsafeRawBufferPointer(rebasing: row.key[prefix.count...]), row.value)
        }
    }

    /// A place among the changes to which `rollBack(to:)` goes back.
    var savepoint: Int { changes.count }

    /// Undoes the changes made since the place.
    func rollBack(to savepoint: Int) {
        while changes.count > savepoint {
            switch changes.removeLast() {
            case .inserted(let row):
                guard let new = rows[row] else { continue }
                noteChange(new.key)
                index.remove(hash(new.key), row)
                bytes -= new.key.count + new.value.count
                count -= 1
                rows.remove(row)
                new.free(in: &memory)
            case .replaced(let row, let old):
                noteChange(old.key)
                if let new = rows[row] {
                    bytes -= new.key.count + new.value.count
                    new.free(in: &memory)
                }
                rows[row] = old
                bytes += old.key.count + old.value.count
            case .removed(let row, let old):
                noteChange(old.key)
                rows[row] = old
                index.insert(hash(old.key), row)
                bytes += old.key.count + old.value.count
                count += 1
            }
        }
    }

    public func rollBack() { rollBack(to: 0) }

    /// Makes the changes last, and tells each changed row with what it is now; nil when it is gone.
    public func commit(_ changed: (_ row: UInt32, _ entry: UnsafeRawBufferPointer?) -> Void = { _, _ in }) {
        for change in changes {
            switch change {
            case .inserted(let row): changed(row, rows[row]?.entry)
            case .replaced(let row, let old):
                old.free(in: &memory)
                changed(row, rows[row]?.entry)
            case .removed(let row, let old):
                old.free(in: &memory)
                // The number may be given again from now on, never before: an undo needs it.
                if rows[row] == nil { rows.remove(row) }
                changed(row, nil)
            }
        }
        changes.removeAll(keepingCapacity: true)
    }

    /// Puts a row of a snapshot at its number. Only before anything else was put in.
    func load(_ row: UInt32, entry: UnsafeRawBufferPointer) -> Bool {
        guard let new = StateRow(entry: entry, in: &memory) else { return false }
        noteChange(new.key)
        rows.put(new, at: row)
        index.insert(hash(new.key), row)
        count += 1
        bytes += new.key.count + new.value.count
        return true
    }

    /// To be called when all rows of a snapshot are loaded: the numbers between them become free.
    func endLoading() { rows.collectFree() }

    private func find(_ key: UnsafeRawBufferPointer, _ hash: UInt64) -> UInt32? {
        index.find(hash) { rows[$0]?.isKey(key) ?? false }
    }

    private func hash(_ key: UnsafeRawBufferPointer) -> UInt64 { hasher.hash(key) }
}

/// Hashes keys eight bytes a step, by multiplication with a secret: a tenth of the time of the library's hasher, which
/// guards more than a key that nobody sees needs.
///
/// The secret is another for each store, so that nobody can choose keys that collide; nothing depends on its order.
private struct KeyHasher {
    private let seed = UInt64.random(in: .min ... .max)
    private let factor = UInt64.random(in: .min ... .max) | 1

    func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
        var hash = seed ^ UInt64(key.count)
        var place = 0
        while place &+ 8 <= key.count {
            hash = fold(hash ^ key.loadUnaligned(fromByteOffset: place, as: UInt64.self), factor)
            place &+= 8
        }
        if place < key.count {
            var rest: UInt64 = 0
            while place < key.count {
                rest = rest << 8 | UInt64(key[place])
                place &+= 1
            }
            hash = fold(hash ^ rest, factor)
        }
        return fold(hash ^ factor, seed | 1)
    }

    /// Both halves of the product, so that each bit depends on all.
    private func fold(_ word: UInt64, _ factor: UInt64) -> UInt64 {
        let product = word.multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }
}
