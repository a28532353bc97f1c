import Agent
import TestSupport
import Testing

extension FaultTests {
    /// The checker is proved: each program that breaks one promise is found out, every time.
    struct MutantTests {
        @Test("the checker counts what is lost, twice, strange and displaced")
        func checker() {
            let tally = ExactlyOnce(1_000, partitions: 2, seed: 3)
            let exact = tally.expected
            func verdict(_ change: (inout [[String]]) -> Void) -> ExactlyOnce.Verdict {
                var found = exact
                change(&found)
                return tally.verdict(on: found)
            }
            #expect(verdict { _ in } == ExactlyOnce.Verdict())
            #expect(verdict { $0[0].removeLast() } == ExactlyOnce.Verdict(lost: 1))
            #expect(verdict { $0[1].append(exact[1][3]) } == ExactlyOnce.Verdict(twice: 1))
            #expect(verdict { $0[1].append("applicant-1 1 id-5000") } == ExactlyOnce.Verdict(strange: 1))
            #expect(verdict { $0[0].swapAt(3, 4) } == ExactlyOnce.Verdict(displaced: 2))
            #expect(verdict { $0.swapAt(0, 1) }.lost == 1_000)
            #expect(verdict { $0[0][7] += "0" }.isExact == false)
            #expect(verdict { $0[0][7] = "x" + $0[0][7] } == ExactlyOnce.Verdict(displaced: 1))
        }

        @Test("offsets outside the transaction are found out", arguments: Ground.allCases)
        func offsetsOutside(ground: Ground) throws {
            let verdict = try verdict(ground, ["DUIXIAN_TEST_MUTANT": "offsets-outside"], diesAt: "committed:3")
            #expect(verdict.map { $0.twice > 0 } ?? true, "\(String(describing: verdict))")
        }

        @Test("outputs without a transaction are found out", arguments: Ground.allCases)
        func noTransaction(ground: Ground) throws {
            let verdict = try verdict(ground, ["DUIXIAN_TEST_MUTANT": "no-transaction"], diesAt: "offsets-sent:3")
            #expect(verdict.map { $0.twice > 0 } ?? true, "\(String(describing: verdict))")
        }

        /// Lets a mutant die once and start again; what the checker says of its work.
        private func verdict(
            _ ground: Ground, _ mutant: [String: String], diesAt failPoint: String
        ) throws -> ExactlyOnce.Verdict? {
            guard let bureau = try Bureau(ground, loop: ["batch_records": 200]) else { return nil }
            let tally = ExactlyOnce(2_000, partitions: bureau.tasks, seed: 11)
            try bureau.tell(tally.lines)
            let worker = try bureau.lonelyWorker(environment: mutant)
            worker.environment["DUIXIAN_FAILPOINT"] = failPoint
            try worker.start()
            #expect(try worker.wait(seconds: 30) == .exited(137))
            worker.environment = mutant
            try worker.start()
            try worker.tend(until: "all is tallied, somehow") { try tally.verdict(on: bureau).lost == 0 }
            #expect(try worker.stop() == .exited(0))
            return try tally.verdict(on: bureau)
        }

        @Test("a random transactional id with two processes on one task is found out", arguments: Ground.allCases)
        func randomID(ground: Ground) throws {
            guard let bureau = try Bureau(ground, loop: ["batch_records": 200]) else { return }
            let mutant = ["DUIXIAN_TEST_MUTANT": "random-id"]
            let workers = try [bureau.lonelyWorker(environment: mutant), bureau.rival(environment: mutant)]
            for worker in workers {
                try worker.start()
                try worker.become(.owner)
            }
            let tally = ExactlyOnce(2_000, partitions: bureau.tasks, seed: 13)
            try bureau.tell(tally.lines)
            try eventually("the checker finds something twice") { try tally.verdict(on: bureau).twice > 0 }
            for worker in workers { worker.kill() }
        }
    }
}
