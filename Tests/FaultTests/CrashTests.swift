import Glibc
import TestSupport
import Testing

extension FaultTests {
    /// An agent of two tasks that is killed again and again while it works.
    struct CrashTests {
        private static let records = 100_000
        private static let kills = 20

        /// On Kafka the broker is killed too, twice, and started again.
        @Test("killed twenty times: each output once, in order, and the same in a replay", arguments: Ground.allCases)
        func killed(ground: Ground) throws {
            let seed = UInt64.random(in: 0 ... .max)
            print("The seed of the crash test on \(ground) is \(seed).")
            var generator = SeededGenerator(seed: seed)
            guard let bureau = try Bureau(ground, loop: ["batch_records": 500, "snapshot_records": 10_000]) else {
                return
            }
            let tally = ExactlyOnce(Self.records, partitions: bureau.tasks, seed: seed)
            try bureau.tell(tally.lines)
            let worker = try bureau.lonelyWorker()
            let follower = try Follower(bureau)
            let start = Stopwatch()
            try worker.start()
            let rounds = Self.kills + 2
            let share = Self.records / (rounds + 1)
            for round in 1...rounds {
                // Somewhere in the next piece of the work, and anywhere in a transaction.
                let goal = share * round + Int.random(in: 0..<share, using: &generator)
                try worker.tend(until: "\(goal) are tallied") { try follower.look() >= goal }
                usleep(UInt32.random(in: 0..<20_000, using: &generator))
                if round.isMultiple(of: 8) {
                    guard ground == .kafka, let cluster = try Ground.cluster() else { continue }
                    cluster.kill()
                    try cluster.restart()
                } else {
                    worker.kill()
                    try worker.start()
                }
            }
            // A process that was started a moment ago must be up before it can be asked to end.
            try worker.tend(until: "all are tallied", seconds: 120) {
                try follower.look() >= Self.records && worker.roles != nil
            }
            #expect(try worker.stop() == .exited(0))
            report("\(ground): \(Self.records) records through \(worker.starts) starts in \(start.ms) ms")
            #expect(try tally.verdict(on: bureau) == ExactlyOnce.Verdict())
            let watch = Stopwatch()
            let copy = try bureau.replay()
            report("\(ground): replayed in \(watch.ms) ms")
            let copies = try bureau.partitions("tallies").map { try copy.tallies(in: $0) }
            #expect(tally.verdict(on: copies) == ExactlyOnce.Verdict())
            for partition in bureau.partitions("echo-progress") + bureau.partitions("dead-letters") {
                #expect(try copy.payloads(in: partition) == bureau.log.payloads(in: partition), "\(partition)")
            }
        }
    }
}
