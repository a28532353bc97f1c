import Agent
import Log
import Messages
import TestSupport
import Testing

extension FaultTests {
    /// A decision of half a million outputs, in pieces.
    struct PlanTests {
        private static let outputs = 500_000

        @Test(
            "killed five times in the middle: every output once, and no reader used any before the end",
            arguments: Ground.allCases)
        func killed(ground: Ground) throws {
            guard let bureau = try Bureau(ground, tasks: 1) else { return }
            let plan = "plan-\(Self.outputs)-0"
            let agent = try bureau.lonelyWorker()
            let reader = try bureau.lonelyWorker(agent: "settler")
            let follower = try Follower(bureau)
            let watch = Stopwatch()
            try agent.start()
            try reader.start()
            try bureau.tell([
                Line(partition: 0, key: "a", text: "add"),
                Line(partition: 0, key: "p", text: "plan \(Self.outputs) 5000"),
                Line(partition: 0, key: "a", text: "add"),
            ])
            for kill in 1...5 {
                try agent.tend(until: "a part is written") { try follower.look() > kill * Self.outputs / 6 }
                agent.kill()
                // What the first stage's plan has written so far, the second has not used.
                #expect(try used(of: plan, in: bureau).isEmpty)
                try agent.start()
            }
            try agent.tend(until: "the plan is finished", seconds: 120) { try follower.look() >= Self.outputs + 5 }
            report("\(ground): a plan of \(Self.outputs) outputs, killed five times, in \(watch.ms) ms")
            let expected = stride(from: 0, to: Self.outputs, by: 1_000).map { Int($0) }
            try eventually("the second stage has read it") { try used(of: plan, in: bureau).count >= expected.count }
            #expect(try agent.stop() == .exited(0))
            #expect(try reader.stop() == .exited(0))
            #expect(try used(of: plan, in: bureau) == expected)
            // A record's id is what it says in short, and need not be parsed.
            let written = try bureau.log.map(bureau.partitions("tallies")[0]) { record in
                record.header(text: "ce_id") ?? ""
            }
            let records = (0..<Self.outputs).map { "\(plan) \($0)" }
            #expect(
                written == ["a 1", "planned \(Self.outputs)", "\(plan) started"] + records
                    + ["\(plan) finished", "a 2"])
        }

        /// The numbers of the plan's records that the second stage has passed on: each thousandth.
        private func used(of plan: String, in bureau: Bureau) throws -> [Int] {
            try bureau.log.map(TopicPartition("\(bureau.division).settlements", 0), tally)
                .filter { $0.key == plan }.map(\.number)
        }

        private func tally(_ record: Record) throws -> TallyRecorded {
            try TallyRecorded(reading: record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0))
        }
    }
}
