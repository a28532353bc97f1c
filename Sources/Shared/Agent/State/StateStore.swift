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

    private var index = StateIndex()
    private var rows = StateRows()
    private var changes: [Change] = []
    private(set) public var count = 0
    /// The bytes of all keys and values.
    private(set) public var bytes = 0

    public init() {}

    deinit { rows.freeAll() }

    /// Calls the body with the value of the key, nil when there is none. The bytes are valid in the body only.
    public func withValue<Result>(
        _ key: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer?) throws -> Result
    ) rethrows -> Result {
        try body(find(key, Self.hash(key)).flatMap { rows[$0]?.value })
    }

    public func set(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        let hash = Self.hash(key)
        let new = StateRow(key: key, value: value)
        bytes += key.count + value.count
        if let row = find(key, hash), let old = rows[row] {
            bytes -= old.key.count + old.value.count
            rows[row] = new
            changes.append(.replaced(row: row, old: old))
        } else {
            let row = rows.add(new)
            index.insert(hash, row)
            changes.append(.inserted(row: row))
            count += 1
        }
    }

    public func remove(_ key: UnsafeRawBufferPointer) {
        let hash = Self.hash(key)
        guard let row = find(key, hash), let old = rows[row] else { return }
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
                index.remove(Self.hash(new.key), row)
                bytes -= new.key.count + new.value.count
                count -= 1
                rows.remove(row)
                new.free()
            case .replaced(let row, let old):
                if let new = rows[row] {
                    bytes -= new.key.count + new.value.count
                    new.free()
                }
                rows[row] = old
                bytes += old.key.count + old.value.count
            case .removed(let row, let old):
                rows[row] = old
                index.insert(Self.hash(old.key), row)
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
                old.free()
                changed(row, rows[row]?.entry)
            case .removed(let row, let old):
                old.free()
                // The number may be given again from now on, never before: an undo needs it.
                if rows[row] == nil { rows.remove(row) }
                changed(row, nil)
            }
        }
        changes.removeAll(keepingCapacity: true)
    }

    /// Puts a row of a snapshot at its number. Only before anything else was put in.
    func load(_ row: UInt32, entry: UnsafeRawBufferPointer) -> Bool {
        guard let new = StateRow(entry: entry) else { return false }
        rows.put(new, at: row)
        index.insert(Self.hash(new.key), row)
        count += 1
        bytes += new.key.count + new.value.count
        return true
    }

    /// To be called when all rows of a snapshot are loaded: the numbers between them become free.
    func endLoading() { rows.collectFree() }

    private func find(_ key: UnsafeRawBufferPointer, _ hash: UInt64) -> UInt32? {
        index.find(hash) { rows[$0]?.isKey(key) ?? false }
    }

    /// Seeded anew in each process, so that nobody can choose keys that collide; nothing depends on its order.
    private static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(bytes: key)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
