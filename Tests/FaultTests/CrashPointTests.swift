import TestSupport
import Testing

extension FaultTests {
    /// A process that dies between two steps of the commit protocol.
    struct CrashPointTests {
        enum Moment: String, CaseIterable, CustomTestStringConvertible {
            case begun
            case produced
            case offsetsSent = "offsets-sent"
            case committed

            var testDescription: String {
                switch self {
                case .begun: "killed between begin and the outputs"
                case .produced: "killed between the outputs and the offsets"
                case .offsetsSent: "killed between offsets and commit"
                case .committed: "killed between commit and the merge"
                }
            }
        }

        @Test("each output is there once", arguments: Ground.allCases, Moment.allCases)
        func once(ground: Ground, moment: Moment) throws {
            guard let bureau = try Bureau(ground, loop: ["batch_records": 200]) else { return }
            let tally = ExactlyOnce(2_000, partitions: bureau.tasks, seed: 5)
            try bureau.tell(tally.lines)
            let worker = try bureau.lonelyWorker(environment: ["DUIXIAN_FAILPOINT": "\(moment.rawValue):3"])
            try worker.start()
            #expect(try worker.wait(seconds: 30) == .exited(137))
            worker.environment = [:]
            try worker.start()
            try worker.tend(until: "all is tallied") { try tally.verdict(on: bureau).lost == 0 }
            #expect(try worker.stop() == .exited(0))
            #expect(try tally.verdict(on: bureau) == ExactlyOnce.Verdict())
        }
    }
}
