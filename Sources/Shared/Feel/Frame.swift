public import Decimals

/// What the formulas of one evaluation read: a value, or its absence, in each of 64 slots.
///
/// It is made once and filled again and again, without allocation. The slots are those of one ``FrameLayout``.
///
/// `@unchecked Sendable`: the memory has one owner, this value, which cannot be copied; who holds it holds it alone.
public struct Frame: ~Copyable, @unchecked Sendable {
    public static let capacity = 64

    let words: UnsafeMutablePointer<FrameWord>

    /// One bit a slot: its value is not given.
    public private(set) var unknown: UInt64 = .max
    /// One bit a slot: its value is known not to be there.
    public private(set) var null: UInt64 = 0
    /// A formula had no finite result, or met what it cannot decide; the caller clears it and evaluates another way.
    public var failed = false

    public init() {
        words = .allocate(capacity: Self.capacity)
        words.initialize(repeating: FrameWord(low: 0), count: Self.capacity)
    }

    deinit { words.deallocate() }

    /// Makes every slot unknown again.
    public mutating func clear() {
        (unknown, null, failed) = (.max, 0, false)
    }

    /// Whether each slot of the mask has a value, as ``TypedFormula`` requires of those that it uses.
    public func holds(_ mask: UInt64) -> Bool { (unknown | null) & mask == 0 }

    /// Slots count from 0 to 63.
    public mutating func set(_ number: Decimal128, at slot: Int) { put(number.word, at: slot) }

    public mutating func set(_ value: Bool, at slot: Int) { put(value.word, at: slot) }

    public mutating func set(_ text: TextCode, at slot: Int) { put(text.word, at: slot) }

    /// A date as days since 1970-01-01.
    public mutating func set(day: Int32, at slot: Int) { put(day.word, at: slot) }

    /// The number in a slot that holds one.
    public func number(at slot: Int) -> Decimal128 { Decimal128(words[slot]) }

    public mutating func setNull(at slot: Int) {
        let bit = Self.bit(slot)
        null |= bit
        unknown &= ~bit
    }

    private mutating func put(_ word: FrameWord, at slot: Int) {
        let bit = Self.bit(slot)
        words[slot] = word
        unknown &= ~bit
        null &= ~bit
    }

    private static func bit(_ slot: Int) -> UInt64 {
        precondition((0..<capacity).contains(slot), "A frame has no slot \(slot).")
        return 1 << UInt64(truncatingIfNeeded: slot)
    }
}

/// A value of any kind as formulas pass it on: two registers, whatever it is, so that no closure is generic.
struct FrameWord: Sendable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64 = 0, low: UInt64) {
        self.high = high
        self.low = low
    }
}

/// A text as a number, equal where the texts are.
public struct TextCode: Hashable, Sendable {
    let number: Int32

    /// Any text that no formula and no list of values names. It equals nothing, itself neither.
    public static let foreign = TextCode(number: -1)
}
