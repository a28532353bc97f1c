internal import Glibc

/// One row in memory: the length of its key and of its value, in four bytes each, then both.
///
/// A plain pointer: ``StateStore`` says when it is freed.
struct StateRow {
    private let start: UnsafeMutableRawPointer
    private static let head = 8

    init(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, in memory: inout RowMemory) {
        start = memory.allocate(Self.head + key.count + value.count)
        start.storeBytes(of: UInt32(key.count), as: UInt32.self)
        start.storeBytes(of: UInt32(value.count), toByteOffset: 4, as: UInt32.self)
        if let bytes = key.baseAddress { memcpy(start + Self.head, bytes, key.count) }
        if let bytes = value.baseAddress { memcpy(start + Self.head + key.count, bytes, value.count) }
    }

    /// A row from the bytes of a snapshot; nil when they are not one.
    init?(entry: UnsafeRawBufferPointer, in memory: inout RowMemory) {
        guard entry.count >= Self.head, let bytes = entry.baseAddress else { return nil }
        let key = Int(bytes.loadUnaligned(as: UInt32.self))
        let value = Int(bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        guard entry.count == Self.head + key + value else { return nil }
        start = memory.allocate(entry.count)
        memcpy(start, bytes, entry.count)
    }

    var key: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start + Self.head, count: keyCount) }
    var value: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: start + Self.head + keyCount, count: Int(start.load(fromByteOffset: 4, as: UInt32.self)))
    }
    /// The whole row, as a snapshot keeps it.
    var entry: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: Self.head + keyCount + value.count)
    }

    func isKey(_ other: UnsafeRawBufferPointer) -> Bool {
        guard other.count == keyCount else { return false }
        guard let bytes = other.baseAddress else { return true }
        return memcmp(start + Self.head, bytes, keyCount) == 0
    }

    func free(in memory: inout RowMemory) { memory.release(start, entry.count) }

    private var keyCount: Int { Int(start.load(as: UInt32.self)) }
}

/// Rows by number, in pieces, so that growing never copies them.
struct StateRows {
    private static let pieceBits = 16
    private var pieces: [UnsafeMutablePointer<StateRow?>] = []
    private var free: [UInt32] = []
    /// The number behind the highest that was ever used.
    private(set) var end: UInt32 = 0

    subscript(row: UInt32) -> StateRow? {
        get {
            let piece = Int(row >> Self.pieceBits)
            return piece < pieces.count ? pieces[piece][Int(row) & Self.placeMask] : nil
        }
        nonmutating set { pieces[Int(row >> Self.pieceBits)][Int(row) & Self.placeMask] = newValue }
    }

    /// Gives a row the lowest of the numbers that were freed last, or a new one.
    mutating func add(_ row: StateRow) -> UInt32 {
        let number = free.popLast() ?? end
        put(row, at: number)
        return number
    }

    mutating func put(_ row: StateRow, at number: UInt32) {
        while Int(number >> Self.pieceBits) >= pieces.count {
            let piece = UnsafeMutablePointer<StateRow?>.allocate(capacity: Self.placeMask + 1)
            piece.initialize(repeating: nil, count: Self.placeMask + 1)
            pieces.append(piece)
        }
        end = max(end, number + 1)
        self[number] = row
    }

    mutating func remove(_ number: UInt32) {
        self[number] = nil
        free.append(number)
    }

    mutating func collectFree() {
        free = (0..<end).reversed().filter { self[$0] == nil }
    }

    mutating func freeAll(in memory: inout RowMemory) {
        for number in 0..<end { self[number]?.free(in: &memory) }
        memory.freeAll()
        for piece in pieces { piece.deallocate() }
        pieces = []
        end = 0
    }

    private static var placeMask: Int { 1 << pieceBits - 1 }
}
