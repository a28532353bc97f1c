import Glibc

/// Random numbers that a seed determines (SplitMix64; Steele, Lea, Flood 2014), so that a failure can be had again.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// A seed that is printed under the test's name, and taken from `TEST_SEED` when that is set.
    public init(name: String) {
        let given = getenv("TEST_SEED").flatMap { UInt64(String(cString: $0)) }
        state = given ?? .random(in: 0...UInt64.max)
        print("\(name): TEST_SEED=\(state)")
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
