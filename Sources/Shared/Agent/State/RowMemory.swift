internal import Glibc

/// Memory for rows, cut from large blocks: rows are many, small and long-lived, and lie close together here. What is
/// freed is given again to a row of its size; the blocks go all at once.
///
/// Belongs to its store's thread.
struct RowMemory {
    private static let step = 16
    /// Larger rows, which are few, get memory of their own.
    private static let most = 2_048
    private static let blockSize = 256 << 10

    /// Of each size the first free piece, which holds the address of the next.
    private var free: [UnsafeMutableRawPointer?] = Array(repeating: nil, count: most / step + 1)
    private var blocks: [UnsafeMutableRawPointer] = []
    /// What is left of the newest block.
    private var next: UnsafeMutableRawPointer?
    private var left = 0

    mutating func allocate(_ size: Int) -> UnsafeMutableRawPointer {
        guard size <= Self.most else { return Self.memory(size) }
        let steps = (size + Self.step - 1) / Self.step
        if let piece = free[steps] {
            free[steps] = piece.load(as: UnsafeMutableRawPointer?.self)
            return piece
        }
        let rounded = steps * Self.step
        if left < rounded {
            let block = Self.memory(Self.blockSize)
            blocks.append(block)
            (next, left) = (block, Self.blockSize)
        }
        guard let piece = next else { preconditionFailure("a block of rows without memory") }
        next = piece + rounded
        left -= rounded
        return piece
    }

    mutating func release(_ piece: UnsafeMutableRawPointer, _ size: Int) {
        guard size <= Self.most else { return Glibc.free(piece) }
        let steps = (size + Self.step - 1) / Self.step
        piece.storeBytes(of: free[steps], as: UnsafeMutableRawPointer?.self)
        free[steps] = piece
    }

    /// Frees all blocks; rows with memory of their own must be released before.
    mutating func freeAll() {
        for block in blocks { Glibc.free(block) }
        blocks = []
        (next, left) = (nil, 0)
        for index in free.indices { free[index] = nil }
    }

    private static func memory(_ size: Int) -> UnsafeMutableRawPointer {
        guard let memory = malloc(size) else { preconditionFailure("no memory for \(size) bytes of rows") }
        return memory
    }
}
