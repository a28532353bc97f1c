import Testing

@testable import Agent

struct StopSignalTests {
    @Test("a wait ends by itself when nothing is said")
    func timeout() {
        let stop = StopSignal()
        let start = ContinuousClock.now
        #expect(!stop.wait(milliseconds: 30))
        #expect(ContinuousClock.now - start >= .milliseconds(30))
        #expect(!stop.isSet)
    }

    @Test("setting it wakes all that wait, and later waits end at once")
    func wakes() throws {
        let stop = StopSignal()
        let start = ContinuousClock.now
        let waiting = try (1...4).map { _ in try WorkerThread { #expect(stop.wait(milliseconds: 60_000)) } }
        stop.set()
        for thread in waiting { thread.join() }
        #expect(stop.wait(milliseconds: 60_000) && stop.isSet)
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test("a bell that rang before the wait is not missed")
    func bell() {
        let bell = Bell()
        let seen = bell.count
        bell.ring()
        bell.ring()
        #expect(bell.wait(after: seen, milliseconds: 60_000) == seen + 2)
        #expect(bell.wait(after: bell.count, milliseconds: 1) == seen + 2)
    }
}
