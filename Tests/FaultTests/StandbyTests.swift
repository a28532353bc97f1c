import Agent
import TestSupport
import Testing

extension FaultTests {
    /// A task moves to its standby, and back only when its new owner is gone.
    struct StandbyTests {
        @Test(
            "within 2 s of a kill -9, and nothing twice; the owner that comes back stands by",
            arguments: Ground.allCases)
        func killed(ground: Ground) throws {
            guard let bureau = try Bureau(ground, loop: ["batch_records": 500]) else { return }
            let tally = ExactlyOnce(30_000, partitions: bureau.tasks, seed: 17)
            let (owner, standby) = try bureau.pair()
            try owner.start()
            try owner.become(.owner)
            try standby.start()
            try standby.become(.standby)
            let follower = try Follower(bureau)
            try bureau.tell(tally.lines)
            try eventually("the owner works") { try follower.look() > 5_000 }
            owner.kill()
            let killed = Stopwatch()
            try standby.become(.owner)
            let taken = killed.ms
            try eventually("the standby works") { try follower.newestMs() > killed.startMs }
            report("\(ground): the standby owns after \(taken) ms, its first outputs are there after \(killed.ms) ms")
            #expect(taken < 2_000)
            try owner.start()
            try owner.become(.standby)
            try eventually("all is tallied") { try follower.look() >= tally.lines.count }
            #expect(standby.roles?.allSatisfy { $0 == .owner } == true)
            #expect(try standby.stop() == .exited(0))
            try owner.become(.owner)
            #expect(try owner.stop() == .exited(0))
            #expect(try tally.verdict(on: bureau) == ExactlyOnce.Verdict())
        }

        @Test("within 20 s when the owner's machine is gone; back again, it writes nothing")
        func cutOff() throws {
            guard let machine = try NetworkNamespace.required(),
                let cluster = try KafkaCluster.start(host: machine.hostAddress)
            else { return }
            defer {
                cluster.close()
                do { try machine.close() } catch { Issue.record(error) }
            }
            let bureau = try Bureau(
                address: "kafka:\(cluster.bootstrap)", folder: TemporaryFolder(), tasks: 2, loop: ["batch_records": 50])
            let tally = ExactlyOnce(4_000, partitions: bureau.tasks, seed: 19)
            let (owner, standby) = try bureau.pair(on: machine)
            defer { owner.kill() }
            try owner.start()
            try owner.become(.owner)
            try standby.start()
            try standby.become(.standby)
            let follower = try Follower(bureau)
            try bureau.tell(tally.lines)
            try eventually("the owner works") { try follower.look() > 0 }
            try machine.cutOff()
            let cut = Stopwatch()
            try standby.become(.owner)
            let taken = cut.ms
            report("kafka: the machine cut off, the standby owns after \(taken) ms")
            #expect(taken < 20_000)
            try eventually("all is tallied") { try follower.look() >= tally.lines.count }
            try machine.reconnect()
            let back = Stopwatch()
            try owner.become(.standby, seconds: 60)
            report("kafka: the machine back, its worker stands by after \(back.ms) ms")
            #expect(owner.process?.isRunning == true)
            #expect(try standby.stop() == .exited(0))
            #expect(try tally.verdict(on: bureau) == ExactlyOnce.Verdict())
        }

        @Test(
            "two processes that claim one task: the newer wins, nothing twice, the older gives up",
            arguments: Ground.allCases)
        func rivals(ground: Ground) throws {
            guard let bureau = try Bureau(ground, loop: ["batch_records": 200]) else { return }
            let follower = try Follower(bureau)
            let older = try bureau.lonelyWorker()
            let newer = try bureau.rival()
            try older.start()
            try older.become(.owner)
            try newer.start()
            try newer.become(.owner)
            // Each learns that it is fenced when it writes, and takes its tasks again, twice at most.
            let lines = ExactlyOnce(60_000, partitions: bureau.tasks, seed: 23).lines
            var told = 0
            try eventually("the older gives up") {
                if told < lines.count {
                    try bureau.tell(Array(lines[told..<told + 10]))
                    told += 10
                }
                return older.process?.isRunning == false
            }
            #expect(try older.wait(seconds: 1) == .exited(76))
            #expect(older.errors.contains("two processes use \(bureau.division).echo."))
            let tally = ExactlyOnce(told, partitions: bureau.tasks, seed: 23)
            try eventually("all is tallied") { try follower.look() >= tally.lines.count }
            #expect(newer.roles == [.owner, .owner])
            #expect(try newer.stop() == .exited(0))
            #expect(try tally.verdict(on: bureau) == ExactlyOnce.Verdict())
        }

        @Test("a worker that is restarted goes on within 1 s", arguments: Ground.allCases)
        func restarted(ground: Ground) throws {
            guard let bureau = try Bureau(ground, loop: ["batch_records": 500, "snapshot_records": 2_000]) else {
                return
            }
            let tally = ExactlyOnce(60_000, partitions: bureau.tasks, seed: 29)
            try bureau.tell(tally.lines)
            let worker = try bureau.lonelyWorker()
            try worker.start()
            let follower = try Follower(bureau)
            for round in 1...5 {
                try eventually("it works") { try follower.look() > round * 10_000 }
                worker.kill()
                let start = Stopwatch()
                try worker.start()
                try eventually("it goes on") { try follower.newestMs() > start.startMs }
                report("\(ground): restarted, first new output after \(start.ms) ms")
                #expect(start.ms < 1_000)
            }
            worker.kill()
        }
    }
}
