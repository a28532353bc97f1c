import Glibc

/// A generator (SplitMix64) whose seed is printed, and taken from `TEST_SEED` when that is set.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(name: String) {
        let given = getenv("TEST_SEED").flatMap { UInt64(String(cString: $0)) }
        state = given ?? .random(in: 0...UInt64.max)
        print("\(name): TEST_SEED=\(state)")
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
