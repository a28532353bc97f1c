/// Facts that have not been given yet, each a number from 0 to 63: what a value depends on that nobody knows.
public struct Unknowns: OptionSet, Hashable, Sendable {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Nil for a number outside 0…63.
    public init?(slot: Int) {
        guard (0..<64).contains(slot) else { return nil }
        rawValue = 1 << UInt64(slot)
    }

    /// In ascending order.
    public var slots: [Int] { (0..<64).filter { rawValue >> UInt64($0) & 1 == 1 } }
}
