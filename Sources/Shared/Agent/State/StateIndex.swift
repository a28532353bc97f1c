/// Finds the row of a key: open addressing over words of a row's number and the lower half of its key's hash, which
/// says where in its part it belongs, so that no key is looked at when a part grows.
///
/// Split into many parts, so that growing one never holds the loop up for long.
struct StateIndex {
    private struct Part {
        /// As many as a power of two, or none.
        var words: UnsafeMutableBufferPointer<UInt64> = .init(start: nil, count: 0)
        var used = 0
    }

    private static let partBits = 10
    /// The lower 32 bits of a word are the row's number and one, so that an empty word is 0.
    private static let rowMask: UInt64 = 0xffff_ffff
    private var parts: [Part] = Array(repeating: Part(), count: 1 << partBits)
    private var memory = RowMemory(most: 64 << 10)

    /// The row of the key with this hash, among those that `isKey` confirms.
    func find(_ hash: UInt64, _ isKey: (UInt32) -> Bool) -> UInt32? {
        let part = Int(hash >> UInt64(64 - Self.partBits))
        let words = parts[part].words
        guard words.count > 0 else { return nil }
        var place = Self.place(hash << 32, words.count)
        while words[place] != 0 {
            if words[place] & ~Self.rowMask == hash << 32, isKey(Self.row(words[place])) {
                return Self.row(words[place])
            }
            place = (place + 1) & (words.count - 1)
        }
        return nil
    }

    /// Adds a row whose key is not there yet.
    mutating func insert(_ hash: UInt64, _ row: UInt32) {
        let part = Int(hash >> UInt64(64 - Self.partBits))
        if (parts[part].used + 1) * 4 > parts[part].words.count * 3 { grow(part) }
        Self.put(Self.word(hash, row), into: parts[part].words)
        parts[part].used += 1
    }

    /// Takes a row out, and closes the gap so that rows behind it are still found.
    mutating func remove(_ hash: UInt64, _ row: UInt32) {
        let part = Int(hash >> UInt64(64 - Self.partBits))
        let mask = parts[part].words.count - 1
        guard mask >= 0 else { return }
        let words = parts[part].words
        var gap = Self.place(Self.word(hash, row), words.count)
        while words[gap] != 0, Self.row(words[gap]) != row { gap = (gap + 1) & mask }
        guard words[gap] != 0 else { return }
        words[gap] = 0
        var next = (gap + 1) & mask
        while words[next] != 0 {
            let home = Self.place(words[next], words.count)
            if ((next &- home) & mask) >= ((next &- gap) & mask) {
                words[gap] = words[next]
                words[next] = 0
                gap = next
            }
            next = (next + 1) & mask
        }
        parts[part].used -= 1
    }

    private mutating func grow(_ part: Int) {
        let old = parts[part].words
        let count = max(8, old.count * 2)
        let new = memory.allocate(count * MemoryLayout<UInt64>.stride).bindMemory(to: UInt64.self, capacity: count)
        new.initialize(repeating: 0, count: count)
        parts[part].words = UnsafeMutableBufferPointer(start: new, count: count)
        for word in old where word != 0 { Self.put(word, into: parts[part].words) }
        release(old)
    }

    private mutating func release(_ words: UnsafeMutableBufferPointer<UInt64>) {
        guard let start = words.baseAddress else { return }
        memory.release(UnsafeMutableRawPointer(start), words.count * MemoryLayout<UInt64>.stride)
    }

    /// Gives all memory back; the index is of no more use.
    mutating func freeAll() {
        for part in parts { release(part.words) }
        memory.freeAll()
        parts = []
    }

    private static func put(_ word: UInt64, into words: UnsafeMutableBufferPointer<UInt64>) {
        var place = place(word, words.count)
        while words[place] != 0 { place = (place + 1) & (words.count - 1) }
        words[place] = word
    }

    private static func word(_ hash: UInt64, _ row: UInt32) -> UInt64 { hash << 32 | UInt64(row) + 1 }
    /// By the half of the hash that does not choose the part.
    private static func place(_ word: UInt64, _ count: Int) -> Int { Int(word >> 32) & (count - 1) }
    private static func row(_ word: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: word & rowMask) &- 1 }
}
