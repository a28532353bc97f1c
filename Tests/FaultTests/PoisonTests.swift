import Log
import Messages
import TestSupport
import Testing

extension FaultTests {
    /// Records that no decider survives.
    struct PoisonTests {
        @Test(
            "what kills the process, or never ends, is set aside; the rest goes on, and again in a replay",
            arguments: Ground.allCases)
        func setAside(ground: Ground) throws {
            guard let bureau = try Bureau(ground, tasks: 1, loop: ["decide_limit_seconds": 1]) else { return }
            try bureau.tell(
                [("a", "add"), ("x", "die"), ("a", "add"), ("y", "spin"), ("a", "add")].map {
                    Line(partition: 0, key: $0.0, text: $0.1)
                })
            let worker = try bureau.lonelyWorker()
            let follower = try Follower(bureau)
            try worker.start()
            try worker.tend(until: "the rest is tallied") { try follower.look() >= 3 }
            #expect(try worker.stop() == .exited(0))
            let crashes = worker.endings.count { if case .killed = $0 { true } else { false } }
            #expect(crashes == 3 && worker.endings.count { $0 == .exited(75) } == 1)
            let tallies = bureau.partitions("tallies")[0]
            let letters = bureau.partitions("dead-letters")[0]
            #expect(try bureau.log.tallies(in: tallies) == ["a 1 ", "a 2 ", "a 3 "])
            let kinds = try bureau.log.map(letters) { record in
                "\(try DeadLetter(reading: try #require(record.payload)).kind) \(record.header(text: "origin") ?? "")"
            }
            let claims = bureau.partitions("claims")[0]
            #expect(kinds == ["crashesTheAgent \(claims)@1", "tooExpensive \(claims)@3"])
            let copy = try bureau.replay()
            for partition in [tallies, letters] {
                #expect(try copy.payloads(in: partition) == bureau.log.payloads(in: partition), "\(partition)")
            }
        }
    }
}
