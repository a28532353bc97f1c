import Agent
import Awards
import Log
import Messages
import Testing

@testable import Verifier

/// Verifying again as a plan, and what is kept for it.
extension RoundRegistersTests {
    @Test(
        "more versions than one decision takes up are verified again by a plan, to the same end", arguments: [1, 3, 7])
    func plans(most: Int) throws {
        func run(_ most: Int) throws -> VerifyRun {
            let run = try given([Sample.sales(1, day), Sample.sales(2, "2023-07-31")], most: most)
            for number in 0..<10 {
                try run.tell(.claim(Sample.claim("c-\(number)", clause: number % 3 == 0 ? "99" : "7-1")))
            }
            try run.tell(try Sample.closing(registers: [.tax: day, .customs: day]))
            try run.tell(Sample.imported(.tax, asOf: day, isComplete: false))
            try run.tell(Sample.imported(.customs, asOf: day, isComplete: false))
            return run
        }
        let quiet = try run(4_000)
        let planned = try run(most)
        #expect(quiet.plans == 0 && planned.plans == 2)
        #expect(planned.outputs.map { "\($0)" } == quiet.outputs.map { "\($0)" })
        for key in quiet.state.kept.keys { #expect(planned.state.kept[key] == quiet.state.kept[key]) }
        #expect(planned.state.passed.keys == quiet.state.passed.keys)
        #expect(verified(planned.outputs).filter { $0.number == 2 }.count == 6)
        // It is in force: nothing is said twice.
        #expect(try planned.tell(Sample.imported(.tax, asOf: day)).isEmpty)
    }

    @Test("a plan that stands in its middle decides nothing else, and its outputs count when it is finished")
    func unfinished() throws {
        let run = try given([Sample.sales(1, day), Sample.sales(2, "2023-07-31")], most: 2)
        for number in 0..<4 { try run.tell(.claim(Sample.claim("c-\(number)"))) }
        try run.tell(try Sample.closing(registers: [.tax: day]))
        let marker = Sample.imported(.tax, asOf: day, isComplete: false)
        run.decider.evolve(&run.state, .row(marker))
        let decision = try run.decider.decide(run.state, marker)
        let plan = try #require(decision.plan)
        #expect(decision.outputs.isEmpty && plan.targets.map(\.topic) == ["150200.verifications"])
        let first = try run.decider.proceed(run.state, with: plan)
        #expect(verified(first.outputs).count == 2 && first.cursor != nil)
        #expect(run.state.kept.keys.allSatisfy { run.state.kept[$0]?.number == 1 })
        run.decider.evolve(&run.state, .finished(plan))
        #expect(run.state.kept.keys.allSatisfy { run.state.kept[$0]?.number == 2 })
        #expect(run.state.passed.keys.count == 1)
        let broken = Plan(id: "x", subject: "x", targets: [], cursor: "sing")
        #expect(throws: VerifyDecider.UnknownCursor.self) { try run.decider.proceed(run.state, with: broken) }
    }

    // MARK: Forgetting

    @Test("what is kept for a round is forgotten when it is adjudicated, and nothing else")
    func forgetting() throws {
        let run = try given([Sample.sales(1, day)])
        try run.tell(.claim(Sample.claim("c-1")))
        try run.tell(.claim(Sample.claim("c-2", lodged: "2023-07-01T09:00:00+08:00")))
        try run.tell(.claim(Sample.claim("c-3", applicant: Sample.other)))
        try run.tell(.claim(Sample.claim("c-4", period: "2023")))
        try run.tell(.claim(Sample.claim("c-5", clause: "99")))
        try run.tell(try Sample.closing(registers: [.tax: day]))
        try run.tell(Sample.imported(.tax, asOf: day))
        #expect(run.state.kept.keys.count == 5 && run.state.passed.keys.count == 1)
        #expect(try run.tell(.closed(round: "r")).isEmpty)
        let left = run.state.kept.keys.compactMap { run.state.kept[$0]?.claim.id }.sorted()
        #expect(left == ["c-2", "c-3", "c-4"], "of the next round, still open, of another year")
        #expect(run.state.passed.keys.isEmpty && run.state.closingRounds.isEmpty)
        // The chains are whole: the next round verifies what is left again.
        try run.tell(Sample.sales(2, "2024-06-30"))
        try run.tell(
            try Sample.closing("r-2", deadline: "2024-06-30T18:00:00+08:00", registers: [.tax: "2024-06-30"]))
        let outputs = try run.tell(Sample.imported(.tax, asOf: "2024-06-30"))
        #expect(verified(outputs).map(\.of.claim) == ["c-2"])
    }

    @Test("what is verified again is the claim as it was lodged")
    func keptClaim() throws {
        let run = try given([Sample.sales(1, day)])
        var claim = Sample.claim(object: "直播间")
        claim.evidence = ["sha256:" + String(repeating: "a", count: 64)]
        claim.supersedes = 1
        claim.version = 2
        claim.lodged = Moment("2023-03-02T09:00:00Z") ?? Moment()
        try run.tell(.claim(claim))
        let key = VersionKey(ClaimVersion(of: claim))
        #expect(run.state.kept[key]?.claim == claim.withoutContact)
        guard case .verified(let verified)? = run.outputs.first else { throw Sample.Missing(what: "verified") }
        let read = try ClaimVerified(reading: verified.bytes)
        #expect(ClaimSubmitted(read.of, try #require(read.lodged)) == claim.withoutContact)
    }

    @Test("imports that say the same again cost nothing")
    func sameAgain() throws {
        let store = StateStore()
        var state = VerifyState(store)
        let firm = PackedUSCC(Sample.firm)
        func month(_ number: Int, _ sales: Int64) {
            let day = 19_000 + number * 30
            state.take(.tax, firm, "2022", asOf: day, ["local_sales": Sample.number(sales)])
            state.end(.tax, day: day, isComplete: false)
        }
        func size() -> Int {
            var bytes: [UInt8] = []
            state.rows[RowKey(.tax, firm, "2022")]?.write(to: &bytes)
            return bytes.count
        }
        month(0, 1)
        let one = size()
        for number in 1..<60 { month(number, 1) }
        #expect(size() == one)
        month(60, 2)
        #expect(size() > one)
    }

    @Test("rows that a snapshot of before holds are read")
    func olderRows() throws {
        var bytes: [UInt8] = []
        19_000.write(to: &bytes)
        FactCoding.write(["local_sales": Sample.number(7)], to: &bytes)
        let history = bytes.withUnsafeBytes { bytes in
            var rest = StateBytes(bytes)
            return RowHistory(from: &rest)
        }
        var row = try #require(history)
        #expect(row.newest.asOf == 19_000 && row.newest.facts["local_sales"] == Sample.number(7))
        var list: [UInt8] = []
        UInt64(1).write(to: &list)
        "r".write(to: &list)
        ["7-1"].write(to: &list)
        "sha256:1".write(to: &list)
        let rounds = list.withUnsafeBytes { bytes in
            var rest = StateBytes(bytes)
            return RoundList(from: &rest)?.rounds
        }
        #expect(rounds?.map(\.round) == ["r"] && rounds?.first?.covers(clause: "7-1") == true)
        let cut = Cut(day: 19_010, batch: 1, place: 1, end: 1)
        row.add(RowEntry(asOf: 19_005, ["local_sales": Sample.number(8)], batch: 2, place: 2))
        #expect(row.standing(at: cut, dayOf: { _ in 19_005 })?.facts["local_sales"] == Sample.number(7))
        #expect(row.newest.facts["local_sales"] == Sample.number(8))
    }
}
