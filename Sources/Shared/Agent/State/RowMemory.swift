internal import Glibc

/// Memory for rows, cut from large blocks: rows are many, small and long-lived, and lie close together here. What is
/// freed is given again to a row of its size; the blocks go all at once.
///
/// Belongs to its store's thread.
struct RowMemory {
    private static let step = 16
    /// A store that stays small stays so.
    private static let firstBlock = 256 << 10
    /// A page as large as a block: rows are looked for all over the state, and the processor remembers few pages.
    private static let block = 2 << 20

    /// Of each size the first free piece, which holds the address of the next.
    private var free: [UnsafeMutableRawPointer?]
    private var blocks: [UnsafeMutableRawPointer] = []
    /// What is left of the newest block.
    private var next: UnsafeMutableRawPointer?
    private var left = 0
    private let most: Int

    /// - Parameter most: larger pieces, which are few, get memory of their own.
    init(most: Int = 2_048) {
        self.most = most
        free = Array(repeating: nil, count: most / Self.step + 1)
    }

    mutating func allocate(_ size: Int) -> UnsafeMutableRawPointer {
        guard size <= most else { return Self.memory(size) }
        let steps = (size + Self.step - 1) / Self.step
        if let piece = free[steps] {
            free[steps] = piece.load(as: UnsafeMutableRawPointer?.self)
            return piece
        }
        let rounded = steps * Self.step
        if left < rounded {
            (next, left) = blocks.isEmpty ? (Self.memory(Self.firstBlock), Self.firstBlock) : (Self.page(), Self.block)
            if let next { blocks.append(next) }
        }
        guard let piece = next else { preconditionFailure("a block of rows without memory") }
        next = piece + rounded
        left -= rounded
        return piece
    }

    mutating func release(_ piece: UnsafeMutableRawPointer, _ size: Int) {
        guard size <= most else { return Glibc.free(piece) }
        let steps = (size + Self.step - 1) / Self.step
        piece.storeBytes(of: free[steps], as: UnsafeMutableRawPointer?.self)
        free[steps] = piece
    }

    /// Frees all blocks; pieces with memory of their own must be released before.
    mutating func freeAll() {
        for (index, block) in blocks.enumerated() {
            if index == 0 { Glibc.free(block) } else { munmap(block, Self.block) }
        }
        blocks = []
        (next, left) = (nil, 0)
        for index in free.indices { free[index] = nil }
    }

    private static func memory(_ size: Int) -> UnsafeMutableRawPointer {
        guard let memory = malloc(size) else { preconditionFailure("no memory for \(size) bytes of rows") }
        return memory
    }

    /// A block that is one page, where the system has such pages to give. Mapped by itself: what the library aligns so
    /// far leaves holes in its own memory.
    private static func page() -> UnsafeMutableRawPointer {
        let mapped = mmap(nil, 2 * block, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let mapped, mapped != MAP_FAILED else {
            preconditionFailure("no memory for \(block) bytes of rows")
        }
        // Of twice as much as is needed what lies before and behind the block goes back.
        let page = mapped.alignedUp(toMultipleOf: block)
        let before = page - mapped
        if before > 0 { munmap(mapped, before) }
        if before < block { munmap(page + block, block - before) }
        madvise(page, block, MADV_HUGEPAGE)
        return page
    }
}
