import Agent
import TestSupport
import Testing

extension FaultTests {
    /// Brokers that are away for a while.
    struct BrokerTests {
        @Test("the agent says so, waits, and goes on by itself")
        func away() throws {
            guard let cluster = try Ground.cluster(), let bureau = try Bureau(.kafka) else { return }
            let tally = ExactlyOnce(4_000, partitions: bureau.tasks, seed: 37)
            let (worker, standby) = try bureau.pair()
            let follower = try Follower(bureau)
            try worker.start()
            try worker.become(.owner)
            try standby.start()
            try standby.become(.standby)
            try bureau.tell(Array(tally.lines[..<2_000]))
            try worker.tend(until: "it works") { try follower.look() >= 2_000 }
            #expect(try worker.health()?.isHealthy == true)
            try cluster.stop()
            let away = Stopwatch()
            let said = try eventually("its health is red") {
                try worker.health().flatMap { $0.isHealthy ? nil : $0.text }
            }
            report("kafka: the brokers away, health is red after \(away.ms) ms")
            #expect(said.contains(cluster.bootstrap))
            try cluster.restart()
            let back = Stopwatch()
            try bureau.tell(Array(tally.lines[2_000...]))
            try eventually("it goes on") { try follower.look() >= 4_000 }
            report("kafka: the brokers back, all is tallied after \(back.ms) ms")
            try eventually("its health says so") { try worker.health()?.isHealthy == true }
            // Nobody has taken anything from anybody.
            #expect(worker.starts == 1 && worker.roles == [.owner, .owner])
            try standby.become(.standby)
            try eventually("the standby's health says so") { try standby.health()?.isHealthy == true }
            #expect(!worker.errors.contains("another process") && !standby.errors.contains("another process"))
            #expect(try standby.stop() == .exited(0))
            #expect(try worker.stop() == .exited(0))
            #expect(try tally.verdict(on: bureau) == ExactlyOnce.Verdict())
        }
    }
}
