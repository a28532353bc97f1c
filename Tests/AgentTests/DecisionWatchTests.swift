import Testing

@testable import Agent

/// One decision that takes too much processor time, looked at a few times a second.
struct DecisionWatchTests {
    private func isOver(_ looks: [(decision: UInt64?, cpuMs: Int64)]) -> Bool {
        var watch = DecisionWatch(limitMs: 5_000)
        return looks.contains { watch.isOver($0.decision, cpuMs: $0.cpuMs) }
    }

    @Test("processor time of one decision counts, from when it was first seen")
    func one() {
        #expect(!isOver([(1, 100), (1, 5_100)]))
        #expect(isOver([(1, 100), (1, 5_101)]))
        #expect(!isOver([(1, 90_000), (1, 91_000)]))
    }

    @Test("time that passes without the processor does not")
    func waiting() { #expect(!isOver(Array(repeating: (1, 100), count: 1_000))) }

    @Test("many short decisions never do")
    func many() { #expect(!isOver((1...1_000).map { (UInt64($0), Int64($0) * 1_000) })) }

    @Test("a pause between two looks begins anew")
    func pause() { #expect(!isOver([(1, 0), (nil, 4_000), (1, 4_000), (1, 8_000)])) }
}
