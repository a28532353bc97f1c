import Agent
import Foundation
import Glibc
import TestSupport
import Testing

extension FaultTests {
    /// How a process ends that is told to.
    struct StopTests {
        @Test("SIGTERM finishes the open batch and exits 0", arguments: Ground.allCases)
        func finishes(ground: Ground) throws {
            guard let bureau = try Bureau(ground) else { return }
            let tally = ExactlyOnce(20_000, partitions: bureau.tasks, seed: 31)
            try bureau.tell(tally.lines)
            let worker = try bureau.lonelyWorker()
            let follower = try Follower(bureau)
            try worker.start()
            try eventually("it works") { try follower.look() > 0 }
            #expect(try worker.stop() == .exited(0))
            let done = try follower.look()
            #expect(done < tally.lines.count, "it was to be stopped before the end")
            // Nothing is left open: readers come to the end at once, and the next process goes on from there.
            let found = try bureau.partitions("tallies").map { try bureau.log.tallies(in: $0) }
            #expect(zip(found, tally.expected).allSatisfy { $0.elementsEqual($1.prefix($0.count)) })
            try worker.start()
            try worker.tend(until: "all is tallied") { try follower.look() >= tally.lines.count }
            #expect(try worker.stop() == .exited(0))
            #expect(try tally.verdict(on: bureau) == ExactlyOnce.Verdict())
        }

        @Test("a second SIGTERM ends at once what the first cannot")
        func second() throws {
            let bureau = try #require(try Bureau(.sqlite, tasks: 1))
            let worker = try bureau.lonelyWorker()
            try worker.start()
            try worker.become(.owner)
            try bureau.tell([Line(partition: 0, key: "x", text: "spin")])
            let process = try #require(worker.process)
            try eventually("it spins") { processorTicks(of: process.identifier) > 50 }
            process.terminate()
            try eventually("it has heard the first") { worker.errors.contains("worker.stopping") }
            #expect(process.isRunning)
            process.terminate()
            #expect(try worker.wait(seconds: 2) == .killed(signal: SIGTERM))
        }

        /// The processor time that a process has used, in hundredths of a second: proc(5).
        private func processorTicks(of process: pid_t) -> Int {
            let text = String(
                decoding: FileManager.default.contents(atPath: "/proc/\(process)/stat") ?? Data(), as: UTF8.self)
            let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
            return fields.count > 12 ? Int(fields[11]) ?? 0 : 0
        }
    }
}
